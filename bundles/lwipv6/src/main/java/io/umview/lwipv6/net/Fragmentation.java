package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv4Options;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import java.util.function.Consumer;

/** Cuts packets that are too large into fragments (RFC 791, section 3.2; RFC 8200, section 4.5). */
final class Fragmentation {
    private final Network network;

    Fragmentation(Network network) {
        this.network = network;
    }

    /**
     * Cuts a packet, which begins with its IP header and is used up.
     *
     * @param mtu what each fragment must fit into
     * @param identification of IPv6 fragments; those of IPv4 have that of the packet
     * @param each gets the fragments
     * @return false if the MTU is too small for it
     */
    boolean fragment(Packet packet, int mtu, int identification, Consumer<Packet> each) {
        // A checksum over the whole cannot be left to a link that sees parts.
        InternetChecksum.complete(packet);
        boolean v4 = packet.get8(0) >>> 4 == 4;
        Counters<IpMib> counters = network.statistics.ip(v4);
        boolean done = v4 ? fragment4(packet, mtu, each) : fragment6(packet, mtu, identification, each);
        counters.add(done ? IpMib.FRAG_OKS : IpMib.FRAG_FAILS);
        packet.release();
        return done;
    }

    private boolean fragment4(Packet packet, int mtu, Consumer<Packet> each) {
        int header = Ipv4.headerLength(packet, 0);
        int payload = packet.length() - header;
        int most = (mtu - header) & ~7;
        if (most <= 0) {
            return false;
        }
        int bits = Ipv4.fragment(packet, 0);
        int base = (bits & Ipv4.OFFSET) * 8;
        for (int at = 0; at < payload; at += most) {
            int count = Math.min(most, payload - at);
            Packet piece = piece(packet, header, header + at, count);
            boolean more = at + count < payload || (bits & Ipv4.MF) != 0;
            Ipv4.totalLength(piece, 0, header + count);
            Ipv4.fragment(piece, 0, (base + at) / 8 | (more ? Ipv4.MF : 0));
            if (base + at > 0 && header > Ipv4.LENGTH) {
                Ipv4Options.keepCopied(piece, 0);
            }
            Ipv4.seal(piece, 0);
            network.statistics.ip(true).add(IpMib.FRAG_CREATES);
            each.accept(piece);
        }
        return true;
    }

    /** The first {@code header} bytes of a packet, and a part of it behind. */
    private Packet piece(Packet packet, int header, int from, int count) {
        Packet piece = network.pool.take(header + count);
        piece.append(header + count);
        piece.put(0, packet, 0, header);
        piece.put(header, packet, from, count);
        piece.checksum(packet.checksum());
        return piece;
    }

    private boolean fragment6(Packet packet, int mtu, int identification, Consumer<Packet> each) {
        int[] last = {Ipv6.nextHeaderOffset()};
        int header = unfragmentable(packet, last);
        int next = packet.get8(last[0]);
        int payload = packet.length() - header;
        int most = (mtu - header - Ipv6Fragment.LENGTH) & ~7;
        if (most <= 0 || header < 0) {
            return false;
        }
        for (int at = 0; at < payload; at += most) {
            int count = Math.min(most, payload - at);
            Packet piece = network.pool.take(count);
            piece.append(count);
            piece.put(0, packet, header + at, count);
            piece.checksum(packet.checksum());
            Ipv6Fragment.prepend(piece, next, at, at + count < payload, identification);
            piece.prepend(header);
            piece.put(0, packet, 0, header);
            piece.put8(last[0], IpProtocol.FRAGMENT);
            Ipv6.payloadLength(piece, 0, piece.length() - Ipv6.LENGTH);
            network.statistics.ip(false).add(IpMib.FRAG_CREATES);
            each.accept(piece);
        }
        return true;
    }

    /**
     * Length of the part that each fragment begins with: up to and with a routing header, or a hop-by-hop header.
     *
     * @param last set to where the number of what comes behind is
     * @return -1 if the headers are not whole
     */
    private static int unfragmentable(Packet packet, int[] last) {
        int at = Ipv6.LENGTH;
        int end = at;
        int where = last[0];
        int next = packet.get8(where);
        while (next == IpProtocol.HOPOPTS || next == IpProtocol.ROUTING || next == IpProtocol.DSTOPTS) {
            if (!Ipv6Extension.check(packet, at)) {
                return -1;
            }
            where = at;
            int kind = next;
            next = Ipv6Extension.nextHeader(packet, at);
            at += Ipv6Extension.length(packet, at);
            if (kind != IpProtocol.DSTOPTS) {
                end = at;
                last[0] = where;
            }
        }
        return end;
    }
}
