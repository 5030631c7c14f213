"""Reads treebanks, makes the parser's weights (an .npz that export_model.py packs).

    train_parser.py --out parser.npz --train A.conllu.gz B.conllu --dev C.conllu D.conllu

One network tags and parses: word and affix vectors -> recurrent encoder over the whole sentence ->
a tag head, a feature head, a biaffine arc head and a relation head.  Fixed seed, fixed number of
epochs, one thread of one processor: the same call makes the same bytes again on the same machine.

    --news N.conllu     its words join the vocabulary
    --vectors V.npz     word vectors to begin from (make_vectors.py)
    --init M.npz        weights to go on from
    --soft S.npz        news with the opinions of earlier models (label_news.py): the labels are
                        their shares, so that a doubtful arc teaches less than a sure one
"""
import argparse
import os
import pickle
import random
import time

for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import numpy as np
import torch
import torch.nn.functional as NF

import features as F
import treebank as TB

torch.set_num_threads(1)
LONGEST = 160  # words; longer sentences are left out of training
K = 3          # labels kept of each word and kind, with their shares
KINDS = ("head", "rel", "upos", "feats")
HOW = {"head": 1.0, "rel": 1.0, "upos": 0.6, "feats": 0.4}  # weight of each kind in the loss


def args_of():
    p = argparse.ArgumentParser()
    p.add_argument("--train", nargs="+", required=True)
    p.add_argument("--dev", nargs="+", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--news", default="")
    p.add_argument("--vectors", default="")
    p.add_argument("--common", type=int, default=0, help="so many first words of --vectors join the vocabulary")
    p.add_argument("--init", default="", help="a model of the same words and sizes to go on from")
    p.add_argument("--soft", default="")
    p.add_argument("--soft-words", type=int, default=450000, help="words of --soft used each epoch")
    p.add_argument("--soft-weight", type=float, default=0.7)
    p.add_argument("--epochs", type=int, default=20)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--layers", type=int, default=2)
    p.add_argument("--hidden", type=int, default=96)
    p.add_argument("--dword", type=int, default=96)
    p.add_argument("--daffix", type=int, default=64)
    p.add_argument("--darc", type=int, default=96)
    p.add_argument("--drel", type=int, default=64)
    p.add_argument("--dtag", type=int, default=64)
    p.add_argument("--buckets", type=int, default=16384)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--drop", type=float, default=0.33)
    p.add_argument("--tokens", type=int, default=1600, help="places of a batch")
    p.add_argument("--average", type=float, default=0.998, help="share of the running mean kept a step")
    return p.parse_args()


class Vocab:
    """word rows: 0 unknown, 1 root of the sentence, 2.. words seen twice, or four times in the news, or given"""

    def __init__(self, sents, news, more=(), min_feats=4, news_min=4):
        n, na, up, rel, fe = {}, {}, set(), set(), {}
        for s in sents:
            for f, u, x, r in zip(s.forms, s.upos, s.feats, s.rel):
                w = F.normalise(f.encode())
                n[w] = n.get(w, 0) + 1
                up.add(u)
                rel.add(r)
                fe[x] = fe.get(x, 0) + 1
        for s in news:
            for f in s.forms:
                w = F.normalise(f.encode())
                na[w] = na.get(w, 0) + 1
        words = {w for w, c in n.items() if c >= 2} | {w for w, c in na.items() if c >= news_min} | set(more)
        self.words = sorted(words, key=lambda w: (-n.get(w, 0) - na.get(w, 0), w))
        self.count = [0, 1 << 30] + [n.get(w, 0) + na.get(w, 0) for w in self.words]
        self.upos, self.rel = sorted(up), sorted(rel)
        self.feats = sorted(x for x, c in fe.items() if c >= min_feats)

    def index(self, buckets):
        self.buckets = buckets
        self.wid = {w: i + 2 for i, w in enumerate(self.words)}
        self.uid = {u: i for i, u in enumerate(self.upos)}
        self.rid = {r: i for i, r in enumerate(self.rel)}
        self.fid = {x: i for i, x in enumerate(self.feats)}
        self.root = [F.fnv1a(b"R%d" % k) & (buckets - 1) for k in range(F.N_AFFIX)]

    def lookup(self, form):
        b = form.encode()
        w = F.normalise(b)
        return self.wid.get(w, 0), [F.fnv1a(k) & (self.buckets - 1) for k in F.affix_keys(b, w)]


# ---- data ------------------------------------------------------------------------------------

CASES = (lambda f: f, str.lower, str.upper, lambda f: f[:1].upper() + f[1:])


class Forms:
    """every form once, in the four ways of writing it; number 0 is the root"""

    def __init__(self, v):
        self.v, self.num, self.word, self.aff, self.way = v, {}, [1], [v.root], [[0] * 4]

    def one(self, f):
        k = self.num.get(f)
        if k is None:
            k = self.num[f] = len(self.word)
            w, a = self.v.lookup(f)
            self.word.append(w)
            self.aff.append(a)
            self.way.append(None)
        return k

    def add(self, f):
        k = self.one(f)
        if self.way[k] is None:
            self.way[k] = [self.one(c(f)) for c in CASES]
        return k

    def close(self):
        z = np.array([w or [0] * 4 for w in self.way], np.int32)
        return np.array(self.word, np.int64), np.array(self.aff, np.int64), z


class Part:
    """sentences end to end: form numbers; of each kind of label K numbers and their shares"""

    def __init__(self, form, off, lab, share, weight, loose=None):
        self.form, self.off, self.lab, self.share, self.weight = form, off, lab, share, weight
        self.n = np.diff(off)
        self.loose = np.zeros(len(self.n), bool) if loose is None else loose

    @staticmethod
    def gold(sents, v, forms):
        sents = [s for s in sents if len(s.forms) <= LONGEST]
        form = np.array([forms.add(f) for s in sents for f in s.forms], np.int32)
        off = np.concatenate([[0], np.cumsum([len(s.forms) for s in sents])])
        col = dict(head=[h for s in sents for h in s.head], rel=[v.rid.get(r, -1) for s in sents for r in s.rel],
                   upos=[v.uid.get(u, -1) for s in sents for u in s.upos],
                   feats=[v.fid.get(x, -1) for s in sents for x in s.feats])
        lab, share = {}, {}
        for k in KINDS:
            y = np.array(col[k])
            lab[k] = np.zeros((len(y), K), np.int16)
            share[k] = np.zeros((len(y), K), np.float32)
            lab[k][:, 0], share[k][:, 0] = np.maximum(y, 0), y >= 0
        loose = np.array([len(s.forms) > 3 and s.upos[-1] == "PUNCT" and len(s.forms) not in s.head for s in sents])
        return Part(form, off, lab, share, 1.0, loose)

    @staticmethod
    def soft(path, forms, weight):
        z = np.load(path)
        names = pickle.loads(z["forms"].tobytes())
        num = np.array([forms.add(f) for f in names], np.int32)
        return Part(num[z["form"]], z["off"], {k: z["lab_" + k] for k in KINDS},
                    {k: z["share_" + k].astype(np.float32) / 255 for k in KINDS}, weight)


def plan(n, rng, tokens):
    """numbers of sentences -> batches of like length"""
    order = np.lexsort((rng.random(len(n)), n))
    out, at = [], 0
    while at < len(order):
        k = 1
        while at + k < len(order) and (k + 1) * (n[order[at + k]] + 1) <= tokens:
            k += 1
        out.append(order[at : at + k])
        at += k
    return [out[i] for i in rng.permutation(len(out))]


def pack(part, pick, way=None, cut=None, labels=True):
    """-> forms (B, T), words with the root of each sentence (B), labels and shares (B, T, K)"""
    n = part.n[pick].copy()
    if cut is not None:
        n -= cut
    T = int(n.max()) + 1
    j = np.arange(T)[None] - 1
    ok = (j >= 0) & (j < n[:, None])
    at = np.where(ok, part.off[pick][:, None] + j, 0)
    form = np.where(ok, part.form[at] if way is None else way[part.form[at]], 0)
    if not labels:
        return form, n + 1, None, None
    share = {k: part.share[k][at] * ok[..., None] for k in KINDS}
    # a label without a share is 0: behind a sentence its number may lie out of range
    lab = {k: part.lab[k][at].astype(np.int64) * (share[k] > 0) for k in KINDS}
    return form, n + 1, lab, share


# ---- network ---------------------------------------------------------------------------------


def init(a, v, rng):
    r = lambda *s, sd=None: (rng.standard_normal(s) * (sd or s[0] ** -0.5)).astype(np.float32)
    z = lambda *s: np.zeros(s, np.float32)
    H, A, R, G = a.hidden, a.darc, a.drel, a.dtag
    p = dict(word=r(len(v.words) + 2, a.dword, sd=0.3), aff=r(a.buckets, a.daffix, sd=0.15))
    d = a.dword + a.daffix
    for l in range(a.layers):
        for s in "fb":
            b = z(4 * H)
            b[H : 2 * H] = 1.0
            p[f"W{l}{s}"], p[f"U{l}{s}"], p[f"b{l}{s}"] = r(d, 4 * H), r(H, 4 * H), b
        d = 2 * H
    p["Wh"], p["bh"] = r(d, 2 * A + 2 * R + G), z(2 * A + 2 * R + G)
    p["Uarc"], p["uarc"] = r(A, A, sd=0.02), z(A)
    p["Wrel"], p["brel"] = r(2 * R, len(v.rel)), z(len(v.rel))
    p["Wup"], p["bup"] = r(G, len(v.upos)), z(len(v.upos))
    p["Wfe"], p["bfe"] = r(G, len(v.feats)), z(len(v.feats))
    return p


class Net(torch.nn.Module):
    """gates of a cell: in, forget, out, new here and in the file; in, forget, new, out in torch"""

    def __init__(self, p, a):
        super().__init__()
        self.a, H = a, a["hidden"]
        self.rest = torch.nn.ParameterDict(
            {k: torch.nn.Parameter(torch.tensor(x)) for k, x in p.items() if k[:2] not in self.cells()})
        self.lstm = torch.nn.ModuleDict()
        for k in self.cells("W"):
            s = k[1:]
            W, U, b = (self.turn(p[c + s]) for c in "WUb")
            m = torch.nn.LSTM(W.shape[0], H, batch_first=True)
            with torch.no_grad():
                m.weight_ih_l0.copy_(torch.tensor(W.T.copy()))
                m.weight_hh_l0.copy_(torch.tensor(U.T.copy()))
                m.bias_ih_l0.copy_(torch.tensor(b))
                m.bias_hh_l0.zero_()
            m.bias_hh_l0.requires_grad_(False)
            self.lstm[s] = m

    def cells(self, kinds="WUb"):
        return [f"{c}{l}" if len(kinds) > 1 else f"{c}{l}{s}" for c in kinds for l in range(self.a["layers"])
                for s in ("fb" if len(kinds) == 1 else "f")]

    @staticmethod
    def turn(x):
        q = np.split(x, 4, -1)
        return np.concatenate([q[0], q[1], q[3], q[2]], -1)

    def weights(self):
        out = {k: x.detach().numpy() for k, x in self.rest.items()}
        for s, m in self.lstm.items():
            out["W" + s] = self.turn(m.weight_ih_l0.detach().numpy().T)
            out["U" + s] = self.turn(m.weight_hh_l0.detach().numpy().T)
            out["b" + s] = self.turn(m.bias_ih_l0.detach().numpy())
        return {k: np.ascontiguousarray(x) for k, x in out.items()}

    def forward(self, word, aff, n, gen=None):
        p, a = self.rest, self.a
        B, T = word.shape

        def drop(x, rate):
            if gen is None or rate == 0:
                return x
            return x * ((torch.rand(x.shape[0], 1, x.shape[2], generator=gen) >= rate) / (1 - rate))

        w = NF.embedding(word, p["word"])
        f = NF.embedding_bag(aff.reshape(B * T, -1), p["aff"], mode="sum").view(B, T, -1)
        if gen is not None:  # now and then a word has no affixes to lean on
            f = f * (torch.rand(B, T, 1, generator=gen) < 0.93)
        x = drop(torch.cat([w, f], -1), 0.7 * a["drop"])
        # backwards: each sentence turned round, what lies behind it stays
        j = torch.arange(T)[None]
        back = torch.where(j < n[:, None], n[:, None] - 1 - j, j)[:, :, None]
        for l in range(a["layers"]):
            y = self.lstm[f"{l}f"](x)[0]
            z = self.lstm[f"{l}b"](x.gather(1, back.expand(-1, -1, x.shape[2])))[0]
            x = torch.cat([y, z.gather(1, back.expand(-1, -1, z.shape[2]))], -1)
            x = drop(x, a["drop"])
        A, R, G = a["darc"], a["drel"], a["dtag"]
        y = drop(NF.leaky_relu(x @ p["Wh"] + p["bh"], 0.1), a["drop"])
        dep, head, rd, rh, tag = y.split([A, A, R, R, G], -1)
        arc = torch.baddbmm(torch.zeros(()), dep @ p["Uarc"] + p["uarc"], head.transpose(1, 2))
        bad = (j >= n[:, None])[:, None, :] | torch.eye(T, dtype=torch.bool)[None]
        arc = arc.masked_fill(bad, -1e4)
        return arc, rd, rh, tag @ p["Wup"] + p["bup"], tag @ p["Wfe"] + p["bfe"]

    def rel(self, rd, rh, head):
        h = rh.gather(1, head[:, :, None].expand(-1, -1, rh.shape[2]))
        z = torch.cat([NF.relu(rd + h), rd * h], -1)
        return z @ self.rest["Wrel"] + self.rest["brel"]


def loss_of(net, word, aff, n, lab, share, gen):
    arc, rd, rh, up, fe = net(word, aff, n, gen)
    rel = net.rel(rd, rh, lab["head"][:, :, 0])
    total = 0
    for k, x in zip(KINDS, (arc, rel, up, fe)):
        total = total - HOW[k] * (x.log_softmax(-1).gather(-1, lab[k]) * share[k]).sum()
    return total / max(int((n - 1).sum()), 1)


def feed(word, aff, form):
    return torch.from_numpy(word[form]), torch.from_numpy(aff[form])


def score(net, part, sents, v, word, aff, tokens):
    """greedy heads (no tree search): words, UPOS, FEATS, UAS, LAS, LAS with subtypes, per cent"""
    base = np.array([v.rel.index(r.split(":")[0]) if r.split(":")[0] in v.rel else -2 for r in v.rel])
    c, n_all = np.zeros(5), 0
    with torch.no_grad():
        for pick in plan(part.n, np.random.default_rng(0), 2 * tokens):
            form, n, lab, share = pack(part, pick)
            arc, rd, rh, up, fe = net(*feed(word, aff, form), torch.from_numpy(n))
            hd = arc.argmax(-1)
            rl = net.rel(rd, rh, hd).argmax(-1).numpy()
            ok = {k: share[k][..., 0] > 0 for k in KINDS}
            h = (hd.numpy() == lab["head"][..., 0]) & ok["head"]
            r = (rl == lab["rel"][..., 0]) & ok["rel"]
            rb = (base[rl] == base[lab["rel"][..., 0]]) & ok["rel"]
            c += (((up.argmax(-1).numpy() == lab["upos"][..., 0]) & ok["upos"]).sum(),
                  ((fe.argmax(-1).numpy() == lab["feats"][..., 0]) & ok["feats"]).sum(),
                  h.sum(), (h & rb).sum(), (h & r).sum())
            n_all += int((n - 1).sum())
    return n_all, np.round(100 * c / max(n_all, 1), 2)


def main():
    a = args_of()
    torch.manual_seed(a.seed)
    gold = [s for f in a.train for s in TB.read_conllu(f)]
    more = pickle.loads(np.load(a.vectors)["words"].tobytes())[: a.common] if a.vectors else []
    v = Vocab(gold, TB.read_conllu(a.news) if a.news else [], more)
    v.index(a.buckets)
    forms = Forms(v)
    parts = [Part.gold(gold, v, forms)]
    if a.soft:
        parts.append(Part.soft(a.soft, forms, a.soft_weight))
    devs = [Part.gold(TB.read_conllu(f), v, forms) for f in a.dev]
    word, aff, ways = forms.close()
    p = init(a, v, np.random.default_rng(a.seed))
    if a.vectors:
        z = np.load(a.vectors)
        at = {w: i for i, w in enumerate(pickle.loads(z["words"].tobytes()))}
        have = [(i + 2, at[w]) for i, w in enumerate(v.words) if w in at]
        x = z["vectors"][[k for _, k in have], : a.dword]
        p["word"][[i for i, _ in have]] = x * (0.3 / x.std())
        print("words with a vector", len(have), flush=True)
    if a.init:
        z = np.load(a.init)
        if pickle.loads(z["meta"].tobytes())["words"] != v.words:
            raise SystemExit("--init: a model of other words")
        p = {k: z["p_" + k] for k in p}
    net, mean = Net(p, vars(a)), Net(p, vars(a))
    live = [x for x in net.parameters() if x.requires_grad]
    kept = [x for x in mean.parameters() if x.requires_grad]
    opt = torch.optim.Adam(live, lr=a.lr, betas=(0.9, 0.98), fused=True)
    print(a, flush=True)
    print("words", len(v.words), "feats", len(v.feats), "rels", len(v.rel), "treebank words", len(parts[0].form),
          "news words", len(parts[1].form) if a.soft else 0, flush=True)
    count = np.array(v.count, np.float64)
    pdrop = 0.05 + 0.6 / (0.6 + count)
    pdrop[:2] = 0
    rng = np.random.default_rng(a.seed + 1)
    gen = torch.Generator().manual_seed(a.seed + 2)
    t0, t = time.time(), 0
    queue = np.zeros(0, np.int64)
    for ep in range(a.epochs):
        todo = [(0, b) for b in plan(parts[0].n, rng, a.tokens)]
        if a.soft:  # each news sentence once before any comes again
            if parts[1].n[queue].sum() < a.soft_words:
                queue = np.concatenate([queue, rng.permutation(len(parts[1].n))])
            k = int(np.searchsorted(np.cumsum(parts[1].n[queue]), a.soft_words)) + 1
            now, queue = queue[:k], queue[k:]
            todo += [(1, now[b]) for b in plan(parts[1].n[now], rng, a.tokens)]
        total, m = 0.0, 0
        for i, k in enumerate(rng.permutation(len(todo))):
            which, pick = todo[k]
            part = parts[which]
            r = rng.random(len(pick))
            way = np.where(r < 0.06, 1, np.where(r < 0.10, 2, np.where(r < 0.12, 3, 0)))
            cut = part.loose[pick] & (rng.random(len(pick)) < 0.08)
            at = pack(part, pick, None, cut)
            form = ways[at[0], way[:, None]]
            w, f = feed(word, aff, form)
            w = torch.where(torch.from_numpy(rng.random(w.shape) < pdrop[w.numpy()]), 0, w)
            lab = {k: torch.from_numpy(x) for k, x in at[2].items()}
            share = {k: torch.from_numpy(x.astype(np.float32)) for k, x in at[3].items()}
            t += 1
            done = (ep + i / len(todo)) / a.epochs
            opt.param_groups[0]["lr"] = a.lr * min(1.0, t / 200) * min(1.0, 1.25 * (1 - done) + 0.005)
            opt.zero_grad()
            loss = part.weight * loss_of(net, w, f, torch.from_numpy(at[1]), lab, share, gen)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(live, 5.0)
            opt.step()
            if t % 4 == 0:
                with torch.no_grad():
                    torch._foreach_lerp_(kept, live, 1 - min(a.average**4, t / (t + 40.0)))
            if which == 0:
                total, m = total + float(loss.detach()), m + 1
        last = ep + 1 == a.epochs
        out = [score(mean, d, None, v, word, aff, a.tokens) for d in devs] if ep % 4 == 3 or last else []
        print(f"epoch {ep + 1} {time.time() - t0:.0f}s loss {total / m:.3f}",
              " ".join(f"[{n} {list(map(float, c))}]" for n, c in out), flush=True)
        if out:
            meta = dict(words=v.words, upos=v.upos, rel=v.rel, feats=v.feats, args=vars(a))
            np.savez(a.out, meta=np.frombuffer(pickle.dumps(meta), np.uint8),
                     **{"p_" + k: x for k, x in mean.weights().items()})


if __name__ == "__main__":
    main()
