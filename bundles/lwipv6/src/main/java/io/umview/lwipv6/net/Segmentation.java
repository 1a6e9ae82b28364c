package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.SegmentedTcp;
import org.jspecify.annotations.Nullable;

/** Makes segments of packets that were left to a link which does not do it: after a change of routes, or when forwarding. */
final class Segmentation {
    private final Network network;

    Segmentation(Network network) {
        this.network = network;
    }

    /** Whether a link makes the segments of a packet by itself. */
    static boolean doneBy(Link.Offload offload, Packet packet) {
        return switch (packet.segmentation()) {
            case NONE -> true;
            case TCP4 -> offload.tcp4();
            case TCP6 -> offload.tcp6();
            case UDP -> false;
        };
    }

    /** Length of the transport header of a packet, whose window begins with it, that is to be segmented. */
    static int transportHeader(Packet packet) {
        return packet.segmentation() == Packet.Segmentation.UDP || packet.length() < SegmentedTcp.LENGTH
                ? 8
                : SegmentedTcp.headerLength(packet, 0);
    }

    /** Cuts a packet, which begins with its IP header and is used up, and sends the segments. */
    void segment(Packet packet, NetworkInterface device, @Nullable Neighbour neighbour, long mac) {
        boolean v4 = packet.get8(0) >>> 4 == 4;
        int transport = v4 ? Ipv4.headerLength(packet, 0) : Ipv6.LENGTH;
        int size = packet.segmentSize();
        boolean tcp = packet.segmentation() == Packet.Segmentation.TCP4
                || packet.segmentation() == Packet.Segmentation.TCP6 && Ipv6.nextHeader(packet, 0) == IpProtocol.TCP;
        int header = transport
                + (tcp && SegmentedTcp.check(packet, transport) ? SegmentedTcp.headerLength(packet, transport) : 0);
        if (header == transport || size <= 0 || packet.length() < header) {
            network.statistics.ip(v4).add(IpMib.OUT_DISCARDS);
            packet.release();
            return;
        }
        int payload = packet.length() - header;
        for (int at = 0; at < payload; at += size) {
            int count = Math.min(size, payload - at);
            Packet piece = network.pool.take(header + count);
            piece.append(header + count);
            piece.put(0, packet, 0, header);
            piece.put(header, packet, header + at, count);
            address(piece, v4, at / size);
            SegmentedTcp.adjust(piece, transport, at, at + count == payload);
            complete(piece, v4, transport);
            network.output.emit(piece, device, neighbour, mac);
        }
        packet.release();
    }

    private static void address(Packet piece, boolean v4, int index) {
        if (v4) {
            Ipv4.totalLength(piece, 0, piece.length());
            Ipv4.identification(piece, 0, Ipv4.identification(piece, 0) + index);
            Ipv4.seal(piece, 0);
        } else {
            Ipv6.payloadLength(piece, 0, piece.length() - Ipv6.LENGTH);
        }
    }

    private static void complete(Packet piece, boolean v4, int transport) {
        int length = piece.length() - transport;
        long pseudo = v4
                ? InternetChecksum.pseudoHeader(
                        0,
                        IpAddress.mapped(Ipv4.source(piece, 0)),
                        0,
                        IpAddress.mapped(Ipv4.destination(piece, 0)),
                        IpProtocol.TCP,
                        length)
                : InternetChecksum.pseudoHeader(
                        Ipv6.sourceHigh(piece, 0),
                        Ipv6.sourceLow(piece, 0),
                        Ipv6.destinationHigh(piece, 0),
                        Ipv6.destinationLow(piece, 0),
                        IpProtocol.TCP,
                        length);
        SegmentedTcp.seal(piece, transport, pseudo);
        piece.checksum(Packet.Checksum.VERIFIED);
    }
}
