"""Pairs of actors of a sentence, labelled by whether an act stands between them, for the judge's second question.

Positive: a pair of mentions that meet the marked source and target (either way round for mutual acts).  Negative: every
other pair of the same sentences, and all pairs of sentences that tell of no act.  A sentence may hold more acts than the
marked one, so that some negatives are wrong: the probability learnt is a lower bound.  Unlabelled news adds the pairs of
sentences in which no frame fires: few of them hold an act, and without them the judge would hear one everywhere.
"""
import json
import os
import subprocess

MUTUAL = {"CONSULT", "AGREE", "COOPERATE"}


def run(binary, records, *args):
    feed = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in records)
    return subprocess.run([binary, *args, "-", "--from", "jsonl"], input=feed.encode(), capture_output=True,
                          env=dict(os.environ, DETENTE_JUDGE="-")).stdout.decode()


def quiet_sentences(binary, documents, least=30):
    """Sentences of the documents in which no frame finds an event."""
    lines = run(binary, documents, "show", "--stage", "sentences", "--no-gate").splitlines()
    texts = [line.split("\t", 2)[2] for line in lines if line.count("\t") >= 2]
    records = [{"id": str(i), "text": t} for i, t in enumerate(texts) if len(t) >= least]
    events = run(binary, records, "code", "--to", "jsonl").splitlines()
    loud = {json.loads(line)["doc_id"] for line in events}
    return [r for r in records if r["id"] not in loud]


def mentions(binary, records):
    out = run(binary, records, "show", "--stage", "mentions", "--no-gate", "--to", "jsonl")
    return {r["id"]: r["mentions"] for r in map(json.loads, out.splitlines())}


def meets(mark, m):
    return not mark.get("implicit") and m["start"] < mark["end"] and mark["start"] < m["end"]


def first_of(ms, i):
    """The mention that a pronoun or short form stands for."""
    for _ in range(8):
        if ms[i].get("antecedent") is None:
            break
        i = ms[i]["antecedent"]
    return i


def who(m):
    return tuple((r["country"], r["sector"], r["name"]) for r in m["refs"])


def between(r, ms, i, k):
    def hit(mark, j):
        return meets(mark, ms[j]) or meets(mark, ms[first_of(ms, j)])
    if hit(r["source"], i) and hit(r["target"], k):
        return 1
    return int(r["root"] in MUTUAL and hit(r["source"], k) and hit(r["target"], i))


def pairs(binary, records):
    """Records without "source" are taken to hold no act."""
    all_mentions = mentions(binary, records)
    out = []
    for n, r in enumerate(records):
        ms = all_mentions.get(r["id"], [])
        known = [i for i, m in enumerate(ms) if m["refs"]]
        for i in known:
            for k in known:
                a, b = ms[i], ms[k]
                if i == k or a["sentence"] != b["sentence"] or (a["start"] < b["end"] and b["start"] < a["end"]):
                    continue
                if first_of(ms, i) == first_of(ms, k) or who(a) == who(b):
                    continue
                out.append({"id": "%d/%d/%d" % (n, i, k), "of": n, "text": r["text"],
                            "source": {"start": a["start"], "end": a["end"]},
                            "target": {"start": b["start"], "end": b["end"]},
                            "label": between(r, ms, i, k) if "source" in r else 0})
    return out
