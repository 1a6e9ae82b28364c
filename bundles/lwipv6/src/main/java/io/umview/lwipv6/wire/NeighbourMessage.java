package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** Neighbour solicitations and advertisements, and redirects (RFC 4861, sections 4.3 to 4.5), behind type, code and checksum. */
public final class NeighbourMessage {
    /** Length of a solicitation or advertisement without options, in bytes. */
    public static final int LENGTH = 24;

    /** Length of a redirect without options, in bytes. */
    public static final int REDIRECT_LENGTH = 40;

    /** Flags of an advertisement. */
    public static final int ROUTER = 0x8000_0000;

    public static final int SOLICITED = 0x4000_0000;
    public static final int OVERRIDE = 0x2000_0000;

    private static final int FLAGS = 4;
    private static final int TARGET = 8;
    private static final int REDIRECT_DESTINATION = 24;

    private NeighbourMessage() {}

    /** Whether a solicitation or advertisement is whole, with whole options. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH && NdOption.check(packet, offset + LENGTH);
    }

    /** Whether a redirect is whole, with whole options. */
    public static boolean checkRedirect(Packet packet, int offset) {
        return packet.length() - offset >= REDIRECT_LENGTH && NdOption.check(packet, offset + REDIRECT_LENGTH);
    }

    /** Flags of an advertisement. */
    public static int flags(Packet packet, int offset) {
        return packet.get32(offset + FLAGS);
    }

    /** The first half of the target. */
    public static long targetHigh(Packet packet, int offset) {
        return packet.get64(offset + TARGET);
    }

    /** The second half of the target. */
    public static long targetLow(Packet packet, int offset) {
        return packet.get64(offset + TARGET + 8);
    }

    /** The first half of the destination of a redirect. */
    public static long destinationHigh(Packet packet, int offset) {
        return packet.get64(offset + REDIRECT_DESTINATION);
    }

    /** The second half of the destination of a redirect. */
    public static long destinationLow(Packet packet, int offset) {
        return packet.get64(offset + REDIRECT_DESTINATION + 8);
    }

    /** Appends a solicitation or advertisement without options; the checksum must follow. */
    public static void append(Packet packet, int type, int flags, long targetHigh, long targetLow) {
        int at = packet.length();
        packet.append(LENGTH);
        packet.put32(at, type << 24);
        packet.put32(at + FLAGS, flags);
        packet.put64(at + TARGET, targetHigh);
        packet.put64(at + TARGET + 8, targetLow);
    }

    /** Appends a redirect without options; the checksum must follow. */
    public static void appendRedirect(
            Packet packet, long targetHigh, long targetLow, long destinationHigh, long destinationLow) {
        append(packet, Icmpv6.REDIRECT, 0, targetHigh, targetLow);
        int at = packet.length();
        packet.append(16);
        packet.put64(at, destinationHigh);
        packet.put64(at + 8, destinationLow);
    }
}
