"""Reads news (CoNLL-U, only its words) and models, makes the models' common opinion of each word.

    label_news.py --out soft.npz --news news.conllu first.npz second.npz ...

The opinion is the mean of the models' shares; the three best heads, relations (to the best head),
tags and features of each word are kept, their shares in 1/255.
"""
import argparse
import pickle
import time

import numpy as np
import torch

import train_parser as P
import treebank as TB


def main():
    p = argparse.ArgumentParser()
    p.add_argument("models", nargs="+")
    p.add_argument("--news", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--shortest", type=int, default=4)
    p.add_argument("--longest", type=int, default=60)
    a = p.parse_args()
    t0 = time.time()
    seen, sents = set(), []
    for s in TB.read_conllu(a.news):
        if a.shortest <= len(s.forms) <= a.longest:
            key = tuple(s.forms)
            if key not in seen:
                seen.add(key)
                sents.append(s)
    nets = []
    for path in a.models:
        z = np.load(path)
        meta = pickle.loads(z["meta"].tobytes())
        nets.append(P.Net({k[2:]: z[k] for k in z.files if k.startswith("p_")}, meta["args"]))
    v = P.Vocab.__new__(P.Vocab)
    v.words, v.upos, v.rel, v.feats = (meta[k] for k in ("words", "upos", "rel", "feats"))
    v.index(meta["args"]["buckets"])
    forms = P.Forms(v)
    for s in sents:
        for f in s.forms:
            forms.add(f)
    word, aff, _ = forms.close()
    form = np.array([forms.num[f] for s in sents for f in s.forms], np.int32)
    off = np.concatenate([[0], np.cumsum([len(s.forms) for s in sents])])
    lab = {k: np.zeros((len(form), P.K), np.int16) for k in P.KINDS}
    share = {k: np.zeros((len(form), P.K), np.uint8) for k in P.KINDS}
    part = P.Part(form, off, lab, share, 1.0)

    def keep(kind, prob, at, ok):
        top = prob.topk(P.K, -1)
        lab[kind][at] = top.indices.numpy()[ok]
        share[kind][at] = np.rint(255 * top.values.numpy()[ok])

    with torch.no_grad():
        for pick in P.plan(part.n, np.random.default_rng(0), 3200):
            x, n, _, _ = P.pack(part, pick, labels=False)
            ok = (np.arange(x.shape[1])[None] >= 1) & (np.arange(x.shape[1])[None] < n[:, None])
            at = (off[pick][:, None] + np.arange(x.shape[1])[None] - 1)[ok]
            out = [net(*P.feed(word, aff, x), torch.from_numpy(n)) for net in nets]
            mean = lambda ys: sum(y.softmax(-1) for y in ys) / len(nets)
            arc = mean([o[0] for o in out])
            head = arc.argmax(-1)
            keep("head", arc, at, ok)
            keep("rel", mean([net.rel(o[1], o[2], head) for net, o in zip(nets, out)]), at, ok)
            keep("upos", mean([o[3] for o in out]), at, ok)
            keep("feats", mean([o[4] for o in out]), at, ok)
    names = [None] * len(forms.word)
    for f, k in forms.num.items():
        names[k] = f
    names[0] = ""
    used, num = np.unique(form, return_inverse=True)
    np.savez(a.out, forms=np.frombuffer(pickle.dumps([names[k] for k in used]), np.uint8), form=num.astype(np.int32),
             off=off, **{"lab_" + k: lab[k] for k in P.KINDS}, **{"share_" + k: share[k] for k in P.KINDS})
    sure = share["head"][:, 0].mean() / 255
    print(f"{len(sents)} sentences, {len(form)} words, mean share of the best head {sure:.3f}, {time.time() - t0:.0f}s")


if __name__ == "__main__":
    main()
