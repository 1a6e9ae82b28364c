package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/** What of a TCP header (RFC 9293, section 3.1) differs between the segments that one large one is cut into. */
public final class SegmentedTcp {
    /** Length of a header without options, in bytes. */
    public static final int LENGTH = 20;

    private static final int SEQUENCE = 4;
    private static final int DATA_OFFSET = 12;
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private SegmentedTcp() {}

    /** Whether a whole header is there. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH
                && headerLength(packet, offset) >= LENGTH
                && headerLength(packet, offset) <= packet.length() - offset;
    }

    /** Length of the header with options, in bytes. */
    public static int headerLength(Packet packet, int offset) {
        return (packet.get8(offset + DATA_OFFSET) >>> 4) * 4;
    }

    /**
     * Makes the header of a large segment that of a part: FIN and PSH are for the last one, CWR for the first (RFC 3168, section 6.1.2).
     *
     * @param skipped payload bytes in front of the part
     */
    public static void adjust(Packet packet, int offset, int skipped, boolean last) {
        packet.put32(offset + SEQUENCE, packet.get32(offset + SEQUENCE) + skipped);
        int flags = packet.get8(offset + FLAGS);
        flags = last ? flags : flags & ~FIN_PSH;
        packet.put8(offset + FLAGS, skipped == 0 ? flags : flags & ~CWR);
    }

    /** Computes the checksum. */
    public static void seal(Packet packet, int offset, long pseudoHeader) {
        packet.put16(offset + CHECKSUM, 0);
        packet.put16(
                offset + CHECKSUM,
                InternetChecksum.finish(pseudoHeader + InternetChecksum.sum(packet, offset, packet.length() - offset)));
    }
}
