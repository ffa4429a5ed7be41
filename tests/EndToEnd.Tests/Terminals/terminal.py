"""Runs a command in a pseudo-terminal of 80 x 24 and does what its standard input says, a line each; answers a line each.

  expect TEXT     waits until the command has written TEXT since the last `size` or `key`      ok TEXT
  gone TEXT       waits until it has written for a second without TEXT                          ok TEXT
  size 100 30     gives the window another size                                                 ok
  key q           presses a key; `key ^C` is Ctrl-C                                             ok
  end             waits for the command's end                                                   exit CODE, and how the terminal was left
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

BOUND = 60


def resize(descriptor, columns, lines):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


child, screen = pty.fork()
if child == 0:
    resize(0, 80, 24)
    os.environ["TERM"] = "xterm-256color"
    os.execvp(sys.argv[1], sys.argv[1:])

written, everything = "", ""


def read(seconds):
    """Whatever has come; False when the command has closed its side."""
    global written, everything
    if select.select([screen], [], [], seconds)[0]:
        try:
            data = os.read(screen, 65536).decode(errors="replace")
        except OSError:
            return False
        if not data:
            return False
        written += data
        everything += data
    return True


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


for line in sys.stdin:
    word, _, rest = line.strip().partition(" ")
    if word == "expect":
        end = time.monotonic() + BOUND
        while rest not in plain(written) and time.monotonic() < end and read(0.1):
            pass
        print(f"ok {rest}" if rest in plain(written) else f"missing {rest} in {plain(written)[-2000:]!r}", flush=True)
    elif word == "gone":
        end, written = time.monotonic() + BOUND, rest
        while rest in plain(written) and time.monotonic() < end:
            written, second = "", time.monotonic() + 1
            while time.monotonic() < second and read(0.1):
                pass
        print(f"ok {rest}" if rest not in plain(written) else f"still there: {rest}", flush=True)
    elif word == "size":
        written = ""
        resize(screen, *map(int, rest.split()))
        os.kill(child, signal.SIGWINCH)
        print("ok", flush=True)
    elif word == "key":
        written = ""
        os.write(screen, b"\x03" if rest == "^C" else rest.encode())
        print("ok", flush=True)
    elif word == "end":
        end = time.monotonic() + BOUND
        while time.monotonic() < end and read(0.1):
            pass
        _, status = os.waitpid(child, 0)
        restored = everything.rfind("\x1b[?1049l") > everything.rfind("\x1b[?1049h") and everything.rfind("\x1b[?25h") > everything.rfind("\x1b[?25l")
        print(f"exit {os.waitstatus_to_exitcode(status)}, {'restored' if restored else 'not restored'}", flush=True)
        print(f"coloured: {'yes' if re.search(chr(27) + r'.[0-9;]*m', everything) else 'no'}", flush=True)
