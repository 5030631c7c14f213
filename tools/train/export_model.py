"""Reads the weights that train_parser.py saved, makes the model file that src/parse/model_file.c maps.

    export_model.py parser.npz models/en.model --calibrate A.conllu.gz [...]

All matrices become whole numbers |w| <= 63 in bytes, all activations |a| <= 127, which the runtime
keeps as unsigned bytes with 128 added; so no sum of two products leaves 16 bits and every machine
computes the same tree.
The layout is described in src/parse/model_file.h; this file and that one must agree.
"""
import argparse
import pickle
import struct

import train_parser as P  # first: it sets numpy to one thread
import features as F
import treebank as TB

import numpy as np

MAGIC = b"DTPARSE\n"
VERSION = 2
W_MAX, A_MAX, A_ZERO, PANEL = 63, 127, 128, 16
AFFIX_BY = 4  # the runtime divides sums of affix rows by this
ALIGN = 64


def checksum(data):
    """four interleaved multiply-and-rotate lanes over 32-byte blocks; data is padded to them"""
    m = (1 << 64) - 1
    k = 0x9E3779B97F4A7C15
    w = np.frombuffer(data + bytes(-len(data) % 32), "<u8").tolist()
    h = [1, 2, 3, 4]
    for i in range(0, len(w), 4):
        for j in range(4):
            x = ((h[j] ^ w[i + j]) * k) & m
            h[j] = ((x << 29) | (x >> 35)) & m
    r = len(data)
    for x in h:
        r = ((r ^ x) * k) & m
        r ^= r >> 32
    return r


class Net:
    """the network of train_parser.py in numpy, to measure the range of its activations"""

    def __init__(self, p, args):
        self.p, self.H, self.layers = p, args["hidden"], args["layers"]
        self.cuts = np.cumsum([args["darc"], args["darc"], args["drel"], args["drel"]])
        self.top = {}

    def note(self, name, x):
        x = np.abs(x).reshape(-1)
        self.top[name] = max(self.top.get(name, 0.0), float(np.quantile(x, 0.99999)) if x.size else 0.0)

    def run(self, b):
        p, H = self.p, self.H
        sg = lambda x: 1 / (1 + np.exp(-x))
        mask = np.arange(b["word"].shape[1])[None] < b["n"][:, None]
        x = np.concatenate([p["word"][b["word"]], p["aff"][b["aff"]].sum(2)], -1)
        B, T = mask.shape
        for l in range(self.layers):
            hs = []
            for s in "fb":
                g = x @ p[f"W{l}{s}"] + p[f"b{l}{s}"]
                h, c = np.zeros((B, H), np.float32), np.zeros((B, H), np.float32)
                out = np.zeros((B, T, H), np.float32)
                for t in range(T) if s == "f" else range(T - 1, -1, -1):
                    i, f, o, u = np.split(g[:, t] + h @ p[f"U{l}{s}"], 4, 1)
                    c = mask[:, t, None] * (sg(f) * c + sg(i) * np.tanh(u))
                    h = out[:, t] = sg(o) * np.tanh(c)
                hs.append(out)
            x = np.concatenate(hs, -1)
        y = x @ p["Wh"] + p["bh"]
        y = np.where(y > 0, y, 0.1 * y)[mask]
        dep, head, rd, rh, tag = np.split(y, self.cuts, -1)
        for k, z in (("dep", dep), ("head", head), ("tag", tag)):
            self.note(k, z)
        self.note("q", dep @ p["Uarc"] + p["uarc"])
        i, j = np.arange(len(rd)), np.roll(np.arange(len(rd)), 3)
        self.note("zsum", np.maximum(rd[i] + rh[j], 0))
        self.note("zmul", rd[i] * rh[j])


def quantise(W):
    """(K, N) -> whole numbers and the size of one step of each column"""
    step = np.maximum(np.abs(W).max(0), 1e-9) / W_MAX
    return np.rint(W / step).astype(np.int8), step.astype(np.float32)


def panels(Q):
    """(K, N) -> panels of 16 columns; in a panel, for each four rows, 16 columns x 4 rows"""
    K, N = Q.shape
    return np.ascontiguousarray(Q.reshape(K // 4, 4, N // PANEL, PANEL).transpose(2, 0, 3, 1))


class Writer:
    def __init__(self):
        self.parts, self.table, self.at = [], [], 0

    def add(self, x):
        b = x if isinstance(x, bytes) else np.ascontiguousarray(x).tobytes()
        self.table.append((self.at, len(b)))
        b += bytes(-len(b) % ALIGN)
        self.parts.append(b)
        self.at += len(b)

    def matrix(self, W, bias, in_step):
        """sections: panels, and of each output (padded) its start, its step, its bias"""
        Q, step = quantise(W)
        pad = -Q.shape[1] % PANEL
        Q = np.pad(Q, ((0, 0), (0, pad)))
        self.add(panels(Q))
        self.add((-A_ZERO * Q.astype(np.int32).sum(0)).astype("<i4"))
        self.add(np.pad(step * np.float32(in_step), (0, pad)).astype("<f4"))
        self.add(np.pad(bias, (0, pad)).astype("<f4"))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("weights")
    ap.add_argument("out")
    ap.add_argument("--calibrate", nargs="+", required=True)
    a = ap.parse_args()
    z = np.load(a.weights)
    meta = pickle.loads(z["meta"].tobytes())
    p = {k[2:]: z[k] for k in z.files if k.startswith("p_")}
    args = meta["args"]
    L, H = args["layers"], args["hidden"]
    A, R, G = args["darc"], args["drel"], args["dtag"]
    v = P.Vocab.__new__(P.Vocab)
    v.words, v.upos, v.rel, v.feats = meta["words"], meta["upos"], meta["rel"], meta["feats"]
    v.index(args["buckets"])

    # vectors: eight bits; one step for all words, one for all affixes
    def bytes_of(x):
        step = float(np.quantile(np.abs(x), 0.9999)) / 127
        return np.clip(np.rint(x / step), -127, 127).astype(np.int8), step

    wq, ws = bytes_of(p["word"])
    aq, as_ = bytes_of(p["aff"])
    p["word"], p["aff"] = wq.astype(np.float32) * ws, aq.astype(np.float32) * as_

    gold = [s for f in a.calibrate for s in TB.read_conllu(f)]
    net = Net(p, args)
    forms = P.Forms(v)
    part = P.Part.gold([s for s in gold if len(s.forms) < 42][::4], v, forms)
    word, aff, _ = forms.close()
    for pick in P.plan(part.n, np.random.default_rng(0), 3200):
        form, n, _, _ = P.pack(part, pick, labels=False)
        net.run(dict(word=word[form], aff=aff[form], n=n))
    # a quarter above the largest seen; what still goes over is clipped the same everywhere
    act = {k: 1.25 * x / A_MAX for k, x in net.top.items()}
    print({k: round(x, 3) for k, x in net.top.items()})

    w = Writer()
    names = b"".join(x.encode() + b"\0" for x in v.upos + v.feats + v.rel)
    w.add(names)
    pair = np.zeros((len(v.upos), len(v.feats)), np.uint8)
    for s in gold:
        for u, x in zip(s.upos, s.feats):
            if x in v.fid:
                pair[v.uid[u], v.fid[x]] = 1
    for i in range(len(v.upos)):
        pair[i, v.fid["_"]] |= not pair[i].any()
    w.add(pair)
    slots = 1
    while slots < 2 * len(v.words):
        slots *= 2
    table = np.zeros((slots, 2), "<u4")
    for i, word in enumerate(v.words):
        h = F.fnv1a(word)
        k = h & (slots - 1)
        while table[k, 1]:
            if table[k, 0] == h >> 32:
                raise SystemExit("two words with one key: change the hash")
            k = (k + 1) & (slots - 1)
        table[k] = h >> 32, i + 2
    w.add(table)
    w.add(wq)
    w.add(aq)
    d = args["dword"]
    for l in range(L):
        W = np.concatenate([p[f"W{l}f"], p[f"W{l}b"]], 1)
        b = np.concatenate([p[f"b{l}f"], p[f"b{l}b"]])
        if l == 0:
            W = W * np.concatenate([np.full(d, ws), np.full(W.shape[0] - d, AFFIX_BY * as_)])[:, None].astype(np.float32)
            w.matrix(W, b, 1.0)
        else:
            w.matrix(W, b, 1 / A_MAX)
        for s in "fb":  # states lie within -1..1: their step is 1 / A_MAX
            w.matrix(p[f"U{l}{s}"], np.zeros(4 * H, np.float32), 1 / A_MAX)
    w.matrix(p["Wh"], p["bh"], 1 / A_MAX)
    w.matrix(p["Uarc"], p["uarc"], act["dep"])
    # the two kinds of input have their own step, carried by the rows
    Wr = p["Wrel"] * np.concatenate([np.full(R, act["zsum"]), np.full(R, act["zmul"])])[:, None].astype(np.float32)
    w.matrix(Wr, p["brel"], 1.0)
    w.matrix(p["Wup"], p["bup"], act["tag"])
    w.matrix(p["Wfe"], p["bfe"], act["tag"])
    act["head"] *= A_MAX / W_MAX  # heads are the weights of the product with the dependents
    steps = [act[k] for k in ("dep", "head", "q", "tag", "zsum", "zmul")]
    w.add(np.array([1 / s for s in steps], "<f4"))

    dims = (len(v.words) + 2, slots, args["dword"], args["buckets"], args["daffix"], L, H, A, R, G,
            len(v.upos), len(v.feats), len(v.rel), len(w.table))
    head_size = 8 + 4 + 4 + 8 + 8 + 4 * len(dims) + 16 * len(w.table)
    head_size += -head_size % ALIGN
    body = b"".join(w.parts)
    head = struct.pack("<%dI" % len(dims), *dims)
    head += b"".join(struct.pack("<QQ", head_size + o, n) for o, n in w.table)
    head += bytes(head_size - 32 - len(head))
    total = head_size + len(body)
    out = MAGIC + struct.pack("<IIQQ", VERSION, 0x01020304, total, checksum(head + body)) + head + body
    with open(a.out, "wb") as f:
        f.write(out)
    print(a.out, total, "bytes")


if __name__ == "__main__":
    main()
