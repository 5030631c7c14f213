"""Reads treebanks, makes the parser's weights (an .npz that export_model.py packs).

    train_parser.py --out parser.npz --train A.conllu.gz B.conllu --dev C.conllu D.conllu

One network tags and parses: word and affix vectors -> recurrent encoder over the whole sentence ->
a tag head, a feature head, a biaffine arc head and a relation head.  Fixed seed, CPU, one thread.
"""
import argparse
import os
import pickle
import random
import time

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import numpy as np
import jax
import jax.numpy as jnp
from jax import lax

import features as F
import treebank as TB

LENGTHS = (12, 20, 30, 42, 64, 112, 176)


def args_of():
    p = argparse.ArgumentParser()
    p.add_argument("--train", nargs="+", required=True)
    p.add_argument("--auto", nargs="*", default=[], help="machine-parsed sentences (self-training)")
    p.add_argument("--auto-share", type=int, default=0, help="auto sentences used each epoch")
    p.add_argument("--dev", nargs="+", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--minutes", type=float, default=1e9, help="plan the decay to end by then")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--cell", default="lstm", choices=("lstm", "sru", "sruc"))
    p.add_argument("--layers", type=int, default=2)
    p.add_argument("--hidden", type=int, default=128)
    p.add_argument("--dword", type=int, default=96)
    p.add_argument("--daffix", type=int, default=64)
    p.add_argument("--darc", type=int, default=96)
    p.add_argument("--drel", type=int, default=64)
    p.add_argument("--dtag", type=int, default=64)
    p.add_argument("--buckets", type=int, default=16384)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--drop", type=float, default=0.3)
    p.add_argument("--tokens", type=int, default=1600)
    p.add_argument("--init", default="", help="weights to go on from; the words are theirs")
    p.add_argument("--average", type=float, default=0, help="running mean of the weights: share kept a step (0: none)")
    return p.parse_args()


# ---- data ------------------------------------------------------------------------------------


class Vocab:
    """word rows: 0 unknown, 1 root of the sentence, 2.. words seen twice or more"""

    def __init__(self, sents, auto, min_feats=4, auto_min=4):
        n, na, self.upos, self.rel, fe = {}, {}, set(), set(), {}
        for s in sents:
            for f, u, x, r in zip(s.forms, s.upos, s.feats, s.rel):
                w = F.normalise(f.encode())
                n[w] = n.get(w, 0) + 1
                self.upos.add(u)
                self.rel.add(r)
                fe[x] = fe.get(x, 0) + 1
        for s in auto:
            for f in s.forms:
                w = F.normalise(f.encode())
                na[w] = na.get(w, 0) + 1
        words = {w for w, c in n.items() if c >= 2} | {w for w, c in na.items() if c >= auto_min}
        self.words = sorted(words, key=lambda w: (-n.get(w, 0) - na.get(w, 0), w))
        self.count = [0, 1 << 30] + [n.get(w, 0) + na.get(w, 0) for w in self.words]
        self.upos = sorted(self.upos)
        self.rel = sorted(self.rel)
        self.feats = sorted(x for x, c in fe.items() if c >= min_feats)

    def index(self, buckets):
        self.buckets = buckets
        self.wid = {w: i + 2 for i, w in enumerate(self.words)}
        self.uid = {u: i for i, u in enumerate(self.upos)}
        self.rid = {r: i for i, r in enumerate(self.rel)}
        self.fid = {x: i for i, x in enumerate(self.feats)}
        self.seen = {}
        root = [F.fnv1a(b"R%d" % k) & (buckets - 1) for k in range(F.N_AFFIX)]
        self.root = (1, np.array(root, np.int32))

    def lookup(self, form):
        e = self.seen.get(form)
        if e is None:
            b = form.encode()
            w = F.normalise(b)
            a = np.array([F.fnv1a(k) & (self.buckets - 1) for k in F.affix_keys(b, w)], np.int32)
            e = self.seen[form] = (self.wid.get(w, 0), a)
        return e


def pack(sents, v, T):
    """sentences of at most T-1 words -> arrays of (B, T...); position 0 is the root"""
    B = len(sents)
    word = np.zeros((B, T), np.int32)
    aff = np.zeros((B, T, F.N_AFFIX), np.int32)
    n = np.zeros(B, np.int32)
    up = np.full((B, T), -1, np.int32)
    fe = np.full((B, T), -1, np.int32)
    hd = np.full((B, T), -1, np.int32)
    rl = np.full((B, T), -1, np.int32)
    for i, s in enumerate(sents):
        k = len(s.forms)
        n[i] = k + 1
        word[i, 0], aff[i, 0] = v.root
        for j, f in enumerate(s.forms):
            word[i, j + 1], aff[i, j + 1] = v.lookup(f)
        up[i, 1 : k + 1] = [v.uid.get(u, -1) for u in s.upos]
        fe[i, 1 : k + 1] = [v.fid.get(x, -1) for x in s.feats]
        hd[i, 1 : k + 1] = s.head
        rl[i, 1 : k + 1] = [v.rid.get(r, -1) for r in s.rel]
    return dict(word=word, aff=aff, n=n, up=up, fe=fe, hd=hd, rl=rl)


def batches(sents, tokens, rng=None):
    by = {T: [] for T in LENGTHS}
    for s in sents:
        for T in LENGTHS:
            if len(s.forms) < T:
                by[T].append(s)
                break
    out = []
    for T in LENGTHS:
        B = max(4, tokens // T)
        if rng:
            rng.shuffle(by[T])
        for i in range(0, len(by[T]), B):
            out.append((T, B, by[T][i : i + B]))
    if rng:
        rng.shuffle(out)
    return out


def fill(b, B):
    """pad a batch to B sentences so that each length compiles once"""
    k = len(b["n"])
    if k < B:
        for key in b:
            pad = [(0, B - k)] + [(0, 0)] * (b[key].ndim - 1)
            b[key] = np.pad(b[key], pad, constant_values=-1 if key in ("up", "fe", "hd", "rl") else 0)
    return b


# ---- network ---------------------------------------------------------------------------------


def init(a, v, rng):
    r = lambda *s, sd=None: (rng.standard_normal(s) * (sd or s[0] ** -0.5)).astype(np.float32)
    z = lambda *s: np.zeros(s, np.float32)
    H, D = a.hidden, a.dword + a.daffix
    p = dict(word=r(len(v.words) + 2, a.dword, sd=0.3), aff=r(a.buckets, a.daffix, sd=0.15))
    d = D
    for l in range(a.layers):
        for s in "fb":
            if a.cell == "lstm":
                b = z(4 * H)
                b[H : 2 * H] = 1.0
                p[f"W{l}{s}"], p[f"U{l}{s}"], p[f"b{l}{s}"] = r(d, 4 * H), r(H, 4 * H), b
            else:
                k = 4 if d != 2 * H else 3
                b = z(k * H)
                b[H : 2 * H] = 1.0
                p[f"W{l}{s}"], p[f"b{l}{s}"] = r(d, k * H, sd=d**-0.5 * 1.2), b
                p[f"v{l}{s}"] = r(2, H, sd=0.1)
        d = 2 * H
    A, R, G = a.darc, a.drel, a.dtag
    p["Wh"], p["bh"] = r(d, 2 * A + 2 * R + G), z(2 * A + 2 * R + G)
    p["Uarc"], p["uarc"] = r(A, A, sd=0.02), z(A)
    p["Wrel"], p["brel"] = r(2 * R, len(v.rel)), z(len(v.rel))
    p["Wup"], p["bup"] = r(G, len(v.upos)), z(len(v.upos))
    p["Wfe"], p["bfe"] = r(G, len(v.feats)), z(len(v.feats))
    return p


def run_lstm(p, l, s, x, mask, H):
    B = x.shape[0]
    g = jnp.swapaxes(x @ p[f"W{l}{s}"] + p[f"b{l}{s}"], 0, 1)
    m = jnp.swapaxes(mask, 0, 1)[:, :, None]
    U = p[f"U{l}{s}"]

    def step(c, t):
        h, k = c
        gt, mt = t
        z = gt + h @ U
        i, f, o, u = jnp.split(z, 4, 1)
        k = mt * (jax.nn.sigmoid(f) * k + jax.nn.sigmoid(i) * jnp.tanh(u))
        h = jax.nn.sigmoid(o) * jnp.tanh(k)
        return (h, k), h

    z0 = jnp.zeros((B, H))
    _, h = lax.scan(step, (z0, z0), (g, m), reverse=s == "b")
    return jnp.swapaxes(h, 0, 1)


def run_sru(p, l, s, x, mask, H):
    g = jnp.swapaxes(x @ p[f"W{l}{s}"] + p[f"b{l}{s}"], 0, 1)
    m = jnp.swapaxes(mask, 0, 1)[:, :, None]
    v = p[f"v{l}{s}"]
    if g.shape[2] == 4 * H:
        skip = g[:, :, 3 * H :]
    else:
        off = 0 if s == "f" else H
        skip = jnp.swapaxes(x[:, :, off : off + H], 0, 1)

    def step(c, t):
        gt, mt, sk = t
        f = jax.nn.sigmoid(gt[:, H : 2 * H] + v[0] * c)
        r = jax.nn.sigmoid(gt[:, 2 * H : 3 * H] + v[1] * c)
        c = mt * (f * c + (1 - f) * gt[:, :H])
        return c, r * jnp.tanh(c) + (1 - r) * sk

    _, h = lax.scan(step, jnp.zeros((x.shape[0], H)), (g, m, skip), reverse=s == "b")
    return jnp.swapaxes(h, 0, 1) * mask[:, :, None]


def encode(p, a, b, key, train):
    mask = (jnp.arange(b["word"].shape[1])[None, :] < b["n"][:, None]).astype(jnp.float32)

    def drop(x, k, rate, whole=True):
        if not train or rate == 0:
            return x
        shp = (x.shape[0], 1, x.shape[2]) if whole else (x.shape[0], x.shape[1], 1)
        return x * jax.random.bernoulli(k, 1 - rate, shp) / (1 - rate)

    ks = jax.random.split(key, 12)
    w = p["word"][b["word"]]
    f = p["aff"][b["aff"]].sum(2)
    if train:  # now and then a word has no affixes to lean on
        f = f * jax.random.bernoulli(ks[10], 0.93, f.shape[:2] + (1,))
    x = drop(jnp.concatenate([w, f], -1), ks[0], 0.7 * a.drop)
    run = run_lstm if a.cell == "lstm" else run_sru
    for l in range(a.layers):
        x = jnp.concatenate([run(p, l, s, x, mask, a.hidden) for s in "fb"], -1)
        x = drop(x, ks[1 + l], a.drop)
    A, R, G = a.darc, a.drel, a.dtag
    y = x @ p["Wh"] + p["bh"]
    y = jnp.where(y > 0, y, 0.1 * y)
    y = drop(y, ks[9], a.drop)
    dep, head, rd, rh, tag = jnp.split(y, np.cumsum([A, A, R, R]), -1)
    arc = jnp.einsum("bia,bja->bij", dep @ p["Uarc"] + p["uarc"], head)
    T = mask.shape[1]
    bad = (1 - mask)[:, None, :] + jnp.eye(T)[None]
    arc = arc - 1e4 * bad
    return arc, rd, rh, tag @ p["Wup"] + p["bup"], tag @ p["Wfe"] + p["bfe"]


def rel_scores(p, rd, rh, head):
    h = jnp.take_along_axis(rh, jnp.maximum(head, 0)[:, :, None], 1)
    z = jnp.concatenate([jax.nn.relu(rd + h), rd * h], -1)
    return z @ p["Wrel"] + p["brel"]


def ce(logits, y, smooth=0.03):
    ok = (y >= 0).astype(jnp.float32)
    lp = jax.nn.log_softmax(logits)
    t = jnp.take_along_axis(lp, jnp.maximum(y, 0)[..., None], -1)[..., 0]
    return -jnp.sum(t * ok)


def make_step(a):
    def loss(p, b, key):
        arc, rd, rh, up, fe = encode(p, a, b, key, True)
        n = jnp.maximum(jnp.sum(b["hd"] >= 0), 1)
        rl = rel_scores(p, rd, rh, b["hd"])
        return (ce(arc, b["hd"]) + ce(rl, b["rl"]) + 0.6 * ce(up, b["up"]) + 0.4 * ce(fe, b["fe"])) / n

    @jax.jit
    def step(p, m, v, b, key, lr, t):
        L, g = jax.value_and_grad(loss)(p, b, key)
        gn = jnp.sqrt(sum(jnp.sum(x * x) for x in jax.tree_util.tree_leaves(g)))
        sc = jnp.minimum(1.0, 5.0 / (gn + 1e-9))
        b1, b2 = 0.9, 0.98
        np_, nm, nv = {}, {}, {}
        for k in p:
            gk = g[k] * sc
            nm[k] = b1 * m[k] + (1 - b1) * gk
            nv[k] = b2 * v[k] + (1 - b2) * gk * gk
            u = (nm[k] / (1 - b1**t)) / (jnp.sqrt(nv[k] / (1 - b2**t)) + 1e-8)
            np_[k] = p[k] - lr * u
        return np_, nm, nv, L

    return jax.jit(step, donate_argnums=(0, 1, 2))


def make_eval(a):
    @jax.jit
    def ev(p, b):
        arc, rd, rh, up, fe = encode(p, a, b, jax.random.PRNGKey(0), False)
        hd = jnp.argmax(arc, -1)
        rl = jnp.argmax(rel_scores(p, rd, rh, hd), -1)
        return hd, rl, jnp.argmax(up, -1), jnp.argmax(fe, -1)

    return ev


def score(ev, p, v, sents, tokens):
    """greedy heads (no tree search): words, UPOS, FEATS, UAS, LAS, LAS with subtypes, per cent"""
    base = [r.split(":")[0] for r in v.rel]
    n = 0
    c = np.zeros(5)
    for T, B, ss in batches(sents, tokens):
        b = fill(pack(ss, v, T), B)
        hd, rl, up, fe = [np.asarray(x) for x in ev(p, b)]
        for i, s in enumerate(ss):
            for j in range(len(s.forms)):
                k = j + 1
                n += 1
                h = hd[i, k] == s.head[j]
                r = v.rel[rl[i, k]]
                c += (
                    v.upos[up[i, k]] == s.upos[j],
                    v.feats[fe[i, k]] == s.feats[j],
                    h,
                    h and r.split(":")[0] == s.rel[j].split(":")[0],
                    h and r == s.rel[j],
                )
    return n, np.round(100 * c / max(n, 1), 2)


def main():
    a = args_of()
    rng = random.Random(a.seed)
    gold = [s for f in a.train for s in TB.read_conllu(f)]
    auto = [s for f in a.auto for s in TB.read_conllu(f)]
    dev = [TB.read_conllu(f) for f in a.dev]
    v = Vocab(gold, auto)
    if a.init:
        old = np.load(a.init)
        meta = pickle.loads(old["meta"].tobytes())
        seen = dict(zip(v.words, v.count[2:]))
        v.words, v.upos, v.rel, v.feats = (meta[k] for k in ("words", "upos", "rel", "feats"))
        v.count = [0, 1 << 30] + [seen.get(w, 1) for w in v.words]
    v.index(a.buckets)
    p = init(a, v, np.random.default_rng(a.seed))
    if a.init:
        p = {k: old["p_" + k] for k in p}
    p = {k: jnp.asarray(x) for k, x in p.items()}
    m = {k: jnp.zeros_like(x) for k, x in p.items()}
    vv = {k: jnp.zeros_like(x) for k, x in p.items()}
    mean = {k: jnp.array(x) for k, x in p.items()}
    follow = jax.jit(lambda q, p, d: {k: d * q[k] + (1 - d) * p[k] for k in p}, donate_argnums=0)
    print(a, flush=True)
    print("words", len(v.words), "feats", len(v.feats), "rels", len(v.rel),
          "encoder+head weights", sum(x.size for k, x in p.items() if k not in ("word", "aff")), flush=True)
    cnt = np.array(v.count, np.float64)
    pdrop = 0.05 + 0.6 / (0.6 + cnt)
    pdrop[:2] = 0
    nrng = np.random.default_rng(a.seed + 1)
    step, ev = make_step(a), make_eval(a)
    key = jax.random.PRNGKey(a.seed)
    t0, t, done = time.time(), 0, 0.0
    for ep in range(a.epochs):
        ss = [TB.vary(s, rng) for s in gold]
        if auto:
            ss += rng.sample(auto, min(len(auto), a.auto_share or len(auto)))
        bs = batches(ss, a.tokens, rng)
        L = 0.0
        for i, (T, B, x) in enumerate(bs):
            b = fill(pack(x, v, T), B)
            b["word"] = np.where(nrng.random(b["word"].shape) < pdrop[b["word"]], 0, b["word"])
            t += 1
            done = max((ep + i / len(bs)) / a.epochs, (time.time() - t0) / 60 / a.minutes)
            lr = a.lr * min(1.0, t / 200) * min(1.0, 1.25 * (1 - min(done, 1.0)) + 0.005)
            key, k = jax.random.split(key)
            p, m, vv, l = step(p, m, vv, b, k, lr, float(t))
            if t % 4 == 0:
                mean = follow(mean, p, min(a.average**4, t / (t + 40.0)))
            if i % 16 == 0:
                L += float(l)
        out = [score(ev, mean, v, d, a.tokens) for d in dev] if ep % 2 == 1 or done > 0.9 else []
        print(f"epoch {ep + 1} {time.time() - t0:.0f}s loss {16 * L / len(bs):.3f}",
              " ".join(f"[{n} {list(map(float, c))}]" for n, c in out), flush=True)
        meta = dict(words=v.words, upos=v.upos, rel=v.rel, feats=v.feats, args=vars(a))
        if out or done > 0.95:
            np.savez(a.out, meta=np.frombuffer(pickle.dumps(meta), np.uint8), **{"p_" + k: np.asarray(x) for k, x in mean.items()})
        if done >= 0.999:
            break


if __name__ == "__main__":
    main()
