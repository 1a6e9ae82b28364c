package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/** ICMP for IPv4 (RFC 792), and what ICMPv6 (RFC 4443) has in common with it: type, code, checksum, four bytes. */
public final class Icmp {
    /** Length of the header in bytes. */
    public static final int LENGTH = 8;

    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    public static final int TIMESTAMP = 13;
    public static final int TIMESTAMP_REPLY = 14;

    /** Codes of {@link #UNREACHABLE}. */
    public static final int UNREACHABLE_NET = 0;

    public static final int UNREACHABLE_HOST = 1;
    public static final int UNREACHABLE_PROTOCOL = 2;
    public static final int UNREACHABLE_PORT = 3;
    public static final int FRAGMENTATION_NEEDED = 4;
    public static final int SOURCE_ROUTE_FAILED = 5;
    public static final int HOST_PROHIBITED = 10;
    public static final int PACKET_FILTERED = 13;

    /** Codes of {@link #TIME_EXCEEDED}. */
    public static final int TTL_EXCEEDED = 0;

    public static final int REASSEMBLY_EXCEEDED = 1;

    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int CHECKSUM = 2;
    private static final int REST = 4;

    private Icmp() {}

    /** Whether the header is there. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH;
    }

    /** Type of the message. */
    public static int type(Packet packet, int offset) {
        return packet.get8(offset + TYPE);
    }

    /** Sets the type; the checksum must follow. */
    public static void type(Packet packet, int offset, int type) {
        packet.put8(offset + TYPE, type);
    }

    /** Code of the message. */
    public static int code(Packet packet, int offset) {
        return packet.get8(offset + CODE);
    }

    /** The four bytes behind the checksum. */
    public static int rest(Packet packet, int offset) {
        return packet.get32(offset + REST);
    }

    /** The identifier of an echo. */
    public static int identifier(Packet packet, int offset) {
        return packet.get16(offset + REST);
    }

    /** Sets the identifier of an echo; the checksum must follow. */
    public static void identifier(Packet packet, int offset, int identifier) {
        packet.put16(offset + REST, identifier);
    }

    /** The sequence number of an echo. */
    public static int sequence(Packet packet, int offset) {
        return packet.get16(offset + REST + 2);
    }

    /** Puts a header in front of a payload; the checksum must follow. */
    public static void prepend(Packet payload, int type, int code, int rest) {
        payload.prepend(LENGTH);
        payload.put8(TYPE, type);
        payload.put8(CODE, code);
        payload.put16(CHECKSUM, 0);
        payload.put32(REST, rest);
    }

    /** Whether the checksum over the window from an offset is right, given the sum over a pseudo header (0 for IPv4). */
    public static boolean checksumRight(Packet packet, int offset, long pseudoHeader) {
        return InternetChecksum.finish(pseudoHeader + InternetChecksum.sum(packet, offset, packet.length() - offset))
                == 0;
    }

    /** Computes the checksum over the window from an offset, given the sum over a pseudo header (0 for IPv4). */
    public static void seal(Packet packet, int offset, long pseudoHeader) {
        packet.put16(offset + CHECKSUM, 0);
        packet.put16(
                offset + CHECKSUM,
                InternetChecksum.finish(pseudoHeader + InternetChecksum.sum(packet, offset, packet.length() - offset)));
    }

    /** Whether a message of IPv4 is about a fault, with a quoted packet. */
    public static boolean isError(int type) {
        return type == UNREACHABLE
                || type == SOURCE_QUENCH
                || type == REDIRECT
                || type == TIME_EXCEEDED
                || type == PARAMETER_PROBLEM;
    }
}
