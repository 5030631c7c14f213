"""Reads treebanks and news (CoNLL-U), makes word vectors by skip-gram (an .npz for train_parser.py).

    make_vectors.py --out vectors.npz --size 96 --epochs 8 A.conllu.gz NEWS.conllu

Needs the package gensim.  One thread and a fixed seed: the same bytes each time.
"""
import argparse
import pickle
import zlib

import numpy as np
from gensim.models import Word2Vec

import features as F
import treebank as TB


def number(word):
    """a hash that is the same in every run"""
    return zlib.crc32(word.encode("latin-1"))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--out", required=True)
    p.add_argument("--size", type=int, default=96)
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    text = [[F.normalise(f.encode()).decode("latin-1") for f in s.forms] for x in a.files for s in TB.read_conllu(x)]
    m = Word2Vec(text, vector_size=a.size, window=3, min_count=3, sg=1, negative=8, sample=1e-4,
                 epochs=a.epochs, seed=a.seed, workers=1, hashfxn=number)
    words = [w.encode("latin-1") for w in m.wv.index_to_key]
    x = m.wv.vectors / np.sqrt((m.wv.vectors**2).mean(1, keepdims=True))
    np.savez(a.out, words=np.frombuffer(pickle.dumps(words), np.uint8), vectors=x.astype(np.float32))
    print("vectors", x.shape)


if __name__ == "__main__":
    main()
