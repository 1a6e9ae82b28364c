package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;
import java.util.Collection;

/** IGMP versions 1 to 3 (RFC 1112, RFC 2236, RFC 3376). */
public final class Igmp {
    public static final int QUERY = 0x11;
    public static final int V1_REPORT = 0x12;
    public static final int V2_REPORT = 0x16;
    public static final int V2_LEAVE = 0x17;
    public static final int V3_REPORT = 0x22;

    /** Length of messages of versions 1 and 2 in bytes. */
    public static final int LENGTH = 8;

    /** Length of a query of version 3 without sources. */
    public static final int V3_QUERY_LENGTH = 12;

    private static final int CODE = 1;
    private static final int GROUP = 4;
    private static final int SOURCES = 10;

    private Igmp() {}

    /** Whether a message is there. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH;
    }

    /** Type of the message. */
    public static int type(Packet packet, int offset) {
        return packet.get8(offset);
    }

    /** The maximum response code of a query. */
    public static int code(Packet packet, int offset) {
        return packet.get8(offset + CODE);
    }

    /** The group. */
    public static int group(Packet packet, int offset) {
        return packet.get32(offset + GROUP);
    }

    /** Whether it is a query of version 3, by its length (RFC 3376, section 7.1). */
    public static boolean isV3Query(Packet packet, int offset) {
        return packet.length() - offset >= V3_QUERY_LENGTH;
    }

    /** How many sources a query of version 3 names, no more than are there. */
    public static int sources(Packet packet, int offset) {
        return Math.min(packet.get16(offset + SOURCES), (packet.length() - offset - V3_QUERY_LENGTH) / 4);
    }

    /** A source that a query of version 3 names. */
    public static int source(Packet packet, int offset, int index) {
        return packet.get32(offset + V3_QUERY_LENGTH + 4 * index);
    }

    /** Appends a message of version 1 or 2. */
    public static void append(Packet packet, int type, int code, int group) {
        int at = packet.length();
        packet.append(LENGTH);
        packet.put32(at, type << 24 | code << 16);
        packet.put32(at + GROUP, group);
    }

    /** Appends the head of a report of version 3. */
    public static void appendReport(Packet packet, int records) {
        int at = packet.length();
        packet.append(8);
        packet.put32(at, V3_REPORT << 24);
        packet.put32(at + 4, records);
    }

    /** Appends a record of a report of version 3; types are those of {@link Mld}. */
    public static void appendRecord(Packet packet, int type, int group, Collection<IpAddress> sources) {
        int at = packet.length();
        packet.append(8 + 4 * sources.size());
        packet.put32(at, type << 24 | sources.size());
        packet.put32(at + 4, group);
        int position = at + 8;
        for (IpAddress source : sources) {
            packet.put32(position, source.v4());
            position += 4;
        }
    }

    /** Tenths of a second that a code of version 3 means (RFC 3376, section 4.1.1). */
    public static int decode(int code) {
        return code < 128 ? code : (code & 15 | 16) << ((code >> 4 & 7) + 3);
    }
}
