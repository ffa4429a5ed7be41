"""Sends COUNT jobs of a type that does not exist over a few kept connections. Arguments: the broker's address and COUNT.

They are refused by the broker and reach no worker: it compiles its way of a request and lets its youngest generation grow to its full size,
so that what its memory does from then on is what is asked about."""
import http.client
import sys
import threading
import urllib.parse

broker, count = urllib.parse.urlsplit(sys.argv[1]).netloc, int(sys.argv[2])
body = b'{"applicationId":"App1","applicationType":"None"}'


def send(times):
    connection = http.client.HTTPConnection(broker, timeout=10)
    for _ in range(times):
        connection.request("POST", "/process", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 400:
            sys.exit(f"the broker answered {answer.status} instead of refusing the job")


threads = [threading.Thread(target=send, args=(count // 4,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
