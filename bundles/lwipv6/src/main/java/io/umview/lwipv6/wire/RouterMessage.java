package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** Router solicitations and advertisements (RFC 4861, sections 4.1 and 4.2), behind type, code and checksum. */
public final class RouterMessage {
    /** Length of a solicitation without options, in bytes. */
    public static final int SOLICITATION_LENGTH = 8;

    /** Length of an advertisement without options, in bytes. */
    public static final int ADVERTISEMENT_LENGTH = 16;

    /** Flags of an advertisement. */
    public static final int MANAGED = 0x80;

    public static final int OTHER_CONFIGURATION = 0x40;

    private static final int HOP_LIMIT = 4;
    private static final int FLAGS = 5;
    private static final int LIFETIME = 6;
    private static final int REACHABLE_TIME = 8;
    private static final int RETRANSMISSION = 12;

    private RouterMessage() {}

    /** Whether a solicitation is whole, with whole options. */
    public static boolean checkSolicitation(Packet packet, int offset) {
        return packet.length() - offset >= SOLICITATION_LENGTH && NdOption.check(packet, offset + SOLICITATION_LENGTH);
    }

    /** Whether an advertisement is whole, with whole options. */
    public static boolean checkAdvertisement(Packet packet, int offset) {
        return packet.length() - offset >= ADVERTISEMENT_LENGTH
                && NdOption.check(packet, offset + ADVERTISEMENT_LENGTH);
    }

    /** The hop limit to use, or 0. */
    public static int hopLimit(Packet packet, int offset) {
        return packet.get8(offset + HOP_LIMIT);
    }

    /** Flags; the preference of the router is in bits 3 and 4 (RFC 4191, section 2.2). */
    public static int flags(Packet packet, int offset) {
        return packet.get8(offset + FLAGS);
    }

    /** Seconds for which it is a default router, 0 to 65535. */
    public static int lifetime(Packet packet, int offset) {
        return packet.get16(offset + LIFETIME);
    }

    /** Milliseconds for which a neighbour is reachable, or 0. */
    public static int reachableTime(Packet packet, int offset) {
        return packet.get32(offset + REACHABLE_TIME);
    }

    /** Milliseconds between solicitations, or 0. */
    public static int retransmission(Packet packet, int offset) {
        return packet.get32(offset + RETRANSMISSION);
    }

    /** Appends a solicitation without options; the checksum must follow. */
    public static void appendSolicitation(Packet packet) {
        int at = packet.length();
        packet.append(SOLICITATION_LENGTH);
        packet.put64(at, (long) Icmpv6.ROUTER_SOLICITATION << 56);
    }

    /** Appends an advertisement without options; the checksum must follow. */
    public static void appendAdvertisement(
            Packet packet, int hopLimit, int flags, int lifetime, int reachableTime, int retransmission) {
        int at = packet.length();
        packet.append(ADVERTISEMENT_LENGTH);
        packet.put32(at, Icmpv6.ROUTER_ADVERTISEMENT << 24);
        packet.put8(at + HOP_LIMIT, hopLimit);
        packet.put8(at + FLAGS, flags);
        packet.put16(at + LIFETIME, lifetime);
        packet.put32(at + REACHABLE_TIME, reachableTime);
        packet.put32(at + RETRANSMISSION, retransmission);
    }
}
