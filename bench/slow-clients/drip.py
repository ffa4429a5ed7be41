"""Keeps so many slow clients at the broker until it is told to stop, then prints how long they lived. Who is cut comes again.

Arguments: port, how many. Called by run.sh. Prints one JSON object: how many were cut, and the longest life of each kind in seconds.
"""

import asyncio
import json
import signal
import sys
import time

JOB = b"POST /process HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
KINDS = [
    # what it is, what is said at once, what is said ten times a second
    ("heads", b"POST /process HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n"),
    ("bodies", JOB + b"Content-Length: 100000\r\n\r\n", b"A" * 50),
    ("chunks", JOB + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nAAAAA\r\n"),
    ("chunk extensions", JOB + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a" * 50),
    ("half a job, then silence", JOB + b"Content-Length: 10\r\n\r\nApp1:", b""),
]


async def live(port: int, kind: tuple[str, bytes, bytes], stop: asyncio.Event, lives: dict[str, list[float]]) -> None:
    name, beginning, drop = kind
    while not stop.is_set():
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(beginning)
            ended = asyncio.ensure_future(reader.read())
            while not ended.done() and not stop.is_set():
                await asyncio.wait([ended], timeout=0.1)
                writer.write(drop)
                await writer.drain()
            if ended.done():
                lives[name].append(time.monotonic() - began)
                ended.exception()
            else:
                ended.cancel()
        except OSError:
            lives[name].append(time.monotonic() - began)
        finally:
            writer.transport.abort()


async def main() -> None:
    port, count = int(sys.argv[1]), int(sys.argv[2])
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    lives: dict[str, list[float]] = {name: [] for name, _, _ in KINDS}
    await asyncio.gather(*(live(port, KINDS[number % len(KINDS)], stop, lives) for number in range(count)))
    print(json.dumps({"cut": sum(len(each) for each in lives.values()), "longest": {name: round(max(each, default=0), 1) for name, each in lives.items()}}))


asyncio.run(main())
