"""Has the kernel run classic BPF programs, for FilterAgainstKernelTest.

Reads lines: a program and a packet in hexadecimal. Attaches the program to a local socket, sends the packet to it, and prints how
many bytes come out, or "refused" if the program is not taken.
"""
import ctypes
import socket
import struct
import sys

SO_ATTACH_FILTER = 26
for line in sys.stdin:
    code, packet = (bytes.fromhex(word) for word in line.split())
    sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with sender, receiver:
        memory = ctypes.create_string_buffer(code, max(1, len(code)))
        program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(memory))
        try:
            receiver.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
        except OSError:
            print("refused")
            continue
        sender.send(packet)
        try:
            print(len(receiver.recv(65536, socket.MSG_DONTWAIT)))
        except BlockingIOError:
            print(0)
