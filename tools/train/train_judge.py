"""Trains the judge: features by the program itself, a set-labelled softmax, whole-number weights.

usage: train_judge.py --binary build/detente --data data --vectors VECTORS.json --plv plv_train.jsonl
                      [--cv SEEDS] [--predictions OUT.jsonl] [--out models/en.judge]

A label may stand for several types (YIELD is CONCEDE or RETREAT): the loss is minus the log of the sum of their
probabilities.  With --cv the records of --plv are judged by folds over their sentences (vocabulary, weights and
temperature made inside the fold); without, the weights of all records are written.
"""
import argparse
import json
import os
import struct
import sys

import numpy as np
import scipy.sparse as sp
import xxhash
from scipy.optimize import minimize

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import judge_data  # noqa: E402
import judge_pairs  # noqa: E402
from export_judge import write_judge  # noqa: E402

TYPES = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
         "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"]
SETS = {"YIELD": ("CONCEDE", "RETREAT")}
PENTA = dict(AGREE=1, CONSULT=1, SUPPORT=1, COOPERATE=2, AID=2, YIELD=2, REQUEST=3, ACCUSE=3, REJECT=3, THREATEN=3,
             PROTEST=4, MOBILIZE=4, SANCTION=4, COERCE=4, ASSAULT=4)
N_PLACES = 8
OFF = (2, 2, 2, 0, 0)  # floors under which the judge changes nothing
UNIT = 256  # of the rows: 1/256 of a natural log-odds


def fold_name(t):
    return "YIELD" if t in SETS["YIELD"] else t


def allowed(root):
    names = SETS.get(root, (root,))
    return np.array([t in names for t in TYPES])


class Vectors:
    """Word vectors, centred, turned to their main directions, as whole numbers -127..127."""

    def __init__(self, path, n_words, width):
        with open(path, encoding="utf-8") as f:
            d = json.load(f)
        words = [w for w in d["words"][:2 * n_words] if w.isascii() and w[0].isalpha() and len(w) < 48][:n_words]
        m = np.array([d["vectors"][w][:d["dimensions"]] for w in words], dtype=np.float64)
        m -= m.mean(0)
        _, _, turn = np.linalg.svd(m, full_matrices=False)
        m = m @ turn[:width].T
        m /= np.linalg.norm(m, axis=1, keepdims=True)
        self.words = words
        self.row = {w: i for i, w in enumerate(words)}
        self.ints = np.clip(np.rint(m * 127), -127, 127).astype(np.int8)
        self.width = width

    def inputs(self, items):
        """As add_dense of judge.c: the mean of a place's words, cut towards zero."""
        x = np.zeros((len(items), N_PLACES * self.width))
        for r, (_, words) in enumerate(items):
            n = [0] * N_PLACES
            sums = np.zeros((N_PLACES, self.width), np.int64)
            for place, w in words:
                i = self.row.get(w)
                if i is not None:
                    sums[place] += self.ints[i]
                    n[place] += 1
            for p in range(N_PLACES):
                if n[p]:
                    x[r, p * self.width:(p + 1) * self.width] = np.trunc(sums[p] / n[p])
        return x / 127.0


def vocabulary(items, least):
    count = {}
    for names, _ in items:
        for f in set(names):
            count[f] = count.get(f, 0) + 1
    return {f: i for i, f in enumerate(sorted(f for f, n in count.items() if n >= least))}


def matrix(items, vocab):
    at, cols = [0], []
    for names, _ in items:
        cols += sorted({vocab[f] for f in names if f in vocab})
        at.append(len(cols))
    return sp.csr_matrix((np.ones(len(cols)), cols, at), shape=(len(items), len(vocab)))


def fit(x, d, sets, weight, l2_rows, l2_dense, steps):
    n_rows, n_dense, k = x.shape[1], d.shape[1], len(TYPES)
    xt, dt = x.T.tocsr(), d.T.copy()
    outside = np.where(sets, 0.0, -1e9)

    def loss(flat):
        t = flat.reshape(n_rows + n_dense + 1, k)
        s = x @ t[:n_rows] + d @ t[n_rows:-1] + t[-1]
        top = s.max(1, keepdims=True)
        e = np.exp(s - top)
        z = e.sum(1, keepdims=True)
        so = s + outside
        top_in = so.max(1, keepdims=True)
        e_in = np.exp(so - top_in)
        z_in = e_in.sum(1, keepdims=True)
        value = (weight * ((top + np.log(z)) - (top_in + np.log(z_in)))[:, 0]).sum()
        g = (e / z - e_in / z_in) * weight[:, None]
        value += 0.5 * l2_rows * (t[:n_rows] ** 2).sum() + 0.5 * l2_dense * (t[n_rows:-1] ** 2).sum()
        grad = np.vstack([xt @ g + l2_rows * t[:n_rows], dt @ g + l2_dense * t[n_rows:-1], g.sum(0, keepdims=True)])
        return value, grad.ravel()

    done = minimize(loss, np.zeros((n_rows + n_dense + 1) * k), jac=True, method="L-BFGS-B",
                    options=dict(maxiter=steps, maxcor=6))
    t = done.x.reshape(n_rows + n_dense + 1, k)
    return t[:n_rows], t[n_rows:-1], t[-1]


# Features that the first, quick look at a pair uses: dti_judge_near of judge.c gives these and no others.
NEAR = ("lca:", "way:", "up:", "dn:", "upl:", "dnl:", "tp:", "ss:", "ts:")


def fit_two(x, y, weight, l2, steps):
    """Weights and bias of a logistic model: does an act stand between the two?"""
    xt = sp.csr_matrix(x.T)

    def loss(t):
        z = x @ t[:-1] + t[-1]
        value = (weight * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * l2 * (t[:-1] ** 2).sum()
        g = weight * (1 / (1 + np.exp(-z)) - y)
        return value, np.append(xt @ g + l2 * t[:-1], g.sum())

    t = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options=dict(maxiter=steps)).x
    return t[:-1], t[-1]


class Pairs:
    """What stands in dti_verdict.stands: learnt from pairs, not from types."""

    def __init__(self, a, plv):
        def load(records):
            made = judge_pairs.pairs(a.binary, records)
            seen = judge_data.features(a.binary, made)
            return made, [(seen[p["id"]][0], None) for p in made]

        self.plv, self.items = load(plv)
        self.of = np.array([p["of"] for p in self.plv], dtype=int)
        self.label = np.array([p["label"] for p in self.plv], dtype=float)
        frames = judge_data.frames(a.data)
        written = judge_data.table(a.examples, "type", "sentence")
        neutral = [r for r in judge_data.jsonl(a.neutral) if r["label"] == 0] if a.neutral else []
        quiet = judge_pairs.quiet_sentences(a.binary, judge_data.jsonl(a.news)) if a.news else []
        parts = [(frames, a.weight_frames), (written, a.weight_examples), (neutral, 1.0), (quiet, a.weight_news)]
        self.extra, labels, weights = [], [], []
        for records, weight in parts:
            made, items = load(records)
            self.extra += items
            labels += [p["label"] for p in made]
            weights += [weight] * len(made)
        self.extra_label, self.extra_weight = np.array(labels, dtype=float), np.array(weights)

    def train(self, rows, a):
        """rows: numbers of the records of --plv that may be seen.  Two columns of weights a feature: near, stands."""
        use = np.where(np.isin(self.of, rows))[0]
        items = [self.items[i] for i in use] + self.extra
        y = np.concatenate([self.label[use], self.extra_label])
        weight = np.concatenate([np.ones(len(use)), self.extra_weight])
        vocab = vocabulary(items, a.least)
        x = matrix(items, vocab)
        full, full_bias = fit_two(x, y, weight, a.l2_pairs, a.steps)
        full[np.abs(full) < a.drop] = 0
        is_near = sp.diags([float(f.startswith(NEAR)) for f in sorted(vocab, key=vocab.get)])
        near, near_bias = fit_two(sp.csr_matrix(x @ is_near), y, weight, a.l2_pairs, a.steps)
        near[np.abs(near) < a.drop] = 0
        sure = x @ full + full_bias > 0
        floor = np.quantile((x @ near + near_bias)[sure], a.lost) if sure.any() else 0.0
        return vocab, np.stack([near, full], 1), np.array([near_bias, full_bias]), floor

    def judge(self, use, vocab, weights, bias):
        return matrix([self.items[i] for i in use], vocab) @ weights[:, 1] + bias[1]


def scores(x, d, model):
    return x @ model[0] + d @ model[1] + model[2]


def softmax(s, slope=1.0):
    s = s * slope
    e = np.exp(s - s.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def folded(p):
    names = list(PENTA)
    out = np.zeros((len(p), len(names)))
    for i, t in enumerate(TYPES):
        out[:, names.index(fold_name(t))] += p[:, i]
    return names, out


def macro_f1(gold, pred):
    f = []
    for c in sorted(set(gold), key=str):
        tp = sum(g == c == p for g, p in zip(gold, pred))
        n = gold.count(c) + pred.count(c)
        f.append(2 * tp / n)
    return sum(f) / len(f)


def best_slope(score, gold):
    """The factor on the scores under which the gold labels are likeliest."""
    best = (1e9, 1.0)
    for slope in np.arange(0.4, 3.01, 0.05):
        names, p = folded(softmax(score, slope))
        nll = -np.mean([np.log(max(p[i, names.index(fold_name(g))], 1e-9)) for i, g in enumerate(gold)])
        best = min(best, (nll, slope))
    return best[1]


def reliability(conf, right):
    order = np.argsort(conf)
    lines, ece = [], 0.0
    for part in np.array_split(order, 10):
        c, r = conf[part].mean(), right[part].mean()
        ece += abs(c - r) * len(part) / len(conf)
        lines.append("  %.3f .. %.3f  mean %.3f  right %.3f" % (conf[part].min(), conf[part].max(), c, r))
    return lines, ece


class Data:
    def __init__(self, a):
        self.vectors = Vectors(a.vectors, a.words, a.width)
        parts = [(judge_data.frames(a.data), a.weight_frames),
                 (judge_data.table(a.examples, "type", "sentence"), a.weight_examples)]
        self.plv = judge_data.jsonl(a.plv) if a.plv else []
        self.extra, weights = [], []
        for records, weight in parts:
            self.extra += records
            weights += [weight] * len(records)
        self.extra_weight = np.array(weights)
        seen = judge_data.features(a.binary, self.extra + self.plv)
        self.extra_items = [seen[r["id"]] for r in self.extra]
        self.items = [seen[r["id"]] for r in self.plv]
        self.dense = self.vectors.inputs(self.items) if self.items else np.zeros((0, N_PLACES * a.width))
        self.extra_dense = self.vectors.inputs(self.extra_items)
        self.pairs = Pairs(a, self.plv)

    def train(self, rows, a):
        items = [self.items[i] for i in rows] + self.extra_items
        vocab = vocabulary(items, a.least)
        x = matrix(items, vocab)
        d = np.vstack([self.dense[rows], self.extra_dense])
        labels = [self.plv[i]["root"] for i in rows] + [r["root"] for r in self.extra]
        sets = np.array([allowed(r) for r in labels])
        weight = np.concatenate([np.ones(len(rows)), self.extra_weight])
        return vocab, fit(x, d, sets, weight, a.l2_rows, a.l2_dense, a.steps)

    def judge(self, rows, vocab, model):
        return scores(matrix([self.items[i] for i in rows], vocab), self.dense[rows], model)


def folds(records, seed, n=5):
    ids = sorted({r["sentence_id"] for r in records})
    np.random.RandomState(seed).shuffle(ids)
    fold = {s: i % n for i, s in enumerate(ids)}
    return np.array([fold[r["sentence_id"]] for r in records])


def cross_validate(data, a):
    gold = [r["root"] for r in data.plv]
    root, penta, acc, all_conf, all_right, slopes = [], [], [], [], [], []
    total = np.zeros((len(gold), len(TYPES)))
    for seed in range(a.cv):
        fold = folds(data.plv, seed)
        s = np.zeros((len(gold), len(TYPES)))
        for k in range(5):
            rows, test = np.where(fold != k)[0], np.where(fold == k)[0]
            vocab, model = data.train(rows, a)
            s[test] = data.judge(test, vocab, model)
        names, p = folded(softmax(s))
        pred = [names[i] for i in p.argmax(1)]
        root.append(macro_f1(gold, pred))
        penta.append(macro_f1([PENTA[g] for g in gold], [PENTA[g] for g in pred]))
        acc.append(np.mean([g == q for g, q in zip(gold, pred)]))
        print("seed %d: root macro-F1 %.4f accuracy %.4f penta macro-F1 %.4f" % (seed, root[-1], acc[-1], penta[-1]),
              flush=True)
        # temperature of each fold from the other folds
        for k in range(5):
            test, rest = np.where(fold == k)[0], np.where(fold != k)[0]
            slope = best_slope(s[rest], [gold[i] for i in rest])
            slopes.append(slope)
            _, p = folded(softmax(s[test], slope))
            all_conf += list(p.max(1))
            all_right += [names[j] == gold[i] for i, j in zip(test, p.argmax(1))]
        total += s
    print("mean of %d seeds: root macro-F1 %.4f accuracy %.4f penta macro-F1 %.4f" %
          (a.cv, np.mean(root), np.mean(acc), np.mean(penta)))
    lines, ece = reliability(np.array(all_conf), np.array(all_right, dtype=float))
    print("reliability (deciles of confidence), expected calibration error %.3f" % ece)
    print("\n".join(lines))
    stands = np.zeros(len(data.pairs.label))
    fold = folds(data.plv, 0)
    for k in range(5):
        vocab, weights, bias, _ = data.pairs.train(np.where(fold != k)[0], a)
        test = np.where(fold[data.pairs.of] == k)[0]
        stands[test] = 1 / (1 + np.exp(-data.pairs.judge(test, vocab, weights, bias)))
    print("does an act stand between two actors of a sentence: %d pairs, %d marked" % (len(stands), data.pairs.label.sum()))
    for low in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        m = stands >= low
        print("  said at least %.1f: %5d pairs, mean %.3f, marked %.3f; %.3f of the marked" %
              (low, m.sum(), stands[m].mean(), data.pairs.label[m].mean(), data.pairs.label[m].sum() / data.pairs.label.sum()))
    if a.predictions:
        names, p = folded(softmax(total / a.cv))
        with open(a.predictions, "w", encoding="utf-8") as f:
            for r, q in zip(data.plv, p):
                f.write(json.dumps({"id": r["id"], "root": names[q.argmax()], "confidence": float(q.max())}) + "\n")
    print("slope %.2f" % np.mean(slopes))
    return np.mean(slopes)


def main():
    p = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    p.add_argument("--binary", default="build/detente")
    p.add_argument("--data", default="data")
    p.add_argument("--examples", default=os.path.join(here, "judge_examples.tsv"))
    p.add_argument("--vectors", required=True)
    p.add_argument("--plv")
    p.add_argument("--neutral", help="sentences that tell of no act: {text, label} with label 0")
    p.add_argument("--news", help="unlabelled stories, {id, text}: their sentences without a frame hold no act, mostly")
    p.add_argument("--weight-news", type=float, default=0.5)
    p.add_argument("--words", type=int, default=20000)
    p.add_argument("--width", type=int, default=32)
    p.add_argument("--weight-frames", type=float, default=0.25)
    p.add_argument("--weight-examples", type=float, default=1.0)
    p.add_argument("--least", type=int, default=3)
    p.add_argument("--l2-rows", type=float, default=4.0)
    p.add_argument("--l2-dense", type=float, default=1.0)
    p.add_argument("--steps", type=int, default=120)
    p.add_argument("--slope", type=float, default=1.0, help="factor on the scores, as --cv finds it")
    p.add_argument("--line", type=float, nargs=2, default=[0.60, 0.47], help="slope and height: log-odds of a type for a pair "
                   "-> log-odds that a frame's event has the right type (judge_events.py)")
    p.add_argument("--l2-pairs", type=float, default=10.0)
    p.add_argument("--drop", type=float, default=0.05, help="weights of pairs below this are left out")
    p.add_argument("--lost", type=float, default=0.05, help="share of the likely pairs that the quick look may lose")
    p.add_argument("--floors", type=float, nargs=5, default=[0.25, 0.3, 0.6, 0.1, 0.2],
                   metavar=("FILL", "PROPOSE", "OVERRULE", "WITHIN", "KEEP"),
                   help="how sure the judge must be to name a missing party, to propose an act, to overrule a frame, "
                   "and how much less likely a frame's type of the same penta class must be then; how sure an event must be of its type to be kept")
    p.add_argument("--fold-models", help="folder: writes the weights and the ids of each fold of seed 0, for judge_events.py")
    p.add_argument("--cv", type=int, default=0)
    p.add_argument("--predictions")
    p.add_argument("--out")
    a = p.parse_args()
    data = Data(a)
    if a.cv:
        a.slope = cross_validate(data, a)
    def write(rows, *paths_and_lines):
        vocab, model = data.train(rows, a)
        pairs = data.pairs.train(rows, a)
        for path, line, floors in paths_and_lines:
            write_judge(path, TYPES, vocab, model, pairs, data.vectors, N_PLACES, UNIT, a.slope, line, floors,
                        lambda s: xxhash.xxh64(s.encode(), seed=0).intdigest())

    if a.fold_models:
        fold = folds(data.plv, 0)
        for k in range(5):
            base = os.path.join(a.fold_models, str(k))
            # the judge's own probability times the sides' confidence, and the latter alone
            write(np.where(fold != k)[0], (base + ".judge", (1, 0), OFF), (base + ".sides.judge", (0, 100), OFF),
                  (base + ".full.judge", a.line, a.floors))
            with open(os.path.join(a.fold_models, "%d.jsonl" % k), "w", encoding="utf-8") as f:
                f.writelines(json.dumps(data.plv[i]) + "\n" for i in np.where(fold == k)[0])
    if a.out:
        write(np.arange(len(data.plv)), (a.out, a.line, a.floors))


if __name__ == "__main__":
    main()
