package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** Ethernet II frames (IEEE 802.3, section 3; RFC 894, RFC 2464), without frame check sequence. */
public final class Ethernet {
    public static final int ETH_P_IP = 0x0800;
    public static final int ETH_P_ARP = 0x0806;
    public static final int ETH_P_8021Q = 0x8100;
    public static final int ETH_P_IPV6 = 0x86dd;

    /** Length of the header in bytes. */
    public static final int LENGTH = 14;

    /** Smaller values of {@link #type} are lengths (IEEE 802.3, section 3.2.6). */
    public static final int FIRST_TYPE = 0x600;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    private Ethernet() {}

    /** Whether the window is long enough for a frame that begins at its start. */
    public static boolean check(Packet packet) {
        return packet.length() >= LENGTH;
    }

    /** The destination, in 48 bits. */
    public static long destination(Packet packet, int offset) {
        return packet.get64(offset + DESTINATION) >>> 16;
    }

    /** The source, in 48 bits. */
    public static long source(Packet packet, int offset) {
        return packet.get64(offset + SOURCE) >>> 16;
    }

    /** The ethertype, or a length. */
    public static int type(Packet packet, int offset) {
        return packet.get16(offset + TYPE);
    }

    /** Puts a header in front of a payload. */
    public static void prepend(Packet payload, long destination, long source, int type) {
        payload.prepend(LENGTH);
        payload.put16(DESTINATION, (int) (destination >>> 32));
        payload.put32(DESTINATION + 2, (int) destination);
        payload.put16(SOURCE, (int) (source >>> 32));
        payload.put32(SOURCE + 2, (int) source);
        payload.put16(TYPE, type);
    }
}
