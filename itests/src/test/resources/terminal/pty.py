"""Runs a command in a pseudo terminal: pty.py COMMAND [ARGUMENT]...

What comes on stdin is typed, what the terminal shows goes to stdout. A zero byte begins an order to the
terminal itself, up to the end of its line: "size ROWS COLUMNS". The exit status is the command's, 128+N
when signal N killed it.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios


def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def write(fd, data):
    while data:
        data = data[os.write(fd, data):]


def obey(master, data, order):
    """Types what is no order. Returns the beginning of an order whose end has not come yet."""
    data = order + data
    while b"\0" in data:
        typed, data = data.split(b"\0", 1)
        write(master, typed)
        if b"\n" not in data:
            return b"\0" + data
        line, data = data.split(b"\n", 1)
        words = line.split()
        if words and words[0] == b"size":
            resize(master, int(words[1]), int(words[2]))
    write(master, data)
    return b""


def serve(master):
    sources = [0, master]
    order = b""
    while True:
        ready, _, _ = select.select(sources, [], [])
        if master in ready:
            try:
                data = os.read(master, 65536)
            except OSError:
                return
            if not data:
                return
            write(1, data)
        elif 0 in ready:
            data = os.read(0, 65536)
            if data:
                order = obey(master, data, order)
            else:
                sources.remove(0)


def main():
    pid, master = pty.fork()
    if pid == 0:
        resize(0, 24, 80)
        os.execvp(sys.argv[1], sys.argv[1:])
    serve(master)
    _, status = os.waitpid(pid, 0)
    sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


main()
