package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The fragment header of IPv6 (RFC 8200, section 4.5). */
public final class Ipv6Fragment {
    /** Length of the header in bytes. */
    public static final int LENGTH = 8;

    private static final int NEXT_HEADER = 0;
    private static final int OFFSET_FLAGS = 2;
    private static final int IDENTIFICATION = 4;
    private static final int MORE = 1;

    private Ipv6Fragment() {}

    /** Whether the header is there. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH;
    }

    /** What comes behind it in the first fragment. */
    public static int nextHeader(Packet packet, int offset) {
        return packet.get8(offset + NEXT_HEADER);
    }

    /** Where the fragment belongs, in bytes: a multiple of 8. */
    public static int fragmentOffset(Packet packet, int offset) {
        return packet.get16(offset + OFFSET_FLAGS) & 0xfff8;
    }

    /** Whether more fragments come behind it. */
    public static boolean more(Packet packet, int offset) {
        return (packet.get16(offset + OFFSET_FLAGS) & MORE) != 0;
    }

    /** Identification of fragments that belong together. */
    public static int identification(Packet packet, int offset) {
        return packet.get32(offset + IDENTIFICATION);
    }

    /** Puts a header in front of a fragment. */
    public static void prepend(Packet payload, int nextHeader, int fragmentOffset, boolean more, int identification) {
        payload.prepend(LENGTH);
        payload.put16(NEXT_HEADER, nextHeader << 8);
        payload.put16(OFFSET_FLAGS, fragmentOffset | (more ? MORE : 0));
        payload.put32(IDENTIFICATION, identification);
    }
}
