#!/usr/bin/env python3
"""How many marked actors does the coder find as mentions?  Reads relation records and mentions, prints shares.

usage: detente show --stage mentions --to jsonl --no-gate IN.jsonl | mentions_found.py GOLD.jsonl - [--errors N] [--sample N]

GOLD: {"id","text","source","target"} with byte offsets.  A marked actor is
  found     when a mention with a referent overlaps its bytes and their heads can be the same: the mention lies inside
            the marked span, or the span inside the mention; and
  touched   when any mention with a referent overlaps it.
Implicit actors are left out.  --sample prints every Nth found actor with its codes, to be judged by eye.
"""
import argparse
import json
import sys


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("gold")
    ap.add_argument("mentions")
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("--sample", type=int, default=0)
    a = ap.parse_args()
    source = sys.stdin if a.mentions == "-" else open(a.mentions, encoding="utf-8")
    by_id = {r["id"]: r["mentions"] for r in map(json.loads, source)}
    n = found = touched = coded = shown = 0
    for line in open(a.gold, encoding="utf-8"):
        g = json.loads(line)
        for side in ("source", "target"):
            s = g[side]
            if s.get("implicit"):
                continue
            n += 1
            over = [m for m in by_id.get(g["id"], []) if m["refs"] and m["start"] < s["end"] and m["end"] > s["start"]]
            inside = [m for m in over if (m["start"] >= s["start"] and m["end"] <= s["end"])
                      or (m["start"] <= s["start"] and m["end"] >= s["end"])]
            touched += bool(over)
            found += bool(inside)
            coded += any(r["country"] for m in inside for r in m["refs"])
            if not inside and shown < a.errors:
                shown += 1
                print("  %s %r\n      %s" % (g["id"], s["text"], g["text"][:300]))
            if inside and a.sample and n % a.sample == 0:
                print("  %r -> %s" % (s["text"], "; ".join(
                    "%s=%s" % (m["text"], ",".join(r["country"] + r["sector"] for r in m["refs"])) for m in inside)))
    print("marked actors %d, found %d = %.4f, touched %.4f, found with a country %.4f"
          % (n, found, found / n, touched / n, coded / n))


if __name__ == "__main__":
    main()
