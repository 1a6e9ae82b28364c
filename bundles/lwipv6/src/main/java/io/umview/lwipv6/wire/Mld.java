package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;
import java.util.Collection;

/** MLD versions 1 and 2 (RFC 2710, RFC 3810), behind type, code and checksum of ICMPv6. */
public final class Mld {
    /** Length of messages of version 1 in bytes. */
    public static final int LENGTH = 24;

    /** Length of a query of version 2 without sources. */
    public static final int V2_QUERY_LENGTH = 28;

    /** Types of records in reports of MLDv2 and IGMPv3. */
    public static final int MODE_IS_INCLUDE = 1;

    public static final int MODE_IS_EXCLUDE = 2;
    public static final int CHANGE_TO_INCLUDE = 3;
    public static final int CHANGE_TO_EXCLUDE = 4;
    public static final int ALLOW_NEW_SOURCES = 5;
    public static final int BLOCK_OLD_SOURCES = 6;

    private static final int RESPONSE = 4;
    private static final int GROUP = 8;
    private static final int SOURCES = 26;

    private Mld() {}

    /** Whether a query or a message of version 1 is there. */
    public static boolean check(Packet packet, int offset) {
        return packet.length() - offset >= LENGTH;
    }

    /** The maximum response code of a query: milliseconds in version 1. */
    public static int code(Packet packet, int offset) {
        return packet.get16(offset + RESPONSE);
    }

    /** The group. */
    public static IpAddress group(Packet packet, int offset) {
        return new IpAddress(packet.get64(offset + GROUP), packet.get64(offset + GROUP + 8));
    }

    /** Whether it is a query of version 2, by its length (RFC 3810, section 8.1). */
    public static boolean isV2Query(Packet packet, int offset) {
        return packet.length() - offset >= V2_QUERY_LENGTH;
    }

    /** How many sources a query of version 2 names, no more than are there. */
    public static int sources(Packet packet, int offset) {
        return Math.min(packet.get16(offset + SOURCES), (packet.length() - offset - V2_QUERY_LENGTH) / 16);
    }

    /** A source that a query of version 2 names. */
    public static IpAddress source(Packet packet, int offset, int index) {
        int at = offset + V2_QUERY_LENGTH + 16 * index;
        return new IpAddress(packet.get64(at), packet.get64(at + 8));
    }

    /** Appends a report or "done" of version 1. */
    public static void append(Packet packet, int type, IpAddress group) {
        int at = packet.length();
        packet.append(LENGTH);
        packet.put64(at, (long) type << 56);
        packet.put64(at + GROUP, group.high());
        packet.put64(at + GROUP + 8, group.low());
    }

    /** Appends the head of a report of version 2. */
    public static void appendReport(Packet packet, int records) {
        int at = packet.length();
        packet.append(8);
        packet.put32(at, Icmpv6.MLD2_REPORT << 24);
        packet.put32(at + 4, records);
    }

    /** Appends a record of a report of version 2. */
    public static void appendRecord(Packet packet, int type, IpAddress group, Collection<IpAddress> sources) {
        int at = packet.length();
        packet.append(20 + 16 * sources.size());
        packet.put32(at, type << 24 | sources.size());
        packet.put64(at + 4, group.high());
        packet.put64(at + 12, group.low());
        int position = at + 20;
        for (IpAddress source : sources) {
            packet.put64(position, source.high());
            packet.put64(position + 8, source.low());
            position += 16;
        }
    }

    /** Milliseconds that a code of version 2 means (RFC 3810, section 5.1.3). */
    public static int decode(int code) {
        return code < 0x8000 ? code : (code & 0xfff | 0x1000) << ((code >> 12 & 7) + 3);
    }
}
