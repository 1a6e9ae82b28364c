#!/usr/bin/python3
"""Sends what a stack must survive, from a device to its neighbour.

hostile.py DEVICE IPV4 IPV6 PORT [SEED [ROUNDS]]

IPV4 and IPV6 are the neighbour's addresses, PORT one at which it listens. A seed has always the same frames follow each
other. What could rightly harm others is left out: claims to be another neighbour, and in segments for connections that may
exist what is acted upon when its sequence number happens to be in the window (data, FIN, urgent data).
"""
import logging
import random
import socket
import struct
import sys

logging.getLogger("scapy.runtime").setLevel(logging.ERROR)
from scapy.all import (  # noqa: E402
    ARP, ICMP, ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6ND_NS, ICMPv6PacketTooBig, ICMPv6Unknown, IP, IPv6,
    IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, DNS, Dot1Q, Ether, PadN, Raw, TCP, UDP,
    fuzz)

device, v4, v6, port = sys.argv[1:4] + [int(sys.argv[4])]
seed = int(sys.argv[5]) if len(sys.argv) > 5 else 1
rounds = int(sys.argv[6]) if len(sys.argv) > 6 else 40
random.seed(seed)
number = random.randrange

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind((device, 0))
own_mac = wire.getsockname()[4]
peer_mac = bytes.fromhex(sys.stdin.readline().strip().replace(":", ""))
counts = {}


def sum16(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def put(kind, frame):
    """Frames that are too long or too short for the device are not sent."""
    try:
        wire.send(frame)
        counts[kind] = counts.get(kind, 0) + 1
    except OSError:
        counts["refused"] = counts.get("refused", 0) + 1


def ethernet(packet):
    data = bytes(packet)
    kind = b"\x08\x00" if data[:1] and data[0] >> 4 == 4 else b"\x86\xdd"
    return peer_mac + own_mac + kind + data


def segment(source, source_port, flags, seq, ack, options=b"", data=b""):
    """A segment with right checksums, made by hand: floods must be quick."""
    offset = (20 + len(options)) // 4
    header = struct.pack("!HHIIBBHHH", source_port, port, seq, ack, offset << 4, flags, number(65536), 0, number(65536))
    addresses = socket.inet_aton(source) + socket.inet_aton(v4)
    pseudo = addresses + struct.pack("!BBH", 0, 6, len(header + options + data))
    check = sum16(pseudo + header + options + data)
    tcp = header[:16] + struct.pack("!H", check) + header[18:] + options + data
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), number(65536), 0, 64, 6, 0) + addresses
    return ethernet(ip[:10] + struct.pack("!H", sum16(ip)) + ip[12:] + tcp)


def elsewhere():
    """An address of nobody (RFC 2544)."""
    return f"198.18.{number(256)}.{number(1, 255)}"


def flood():
    for _ in range(200):
        put("syn", segment(elsewhere(), number(1, 65536), 0x02, number(1 << 32), 0, b"\x02\x04\x05\xb4"))


def segments():
    mine = wire_address
    for _ in range(60):
        # SYN, RST, PSH, ACK, ECE, CWR in all combinations, at numbers that are wrong nearly always.
        options = random.randbytes(4 * number(11))
        put("segment", segment(mine, number(32768, 61000), number(256) & 0xde, number(1 << 32), number(1 << 32), options))
        put("stranger", segment(elsewhere(), number(1, 65536), number(256), number(1 << 32), number(1 << 32),
                                options, random.randbytes(number(1000))))


def fuzzed():
    mine = wire_address
    to = IP(src=mine, dst=v4)
    for packet in (
            fuzz(to) / fuzz(UDP()) / Raw(random.randbytes(number(64))),
            IP(src=mine, dst=v4, proto=17, ihl=number(6, 16)) / Raw(random.randbytes(number(100))),
            to / fuzz(UDP(dport=53)) / fuzz(DNS()),
            to / fuzz(ICMP(type=random.choice((0, 3, 4, 8, 11, 12, 13, 17)))) / Raw(random.randbytes(number(60))),
            IP(src=elsewhere(), dst=v4) / fuzz(TCP(dport=port)) / Raw(random.randbytes(number(99))),
            to / ICMP(type=3, code=4, nexthopmtu=number(65536)) / IP(src=v4, dst=elsewhere()) / fuzz(TCP()),
            IP(src=mine, dst=v4, version=number(16), ihl=number(16), len=number(65536)) / TCP(),
            IP(src=mine, dst=v4, proto=number(256)) / Raw(random.randbytes(number(200))),
            IP(src=elsewhere(), dst="255.255.255.255") / fuzz(UDP()),
            IP(src=v4, dst=v4) / TCP(sport=port, dport=port, flags="S"),
            IP(src="224.0.0.1", dst=v4) / TCP(dport=port, flags="S")):
        put("ipv4", ethernet(packet))
    here = IPv6(src=wire_address6, dst=v6)
    for packet in (
            here / fuzz(UDP()) / Raw(random.randbytes(number(64))),
            here / fuzz(ICMPv6EchoRequest()),
            here / fuzz(ICMPv6Unknown(type=random.choice((1, 2, 3, 4, 100, 128, 129, 130, 131, 132, 143, 200)))),
            here / fuzz(ICMPv6PacketTooBig()) / IPv6(src=v6, dst="fd00:98::1") / fuzz(TCP()),
            here / fuzz(ICMPv6DestUnreach()) / Raw(random.randbytes(number(60))),
            here / IPv6ExtHdrHopByHop(options=[PadN(optdata=random.randbytes(number(20)))]) / fuzz(UDP()),
            IPv6(src=wire_address6, dst=v6, nh=random.choice((0, 43, 44, 60))) / Raw(random.randbytes(number(80))),
            here / fuzz(IPv6ExtHdrRouting()) / TCP(dport=port),
            here / IPv6ExtHdrDestOpt() / IPv6ExtHdrDestOpt() / IPv6ExtHdrFragment(m=1) / Raw(b"x" * number(1, 60)),
            IPv6(src=wire_address6, dst=v6, nh=number(256), plen=number(65536)) / Raw(random.randbytes(number(99))),
            IPv6(src="fe80::bad", dst="ff02::1:ff00:2", hlim=255) / fuzz(ICMPv6ND_NS(tgt="fd00:99::77"))):
        put("ipv6", ethernet(packet))
    put("arp", bytes(Ether(dst=peer_mac, src=own_mac) / fuzz(ARP(psrc="10.99.0.77"))))
    put("vlan", bytes(Ether(dst=peer_mac, src=own_mac) / Dot1Q(vlan=number(4096)) / fuzz(IP(src=mine, dst=v4))))
    put("noise", peer_mac + own_mac + random.randbytes(number(2, 1400)))


def fragments():
    """Overlapping, contradicting, endless and lonely ones."""
    for _ in range(12):
        name = number(65536)
        offset = random.choice((0, 1, 2, 3, 5, 8, 100, 8189, 8191))
        data = Raw(random.randbytes(number(1, 200)))
        put("fragment", ethernet(IP(src=elsewhere(), dst=v4, id=name % 7, flags=number(8), frag=offset, proto=17) / data))
        put("fragment", ethernet(IPv6(src="fd00:98::1", dst=v6)
                                 / IPv6ExtHdrFragment(id=name % 7, m=number(2), offset=offset, nh=random.choice((6, 17, 44, 58)))
                                 / data))


def mutated():
    """Sound packets of which some bits are turned over, or that were cut off."""
    models = (
        IP(src=elsewhere(), dst=v4) / TCP(dport=port, flags="S", options=[("MSS", 1460), ("SAckOK", b""), ("WScale", 7)]),
        IP(src=wire_address, dst=v4) / UDP(dport=port) / Raw(b"data"),
        IP(src=wire_address, dst=v4) / ICMP() / Raw(b"ping"),
        IPv6(src=wire_address6, dst=v6) / TCP(dport=port, flags="S", sport=number(1, 1024)),
        IPv6(src=wire_address6, dst=v6) / ICMPv6EchoRequest(data=b"ping"),
        IPv6(src=wire_address6, dst=v6) / IPv6ExtHdrFragment(id=1) / UDP(dport=port))
    for model in models:
        frame = ethernet(model)
        for _ in range(4):
            changed = bytearray(frame)
            for _ in range(number(1, 5)):
                at = number(12, len(changed))
                changed[at] ^= 1 << number(8)
            put("mutated", bytes(changed))
        put("cut", frame[:number(14, len(frame))])


wire_address, wire_address6 = sys.stdin.readline().split()
print("sending", flush=True)
for _ in range(rounds):
    for kind in (flood, segments, fuzzed, fragments, mutated):
        kind()
print("sent", *(f"{kind}={count}" for kind, count in sorted(counts.items())), flush=True)
