"""Reads labelled sentences for the judge: frames' own rows, written examples, relations in JSONL."""
import glob
import json
import os
import re
import subprocess


def marked(text):
    """'[S Oslo] met [T Riga].' -> plain text and the byte ranges of the first marks of each kind."""
    out, marks, opened = b"", {"S": [], "T": []}, None
    for part in re.split(r"(\[[ST] |\])", text):
        if part in ("[S ", "[T "):
            if opened:
                raise ValueError("marks in marks: " + text)
            opened = (part[1], len(out))
        elif part == "]" and opened:
            marks[opened[0]].append({"start": opened[1], "end": len(out)})
            opened = None
        else:
            out += part.encode()
    if opened:
        raise ValueError("mark without end: " + text)
    source = marks["S"][0] if marks["S"] else {"implicit": True}
    target = marks["T"][0] if marks["T"] else {"implicit": True}
    if len(marks["S"]) > 1 and not marks["T"]:
        target = marks["S"][1]  # a meeting: the second party
    return out.decode(), source, target


def rows(path):
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.strip() and not line.startswith("#"):
                yield number, line.rstrip("\n").split("\t")


def table(path, type_col, sentence_col):
    out, columns = [], None
    for number, cells in rows(path):
        if columns is None:
            columns = cells
            continue
        text, source, target = marked(cells[columns.index(sentence_col)])
        out.append({"id": "%s:%d" % (os.path.basename(path), number), "text": text, "source": source,
                    "target": target, "root": cells[columns.index(type_col)]})
    return out


def frames(folder):
    return [r for p in sorted(glob.glob(os.path.join(folder, "en/frames/*.tsv")))
            for r in table(p, "type", "sentence")]


def jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def features(binary, records):
    """The judge's features of the records, by the program that will judge: {id: (names, words)}."""
    feed = "".join(json.dumps({k: r[k] for k in ("id", "text", "source", "target")}) + "\n" for r in records)
    done = subprocess.run([binary, "relate", "--features", "-"], input=feed.encode(), capture_output=True,
                          env=dict(os.environ, DETENTE_JUDGE="-"))
    if done.returncode == 2:
        raise SystemExit(done.stderr.decode())
    if done.stderr:
        print(done.stderr.decode())
    out = {}
    for line in done.stdout.splitlines():
        r = json.loads(line)
        out[r["id"]] = (r["f"], r["w"])
    return out
