"""500 clients that drip: a byte of the head or of the body a second, or they never read. Arguments: host, port, seconds. Says how many were cut meanwhile."""
import asyncio
import sys

host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
BODY = b'{"applicationId":"slow","applicationType":"Short"}'
HEAD = b"POST /process HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\nX-Job-Type: Short\r\nContent-Length: %d\r\n\r\n" % len(BODY)
cut = 0


async def client(number):
    global cut
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        cut += 1
        return
    kind = number % 3
    try:
        if kind == 2:
            writer.write((HEAD + BODY) * 2)  # two jobs on one connection, and no answer is read
            reader._transport.pause_reading()
            await asyncio.sleep(seconds)
            return
        drip = HEAD if kind == 0 else BODY
        if kind == 1:
            writer.write(HEAD)
        for index in range(int(seconds)):
            writer.write(drip[index:index + 1])
            await writer.drain()
            if reader.at_eof():
                cut += 1
                return
            await asyncio.sleep(1)
    except OSError:
        cut += 1
    finally:
        writer.close()


async def main():
    await asyncio.gather(*(client(number) for number in range(500)))
    print(f"{cut} of 500 slow clients were cut within {seconds:.0f} s.")

asyncio.run(main())
