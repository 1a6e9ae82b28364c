"""Asks the kernel in a network namespace: requests on standard input, one a line; answers on standard output, ended by a dot."""
import binascii
import fcntl
import os
import socket
import struct
import subprocess
import sys

NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK, SOL_NETLINK = 11, 12, 270
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 2, 0x1000
SENTINEL = 0xFFFFFFF0
sockets = {}
kept = []


def netlink(protocol):
    if protocol not in sockets:
        s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        s.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        s.bind((0, 0))
        sockets[protocol] = s
    return sockets[protocol]


def ask(protocol, request):
    """Sends a request and one that is always acknowledged; what comes before that, and the rest of a dump, is the answer."""
    s = netlink(protocol)
    kind, flags = struct.unpack_from("=HH", request, 4)
    s.send(request)
    s.send(struct.pack("=IHHII", 16, 1, 5, SENTINEL, 0))
    need = (flags & 0x300) != 0 and (kind % 4 == 2 or protocol != 0)
    sentinel = False
    answers = []
    while need or not sentinel:
        data = s.recv(1 << 20)
        at = 0
        while at + 16 <= len(data):
            length, kind, flags, sequence, port = struct.unpack_from("=IHHII", data, at)
            if sequence == SENTINEL:
                sentinel = True
            else:
                answers.append(data[at:at + length])
                if kind in (2, 3):
                    need = False
            at += (length + 3) & ~3
    return answers


def tap(name):
    """A tap interface that is up, with a carrier because somebody holds it."""
    f = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(f, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    kept.append(f)


def ioctl(family, number, argument):
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        buffer = bytearray(argument)
        fcntl.ioctl(s, number, buffer)
        return buffer.hex()


def answer(line):
    word, _, rest = line.partition(" ")
    if word == "netlink":
        protocol, _, request = rest.partition(" ")
        for message in ask(int(protocol), binascii.unhexlify(request)):
            print(message.hex())
    elif word == "strict":
        netlink(int(rest)).setsockopt(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
    elif word == "ioctl":
        family, number, argument = rest.split(" ")
        print(ioctl(int(family), int(number), binascii.unhexlify(argument)))
    elif word == "tap":
        tap(rest)
    elif word == "read":
        with open(rest) as f:
            sys.stdout.write(f.read())
    elif word == "run":
        done = subprocess.run(rest, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        sys.stdout.write(done.stdout.decode(errors="replace"))


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer(line.rstrip("\n"))
        except OSError as e:
            print("error %d" % e.errno)
        print("\n.", flush=True)


main()
