package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** Options of neighbour discovery (RFC 4861, section 4.6; RFC 4191; RFC 8106; RFC 3971 for the nonce): type, length in 8 bytes, contents. */
public final class NdOption {
    public static final int SOURCE_LINK_ADDRESS = 1;
    public static final int TARGET_LINK_ADDRESS = 2;
    public static final int PREFIX_INFORMATION = 3;
    public static final int REDIRECTED_HEADER = 4;
    public static final int MTU = 5;
    public static final int NONCE = 14;
    public static final int ROUTE_INFORMATION = 24;
    public static final int RDNSS = 25;
    public static final int DNSSL = 31;

    /** Flags of {@link #PREFIX_INFORMATION}. */
    public static final int ON_LINK = 0x80;

    public static final int AUTONOMOUS = 0x40;
    public static final int ROUTER_ADDRESS = 0x20;

    private static final int LENGTH = 1;

    private NdOption() {}

    /** Whether everything from an offset on is whole options; an option of length 0 makes a message void (RFC 4861, section 4.6). */
    public static boolean check(Packet packet, int offset) {
        int at = offset;
        while (at < packet.length()) {
            if (packet.length() - at < 8) {
                return false;
            }
            int length = length(packet, at);
            if (length == 0 || length > packet.length() - at) {
                return false;
            }
            at += length;
        }
        return at == packet.length();
    }

    /** Type of an option. */
    public static int type(Packet packet, int at) {
        return packet.get8(at);
    }

    /** Its length in bytes. */
    public static int length(Packet packet, int at) {
        return 8 * packet.get8(at + LENGTH);
    }

    /** Where the next option of a type begins at or behind an offset, in options that were checked, or -1. */
    public static int find(Packet packet, int offset, int type) {
        int at = offset;
        while (at < packet.length()) {
            if (type(packet, at) == type) {
                return at;
            }
            at += length(packet, at);
        }
        return -1;
    }

    /** The Ethernet address of a source or target link-layer address option, or -1 if there is none. */
    public static long linkAddress(Packet packet, int offset, int type) {
        int at = find(packet, offset, type);
        return at < 0 ? -1 : packet.get64(at) & 0xffff_ffff_ffffL;
    }

    /** The first six bytes of a nonce option, or -1 if there is none. */
    public static long nonce(Packet packet, int offset) {
        int at = find(packet, offset, NONCE);
        return at < 0 ? -1 : packet.get64(at) & 0xffff_ffff_ffffL;
    }

    /** Appends an option of 8 bytes: an Ethernet address or a nonce. */
    public static void append48(Packet packet, int type, long bits) {
        int at = packet.length();
        packet.append(8);
        packet.put64(at, (long) type << 56 | 1L << 48 | bits & 0xffff_ffff_ffffL);
    }

    /** Length of a prefix or of the prefix of a route, in bits. */
    public static int prefixLength(Packet packet, int at) {
        return packet.get8(at + 2);
    }

    /** Flags of a prefix, or preference of a route in its bits 3 and 4. */
    public static int flags(Packet packet, int at) {
        return packet.get8(at + 3);
    }

    /** Seconds of the valid lifetime of a prefix, or the lifetime of a route, of RDNSS and DNSSL; 0xffffffff has no end. */
    public static long lifetime(Packet packet, int at) {
        return packet.get32(at + 4) & 0xffff_ffffL;
    }

    /** Seconds of the preferred lifetime of a prefix. */
    public static long preferredLifetime(Packet packet, int at) {
        return packet.get32(at + 8) & 0xffff_ffffL;
    }

    /** The prefix of prefix information, which has 32 bytes. */
    public static IpAddress prefix(Packet packet, int at) {
        return new IpAddress(packet.get64(at + 16), packet.get64(at + 24));
    }

    /** The prefix of route information, which has 8, 16 or 24 bytes. */
    public static IpAddress routePrefix(Packet packet, int at) {
        int length = length(packet, at);
        return new IpAddress(length >= 16 ? packet.get64(at + 8) : 0, length >= 24 ? packet.get64(at + 16) : 0);
    }

    /** The MTU of an MTU option. */
    public static int mtu(Packet packet, int at) {
        return packet.get32(at + 4);
    }

    /** Appends prefix information. */
    public static void appendPrefix(Packet packet, IpPrefix prefix, int flags, long valid, long preferred) {
        int at = packet.length();
        packet.append(32);
        packet.put8(at, PREFIX_INFORMATION);
        packet.put8(at + 1, 4);
        packet.put8(at + 2, prefix.length());
        packet.put8(at + 3, flags);
        packet.put32(at + 4, (int) valid);
        packet.put32(at + 8, (int) preferred);
        packet.put32(at + 12, 0);
        packet.put64(at + 16, prefix.address().high());
        packet.put64(at + 24, prefix.address().low());
    }

    /** Appends the beginning of the packet that a redirect is about; {@code count} is a multiple of 8. */
    public static void appendRedirected(Packet packet, Packet about, int count) {
        int at = packet.length();
        packet.append(8 + count);
        packet.put64(at, (long) REDIRECTED_HEADER << 56 | (long) (1 + count / 8) << 48);
        packet.put(at + 8, about, 0, count);
    }

    /** Appends an MTU. */
    public static void appendMtu(Packet packet, int mtu) {
        int at = packet.length();
        packet.append(8);
        packet.put32(at, MTU << 24 | 1 << 16);
        packet.put32(at + 4, mtu);
    }

    /** Appends route information. */
    public static void appendRoute(Packet packet, IpPrefix prefix, int preference, long lifetime) {
        int at = packet.length();
        packet.append(24);
        packet.put8(at, ROUTE_INFORMATION);
        packet.put8(at + 1, 3);
        packet.put8(at + 2, prefix.length());
        packet.put8(at + 3, preference << 3);
        packet.put32(at + 4, (int) lifetime);
        packet.put64(at + 8, prefix.address().high());
        packet.put64(at + 16, prefix.address().low());
    }

    /** Appends addresses of name servers. */
    public static void appendServers(Packet packet, Iterable<IpAddress> servers, long lifetime) {
        int at = packet.length();
        packet.append(8);
        int count = 0;
        for (IpAddress server : servers) {
            int end = packet.length();
            packet.append(16);
            packet.put64(end, server.high());
            packet.put64(end + 8, server.low());
            count++;
        }
        packet.put32(at, RDNSS << 24 | (1 + 2 * count) << 16);
        packet.put32(at + 4, (int) lifetime);
    }

    /** Appends a search list: names in the form of DNS, filled up to 8 bytes. */
    public static void appendSearchList(Packet packet, byte[] names, long lifetime) {
        int at = packet.length();
        int length = 8 + (names.length + 7) / 8 * 8;
        packet.append(length);
        packet.clear(at, length);
        packet.put8(at, DNSSL);
        packet.put8(at + 1, length / 8);
        packet.put32(at + 4, (int) lifetime);
        packet.put(at + 8, names, 0, names.length);
    }
}
