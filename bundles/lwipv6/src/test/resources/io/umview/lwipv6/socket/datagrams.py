"""Does on the kernel's loopback what DatagramsAgainstKernelTest does on that of a stack.

Reads a call in each line, "end" after each scenario, and prints what comes of it: a value, "ok", or the name of an errno.
"""
import errno
import select
import socket
import sys

KINDS = {
    "udp4": (socket.AF_INET, socket.SOCK_DGRAM, 0),
    "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, 0),
}
sockets = {}


def address(name):
    if name == "null":
        return None
    return name[1:-1].split("|")[0], int(name[1:-1].split("|")[1])


def shown(name):
    port = name[1]
    return "%s|%s" % (name[0], port if port == 0 or 27000 < port < 27004 else "any")


def perform(words):
    call, which = words[0], words[1]
    if call == "socket":
        sockets[which] = socket.socket(*KINDS[words[2]])
        sockets[which].setblocking(False)
        return "ok"
    s = sockets.get(which)
    if s is None:
        return "none"
    if call == "bind":
        s.bind(address(words[2]))
    elif call == "connect":
        s.connect(address(words[2]))
    elif call == "disconnect":
        # connect(2) with AF_UNSPEC, which Python's connect() cannot say.
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.connect(s.fileno(), bytes(28), 28) < 0:
            raise OSError(ctypes.get_errno(), "connect")
    elif call == "send":
        to = address(words[3])
        return str(s.send(words[2].encode(), int(words[4])) if to is None else s.sendto(words[2].encode(), int(words[4]), to))
    elif call == "receive":
        data, source = s.recvfrom(100)
        return "%s:%s" % (data.decode(), shown(source) if source else "")
    elif call == "local":
        return shown(s.getsockname())
    elif call == "peer":
        return shown(s.getpeername())
    elif call == "set":
        s.setsockopt(int(words[2]), int(words[3]), int(words[4]))
    elif call == "error":
        return str(s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
    elif call == "queue":
        data, ancillary, flags, source = s.recvmsg(100, 200, socket.MSG_ERRQUEUE)
        return "%s:%s:%s" % (data.decode(), shown(source), ancillary[0][2][:8].hex())
    elif call == "shutdown":
        s.shutdown(int(words[2]))
    elif call == "poll":
        p = select.poll()
        p.register(s, select.POLLIN | select.POLLOUT | select.POLLPRI | 0x2000)
        return ",".join(str(events) for _, events in p.poll(0))
    elif call == "close":
        sockets.pop(which).close()
    return "ok"


for line in sys.stdin:
    words = line.split()
    if words[0] == "end":
        for s in sockets.values():
            s.close()
        sockets.clear()
        continue
    try:
        print(perform(words))
    except OSError as failure:
        print(errno.errorcode[failure.errno])
