package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The header of IPv6 (RFC 8200, section 3). */
public final class Ipv6 {
    /** Length of the header in bytes. */
    public static final int LENGTH = 40;

    private static final int VERSION_CLASS_LABEL = 0;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    private Ipv6() {}

    /** Whether there is a whole packet of version 6. */
    public static boolean check(Packet packet, int offset) {
        int there = packet.length() - offset;
        return there >= LENGTH && packet.get8(offset) >>> 4 == 6 && payloadLength(packet, offset) <= there - LENGTH;
    }

    /** Traffic class: DSCP and ECN. */
    public static int trafficClass(Packet packet, int offset) {
        return packet.get32(offset + VERSION_CLASS_LABEL) >>> 20 & 0xff;
    }

    /** Sets the traffic class. */
    public static void trafficClass(Packet packet, int offset, int value) {
        int word = packet.get32(offset + VERSION_CLASS_LABEL);
        packet.put32(offset + VERSION_CLASS_LABEL, word & ~(0xff << 20) | (value & 0xff) << 20);
    }

    /** Flow label, 20 bits. */
    public static int flowLabel(Packet packet, int offset) {
        return packet.get32(offset + VERSION_CLASS_LABEL) & 0xf_ffff;
    }

    /** Length of what is behind the header, in bytes. */
    public static int payloadLength(Packet packet, int offset) {
        return packet.get16(offset + PAYLOAD_LENGTH);
    }

    /** Sets the length of what is behind the header. */
    public static void payloadLength(Packet packet, int offset, int length) {
        packet.put16(offset + PAYLOAD_LENGTH, length);
    }

    /** What comes behind the header: {@link IpProtocol}. */
    public static int nextHeader(Packet packet, int offset) {
        return packet.get8(offset + NEXT_HEADER);
    }

    /** Sets what comes behind the header. */
    public static void nextHeader(Packet packet, int offset, int protocol) {
        packet.put8(offset + NEXT_HEADER, protocol);
    }

    /** Where {@link #nextHeader} is in the header. */
    public static int nextHeaderOffset() {
        return NEXT_HEADER;
    }

    /** Hop limit. */
    public static int hopLimit(Packet packet, int offset) {
        return packet.get8(offset + HOP_LIMIT);
    }

    /** Sets the hop limit. */
    public static void hopLimit(Packet packet, int offset, int hops) {
        packet.put8(offset + HOP_LIMIT, hops);
    }

    /** The first half of the source. */
    public static long sourceHigh(Packet packet, int offset) {
        return packet.get64(offset + SOURCE);
    }

    /** The second half of the source. */
    public static long sourceLow(Packet packet, int offset) {
        return packet.get64(offset + SOURCE + 8);
    }

    /** The first half of the destination. */
    public static long destinationHigh(Packet packet, int offset) {
        return packet.get64(offset + DESTINATION);
    }

    /** The second half of the destination. */
    public static long destinationLow(Packet packet, int offset) {
        return packet.get64(offset + DESTINATION + 8);
    }

    /** Sets the source. */
    public static void source(Packet packet, int offset, long high, long low) {
        packet.put64(offset + SOURCE, high);
        packet.put64(offset + SOURCE + 8, low);
    }

    /** Sets the destination. */
    public static void destination(Packet packet, int offset, long high, long low) {
        packet.put64(offset + DESTINATION, high);
        packet.put64(offset + DESTINATION + 8, low);
    }

    /** Puts a header in front of a payload, whose length it takes over. */
    public static void prepend(
            Packet payload,
            int trafficClass,
            int flowLabel,
            int nextHeader,
            int hopLimit,
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow) {
        // A packet that is to be segmented may be longer than the field can say; the segments have lengths of their
        // own.
        int length = Math.min(payload.length(), 0xffff);
        payload.prepend(LENGTH);
        payload.put32(VERSION_CLASS_LABEL, 6 << 28 | (trafficClass & 0xff) << 20 | flowLabel & 0xf_ffff);
        payload.put16(PAYLOAD_LENGTH, length);
        payload.put8(NEXT_HEADER, nextHeader);
        payload.put8(HOP_LIMIT, hopLimit);
        source(payload, 0, sourceHigh, sourceLow);
        destination(payload, 0, destinationHigh, destinationLow);
    }
}
