#!/usr/bin/env python3
"""Hosts, paths, methods, giant headers, slow and idle clients, a store that goes away: the server stays up and says so.

    tests/serve/safe.py DETENTE MAKE_STORE
"""
import os, re, resource, shutil, socket, sqlite3, subprocess, sys, tempfile, threading, time
from pathlib import Path

from server import Server, check, finish, wait_for

detente, make_store = sys.argv[1], sys.argv[2]
folder = tempfile.TemporaryDirectory()
db = Path(folder.name, "store.db")
subprocess.run([make_store, db], check=True)
STATUS = "/api/v1/status"


def status_of(raw):
    m = re.match(rb"HTTP/1\.[01] (\d{3})", raw)
    return int(m.group(1)) if m else 0


def ask(path, *headers, host=None, method="GET"):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{s.port}'}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


s = Server(detente, db, "--idle", "3", "--connections", "64", "--host", "news.example,Proxy.example")

# ---- who may call us what
for host, ok in ((f"127.0.0.1:{s.port}", 1), (f"localhost:{s.port}", 1), (f"LOCALHOST:{s.port}", 1), (f"[::1]:{s.port}", 1),
                 ("news.example", 1), ("proxy.example:443", 1), ("127.0.0.1", 0), ("localhost", 0), (f"127.0.0.1:{s.port + 1}", 0),
                 (f"evil.example:{s.port}", 0), (f"localhost.evil.example:{s.port}", 0), (f"127.0.0.1.evil.example:{s.port}", 0),
                 (f"evil.example@127.0.0.1:{s.port}", 0), (f"10.0.0.1:{s.port}", 0), (f"127.0.0.1:{s.port}x", 0), ("", 0), (f":{s.port}", 0),
                 ("a" * 5000, 0)):
    for path in (STATUS, "/", "/assets/x.js"):
        got = status_of(s.raw(ask(path, host=host or " ")))
        check(f"Host {host[:60]!r} at {path}", (got != 421 and got in (200, 404)) if ok else got in (421, 400, 431), got)
check("no Host at all", status_of(s.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")) in (400, 421))
check("no Host in HTTP/1.0", status_of(s.raw(b"GET / HTTP/1.0\r\n\r\n")) in (400, 421))

# ---- methods and bodies
for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"):
    r = s.raw(ask(STATUS, method=method))
    check(f"{method}: 405", status_of(r) == 405 and b"Allow: GET, HEAD" in r, r[:80])
r = s.raw(ask(STATUS, "Content-Length: 10000000", method="POST") + b"x" * 100000)
check("a large POST: refused at once", status_of(r) == 405, r[:80])
check("a GET with a body", status_of(s.raw(ask(STATUS, "Content-Length: 3") + b"abc")) == 400)

# ---- paths
for path in ("/assets/../../etc/passwd", "/assets/..%2f..%2fetc/passwd", "/../../etc/passwd", "//etc/passwd", "/assets/%2e%2e/index.html", "/assets/",
             "/assets", "/etc/passwd", "/web/dist/index.html", "/manifest.json", "/.git/config", "/dyad", "/dyad/", "/event", "/assets/app.js.map", "/assets\\..\\x"):
    r = s.raw(ask(path))
    check(f"{path}: 404", status_of(r) == 404 and b"root:" not in r, r[:60])
    check(f"{path}: headers of safety", b"Content-Security-Policy: default-src 'none'" in r)
for path in ("/%00", "/a%0d%0aSet-Cookie:x", "/%ff", "/%", "/%e", "http://evil.example/"):
    r = s.raw(ask(path))
    check(f"{path}: 400 or 404", status_of(r) in (400, 404) and b"Set-Cookie" not in r, r[:60])
has_pages = b"built without" not in s.get("/").body
for path in ("/", "/index.html", "/dyad/USA/CHN", "/dyad/USA/CHN?from=2023&to=2024", "/event/d06-e0", "/actor/USA", "/search?text=x", "/?as_of=2023-06-01"):
    r = s.get(path)
    check(f"{path}: the page", r.status == 200 and r.headers["Content-Type"] == "text/html; charset=utf-8", r.status)
    check(f"{path}: no inline script or style", not re.search(rb"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", r.body), r.body[:200])
if has_pages:
    page = s.get("/").text
    assets = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)
    check("the page names its files", len(assets) >= 2, page)
    import gzip
    for a in assets:
        plain, packed = s.get(a), s.get(a, {"Accept-Encoding": "br, gzip;q=0.8"})
        check(f"{a}: kept for good", "immutable" in plain.headers["Cache-Control"])
        check(f"{a}: plain for who takes no gzip", "Content-Encoding" not in plain.headers and s.get(a, {"Accept-Encoding": "gzip;q=0"}).body == plain.body)
        check(f"{a}: packed for who does", packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body)
        check(f"{a}: varies", plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding")
        check(f"{a}: 304", s.get(a, {"If-None-Match": plain.headers["ETag"]}).status == 304)
    # the policy of every kind of answer: scripts of this server only, none within the page
    for path in ("/", assets[0], STATUS, "/event/d10-e0", "/api/v1/events/d10-e0", "/api/v1/events/d10-e0/evidence.zip", "/api/v1/nothing"):
        policy = s.get(path).headers.get("Content-Security-Policy", "")
        check(f"{path}: policy", "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, policy)
        check(f"{path}: is what it says it is", s.get(path).headers.get("X-Content-Type-Options") == "nosniff")
    # a title and a text that are scripts, and a query that comes back in a message: JSON, never a page
    evil = s.get("/api/v1/events/d10-e0")
    check("a story of scripts: JSON", evil.headers["Content-Type"].startswith("application/json") and "<script>" in evil.json["document"]["title"])
    check("a story of scripts: the page does not hold it", b"alert" not in s.get("/event/d10-e0").body)
    said = s.get("/api/v1/events?order=%3Cscript%3Ealert(1)%3C/script%3E")
    check("a query of scripts: a problem in JSON", said.status == 400 and said.headers["Content-Type"].startswith("application/problem+json"), said.headers)
    check("the page itself is asked for again", s.get("/").headers["Cache-Control"] == "no-cache")

# ---- too much
check("a giant header", status_of(s.raw(ask(STATUS, "X-Large: " + "x" * 200000))) in (413, 431))
check("ten thousand headers", status_of(s.raw(ask(STATUS, *[f"X-{i}: y" for i in range(10000)]))) in (413, 431))
check("a giant address", status_of(s.raw(ask(STATUS + "?" + "x" * 100000))) in (414, 413, 431))
check("a long address", status_of(s.raw(ask(STATUS + "?" + "x" * 3000))) == 414)
for junk in (b"\0" * 1000, b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200), b"GET / HTTP/9.9\r\n\r\n",
             b"GET /" + b"\xff" * 50 + b" HTTP/1.1\r\nHost: x\r\n\r\n"):
    s.raw(junk, timeout=1)
check("after junk it answers", s.get(STATUS).status == 200)

# ---- slow and idle clients are cut, others are served
began = time.monotonic()
slow = s.connect()
slow.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: ")
cut = threading.Event()


def drip():
    try:
        while time.monotonic() - began < 20:
            slow.sendall(b"x")
            time.sleep(0.3)
    except OSError:
        cut.set()


threading.Thread(target=drip, daemon=True).start()
silent = s.connect()
check("others are served meanwhile", s.get(STATUS).status == 200)
check("who sends a byte now and then is cut", cut.wait(12), time.monotonic() - began)
silent.settimeout(12)
check("who sends nothing is cut", silent.recv(10) == b"")
kept = s.connect()
for _ in range(5):  # a second apart, longer than --idle together: a connection that asks is not idle
    kept.sendall(ask(STATUS).replace(b"Connection: close\r\n", b""))
    answer = kept.recv(65536)
    time.sleep(1)
check("who asks now and then is kept", status_of(answer) == 200, answer[:50])

# ---- more connections than there may be: the oldest idle ones make room
held = []
for _ in range(400):
    try:
        held.append(s.connect())
    except OSError:
        break
check("400 idle connections of 64 allowed", len(held) == 400)
check("answers a newcomer", s.get(STATUS, timeout=10).status == 200)
check("still up", s.alive())
for c in held:
    c.close()
r = [None] * 40


def one(i):
    r[i] = s.get(f"/api/v1/series?a=USA&b=CHN&from=2023-01-{i % 28 + 1:02}").status


threads = [threading.Thread(target=one, args=(i,)) for i in range(40)]
[t.start() for t in threads]
[t.join(60) for t in threads]
check("forty at once", r == [200] * 40, r)
# a client that goes away before its answer, many times
for _ in range(50):
    c = s.connect()
    c.sendall(ask("/api/v1/strips?limit=16&as_of=2023-%02d" % (_ % 12 + 1)))
    c.close()
check("after clients that went away", s.get(STATUS).status == 200)

# ---- the store goes away, is another, is newer, is broken
moved = db.with_suffix(".moved")


def status():
    return s.get(STATUS).status


def says(word):
    r = s.get("/api/v1/events")
    return r.status == 503 and word in r.text and r.headers["Content-Type"] == "application/problem+json"


for part in ("", "-wal", "-shm"):
    if Path(str(db) + part).exists():
        os.rename(str(db) + part, str(moved) + part)
check("no store: 503", wait_for(lambda: status() == 503), status())
check("no store: says what to do", says("detente code --db"), s.get("/api/v1/events").text)
check("no store: pages are still there", s.get("/").status == 200)
check("no store: tells when to come again", s.get(STATUS).headers["Retry-After"] == "2")
os.rename(moved, db)
check("the store is back: 200", wait_for(lambda: status() == 200), s.get(STATUS).text)
other = db.with_suffix(".other")
subprocess.run([make_store, other, "5"], check=True)
os.rename(other, db)
check("another store in its place", wait_for(lambda: s.get(STATUS).json.get("events") == 15), s.get(STATUS).text)
check("another store: events", s.get("/api/v1/events?a=FRA").json["total"] == 5)
newer = sqlite3.connect(db)
version = newer.execute("PRAGMA user_version").fetchone()[0]
newer.execute("PRAGMA user_version=9999")
newer.commit()
check("a newer store: 503", wait_for(lambda: status() == 503), s.get(STATUS).text)
check("a newer store: says so", says("newer"), s.get("/api/v1/events").text)
newer.execute(f"PRAGMA user_version={version}")
newer.commit()
newer.close()
check("ours again: 200", wait_for(lambda: status() == 200), s.get(STATUS).text)
whole = db.read_bytes()
for what, data in (("cut short in place", whole[:5000]), ("text", b"not a store\n" * 1000), ("empty", b""), ("noise", whole[:4096] + os.urandom(len(whole) - 4096))):
    with open(db, "r+b") as f:
        f.truncate(0)
        f.write(data)
    codes = {s.get(f"/api/v1/events?limit={i + 1}&text=met").status for i in range(5)}
    check(f"{what}: the server is up", s.alive())
    check(f"{what}: 503, or what it had read", codes <= {503, 200}, codes)
fresh = db.with_suffix(".fresh")
fresh.write_bytes(whole)
for part in ("-wal", "-shm"):
    Path(str(db) + part).unlink(missing_ok=True)
os.rename(fresh, db)
check("whole again: 200", wait_for(lambda: status() == 200 and s.get("/api/v1/events?a=FRA").status == 200), s.get(STATUS).text)
check("whole again: all there", s.get("/api/v1/events").json["total"] == 15)
check("ends on Ctrl-C, with connections open", s.connect() and s.stop() == 0)

# ---- a folder that may not be written: read as it lies
locked = Path(folder.name, "locked")
locked.mkdir()
shutil.copy(db, locked / "s.db")
os.chmod(locked, 0o555)
t = Server(detente, locked / "s.db")
check("a folder that may not be written", t.get(STATUS).json.get("events") == 15)
t.stop()
os.chmod(locked, 0o755)

# ---- the command line
def run(*options):
    return subprocess.run([detente, "serve", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30)


r = run("--db", folder.name + "/none.db")
check("no store: exit 2", r.returncode == 2 and "none.db" in r.stderr, r.stderr)
r = run("--db", db, "--bind", "no-such-host.invalid")
check("a bad address: exit 2", r.returncode == 2 and "no-such-host.invalid" in r.stderr, r.stderr)
t = Server(detente, db)
r = run("--db", db, "--port", str(t.port))
check("a busy port: exit 2, says --port 0", r.returncode == 2 and "--port 0" in r.stderr, r.stderr)
check("loopback: no warning", t.stop() == 0 and not t.errors, t.errors)
t = Server(detente, db, "--bind", "0.0.0.0")
check("not loopback: a warning", wait_for(lambda: any("everybody" in e for e in t.errors)), t.errors)
check("not loopback: an address in digits is us", status_of(t.raw(ask(STATUS, host=f"192.0.2.7:{t.port}"))) == 200)
check("not loopback: a name is not", status_of(t.raw(ask(STATUS, host=f"evil.example:{t.port}"))) == 421)
t.stop()
finish()
