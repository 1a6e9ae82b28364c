package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** Extension headers of IPv6 (RFC 8200, section 4), but for fragments. */
public final class Ipv6Extension {
    /** What to do about an option that is not known, in the upper two bits of its type (RFC 8200, section 4.2). */
    public static final int SKIP = 0;

    public static final int DISCARD = 1;
    public static final int REPORT = 2;
    public static final int REPORT_UNLESS_MULTICAST = 3;

    public static final int PAD1 = 0;
    public static final int PADN = 1;
    public static final int ROUTER_ALERT = 5;
    public static final int JUMBO = 0xc2;
    public static final int HOME_ADDRESS = 0xc9;

    /** A hop-by-hop header with a router alert for MLD (RFC 2711), whose next header is ICMPv6. */
    public static final byte[] ROUTER_ALERT_MLD = {IpProtocol.ICMPV6, 0, ROUTER_ALERT, 2, 0, 0, PADN, 0};

    private static final int NEXT_HEADER = 0;
    private static final int EXTENT = 1;
    private static final int ROUTING_TYPE = 2;
    private static final int SEGMENTS_LEFT = 3;

    private Ipv6Extension() {}

    /** Whether a whole header is there. */
    public static boolean check(Packet packet, int offset) {
        int there = packet.length() - offset;
        return there >= 8 && length(packet, offset) <= there;
    }

    /** What comes behind it. */
    public static int nextHeader(Packet packet, int offset) {
        return packet.get8(offset + NEXT_HEADER);
    }

    /** Its length in bytes. */
    public static int length(Packet packet, int offset) {
        return 8 * packet.get8(offset + EXTENT) + 8;
    }

    /** The type of a routing header. */
    public static int routingType(Packet packet, int offset) {
        return packet.get8(offset + ROUTING_TYPE);
    }

    /** How many nodes of a routing header are still to be visited. */
    public static int segmentsLeft(Packet packet, int offset) {
        return packet.get8(offset + SEGMENTS_LEFT);
    }

    /**
     * Looks at the options of a hop-by-hop or destination header.
     *
     * @return -1 if all are known or may be skipped; else where in the window the type of the offending option is, in the low 16 bits,
     *     and what to do about it, above; a malformed one is to be discarded and reported
     */
    public static int fault(Packet packet, int offset) {
        int end = offset + length(packet, offset);
        int at = offset + 2;
        while (at < end) {
            int type = packet.get8(at);
            if (type == PAD1) {
                at++;
                continue;
            }
            if (at + 2 > end || packet.get8(at + 1) > end - at - 2) {
                return DISCARD << 16 | at;
            }
            if (type != PADN && type != ROUTER_ALERT && type != HOME_ADDRESS && type >>> 6 != SKIP) {
                return type >>> 6 << 16 | at;
            }
            at += 2 + packet.get8(at + 1);
        }
        return -1;
    }

    /** The value of the router alert in a hop-by-hop header without faults, or -1. */
    public static int routerAlert(Packet packet, int offset) {
        int end = offset + length(packet, offset);
        int at = offset + 2;
        while (at < end) {
            int type = packet.get8(at);
            if (type == ROUTER_ALERT && packet.get8(at + 1) == 2) {
                return packet.get16(at + 2);
            }
            at += type == PAD1 ? 1 : 2 + packet.get8(at + 1);
        }
        return -1;
    }

    /**
     * Puts extension headers in front of a payload, and the protocol of the payload into the last one.
     *
     * @param headers whole headers, one behind the other, each of which says what the next one is
     */
    public static void prepend(Packet payload, byte[] headers, int protocol) {
        payload.prepend(headers.length);
        payload.put(0, headers, 0, headers.length);
        int at = 0;
        while (at + length(payload, at) < headers.length) {
            at += length(payload, at);
        }
        payload.put8(at + NEXT_HEADER, protocol);
    }

    /**
     * Where in a packet the number is that says what is behind its headers.
     *
     * @param end where the headers, which were checked, end
     */
    public static int lastNextHeader(Packet packet, int end) {
        int where = Ipv6.nextHeaderOffset();
        int at = Ipv6.LENGTH;
        while (at < end) {
            where = at;
            at += length(packet, at);
        }
        return where;
    }

    /** Whether headers that a program gives are whole ones. */
    public static boolean right(byte[] headers) {
        int at = 0;
        while (at < headers.length) {
            if (headers.length - at < 8) {
                return false;
            }
            at += 8 * (headers[at + EXTENT] & 0xff) + 8;
        }
        return at == headers.length;
    }
}
