"""Opens keep-alive connections to the broker, sends one job on each, and prints its memory on the way.

Arguments: port, how many connections, the broker's process id. Called by run.sh.
"""

import asyncio
import sys

BODY = b'{"applicationId":"App1","applicationType":"Short"}'
JOB = (
    b"POST /process HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


def resident(process: int) -> float:
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def row(state: str, process: int) -> None:
    print(f"| {state} | {resident(process):.0f} |", flush=True)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(JOB)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"a job was answered {head.splitlines()[0].decode()}")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
        return
    while size := int((await reader.readline()).strip(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()


async def main() -> None:
    port, count, process = (int(argument) for argument in sys.argv[1:])
    await asyncio.sleep(3)
    row("at rest, nothing asked yet", process)
    held = []
    for opened in range(count):
        held.append(await asyncio.open_connection("127.0.0.1", port, limit=2048))
        await ask(*held[-1])
        if opened == 0:
            row("after the first job", process)
    row(f"{count:,} connections, just after the last job", process)
    await asyncio.sleep(30)
    row(f"{count:,} connections, idle for half a minute", process)
    for _, writer in held:
        writer.close()
    await asyncio.sleep(5)
    row("all closed, after five seconds", process)


asyncio.run(main())
