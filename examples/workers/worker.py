"""A worker on Python's standard library alone: python3 worker.py [ID] [PORT]. Put your work into do()."""
import json, signal, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ID, PORT = (sys.argv[1:] + ["py", "8084"][len(sys.argv) - 1:])[:2]
load, changed, draining = {"slots": 4, "inFlight": 0, "queued": 0}, threading.Condition(), threading.Event()

def do(app, kind, payload):
    return {"sum": sum(payload)} if payload else None

def run(app, kind, payload):
    with changed:
        load["queued"] += 1
        changed.wait_for(lambda: load["inFlight"] < load["slots"])
        load.update(queued=load["queued"] - 1, inFlight=load["inFlight"] + 1)
    try:
        start, result = time.monotonic(), do(app, kind, payload)
    finally:
        with changed:
            load["inFlight"] -= 1
            changed.notify_all()
    message = f"Worker {ID} processed {'complex (Long)' if kind == 'Long' else 'simple (Short)'} request for {app}."
    return dict(applicationId=app, applicationType=kind, worker=ID, message=message, durationMs=round((time.monotonic() - start) * 1000, 1), result=result)

class Worker(BaseHTTPRequestHandler):
    protocol_version, wbufsize = "HTTP/1.1", -1  # connections stay open; head and body of an answer leave together
    def do_GET(self):
        ready = {"/load": load, "/health/ready": None if draining.is_set() else {"status": "ready"}}.get(self.path, {})
        self.answer(200, ready) if ready else self.problem(503, "Draining.") if ready is None else self.problem(404, "No such path.")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        try:
            job = json.loads(body) if is_json else dict(zip(("applicationId", "applicationType"), body.strip().split(":")))
            app, kind = job["applicationId"], {"long": "Long", "short": "Short"}[job["applicationType"].lower()]
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.problem(400, "Not a job: it has an applicationId, and an applicationType that is Long or Short.")
        try:
            done = run(app, kind, job.get("payload"))
        except Exception as error:
            return self.problem(500, f"The work failed: {error!r}")
        self.answer(200, done) if is_json else self.answer(200, done["message"], "text/plain; charset=utf-8")

    def answer(self, status, value, media="application/json"):
        body = (value if media.startswith("text") else json.dumps(value)).encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def problem(self, status, detail):
        self.answer(status, dict(type="about:blank", title="Error", status=status, detail=detail), "application/problem+json")

server = ThreadingHTTPServer(("", int(PORT)), Worker)
signal.signal(signal.SIGTERM, lambda *_: draining.set())
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"Worker server {ID} listening on port {server.server_port}...", flush=True)
while not draining.wait(1) or load["inFlight"] + load["queued"] > 0: time.sleep(0.1)  # drain: what was accepted is finished
