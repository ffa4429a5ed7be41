"""Clients that keep to Retry-After: more Longs than can be done come at once, and twice as many as can be done after that, and whoever is refused comes again when told, and not before."""
import asyncio
import collections
import json
import random
import sys
import time
import urllib.parse

address = urllib.parse.urlsplit(sys.argv[1])
RATE, SECONDS, FIRST, MOST_TRIES = 24.0, 15.0, 300, 6


async def post(name):
    body = json.dumps({"applicationId": name, "applicationType": "Long"}).encode()
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST /process HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    answer = (await reader.read()).decode("latin-1")
    writer.close()
    fields = dict(line.split(": ", 1) for line in answer.split("\r\n\r\n")[0].split("\r\n")[1:])
    return int(answer.split()[1]), {name.lower(): value for name, value in fields.items()}.get("retry-after")


async def client(number, results):
    for tries in range(1, MOST_TRIES + 1):
        status, retry_after = await post(f"polite-{number % 20}")
        if status != 503:
            break
        if tries < MOST_TRIES:
            await asyncio.sleep(float(retry_after))
    results.append((tries, status))


async def main():
    chance, results, tasks = random.Random(1), [], []
    # A queue that stands: those that are here at once, and the rest as a Poisson process.
    for number in range(FIRST):
        tasks.append(asyncio.create_task(client(number, results)))
    begun = time.monotonic()
    while time.monotonic() - begun < SECONDS:
        await asyncio.sleep(chance.expovariate(RATE))
        tasks.append(asyncio.create_task(client(len(tasks), results)))
    await asyncio.gather(*tasks)
    refused = [one for one in results if one[0] > 1]
    print(json.dumps({
        "jobs": len(results),
        "refusedAtFirst": len(refused),
        "takenAtTheSecondTry": sum(1 for one in refused if one == (2, 200)),
        "tries": dict(sorted(collections.Counter(tries for tries, _ in results).items())),
        "never": sum(1 for one in results if one[1] != 200),
    }))

asyncio.run(main())
