"""A worker that streams its answer and reports its load as vLLM does: python3 stream.py [ID] [PORT]. Put your model into tokens()."""
import json, signal, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ID, PORT = (sys.argv[1:] + ["gpu", "8086"][len(sys.argv) - 1:])[:2]
SLOTS, running, draining, changed = 4, 0, threading.Event(), threading.Lock()
def tokens(payload):
    for number in range(int((payload or {}).get("tokens", 3))):
        time.sleep(0.05)  # a model thinks
        yield f"token{number}"
def running_now(more=0):
    global running
    with changed: running += more
    return running

class Worker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path == "/health/ready":
            self.answer(503 if draining.is_set() else 200, {"status": "draining" if draining.is_set() else "ready"})
        else:
            self.answer(200, {"slots": SLOTS, "inFlight": running_now(), "queued": 0}) if self.path == "/load" else self.answer(404, {})
    def do_POST(self):
        try:
            job = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            app, payload = job["applicationId"], job.get("payload")
        except (ValueError, KeyError, TypeError):
            return self.answer(400, dict(type="about:blank", title="Bad Request", status=400, detail="Not a job in JSON."))
        running_now(+1)
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")  # the end is not known yet, and so the broker passes on what comes
            self.send_header("endpoint-load-metrics", "JSON " + json.dumps({"named_metrics": {"slots": SLOTS, "num_requests_running": running_now(), "num_requests_waiting": 0}}))
            self.end_headers()
            for token in tokens(payload):
                self.event({"applicationId": app, "worker": ID, "token": token})
            self.event({"done": True})
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True  # the client has left: stop thinking
        finally:
            running_now(-1)
    def event(self, value):
        text = f"data: {json.dumps(value)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json" if status == 400 else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

server = ThreadingHTTPServer(("", int(PORT)), Worker)
signal.signal(signal.SIGTERM, lambda *_: draining.set())
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"Worker server {ID} listening on port {server.server_port}...", flush=True)
while not draining.wait(1) or running_now() > 0: time.sleep(0.1)  # drain: what was accepted is finished
