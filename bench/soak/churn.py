"""COUNT workers that join and leave at once, under ids that nobody had before. Arguments: the broker's address and COUNT.

What the broker does when its members change is compiled, and compiled better, by being done some thousand times; in the soak itself it is done every half minute."""
import http.client
import json
import sys
import urllib.parse

broker, count = urllib.parse.urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
connection = http.client.HTTPConnection(broker, timeout=10)


def call(method, path, body, wanted):
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != wanted:
        sys.exit(f"{method} {path}: {answer.status} instead of {wanted}")


for number in range(count):
    # Where nobody listens: it gets no job before its first check.
    call("POST", "/admin/workers", json.dumps({"id": f"churn-{number}", "address": "http://127.0.0.1:9/"}), 201)
    call("DELETE", f"/admin/workers/churn-{number}", None, 204)
