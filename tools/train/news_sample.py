"""Reads news (JSONL with "id" and "text"), makes {id, text} of every Nth of the first M stories of each file.

    news_sample.py [--first 600] [--every 10] A.jsonl B.jsonl > news.jsonl
"""
import argparse
import itertools
import json


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--first", type=int, default=600)
    p.add_argument("--every", type=int, default=10)
    a = p.parse_args()
    for path in a.files:
        with open(path, encoding="utf-8") as f:
            for line in itertools.islice(f, 0, a.first, a.every):
                r = json.loads(line)
                print(json.dumps({"id": r["id"], "text": r["text"]}))


if __name__ == "__main__":
    main()
