"""Clients that send a job and leave before its answer: half of them within ten milliseconds, half within a second. Arguments: the broker, jobs per second, seconds."""
import asyncio
import json
import random
import sys
import time
import urllib.parse

address, rate, seconds = urllib.parse.urlsplit(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
chance = random.Random(7)
left = 0


async def client(number):
    global left
    job = "Long" if number % 2 else "Short"
    body = json.dumps({"applicationId": f"leaves-{number % 50}", "applicationType": job}).encode()
    try:
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(f"POST /process HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        await asyncio.sleep(chance.uniform(0, 0.01 if number % 4 < 2 else 0.3))
        writer.transport.abort()
        left += 1
    except OSError:
        pass


async def main():
    begun, number, tasks = time.monotonic(), 0, set()
    while time.monotonic() - begun < seconds:
        task = asyncio.create_task(client(number))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        number += 1
        await asyncio.sleep(chance.expovariate(rate))
    await asyncio.gather(*tasks)
    print(left)

asyncio.run(main())
