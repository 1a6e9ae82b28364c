package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The options of IPv4 (RFC 791, section 3.1; RFC 1122, section 3.2.1.8; RFC 2113). */
public final class Ipv4Options {
    public static final int END = 0;
    public static final int NOP = 1;
    public static final int RECORD_ROUTE = 7;
    public static final int TIMESTAMP = 68;
    public static final int LOOSE_SOURCE_ROUTE = 131;
    public static final int STRICT_SOURCE_ROUTE = 137;
    public static final int ROUTER_ALERT = 148;

    /** Of an option that is copied into each fragment. */
    public static final int COPIED = 0x80;

    /** A router alert option, padded. */
    public static final byte[] ROUTER_ALERT_BYTES = {(byte) ROUTER_ALERT, 4, 0, 0};

    private static final int TIMESTAMP_ONLY = 0;
    private static final int TIMESTAMP_ADDRESS = 1;
    private static final int TIMESTAMP_PRESPECIFIED = 3;

    private Ipv4Options() {}

    /**
     * Looks whether options are well formed.
     *
     * @param offset of the IP header
     * @return 0, or how far from the start of the IP header the fault is, for the ICMP message "parameter problem"
     */
    public static int fault(Packet packet, int offset) {
        int end = offset + Ipv4.headerLength(packet, offset);
        int at = offset + Ipv4.LENGTH;
        while (at < end) {
            int type = packet.get8(at);
            if (type == END) {
                return 0;
            }
            if (type == NOP) {
                at++;
                continue;
            }
            if (at + 2 > end) {
                return at - offset;
            }
            int length = packet.get8(at + 1);
            if (length < 2 || length > end - at) {
                return at + 1 - offset;
            }
            int fault = fault(packet, at, type, length);
            if (fault >= 0) {
                return at + fault - offset;
            }
            at += length;
        }
        return 0;
    }

    private static int fault(Packet packet, int at, int type, int length) {
        switch (type) {
            case RECORD_ROUTE, LOOSE_SOURCE_ROUTE, STRICT_SOURCE_ROUTE -> {
                if (length < 3) {
                    return 1;
                }
                return packet.get8(at + 2) < 4 ? 2 : -1;
            }
            case TIMESTAMP -> {
                if (length < 4) {
                    return 1;
                }
                return packet.get8(at + 2) < 5 ? 2 : -1;
            }
            default -> {
                return -1;
            }
        }
    }

    /** Where an option begins in a packet with right options, or -1. */
    public static int find(Packet packet, int offset, int wanted) {
        int end = offset + Ipv4.headerLength(packet, offset);
        int at = offset + Ipv4.LENGTH;
        while (at < end) {
            int type = packet.get8(at);
            if (type == wanted) {
                return at;
            }
            if (type == END) {
                return -1;
            }
            at += type == NOP ? 1 : packet.get8(at + 1);
        }
        return -1;
    }

    /** Whether a packet with right options has a source route that is not yet used up. */
    public static boolean sourceRouted(Packet packet, int offset) {
        for (int type = LOOSE_SOURCE_ROUTE;
                type <= STRICT_SOURCE_ROUTE;
                type += STRICT_SOURCE_ROUTE - LOOSE_SOURCE_ROUTE) {
            int at = find(packet, offset, type);
            if (at >= 0 && packet.get8(at + 2) <= packet.get8(at + 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Notes the own address and time where record-route and timestamp options ask for it; {@link Ipv4#seal} must follow.
     *
     * @param address of the interface
     * @param millis since midnight UTC
     */
    public static void record(Packet packet, int offset, int address, int millis) {
        int at = find(packet, offset, RECORD_ROUTE);
        if (at >= 0) {
            int pointer = packet.get8(at + 2);
            if (pointer + 3 <= packet.get8(at + 1)) {
                packet.put32(at + pointer - 1, address);
                packet.put8(at + 2, pointer + 4);
            }
        }
        at = find(packet, offset, TIMESTAMP);
        if (at >= 0) {
            stamp(packet, at, address, millis);
        }
    }

    private static void stamp(Packet packet, int at, int address, int millis) {
        int length = packet.get8(at + 1);
        int pointer = packet.get8(at + 2);
        int flags = packet.get8(at + 3) & 15;
        int size = flags == TIMESTAMP_ONLY ? 4 : 8;
        if (pointer + size - 1 > length) {
            int overflow = packet.get8(at + 3) >>> 4;
            if (overflow < 15) {
                packet.put8(at + 3, (overflow + 1) << 4 | flags);
            }
            return;
        }
        switch (flags) {
            case TIMESTAMP_ONLY -> packet.put32(at + pointer - 1, millis);
            case TIMESTAMP_ADDRESS -> {
                packet.put32(at + pointer - 1, address);
                packet.put32(at + pointer + 3, millis);
            }
            case TIMESTAMP_PRESPECIFIED -> {
                if (packet.get32(at + pointer - 1) != address) {
                    return;
                }
                packet.put32(at + pointer + 3, millis);
            }
            default -> {
                return;
            }
        }
        packet.put8(at + 2, pointer + size);
    }

    /** Turns options that are not for every fragment into NOPs, in a header that is copied from the first one. */
    public static void keepCopied(Packet packet, int offset) {
        int end = offset + Ipv4.headerLength(packet, offset);
        int at = offset + Ipv4.LENGTH;
        while (at < end) {
            int type = packet.get8(at);
            if (type == END) {
                return;
            }
            int length = type == NOP ? 1 : packet.get8(at + 1);
            if ((type & COPIED) == 0) {
                for (int i = 0; i < length; i++) {
                    packet.put8(at + i, NOP);
                }
            }
            at += length;
        }
    }

    /** Whether options that a program gives are right: whole options in a multiple of 4 bytes up to {@link Ipv4#OPTIONS}. */
    public static boolean right(byte[] options) {
        if (options.length > Ipv4.OPTIONS || options.length % 4 != 0) {
            return false;
        }
        int at = 0;
        while (at < options.length) {
            int type = options[at] & 0xff;
            if (type == END) {
                return true;
            }
            if (type == NOP) {
                at++;
                continue;
            }
            int length = at + 1 < options.length ? options[at + 1] & 0xff : 0;
            if (length < 2 || length > options.length - at) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
