"""event_lines.py: reads an event written as a line ("SAU > ACCUSE/allege > IRN actual on:2016-01"), tells whether a
coded event (a record of `detente code --to jsonl`) answers it, and writes a coded event as such a line.

    SOURCES > TYPE[/mode] > TARGETS [aspect] [on:DATE] [in:COUNTRY] [says:CODE] [about:CONTEXTS]

SOURCES and TARGETS are actor codes joined by "+", "-" for nobody coded, "*" for anybody; codes and DATE may hold
the marks of fnmatch ("SAU*", "2023-0[56]*").  TYPE[/mode] and aspect may have alternatives parted by "|".  CONTEXTS
are all there are, with "+" between them, "-" for none.  What is left out is not compared.
"""
import fnmatch

REAL = ("actual", "historical")


def same_side(want, have):
    """Every code wanted has a code of its own among those coded, and none is left over."""
    left = sorted(a["code"] for a in have or [] if a.get("code"))
    if want == "*":
        return True
    # the narrowest first: "INDGOV+IND*" must not let "IND*" take INDGOV
    for w in sorted([] if want == "-" else want.split("+"), key=lambda w: (-len(w.rstrip("*")), w)):
        hit = next((c for c in left if fnmatch.fnmatchcase(c, w)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def same_type(want, e):
    for one in want.split("|"):
        kind, _, mode = one.partition("/")
        if kind in ("*", e["plover"]) and (not mode or e.get("mode") == mode):
            return True
    return False


def answers(want, e):
    head, _, rest = want.partition(" > ")
    what, _, rest = rest.partition(" > ")
    target, *extras = rest.split(" ")
    if not same_type(what, e) or not same_side(head, e["source"]) or not same_side(target, e["target"]):
        return False
    for x in extras:
        key, colon, value = x.partition(":")
        if key == "on" and not fnmatch.fnmatchcase(e["date"], value):
            return False
        if key == "in" and (e.get("place") or {}).get("country", "") != value:
            return False
        if key == "says" and not fnmatch.fnmatchcase((e.get("speaker") or {}).get("code", ""), value):
            return False
        if key == "about" and sorted(value.split("+")) != (sorted(e.get("context") or []) or ["-"]):
            return False
        if not colon and e["aspect"] not in key.split("|"):
            return False
    return True


def told(e):
    side = lambda a: "+".join(x["code"] or x["text"] for x in a) or "-"
    place = (e.get("place") or {}).get("country") or ""
    says = (e.get("speaker") or {}).get("code") or ""
    return (f"{side(e['source'])} > {e['plover']}{'/' + e['mode'] if e.get('mode') else ''} > {side(e['target'])} "
            f"{e['aspect']} on:{e['date']}" + (f" in:{place}" if place else "") + (f" says:{says}" if says else ""))
