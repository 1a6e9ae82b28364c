package io.umview.lwipv6.buffer;

import java.nio.ByteBuffer;

/**
 * The checksum of IP, TCP, UDP and ICMP (RFC 1071), eight bytes at a time. Sums are kept in 64 bits and {@linkplain #finish folded} at
 * the end; the sum over several pieces is the sum of their sums, if each but the last has an even length.
 */
public final class InternetChecksum {
    private static final long LOW = 0xffffffffL;

    private InternetChecksum() {}

    /** The sum over a part of a packet. */
    public static long sum(Packet packet, int offset, int length) {
        if (offset < 0 || length < 0 || length > packet.length() - offset) {
            throw new IndexOutOfBoundsException(offset);
        }
        return sum(packet.memory(), packet.headroom() + offset, length);
    }

    /** The sum over a part of a big-endian buffer. */
    public static long sum(ByteBuffer bytes, int from, int length) {
        long sum = 0;
        int at = from;
        int end = from + length;
        for (; end - at >= 32; at += 32) {
            long a = bytes.getLong(at);
            long b = bytes.getLong(at + 8);
            long c = bytes.getLong(at + 16);
            long d = bytes.getLong(at + 24);
            sum += (a >>> 32) + (a & LOW) + (b >>> 32) + (b & LOW) + (c >>> 32) + (c & LOW) + (d >>> 32) + (d & LOW);
        }
        for (; end - at >= 4; at += 4) {
            sum += bytes.getInt(at) & LOW;
        }
        if (end - at >= 2) {
            sum += bytes.getShort(at) & 0xffff;
            at += 2;
        }
        if (at < end) {
            sum += (bytes.get(at) & 0xff) << 8;
        }
        return sum;
    }

    /**
     * The sum over the pseudo header of an upper layer (RFC 9293, section 3.1; RFC 8200, section 8.1). An IPv4-mapped address counts as
     * the IPv4 address that it is.
     */
    public static long pseudoHeader(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        boolean v4 = destinationHigh == 0 && (destinationLow >>> 32) == 0xffff;
        long sum = protocol + (length & LOW);
        if (v4) {
            return sum + (sourceLow & LOW) + (destinationLow & LOW);
        }
        return sum
                + (sourceHigh >>> 32)
                + (sourceHigh & LOW)
                + (sourceLow >>> 32)
                + (sourceLow & LOW)
                + (destinationHigh >>> 32)
                + (destinationHigh & LOW)
                + (destinationLow >>> 32)
                + (destinationLow & LOW);
    }

    /** The sum in 16 bits, not complemented. */
    public static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & LOW);
        folded = (folded >>> 32) + (folded & LOW);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) ((folded >>> 16) + (folded & 0xffff));
    }

    /** What goes into the header: the one's complement of the folded sum. Over a header with a right checksum it is 0. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** Completes a checksum that was left to the link. */
    public static void complete(Packet packet) {
        if (packet.checksum() == Packet.Checksum.PARTIAL) {
            int from = packet.checksumStart();
            int value = finish(sum(packet, from, packet.length() - from));
            boolean udp = packet.checksumOffset() == 6;
            // RFC 768: zero would say that there is no checksum.
            packet.put16(from + packet.checksumOffset(), udp && value == 0 ? 0xffff : value);
            packet.checksum(Packet.Checksum.VERIFIED);
        }
    }
}
