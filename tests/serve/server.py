"""server.py: starts `detente serve` for a test and asks it things, without an HTTP library where bytes matter."""
import http.client, json, os, signal, socket, subprocess, sys, threading, time
from pathlib import Path

failed = []
done = [0]


def check(what, ok, seen=""):
    done[0] += 1
    if not ok:
        failed.append(what)
        print(f"FAIL  {what}" + (f": {str(seen)[:300]}" if seen != "" else ""), flush=True)


def finish():
    print(f"{done[0]} checks, {len(failed)} failed")
    sys.exit(1 if failed else 0)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")


class Server:
    def __init__(self, detente, db, *options, env=None):
        self.process = subprocess.Popen([detente, "serve", "--db", str(db), "--port", "0", *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})})
        line = self.process.stdout.readline()
        if not line:
            sys.exit("detente serve did not start: " + self.process.stderr.read())
        self.line = line
        self.base = line.split()[0].rstrip("/")
        self.host, port = self.base[len("http://"):].rsplit(":", 1)
        self.port = int(port)
        self.errors = []
        threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True).start()

    def get(self, path, headers=None, method="GET", timeout=60):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            c.putrequest(method, path, skip_host="Host" in (headers or {}), skip_accept_encoding=True)
            for k, v in (headers or {}).items():
                c.putheader(k, v)
            c.endheaders()
            r = c.getresponse()
            return Answer(r.status, r.headers, r.read())
        finally:
            c.close()

    def connect(self, address="127.0.0.1"):
        return socket.create_connection((address, self.port), timeout=30)

    def raw(self, data, timeout=15):
        """What the server says to these bytes, until it closes or is silent."""
        s = self.connect()
        s.settimeout(timeout)
        out = b""
        try:
            s.sendall(data)
            while True:
                part = s.recv(65536)
                if not part:
                    break
                out += part
                if b"\r\n\r\n" in out and timeout < 3:
                    break
        except (socket.timeout, ConnectionError):
            pass
        finally:
            s.close()
        return out

    def alive(self):
        return self.process.poll() is None

    def memory_mb(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def stop(self, with_signal=signal.SIGINT):
        """The exit code, or None when it does not end."""
        self.process.send_signal(with_signal)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
