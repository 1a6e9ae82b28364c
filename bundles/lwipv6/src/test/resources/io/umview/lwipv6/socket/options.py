"""Asks the kernel what getsockopt(2) and setsockopt(2) do, for SocketOptionsAgainstKernelTest.

Prints a line for each question: kind level option get room answer, or kind level option set value answer. An answer is the
bytes of the value in hexadecimal or the name of an errno; after set it is "ok" and what getsockopt(2) says then.
"""
import ctypes
import errno
import socket
import struct

libc = ctypes.CDLL(None, use_errno=True)

KINDS = {
    "udp4": (socket.AF_INET, socket.SOCK_DGRAM, 0),
    "udp6": (socket.AF_INET6, socket.SOCK_DGRAM, 0),
    "raw4": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "raw6": (socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6),
    "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0),
}
LEVELS = {0: range(0, 64), 1: range(1, 70), 17: (1, 10, 100, 101, 102, 103, 104), 41: range(0, 90), 58: (1, 2),
          255: (0, 1, 7, 8)}
PACKET_LEVELS = {263: range(0, 25)}  # closing a packet socket takes the kernel milliseconds


def number(value):
    return struct.pack("i", value)


VALUES = [b"", b"\1", b"\1\0"] + [number(n) for n in (0, 1, 2, -1, -2, 64, 255, 256, 65535, 100000, 0x12345678)] + [
    struct.pack("ii", 1, 5), struct.pack("qq", 1, 500000), struct.pack("qq", 0, 1000000), struct.pack("qq", -1, 0), bytes(32)]


def get(s, level, option, room):
    memory = ctypes.create_string_buffer(max(room, 1))
    length = ctypes.c_uint(room)
    if libc.getsockopt(s.fileno(), level, option, memory, ctypes.byref(length)) < 0:
        return errno.errorcode[ctypes.get_errno()]
    return memory.raw[:length.value].hex() or "-"


def put(s, level, option, value):
    if libc.setsockopt(s.fileno(), level, option, value, len(value)) < 0:
        return errno.errorcode[ctypes.get_errno()]
    return "ok," + get(s, level, option, max(4, min(len(value), 16)))


for kind, arguments in KINDS.items():
    try:
        socket.socket(*arguments).close()
    except PermissionError:
        continue
    untouched = socket.socket(*arguments)
    for level, options in (PACKET_LEVELS if kind == "packet" else LEVELS).items():
        for option in options:
            for room in (4, 0, 1, 2, 8, 16, 64):
                print(kind, level, option, "get", room, get(untouched, level, option, room))
            for value in VALUES[1:7:2] if kind == "packet" else VALUES:
                with socket.socket(*arguments) as s:
                    print(kind, level, option, "set", value.hex() or "-", put(s, level, option, value))
