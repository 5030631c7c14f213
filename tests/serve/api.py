#!/usr/bin/env python3
"""Every route of the API: against a made-up store whose answers are known, and the sample stories.

    tests/serve/api.py DETENTE MAKE_STORE NEWS_FOLDER
"""
import csv, io, json, os, subprocess, sys, tempfile, zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from server import Server, check, finish, wait_for

detente, make_store, news = sys.argv[1], sys.argv[2], sys.argv[3]
folder = tempfile.TemporaryDirectory()
made, samples = Path(folder.name, "made.db"), Path(folder.name, "samples.db")
MORE = 2345
subprocess.run([make_store, made, str(MORE)], check=True)
subprocess.run([detente, "code", news, "--db", samples, "--to", "jsonl"], stdout=subprocess.DEVNULL,
               stderr=subprocess.DEVNULL)
BAD = "<script>alert(1)</script>"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                               "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def common(s, path):
    """What holds for every answer with a body: headers, length, HEAD, ETag."""
    r = s.get(path)
    for k, v in HEADERS.items():
        check(f"{path}: header {k}", r.headers.get(k) == v, r.headers.get(k))
    h = s.get(path, method="HEAD")
    check(f"{path}: HEAD says the same status", h.status == r.status, h.status)
    check(f"{path}: HEAD has no body but its length", not h.body and h.headers["Content-Length"] == str(len(r.body)))
    if r.status == 200 and r.headers.get("ETag"):
        again = s.get(path, {"If-None-Match": r.headers["ETag"]})
        check(f"{path}: 304 for its tag", again.status == 304 and not again.body, again.status)
        check(f"{path}: 304 repeats the tag", again.headers.get("ETag") == r.headers["ETag"])
        check(f"{path}: 200 for another tag", s.get(path, {"If-None-Match": '"other"'}).status == 200)
        check(f"{path}: the same bytes again", s.get(path).body == r.body)
    return r


def walk(s, path):
    """All items of all pages, by "next"."""
    out, pages = [], 0
    while path and pages < 200:
        r = s.get(path)
        if r.status != 200:
            check(f"page {path}", False, r.body)
            break
        page = r.json
        check(f"{path}: no more items than the limit", len(page["items"]) <= page["limit"])
        out += page["items"]
        path = page["next"]
        pages += 1
    return out


def problem(s, path, status, word):
    r = s.get(path)
    check(f"{path}: {status}", r.status == status, r.status)
    check(f"{path}: is a problem", r.headers["Content-Type"] == "application/problem+json", r.headers["Content-Type"])
    try:
        p = r.json
        check(f"{path}: says {word}", p["status"] == status and word in p["detail"] and p["title"] and "type" in p, p)
    except ValueError:
        check(f"{path}: is JSON", False, r.body)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.attributes, self.data = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [k for k, _ in attrs]
        self.links += [v for k, v in attrs if k == "href"]

    def handle_data(self, data):
        self.data += data


def routes(s, a, b, event):
    for path in ("/api/v1/status", "/api/v1/codes", "/api/v1/dyads", f"/api/v1/dyads?unit={a}&sort=events&min_events=1",
                 f"/api/v1/strips?limit=3", f"/api/v1/series?a={a}&b={b}", f"/api/v1/series?a={a}&b={b}&directed=1&by=week",
                 f"/api/v1/series?a={a}", "/api/v1/events", f"/api/v1/events?a={a}&b={b}&order=score", f"/api/v1/events/{event}",
                 f"/api/v1/events/{event}/evidence.zip", "/api/v1/actors", f"/api/v1/actors?unit={a}", f"/api/v1/actors/{a}",
                 "/api/v1/ahead", f"/api/v1/ahead?unit={a}&from=2016", f"/api/v1/search?q={a}"):
        r = common(s, path)
        check(f"{path}: 200", r.status == 200, r.body)
        check(f"{path}: has a tag", r.headers.get("ETag"))
        if not path.endswith(".zip"):
            check(f"{path}: type", r.headers["Content-Type"] == "application/json")
            check(f"{path}: asked for again each time", r.headers["Cache-Control"] == "no-cache")
            try:
                r.json
            except ValueError as e:
                check(f"{path}: JSON", False, e)


def made_store():
    s = Server(detente, made)
    st = s.get("/api/v1/status").json
    check("status counts", (st["documents"], st["events"], st["sources"], st["ahead"]) == (10 + MORE, 10 + MORE, 3, 1), st)
    check("status dates", (st["first_day"], st["last_published"]) == ("2023-02-05", "2024-11-30"), st)
    routes(s, "USA", "CHN", "d06-e0")

    # codes in words
    codes = s.get("/api/v1/codes").json
    check("a type in words", codes["plover"]["CONSULT"]["name"].startswith("meet"))
    check("a country", codes["countries"]["USA"]["name"] == "United States" and codes["countries"]["USA"]["lat"] > 30)
    check("a CAMEO code", codes["cameo"]["042"] == "Make a visit")
    check("quads, aspects, sectors", len(codes["quads"]) == 4 and len(codes["aspects"]) == 5 and codes["sectors"]["GOV"] == "government")

    # events: filters give what they say
    def ids(query):
        return [e["event_id"] for e in walk(s, "/api/v1/events?" + query)]

    check("between two", sorted(ids("a=USA&b=CHN")) == [f"d{i:02}-e0" for i in range(1, 8)], ids("a=USA&b=CHN"))
    check("the same the other way", ids("a=CHN&b=USA") == ids("a=USA&b=CHN"))
    check("lower case is meant too", ids("a=usa&b=chn") == ids("a=USA&b=CHN"))
    check("one acts on the other", ids("a=CHN&b=USA&directed=1&order=date") == ["d02-e0", "d03-e0"])
    check("one alone", ids("b=SAU") == ids("a=SAU") and len(ids("a=SAU")) == 3)
    check("lists of units", len(ids("a=USA,IRN")) == 10)
    check("type", ids("type=ASSAULT") == ["d01-e0"] and len(ids("type=ASSAULT,ACCUSE")) == 3)
    check("mode", len(ids("mode=visit")) == 2)
    check("CAMEO prefix", len(ids("cameo=04&a=USA")) == 3)
    check("quad", len(ids("quad=3,4")) == 4)
    check("aspect", len(ids("aspect=actual&a=USA")) == 7 and not ids("aspect=negated,future"))
    check("place by name and country", ids("place=beij") == ["d06-e0"] == ids("place=CHN"))
    check("dates", ids("from=2023-02&to=2023-02-06&order=date") == ["d01-e0", "d02-e0", "d03-e0"])
    check("as of", ids("a=USA&as_of=2023-02-05") == ["d01-e0"])
    check("text", ids("text=balloon") == ["d01-e0"] and ids("text=restore+relations") == ["d08-e0"])
    check("text that is no query of FTS5", ids("text=" + quote('met "Xi AND (')) in ([], ["d06-e0"]))
    check("text with a quote", s.get("/api/v1/events?text=" + quote("O'Neil \" ; DROP TABLE event --")).status == 200)
    check("publisher", len(ids("source=" + quote("Hill Courier"))) == 5)
    check("document", ids("doc=d06") == ["d06-e0"])
    check("confidence", len(ids("min_confidence=0.95")) == 0 and len(ids("min_confidence=0.9&a=USA")) == 7)
    check("by score", ids("a=USA&order=score")[0] == "d01-e0" and ids("a=USA&order=-score")[0] in ("d06-e0", "d07-e0"))
    check("by date", ids("a=USA&order=date")[0] == "d01-e0" and ids("a=USA")[-1] == "d01-e0")
    check("by publication", ids("order=-published&limit=1000")[0].startswith(f"m{MORE - 1:05}"))
    check("by confidence", len(ids("order=confidence&a=USA")) == 7)

    # walking the pages gives everything once, whatever the page
    for limit in (7, 50, 1000):
        every = [e["event_id"] for e in walk(s, f"/api/v1/events?a=FRA&limit={limit}")] if limit > 7 else \
            [e["event_id"] for e in walk(s, f"/api/v1/events?a=FRA&limit={limit}&to=2024-02-10")]
        want = MORE if limit > 7 else 7 * 41
        check(f"pages of {limit}: everything once", len(every) == want == len(set(every)), len(every))
    # words that most sentences hold: counted so far and no further, found all the same, in order
    many = s.get("/api/v1/events?text=met+Germany&limit=10").json
    check("many hits: at least so many", many["total"] == 2000 and many["at_least"] is True and many["next"], (many["total"], many.get("at_least")))
    found = walk(s, "/api/v1/events?text=met+Germany&limit=1000")
    check("many hits: all of them, once, the latest first", len(found) == MORE == len({e["event_id"] for e in found}) and
          [e["date"] for e in found] == sorted((e["date"] for e in found), reverse=True), len(found))
    last = s.get("/api/v1/events?text=met+Germany&limit=1000&offset=2000").json
    check("many hits: the last page knows the number", last["total"] == MORE and "at_least" not in last and last["next"] is None, last["total"])
    check("many hits, and another filter", len(walk(s, "/api/v1/events?text=met+Germany&to=2024-02-10&limit=100")) == 7 * 41 and
          s.get("/api/v1/events?text=Germany&a=FRA&limit=5").json["total"] == 2000 and s.get("/api/v1/events?text=Germany&a=USA").json["total"] == 0)
    exact = s.get("/api/v1/events?text=met+Germany&from=2024-06&limit=5").json
    check("many hits, few fit: an exact number", exact["total"] == MORE - 7 * 152 and "at_least" not in exact, exact["total"])
    page = s.get("/api/v1/events?limit=10&offset=20").json
    check("a page in the middle", page["offset"] == 20 and page["limit"] == 10 and page["next"] == "/api/v1/events?limit=10&offset=30", page["next"])
    past = s.get("/api/v1/events?offset=999999&limit=1000").json
    check("past the end", past["items"] == [] and past["next"] is None and past["total"] == 10 + MORE, past)
    check("dyads in pages", len(walk(s, "/api/v1/dyads?limit=2")) == s.get("/api/v1/dyads").json["total"])
    check("actors in pages", len(walk(s, "/api/v1/actors?limit=2")) == s.get("/api/v1/actors").json["total"] > 4)

    # a summary
    e = s.get("/api/v1/events?doc=d06").json["items"][0]
    check("summary", (e["date"], e["source"], e["target"], e["plover"], e["mode"], e["cameo"], e["quad"], e["score"], e["aspect"]) ==
          ("2023-06-19", ["USAGOV"], ["CHNGOV"], "CONSULT", "visit", "042", 1, 4, "actual"), e)
    check("summary in words", e["source_names"] == ["United States, government"] and e["place"]["name"] == "Beijing", e)
    check("summary's document", (e["title"], e["publisher"], e["published"], e["url"]) ==
          ("Blinken in Beijing", "Harbour Post", "2023-06-19", "https://news.example/d06"), e)

    # one event
    e = s.get("/api/v1/events/d06-e0").json
    for m in e["marks"]:
        check("a mark lies on its words", e["evidence"].encode()[m["start"]:m["end"]].decode() == m["text"], m)
    check("marks", {m["kind"]: m["text"] for m in e["marks"]} ==
          {"source": "Antony Blinken", "trigger": "met", "target": "Xi Jinping", "place": "Beijing"}, e["marks"])
    check("context", e["context_text"] == "He landed on Sunday. Antony Blinken met Xi Jinping in Beijing. They spoke for half an hour.", e["context_text"])
    check("words", e["words"]["cameo"] == "Make a visit" and e["words"]["quad"] == "verbal cooperation", e["words"])
    check("why", e["why"]["frame"] == "made/up" and e["why"]["file"] == "data/en/frames/none.tsv" and e["why"]["line"] == 1 and
          e["why"]["reasons"][0] == "made for the tests", e["why"])
    check("run", e["run"]["version"] == "detente test" and e["run"]["options"] == "scores=plover quads=plover", e["run"])
    check("citation", "Blinken in Beijing" in e["citation"] and "d06-e0" in e["citation"] and "https://news.example/d06" in e["citation"])
    two = s.get("/api/v1/events/d02-e0").json
    check("the same happening, told twice", [h["event_id"] for h in two["happening"]] == ["d02-e0", "d03-e0"] and two["sources"] == 2, two["happening"])
    problem(s, "/api/v1/events/none", 404, "none")
    problem(s, "/api/v1/events/none/evidence.zip", 404, "none")

    # downloads: all of it, read back
    r = s.get("/api/v1/events?format=csv")
    rows = list(csv.DictReader(io.StringIO(r.text)))
    check("CSV has all", len(rows) == 10 + MORE and r.headers["Content-Type"].startswith("text/csv"), len(rows))
    check("CSV is saved", r.headers["Content-Disposition"] == 'attachment; filename="detente-events.csv"')
    r = s.get("/api/v1/events?format=jsonl&a=USA&b=CHN&order=date")
    lines = [json.loads(x) for x in r.text.splitlines()]
    check("JSONL has what was asked", [x["event_id"] for x in lines] == ids("a=USA&b=CHN&order=date"), lines)
    exported = subprocess.run([detente, "export", "--db", made, "--actor", "USA", "--with", "CHN", "--to", "jsonl"],
                              stdout=subprocess.PIPE, check=True).stdout
    check("JSONL is what export writes", sorted(exported.splitlines()) == sorted(r.body.splitlines()))
    check("part of a download", len(s.get("/api/v1/events?format=jsonl&limit=3&offset=2").text.splitlines()) == 3)
    h = s.get("/api/v1/events?format=csv", method="HEAD")
    check("HEAD of a download", h.status == 200 and not h.body)

    # the state is that of the command
    told = json.loads(subprocess.run([detente, "tension", "USA", "CHN", "--db", made, "--to", "json"], stdout=subprocess.PIPE, check=True).stdout)
    api = s.get("/api/v1/series?a=USA&b=CHN").json
    for key in ("level", "low", "high", "enough", "change_4w", "events", "stories", "sources", "sentence", "from", "to", "by"):
        check(f"series: {key} as the command says", api[key] == told[key], (api[key], told[key]))
    check("series: points", [(p["day"], p["level"], p["quad3"]) for p in api["points"]] ==
          [(p["from"], p["level"], p["quad"][2]) for p in told["points"]])
    check("series: half-open periods", all(x["end_day"] == y["day"] for x, y in zip(api["points"], api["points"][1:])))
    check("series of a day long ago", s.get("/api/v1/series?a=USA&b=CHN&as_of=1990").json["events"] == 0)
    check("series of nobody", s.get("/api/v1/series?a=XXX&b=YYY").json["points"] == [])
    ranked = s.get("/api/v1/dyads?sort=events").json["items"]
    check("ranking by events", ranked[0]["a_name"] == "Germany" and ranked[0]["b_name"] == "France", ranked[0])
    check("as of: nothing later", {(d["a"], d["b"]) for d in s.get("/api/v1/dyads?as_of=2023-03-01").json["items"]} >= {("CHN", "USA")} and
          all("FRA" not in (d["a"], d["b"]) for d in s.get("/api/v1/dyads?as_of=2023-03-01").json["items"]))
    strips = s.get("/api/v1/strips?limit=2").json
    check("strips: most events first, countries", [(x["a"], x["b"]) for x in strips["items"]] == [("DEU", "FRA"), ("CHN", "USA")], strips["items"])
    actor = s.get("/api/v1/actors/chn").json
    check("an actor", actor["unit"] == "CHN" and actor["name"] == "China" and actor["events"] == 7 and
          any("Xi Jinping" == o["holder"] for o in actor["offices"]) and actor["dyads"][0]["b"] == "USA", actor["dyads"])
    check("a state: no state above it", actor["state"] is None and actor["state_dyads"] == [], actor["state"])
    gov = s.get("/api/v1/actors/usagov").json
    check("a code with a role: its own events, the dyads of its state", (gov["unit"], gov["events"], gov["state"], gov["dyads"]) == ("USAGOV", 6, "USA", []) and
          [(d["a"], d["b"]) for d in gov["state_dyads"]] == [("CHN", "USA")] and {r["code"] for r in gov["actors"]} == {"USAGOV"}, gov)
    check("events of a code with a role", sorted(ids("a=USAGOV")) == [f"d0{i}-e0" for i in range(2, 8)] and ids("a=USAMIL") == ["d01-e0"])
    check("events between codes with a role", ids("a=USAMIL&b=CHN") == ["d01-e0"] and ids("a=USAMIL&b=CHNGOV") == [] and len(ids("a=CHNGOV&b=USAGOV")) == 6)
    check("events of one code on another", sorted(ids("a=CHNGOV&b=USAGOV&directed=1")) == ["d02-e0", "d03-e0"] and len(ids("a=USAGOV&b=CHNGOV&directed=1")) == 4)
    check("events of a state and a code", len(ids("a=SAU,USAMIL")) == 4 and ids("a=USAMIL&text=balloon") == ["d01-e0"] and ids("a=USAMIL&text=met") == [])
    check("events of a role of nobody here", ids("a=FRAREB") == [] and ids("a=REB") == [])
    check("actors by name", [a["code"] for a in s.get("/api/v1/actors?q=chngov").json["items"]] == ["CHNGOV"])
    ahead = s.get("/api/v1/ahead?from=2023-07-01&as_of=2023-07-01&unit=USA").json["items"]
    check("ahead", len(ahead) == 1 and (ahead[0]["date"], ahead[0]["precision"], ahead[0]["kind"], ahead[0]["units"]) ==
          ("2023-11", "month", "summit", ["USA"]), ahead)
    check("nothing ahead before it was told", s.get("/api/v1/ahead?from=2023-07-01&as_of=2023-05-01").json["items"] == [])
    found = s.get("/api/v1/search?q=" + quote("China and United States")).json
    check("search: the dyad", [(d["a"], d["b"]) for d in found["dyads"]] == [("CHN", "USA")], found["dyads"])
    found = s.get("/api/v1/search?q=balloon").json
    check("search: the event", [e["event_id"] for e in found["events"]] == ["d01-e0"])
    check("search: an adjective", s.get("/api/v1/search?q=iranian").json["dyads"][0]["a"] == "IRN")

    # what a story wrote is text everywhere
    r = s.get("/api/v1/events/d10-e0")
    check("markup in JSON is a string", BAD in r.json["evidence"] and r.json["document"]["title"].startswith("<script>"))
    z = zipfile.ZipFile(io.BytesIO(s.get("/api/v1/events/d10-e0/evidence.zip").body))
    check("bundle: its files", z.namelist() == ["event.json", "sentences.txt", "sources.json", "codes.json", "versions.json", "evidence.html"] and z.testzip() is None)
    html = z.read("evidence.html").decode()
    p = Page(html)
    check("bundle: no script, no image, no handler", not {"script", "img", "iframe", "b"} & set(p.tags) and
          not any(a.startswith("on") for a in p.attributes), p.tags)
    check("bundle: the words are there, as words", BAD in p.data.replace("source", "").replace("trigger", "").replace("target", "") and
          "<script>alert('title')</script>" in p.data and "onerror=alert(2)" in p.data)
    check("bundle: links are addresses", all(x.startswith("https://") for x in p.links) and p.links)
    check("bundle: parts are JSON", json.loads(z.read("event.json"))["event_id"] == "d10-e0" and
          json.loads(z.read("sources.json"))[0]["url"] == "https://news.example/d10" and
          json.loads(z.read("codes.json"))["words"]["plover"] and json.loads(z.read("versions.json"))["coded_by"] == "detente test")
    check("bundle: told twice", len(json.loads(zipfile.ZipFile(io.BytesIO(s.get("/api/v1/events/d02-e0/evidence.zip").body)).read("sources.json"))) == 2)
    other = Server(detente, made, env={"TZ": "Asia/Tokyo"})
    check("bundle: the same bytes in another time zone", other.get("/api/v1/events/d06-e0/evidence.zip").body ==
          s.get("/api/v1/events/d06-e0/evidence.zip").body)
    other.stop()

    # bad queries are named
    for path, word in (("events?bogus=1", "bogus"), ("events?limit=0", "limit"), ("events?limit=1001", "limit"), ("events?limit=x", "limit"),
                       ("events?offset=-1", "offset"), ("events?offset=99999999999", "offset"), ("events?from=yesterday", "from"), ("events?to=2023-02-30", "to"),
                       ("events?as_of=2023-13", "as_of"), ("events?order=up", "order"), ("events?quad=5", "quad"), ("events?quad=1,,2", "quad"),
                       ("events?aspect=real", "aspect"), ("events?min_confidence=2", "min_confidence"), ("events?min_confidence=nan", "min_confidence"),
                       ("events?directed=yes", "directed"), ("events?directed=1&a=USA", "directed"), ("events?format=xml", "format"),
                       ("events?a=USA&a=CHN", "twice"), ("events?a=U%20A", "a is a code"), ("events?a=" + ",".join(["USA"] * 17), "16"),
                       ("events?text=%ff", "UTF-8"), ("events?text=%zz", "text"), ("events?text=a%00b", "text"), ("events?type=%27OR%201", "type"),
                       ("series", "a is needed"), ("series?a=USA&by=year", "by"), ("dyads?sort=name", "sort"), ("search", "q is needed"),
                       ("strips?limit=101", "limit"), ("status?x=1", "x"), ("codes?_=1", "_"), ("actors?unit=USA,CHN", "one code"),
                       ("events?%3Cscript%3E=1", "no parameter")):
        problem(s, "/api/v1/" + path, 400, word)
    for path in ("nothing", "events/a/b", "events//evidence.zip", "statusx", "Status", "../v1/statu", "actors/%2e%2e"):
        r = s.get("/api/v1/" + path)
        check(f"/api/v1/{path}: 404", r.status == 404 and r.headers["Content-Type"] == "application/problem+json", r.status)
    problem(s, "/api/v1/actors/QQQ", 404, "QQQ")

    # live: what another process commits is seen, tags change, nothing is served old
    before = s.get("/api/v1/events?a=ITA").json["total"]
    tag = s.get("/api/v1/status").headers["ETag"]
    story = Path(folder.name, "story.txt")
    story.write_text("Italy condemned Russia on Tuesday.\n")
    subprocess.run([detente, "code", story, "--date", "2024-12-01", "--db", made, "--to", "jsonl"], check=True, stdout=subprocess.DEVNULL)
    check("live: the new event is there", wait_for(lambda: s.get("/api/v1/events?a=ITA").json["total"] == before + 1))
    r = s.get("/api/v1/status", {"If-None-Match": tag})
    check("live: the old tag is old", r.status == 200 and r.json["documents"] == 11 + MORE, r.status)
    check("live: the number moved on", r.json["generation"] > st["generation"])
    check("ends on Ctrl-C", s.stop() == 0)
    check("said nothing on standard error", not s.errors, s.errors)
    check("left the store alone", subprocess.run([detente, "export", "--db", made, "--to", "jsonl"], stdout=subprocess.PIPE, check=True).stdout.count(b"\n") == 11 + MORE)


def sample_store():
    s = Server(detente, samples)
    first = s.get("/api/v1/events?order=-date&limit=1").json["items"][0]["event_id"]
    routes(s, "USA", "CHN", first)
    events = walk(s, "/api/v1/events?limit=500")
    exported = subprocess.run([detente, "export", "--db", samples, "--to", "jsonl"], stdout=subprocess.PIPE, check=True).stdout
    want = sorted(json.loads(x)["event_id"] for x in exported.splitlines())
    check("samples: all events once", sorted(e["event_id"] for e in events) == want, len(events))
    for e in events[::29]:
        full = s.get("/api/v1/events/" + e["event_id"]).json
        check("samples: an event's page", full["evidence"] == e["evidence"] and full["evidence"] in full["context_text"], e["event_id"])
        for m in full["marks"]:
            check("samples: a mark lies on its words", full["evidence"].encode()[m["start"]:m["end"]].decode() == m["text"], m)
        check("samples: who acts is marked", not e["source"] or {"source", "trigger"} & {m["kind"] for m in full["marks"]})
    dated = [e for e in events if {"time"} & {m["kind"] for m in s.get("/api/v1/events/" + e["event_id"]).json["marks"]}]
    check("samples: words of time are marked", len(dated) > len(events) / 4, (len(dated), len(events)))
    for d in walk(s, "/api/v1/dyads?limit=1000")[:40]:
        r = s.get(f"/api/v1/series?a={d['a']}&b={d['b']}")
        check(f"samples: series {d['a']} {d['b']}", r.status == 200 and r.json["points"], r.body)
    check("ends on SIGTERM", s.stop(15) == 0)


def words_of_time():
    """The words that give an event its day are marked; no others; where there are none the page says so."""
    db, story = Path(folder.name, "time.db"), Path(folder.name, "time.txt")
    story.write_text("Turkey recalled its ambassador from Sweden on Friday.\n\nIran condemned Israel.\n\n"
                     "Since 2014 Canada has trained soldiers in Ukraine, and last week it sent more of them.\n")
    subprocess.run([detente, "code", story, "--date", "2023-01-21", "--db", db, "--to", "jsonl"], check=True, stdout=subprocess.DEVNULL)
    s = Server(detente, db)
    full = [s.get("/api/v1/events/" + e["event_id"]).json for e in s.get("/api/v1/events?order=date").json["items"]]
    got = {e["evidence"].split()[0]: (e["date"], [m["text"] for m in e["marks"] if m["kind"] == "time"], "names no day" in " ".join(e["why"]["reasons"]))
           for e in full}
    check("time: the day of the week, resolved", got.get("Turkey") == ("2023-01-20", ["Friday"], False), got)
    check("time: none in the sentence, and that is said", got.get("Iran") == ("2023-01-21", [], True), got)
    html = zipfile.ZipFile(io.BytesIO(s.get(f"/api/v1/events/{[e for e in full if e['evidence'].startswith('Turkey')][0]['event_id']}/evidence.zip").body)).read("evidence.html").decode()
    check("time: in the bundle too", '<mark class="time">Friday' in html, html)
    check("ends on SIGTERM", s.stop(15) == 0)
    # without a model beside it serve runs, and marks no time
    lone = Server(detente, db, env={"DETENTE_MODEL": str(Path(folder.name, "none.model"))})
    kinds = {m["kind"] for e in full for m in lone.get("/api/v1/events/" + e["event_id"]).json["marks"]}
    check("time: no model, no marks of time, all others", "time" not in kinds and {"source", "trigger"} <= kinds, kinds)
    check("ends on SIGTERM", lone.stop(15) == 0)


made_store()
sample_store()
words_of_time()
finish()
