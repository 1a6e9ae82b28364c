package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/** The header of DNS messages (RFC 1035, section 4.1.1), as much as one who passes them on has to know. */
public final class Dns {
    public static final int PORT = 53;

    /** Bytes of the header. */
    public static final int HEADER = 12;

    /** Values of {@link #responseCode}. */
    public static final int SERVFAIL = 2;

    public static final int NOTIMP = 4;
    public static final int REFUSED = 5;

    private static final int IDENTIFIER = 0;
    private static final int FLAGS = 2;
    private static final int RESPONSE = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int OPCODE = 0x7800;
    private static final int RCODE = 0xf;

    private Dns() {}

    /** Whether the header is whole. */
    public static boolean check(Packet packet) {
        return packet.length() >= HEADER;
    }

    /** The number by which queries and responses are matched. */
    public static int identifier(Packet packet) {
        return packet.get16(IDENTIFIER);
    }

    /** Sets the number by which queries and responses are matched. */
    public static void identifier(Packet packet, int identifier) {
        packet.put16(IDENTIFIER, identifier);
    }

    /** Whether it is a response, not a query. */
    public static boolean isResponse(Packet packet) {
        return (packet.get16(FLAGS) & RESPONSE) != 0;
    }

    /** How a query went: RCODE. */
    public static int responseCode(Packet packet) {
        return packet.get16(FLAGS) & RCODE;
    }

    /** Makes a query its own answer, which says that it failed. */
    public static void fail(Packet query, int responseCode) {
        int kept = query.get16(FLAGS) & (OPCODE | RECURSION_DESIRED);
        query.put16(FLAGS, RESPONSE | RECURSION_AVAILABLE | kept | responseCode);
    }
}
