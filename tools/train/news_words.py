"""Reads news (JSONL with "title" and "text"), makes plain text for `detente parse`.

    news_words.py [--most N] A.jsonl B.jsonl > news.txt     (N: records of each file)
"""
import argparse
import itertools
import json


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--most", type=int)
    a = p.parse_args()
    for path in a.files:
        for line in itertools.islice(open(path, encoding="utf-8"), a.most):
            r = json.loads(line)
            for text in (r.get("title"), r.get("text")):
                if text:
                    print(text.strip() + "\n")


if __name__ == "__main__":
    main()
