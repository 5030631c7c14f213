"""Reads CoNLL-U (plain or .gz), makes lists of sentences for training and scoring."""
import gzip
import random


class Sent:
    __slots__ = ("forms", "upos", "feats", "head", "rel")

    def __init__(self, forms, upos, feats, head, rel):
        self.forms, self.upos, self.feats, self.head, self.rel = forms, upos, feats, head, rel


def read_conllu(path):
    op = gzip.open if path.endswith(".gz") else open
    out, rows = [], []
    with op(path, "rt", encoding="utf-8", newline="\n") as f:
        for line in f:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    out.append(Sent(*[list(c) for c in zip(*rows)]))
                rows = []
            elif line[0] != "#":
                c = line.split("\t")
                if c[0].isdigit():
                    rows.append((c[1], c[3], c[5], int(c[6]), c[7]))
    if rows:
        out.append(Sent(*[list(c) for c in zip(*rows)]))
    return out


def vary(s, rng):
    """A copy as news may print it: all small, all capitals, headline case, without the last stop."""
    r = rng.random()
    forms, upos, feats, head, rel = s.forms, s.upos, s.feats, s.head, s.rel
    if r < 0.06:
        forms = [f.lower() for f in forms]
    elif r < 0.10:
        forms = [f.upper() for f in forms]
    elif r < 0.12:
        forms = [f[:1].upper() + f[1:] for f in forms]
    n = len(forms)
    if n > 3 and upos[-1] == "PUNCT" and n not in head and rng.random() < 0.08:
        forms, upos, feats, head, rel = forms[:-1], upos[:-1], feats[:-1], head[:-1], rel[:-1]
    return Sent(forms, upos, feats, head, rel)
