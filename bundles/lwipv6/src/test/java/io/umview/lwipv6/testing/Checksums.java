package io.umview.lwipv6.testing;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.Udp;

/** Makes the checksums of damaged packets right again, so that they get through to the parsers. */
public final class Checksums {
    private Checksums() {}

    /** Computes what a packet has of checksums anew, as far as its headers let them be found. What lies behind it is cut off. */
    public static void mend(Packet packet) {
        if (Ipv4.check(packet, 0)) {
            Ipv4.seal(packet, 0);
            packet.truncate(Ipv4.totalLength(packet, 0));
            if (!Ipv4.isFragment(packet, 0)) {
                mendTransport(packet, Ipv4.headerLength(packet, 0), Ipv4.protocol(packet, 0), pseudoHeader4(packet));
            }
        } else if (Ipv6.check(packet, 0)) {
            packet.truncate(Ipv6.LENGTH + Ipv6.payloadLength(packet, 0));
            int offset = Ipv6.LENGTH;
            int next = Ipv6.nextHeader(packet, 0);
            while (IpProtocol.isExtension(next) && next != IpProtocol.FRAGMENT && Ipv6Extension.check(packet, offset)) {
                next = Ipv6Extension.nextHeader(packet, offset);
                offset += Ipv6Extension.length(packet, offset);
            }
            mendTransport(packet, offset, next, pseudoHeader6(packet));
        }
    }

    /** @param pseudoHeader without protocol and length */
    private static void mendTransport(Packet packet, int offset, int protocol, long pseudoHeader) {
        int length = packet.length() - offset;
        long sum = pseudoHeader + protocol + length;
        switch (protocol) {
            case IpProtocol.ICMP, IpProtocol.IGMP -> {
                if (length >= Icmp.LENGTH) {
                    Icmp.seal(packet, offset, 0);
                }
            }
            case IpProtocol.ICMPV6 -> {
                if (length >= Icmp.LENGTH) {
                    Icmp.seal(packet, offset, sum);
                }
            }
            case IpProtocol.TCP -> {
                if (length >= Tcp.HEADER) {
                    seal(packet, offset, Tcp.CHECKSUM, sum);
                }
            }
            case IpProtocol.UDP -> {
                if (length >= Udp.HEADER) {
                    packet.put16(offset + 4, length);
                    seal(packet, offset, Udp.CHECKSUM, sum);
                }
            }
            default -> {}
        }
    }

    private static void seal(Packet packet, int offset, int at, long pseudoHeader) {
        packet.put16(offset + at, 0);
        long sum = InternetChecksum.sum(packet, offset, packet.length() - offset);
        packet.put16(offset + at, InternetChecksum.finish(pseudoHeader + sum));
    }

    private static long pseudoHeader4(Packet packet) {
        return InternetChecksum.sum(packet, 12, 8);
    }

    private static long pseudoHeader6(Packet packet) {
        return InternetChecksum.sum(packet, 8, 32);
    }
}
