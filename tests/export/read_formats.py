#!/usr/bin/env python3
"""Reads what `detente export` writes, by column lists of its own, and says what is wrong.

usage: read_formats.py DETENTE NEWS_FOLDER

The lists stand here a second time on purpose: this reader knows the formats as the scripts of
their users do, and shares no line with the writer.
"""
import csv, datetime, io, json, os, re, subprocess, sys, tempfile

GEO1 = "Type FullName CountryCode ADM1Code Lat Long FeatureID".split()
GEO2 = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
ACTOR = ("Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code "
         "Type2Code Type3Code").split()


def gdelt_columns(geo):
    return ("GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split()
            + ["Actor1" + c for c in ACTOR] + ["Actor2" + c for c in ACTOR]
            + ("IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale "
               "NumMentions NumSources NumArticles AvgTone").split()
            + [p + "Geo_" + c for p in ("Actor1", "Actor2", "Action") for c in geo]
            + ["DATEADDED", "SOURCEURL"])


MENTIONS = ("GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName "
            "MentionIdentifier SentenceID Actor1CharOffset Actor2CharOffset ActionCharOffset "
            "InRawText Confidence MentionDocLen MentionDocTone MentionDocTranslationInfo "
            "Extras").split()
ICEWS = ("Event ID;Event Date;Source Name;Source Sectors;Source Country;Event Text;CAMEO Code;"
         "Intensity;Target Name;Target Sectors;Target Country;Story ID;Sentence Number;Publisher;"
         "City;District;Province;Country;Latitude;Longitude").split(";")
POLECAT = ("Event ID;Event Date;Event Type;Event Mode;Intensity;Quad Code;Contexts;Actor Name;"
           "Actor Country;Actor COW;Primary Actor Sector;Actor Sectors;Actor Title;"
           "Actor Name Raw;Wikipedia Actor ID;Recipient Name;Recipient Country;Recipient COW;"
           "Primary Recipient Sector;Recipient Sectors;Recipient Title;Recipient Name Raw;"
           "Wikipedia Recipient ID;Placename;City;District;Province;Country;Latitude;Longitude;"
           "GeoNames ID;Raw Placename;Feature Type;Source;Publication Date;Story People;"
           "Story Organizations;Story Locations;Language;Version").split(";")
PHOENIX = ("EventID Date Year Month Day SourceActorFull SourceActorEntity SourceActorRole "
           "SourceActorAttribute TargetActorFull TargetActorEntity TargetActorRole "
           "TargetActorAttribute EventCode EventRootCode PentaClass GoldsteinScore Issues Lat Lon "
           "LocationName StateName CountryCode SentenceID URLs NewsSources").split()
PETRARCH = "date source target code issues ids StorySource".split()

GDELT_QUAD = {**{f"{r:02}": 1 for r in range(1, 6)}, **{f"{r:02}": 2 for r in range(6, 10)},
              **{f"{r:02}": 3 for r in range(10, 15)}, **{f"{r:02}": 4 for r in range(15, 21)}}
TYPES = set("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN "
            "PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())
QUAD_WORDS = {"VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT",
              "MATERIAL CONFLICT"}
problems = []


def check(ok, what):
    if not ok and len(problems) < 40:
        problems.append(what)


def tsv(text, columns, header, what):
    check(text.endswith("\n"), f"{what}: the last line has no end")
    lines = text.split("\n")[:-1]
    check(not any("\r" in l for l in lines), f"{what}: carriage return in a cell")
    check('"' not in text, f"{what}: a double quote, which pandas and R take for a quoted cell")
    if header:
        check(lines and lines[0].split("\t") == columns, f"{what}: header {lines[:1]}")
        lines = lines[1:]
    rows = []
    for n, line in enumerate(lines, 1):
        cells = line.split("\t")
        check(len(cells) == len(columns),
              f"{what}: line {n} has {len(cells)} cells, not {len(columns)}")
        rows.append(dict(zip(columns, cells)))
    check(rows, f"{what}: no rows")
    return rows


def is_number(s):
    return re.fullmatch(r"-?\d+(\.\d+)?", s) is not None


def is_day(s, form):
    try:
        return datetime.datetime.strptime(s, form).strftime(form) == s
    except ValueError:
        return False


def coordinates(lat, lon, what):
    check((lat == "") == (lon == ""), f"{what}: half a coordinate")
    if lat:
        check(is_number(lat) and is_number(lon) and abs(float(lat)) <= 90
              and abs(float(lon)) <= 180, f"{what}: {lat} {lon}")


def gdelt(text, columns, what, time):
    rows = tsv(text, columns, False, what)
    for r in rows:
        check(r["GLOBALEVENTID"].isdigit() and int(r["GLOBALEVENTID"]) < 2 ** 53,
              f"{what}: id {r['GLOBALEVENTID']}")
        check(is_day(r["SQLDATE"], "%Y%m%d"), f"{what}: SQLDATE {r['SQLDATE']}")
        check(r["MonthYear"] == r["SQLDATE"][:6] and r["Year"] == r["SQLDATE"][:4],
              f"{what}: month and year of {r['SQLDATE']}")
        m, d = int(r["SQLDATE"][4:6]), int(r["SQLDATE"][6:8])
        fraction = int(r["Year"]) + ((m - 1) * 30 + d) / 365
        check(re.fullmatch(r"\d{4}\.\d{4}", r["FractionDate"])
              and abs(float(r["FractionDate"]) - fraction) < 1e-4, f"{what}: {r['FractionDate']}")
        for a in ("Actor1", "Actor2"):
            types = "".join(r[f"{a}Type{i}Code"] for i in (1, 2, 3))
            check(r[a + "Code"] == r[a + "CountryCode"] + types, f"{what}: {a} {r[a + 'Code']}")
            check(r[a + "Name"] == r[a + "Name"].upper(), f"{what}: {r[a + 'Name']}")
            check(r[a + "Geo_Type"] == "0", f"{what}: {a}Geo_Type")
        check(re.fullmatch(r"\d{2,4}", r["EventCode"]), f"{what}: EventCode {r['EventCode']}")
        check(r["EventBaseCode"] == r["EventCode"][:3] and r["EventRootCode"] ==
              r["EventCode"][:2], f"{what}: base and root of {r['EventCode']}")
        check(r["QuadClass"] == str(GDELT_QUAD.get(r["EventRootCode"])),
              f"{what}: QuadClass {r['QuadClass']} of {r['EventCode']}")
        check(is_number(r["GoldsteinScale"]) and abs(float(r["GoldsteinScale"])) <= 10,
              f"{what}: GoldsteinScale {r['GoldsteinScale']}")
        check(r["IsRootEvent"] in "01", f"{what}: IsRootEvent {r['IsRootEvent']}")
        for c in ("NumMentions", "NumSources", "NumArticles"):
            check(r[c].isdigit() and int(r[c]) > 0, f"{what}: {c} {r[c]}")
        check(r["ActionGeo_Type"] in "01345", f"{what}: ActionGeo_Type {r['ActionGeo_Type']}")
        if r["ActionGeo_Type"] == "0":
            check(not any(r["ActionGeo_" + c] for c in GEO1[1:]), f"{what}: a place of type 0")
        else:
            check(r["ActionGeo_FullName"], f"{what}: a place without name")
        check(len(r["ActionGeo_CountryCode"]) in (0, 2), f"{what}: FIPS")
        coordinates(r["ActionGeo_Lat"], r["ActionGeo_Long"], what)
        check(is_day(r["DATEADDED"], "%Y%m%d%H%M%S" if time else "%Y%m%d"),
              f"{what}: DATEADDED {r['DATEADDED']}")
    check(any(r["ActionGeo_CountryCode"] for r in rows), f"{what}: no place has a FIPS code")
    return rows


def mentions(text, events):
    rows = tsv(text, MENTIONS, False, "mentions")
    check({r["GLOBALEVENTID"] for r in rows} == {r["GLOBALEVENTID"] for r in events},
          "mentions and events have other ids")
    for r in rows:
        for c in ("EventTimeDate", "MentionTimeDate"):
            check(is_day(r[c], "%Y%m%d%H%M%S"), f"mentions: {c} {r[c]}")
        check(r["MentionType"] in "12" and r["MentionIdentifier"], "mentions: no identifier")
        check(int(r["SentenceID"]) >= 1, "mentions: SentenceID")
        for c in ("Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset"):
            check(int(r[c]) >= -1, f"mentions: {c}")
        check(r["InRawText"] in "01" and r["Confidence"] in {str(i) for i in range(10, 101, 10)},
              f"mentions: Confidence {r['Confidence']}")


def icews(text):
    rows = tsv(text, ICEWS, True, "icews")
    seen = set()
    for r in rows:
        key = (r["Event ID"], r["Event Date"])
        check(key not in seen, f"icews: key {key} twice")
        seen.add(key)
        check(r["Event ID"].isdigit() and is_day(r["Event Date"], "%Y-%m-%d"), f"icews: {key}")
        check(r["Source Name"] or r["Target Name"], "icews: nobody")
        check(r["Event Text"], f"icews: no words for {r['CAMEO Code']}")
        check(is_number(r["Intensity"]) and abs(float(r["Intensity"])) <= 10, "icews: Intensity")
        check(r["Story ID"].isdigit() and int(r["Sentence Number"]) >= 1, "icews: Story ID")
        check(len(r["Source Country"]) != 3 or r["Source Country"].upper() != r["Source Country"],
              f"icews: country {r['Source Country']} is no name")
        coordinates(r["Latitude"], r["Longitude"], "icews")
    check(any(r["Source Sectors"] == "Government" for r in rows), "icews: no Government")
    return rows


def polecat(text):
    rows = tsv(text, POLECAT, True, "polecat")
    for r in rows:
        check(not any(v == "" for v in r.values()), "polecat: a cell is empty, not None")
        check(is_day(r["Event Date"], "%Y-%m-%d"), f"polecat: Event Date {r['Event Date']}")
        check(r["Event Type"] in TYPES, f"polecat: {r['Event Type']}")
        check(r["Quad Code"] in QUAD_WORDS, f"polecat: {r['Quad Code']}")
        check(is_number(r["Intensity"]) and abs(float(r["Intensity"])) <= 10, "polecat: Intensity")
        for c in ("Actor COW", "Recipient COW"):
            check(r[c] == "None" or r[c].isdigit(), f"polecat: {c} {r[c]}")
        check((r["Latitude"] == "None") == (r["Longitude"] == "None"), "polecat: coordinates")
        check(re.match(r"detente \d", r["Version"]), f"polecat: {r['Version']}")
    check(any(r["Actor COW"] != "None" for r in rows), "polecat: no COW number")
    return rows


def phoenix(text):
    rows = tsv(text, PHOENIX, False, "phoenix")
    for r in rows:
        check(re.fullmatch(r"\d+_\S+", r["EventID"]), f"phoenix: EventID {r['EventID']}")
        check(is_day(r["Date"], "%Y%m%d") and
              r["Date"] == "%04d%02d%02d" % (int(r["Year"]), int(r["Month"]), int(r["Day"])),
              f"phoenix: Date {r['Date']}")
        for a in ("Source", "Target"):
            check(r[a + "ActorFull"].startswith(r[a + "ActorEntity"] + r[a + "ActorRole"]),
                  f"phoenix: {r[a + 'ActorFull']}")
        check(r["EventRootCode"] == r["EventCode"][:2], f"phoenix: {r['EventCode']}")
        check(r["PentaClass"] in "01234", f"phoenix: PentaClass {r['PentaClass']}")
        check(is_number(r["GoldsteinScore"]), f"phoenix: {r['GoldsteinScore']}")
        check(r["SentenceID"], "phoenix: SentenceID")
        for issue in filter(None, r["Issues"].split(";")):
            check(re.fullmatch(r"[^,]+,\d+", issue), f"phoenix: issue {issue}")
        coordinates(r["Lat"], r["Lon"], "phoenix")
    return rows


def petrarch(text):
    rows = tsv(text, PETRARCH, False, "petrarch2")
    for r in rows:
        check(is_day(r["date"], "%Y%m%d"), f"petrarch2: date {r['date']}")
        for a in (r["source"], r["target"]):
            check(a == "---" or re.fullmatch(r"([A-Z]{3})+", a), f"petrarch2: actor {a}")
        check(re.fullmatch(r"\d{2,4}", r["code"]), f"petrarch2: {r['code']}")
        check(re.fullmatch(r".+_\d+", r["ids"]), f"petrarch2: ids {r['ids']}")
    return rows


def split_list(cell):
    """Items of a list in a cell of our CSV; "\\" keeps the next character from its meaning."""
    items, one, i = [], "", 0
    while i < len(cell):
        if cell[i] == "\\":
            i += 1
            one += cell[i:i + 1]
        elif cell[i] == ";":
            items.append(one)
            one = ""
        else:
            one += cell[i]
        i += 1
    return items + [one]


def csv_as_json(row):
    """A record as the JSONL has it, from a row of the CSV."""
    def actors(p, many=True):
        text = split_list(row[p + "_text"])
        if text == [""] and not row[p]:
            return [] if many else None
        fields = {"text": text, "start": split_list(row[p + "_start"]),
                  "end": split_list(row[p + "_end"]), "name": split_list(row[p + "_name"]),
                  "code": split_list(row[p]), "country": split_list(row[p + "_country"]),
                  "sector": split_list(row[p + "_sector"])}
        out = [{k: int(v[i]) if k in ("start", "end") else v[i] for k, v in fields.items()}
               for i in range(len(text))]
        return out if many else out[0]

    def number(s):
        return float(s)
    place = None
    if row["place"] or row["place_name"] or row["place_country"]:
        place = {"text": row["place"], "name": row["place_name"],
                 "country": row["place_country"]}
        if row["lat"]:
            place["lat"], place["lon"] = number(row["lat"]), number(row["lon"])
        if row["from_dateline"]:
            place["from_dateline"] = True
    same = ("event_id doc_id story_id url published date aspect plover mode cameo frame evidence "
            "scores quads version").split()
    out = {k: row[k] for k in same}
    out.update(source=actors("source"), target=actors("target"), speaker=actors("speaker", False),
               context=split_list(row["context"]) if row["context"] else [], place=place,
               trigger={"text": row["trigger"], "start": int(row["trigger_start"]),
                        "end": int(row["trigger_end"])})
    for k in "sentence quad penta score goldstein confidence mentions".split():
        out[k] = number(row[k])
    return out


def ours(csv_text, jsonl_text):
    rows = list(csv.DictReader(io.StringIO(csv_text, newline="")))
    records = [json.loads(l) for l in jsonl_text.split("\n")[:-1]]
    check(len(rows) == len(records) > 0, f"csv has {len(rows)} rows, jsonl {len(records)}")
    for row, record in zip(rows, records):
        check(None not in row and None not in row.values(), "csv: a row of another length")
        again = csv_as_json(row)
        for k in record:
            check(k in again and again[k] == record[k],
                  f"csv and jsonl disagree on {k}: {again.get(k)!r} and {record[k]!r}")
        check(record["scores"] == "plover" and record["quads"] == "plover",
              "the record does not name its score table and quad map")
    return records


def dyads(records, events):
    """Meetings stand in the dyadic formats both ways; what is denied does not stand there."""
    lines = {}
    for e in events:
        lines.setdefault((e["SOURCEURL"], e["SQLDATE"], e["EventCode"]), set()).add(
            (e["Actor1CountryCode"], e["Actor2CountryCode"]))
    n = 0
    for r in records:
        if r["target"] or r["aspect"] != "actual" or len(r["date"]) != 10:
            continue
        countries = [a["country"] for a in r["source"]]
        key = (r["url"], r["date"].replace("-", ""), r["cameo"])
        for a in countries:
            for b in countries:
                if a and b and a != b:
                    n += 1
                    check((a, b) in lines.get(key, set()), f"no line {a} {b} for {key}")
    check(n > 0, "no meeting among the samples")


def main():
    detente, news = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "news.db")

        def run(*args):
            p = subprocess.run([detente, *args], capture_output=True)
            check(p.returncode == 0, f"{args[0]} ended with {p.returncode}: {p.stderr[-300:]}")
            return p.stdout.decode("utf-8")
        coded = run("code", news, "--db", db, "--to", "jsonl", "--jobs", "1")
        out = {f: run("export", "--db", db, "--to", f) for f in
               "gdelt1 gdelt gdelt2 gdelt-mentions icews polecat phoenix petrarch2 csv "
               "jsonl".split()}
        check(out["gdelt"] == out["gdelt2"], "gdelt is not gdelt2")
        check(out == {f: run("export", "--db", db, "--to", f) for f in out},
              "the same export twice gives other bytes")
        one = gdelt(out["gdelt1"], gdelt_columns(GEO1), "gdelt1", False)
        two = gdelt(out["gdelt2"], gdelt_columns(GEO2), "gdelt2", True)
        check([r["GLOBALEVENTID"] for r in one] == [r["GLOBALEVENTID"] for r in two], "gdelt ids")
        check(len({r["GLOBALEVENTID"] for r in two}) == len(two), "gdelt: an id twice")
        mentions(out["gdelt-mentions"], two)
        icews(out["icews"])
        polecat(out["polecat"])
        phoenix(out["phoenix"])
        petrarch(out["petrarch2"])
        records = ours(out["csv"], out["jsonl"])
        dyads(records, two)
        check({json.loads(l)["event_id"] for l in coded.splitlines()} ==
              {r["event_id"] for r in records}, "code and export give other events")
        direct = run("code", news, "--to", "gdelt", "--jobs", "1")
        check(sorted(direct.splitlines()) == sorted(out["gdelt"].splitlines()),
              "code --to gdelt differs from the export")
    for p in problems:
        print(p)
    print(f"{len(two)} dyadic lines, {len(records)} events read; {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
