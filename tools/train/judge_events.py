"""How sure to be of the type of an event: fits the line of dti_judge_confidence on folds, prints what it is worth.

usage: judge_events.py DETENTE FOLDER     (FOLDER: as train_judge.py --fold-models leaves it)

Each fold's sentences are coded unaided with weights that have not seen them.  An event counts when its actors share
a word with the marked pair; it is right when its type is the label's.
"""
import json
import os
import re
import subprocess
import sys

import numpy as np
from scipy.optimize import minimize

FOLD = dict(CONCEDE="YIELD", RETREAT="YIELD")
MUTUAL = {"CONSULT", "AGREE", "COOPERATE"}


def code(binary, judge, records):
    feed = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in records)
    out = subprocess.run([binary, "code", "-", "--from", "jsonl", "--to", "jsonl", "--date", "2019-06-01"],
                         input=feed.encode(), capture_output=True, env=dict(os.environ, DETENTE_JUDGE=judge)).stdout
    return [json.loads(line) for line in out.splitlines()]


def words(text):
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) > 2}


def meets(mark, actors):
    return bool(mark.get("implicit")) or any(words(mark["text"]) & words(a["text"]) for a in actors or [])


def between(gold, e):
    s, t = e.get("source") or [], e.get("target") or []
    if meets(gold["source"], s) and meets(gold["target"], t):
        return True
    return e["plover"] in MUTUAL and meets(gold["source"], s + t) and meets(gold["target"], s + t)


def reliability(p, right):
    order, ece = np.argsort(p), 0.0
    for part in np.array_split(order, 8):
        ece += abs(p[part].mean() - right[part].mean()) * len(part) / len(p)
        print("  said %.3f to %.3f, mean %.3f: right %.3f of %d" %
              (p[part].min(), p[part].max(), p[part].mean(), right[part].mean(), len(part)))
    print("  expected calibration error %.3f" % ece)


def main():
    binary, folder = sys.argv[1:3]
    rows = []
    for k in range(5):
        base = os.path.join(folder, str(k))
        gold = [json.loads(line) for line in open(base + ".jsonl", encoding="utf-8")]
        by_id = {g["id"]: g for g in gold}
        both = code(binary, base + ".judge", gold)
        # an event that is turned down for want of confidence may be in one list only
        sides = {s["event_id"]: s for s in code(binary, base + ".sides.judge", gold)}
        for e in both:
            g, s = by_id[e["doc_id"]], sides.get(e["event_id"])
            if s and between(g, e) and s["confidence"] > 0:
                rows.append((min(e["confidence"] / s["confidence"], 1), FOLD.get(e["plover"], e["plover"]) == g["root"], k))
    p = np.clip(np.array([r[0] for r in rows]), 1e-6, 1 - 1e-6)
    right, fold = np.array([r[1] for r in rows], dtype=float), np.array([r[2] for r in rows])
    x = np.log(p / (1 - p))

    def fit(m):
        def loss(t):
            z = t[0] * x[m] + t[1]
            return (np.logaddexp(0, z) - right[m] * z).sum() + 0.01 * t @ t
        return minimize(loss, np.array([1.0, 0.0])).x

    q = np.zeros(len(p))
    for k in range(5):
        t = fit(fold != k)
        q[fold == k] = 1 / (1 + np.exp(-(t[0] * x[fold == k] + t[1])))
    print("%d events between marked pairs, %.3f with the right type" % (len(p), right.mean()))
    print("the judge's own probability:")
    reliability(p, right)
    print("through the line, fitted on the other folds:")
    reliability(q, right)
    for low in (0.3, 0.5, 0.6, 0.7):
        print("  without those under %.1f: %.3f left, %.3f of them right" % (low, (q >= low).mean(), right[q >= low].mean()))
    print("--line %.2f %.2f" % tuple(fit(np.ones(len(p), bool))))


if __name__ == "__main__":
    main()
