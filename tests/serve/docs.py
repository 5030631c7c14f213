#!/usr/bin/env python3
"""Asks what docs/api.md shows and compares the answers.

    tests/serve/docs.py DETENTE MAKE_STORE docs/api.md

A line "GET /api/..." in a block of its own is asked of a store that MAKE_STORE makes; the ```json block after it is the
answer.  The string "…" stands for anything, "…" as the last of a list for any more, a member "…" for further members.
Every parameter of every route must be named in the page, and every route have an example.
"""
import json, re, subprocess, sys, tempfile
from pathlib import Path

from server import Server, check, finish

detente, make_store, page = sys.argv[1], sys.argv[2], Path(sys.argv[3])
text = page.read_text(encoding="utf-8")


def fits(want, got, where="answer"):
    if want == "…":
        return True
    if isinstance(want, dict) and isinstance(got, dict):
        keys = [k for k in want if k != "…"]
        extra = [k for k in got if k not in want]
        if extra and "…" not in want:
            print(f"      {where}: also has {extra}")
            return False
        return all(k in got and fits(want[k], got[k], f"{where}.{k}") for k in keys) or print(f"      in {where}")
    if isinstance(want, list) and isinstance(got, list):
        more = bool(want) and want[-1] == "…"
        head = want[:-1] if more else want
        if len(got) < len(head) or (not more and len(got) != len(head)):
            print(f"      {where}: {len(got)} elements")
            return False
        return all(fits(w, g, f"{where}[{i}]") for i, (w, g) in enumerate(zip(head, got)))
    if want != got:
        print(f"      {where}: shown {want!r}, answered {got!r}")
    return want == got


with tempfile.TemporaryDirectory() as folder:
    db = Path(folder, "store.db")
    subprocess.run([make_store, db], check=True)
    s = Server(detente, db)
    examples = re.findall(r"```http\nGET (\S+)\n```\n+```(json|csv|text)\n(.*?)```", text, re.S)
    check("there are examples", len(examples) >= 10, len(examples))
    for path, kind, shown in examples:
        r = s.get(path)
        if kind == "json":
            check(f"GET {path}", fits(json.loads(shown), r.json), "")
        else:
            check(f"GET {path}", r.text.strip().replace("\r", "") == shown.strip(), r.text)
    source = (page.parent.parent / "src/serve/routes.c").read_text(encoding="utf-8")
    for route in re.findall(r'\{"(/api/v1/[^"]*)"', source):
        check(f"{route} is described", re.search(r"(?m)^## `" + re.escape(route.replace("*", "{}")).replace(r"\{\}", r"\{[a-z]+\}") + "`", text))
        asked = re.escape(route).replace(r"\*", r"[^/?\s]+") + r"(?:\?\S*)?"
        check(f"{route} has an example", route.endswith(".zip") or any(re.fullmatch(asked, e[0]) for e in examples))
    for name in set(re.findall(r'(?m)^    \{"([a-z_]+)", DTI_PARAM', source)) | {"as_of", "offset", "limit"}:
        check(f"parameter {name} is described", f"`{name}`" in text)
    check("ends", s.stop() == 0)
finish()
