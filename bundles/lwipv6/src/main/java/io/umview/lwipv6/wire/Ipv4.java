package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/** The header of IPv4 (RFC 791). */
public final class Ipv4 {
    /** Length of a header without options, in bytes. */
    public static final int LENGTH = 20;

    /** Length of options at most. */
    public static final int OPTIONS = 40;

    /** Don't fragment, in {@link #fragment}. */
    public static final int DF = 0x4000;

    /** More fragments, in {@link #fragment}. */
    public static final int MF = 0x2000;

    /** The offset in units of 8 bytes, in {@link #fragment}. */
    public static final int OFFSET = 0x1fff;

    private static final int VERSION_IHL = 0;
    private static final int TOS = 1;
    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FRAGMENT = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;

    private Ipv4() {}

    /** Whether there is a whole packet of version 4; its checksum is another question. */
    public static boolean check(Packet packet, int offset) {
        int there = packet.length() - offset;
        if (there < LENGTH || packet.get8(offset) >>> 4 != 4) {
            return false;
        }
        int header = headerLength(packet, offset);
        int total = totalLength(packet, offset);
        return header >= LENGTH && header <= total && total <= there;
    }

    /** Whether the checksum of the header is right. */
    public static boolean checksumRight(Packet packet, int offset) {
        return InternetChecksum.finish(InternetChecksum.sum(packet, offset, headerLength(packet, offset))) == 0;
    }

    /** Length of the header with options, in bytes. */
    public static int headerLength(Packet packet, int offset) {
        return (packet.get8(offset + VERSION_IHL) & 15) * 4;
    }

    /** Type of service: DSCP and ECN. */
    public static int tos(Packet packet, int offset) {
        return packet.get8(offset + TOS);
    }

    /** Sets the type of service; the checksum follows. */
    public static void tos(Packet packet, int offset, int value) {
        replace(packet, offset, VERSION_IHL, packet.get8(offset) << 8 | value & 0xff);
    }

    /** Length of header and payload, in bytes. */
    public static int totalLength(Packet packet, int offset) {
        return packet.get16(offset + TOTAL_LENGTH);
    }

    /** Identification of fragments that belong together. */
    public static int identification(Packet packet, int offset) {
        return packet.get16(offset + IDENTIFICATION);
    }

    /** Flags {@link #DF}, {@link #MF}, and the {@link #OFFSET} of a fragment. */
    public static int fragment(Packet packet, int offset) {
        return packet.get16(offset + FRAGMENT);
    }

    /** Whether it is a fragment and not a whole packet. */
    public static boolean isFragment(Packet packet, int offset) {
        return (fragment(packet, offset) & (MF | OFFSET)) != 0;
    }

    /** Time to live. */
    public static int ttl(Packet packet, int offset) {
        return packet.get8(offset + TTL);
    }

    /** What it carries: {@link IpProtocol}. */
    public static int protocol(Packet packet, int offset) {
        return packet.get8(offset + PROTOCOL);
    }

    /** The source. */
    public static int source(Packet packet, int offset) {
        return packet.get32(offset + SOURCE);
    }

    /** The destination. */
    public static int destination(Packet packet, int offset) {
        return packet.get32(offset + DESTINATION);
    }

    /** Sets the source; {@link #seal} must follow. */
    public static void source(Packet packet, int offset, int address) {
        packet.put32(offset + SOURCE, address);
    }

    /** Sets the destination; {@link #seal} must follow. */
    public static void destination(Packet packet, int offset, int address) {
        packet.put32(offset + DESTINATION, address);
    }

    /** Sets the identification; {@link #seal} must follow. */
    public static void identification(Packet packet, int offset, int value) {
        packet.put16(offset + IDENTIFICATION, value);
    }

    /** Sets flags and offset; {@link #seal} must follow. */
    public static void fragment(Packet packet, int offset, int bits) {
        packet.put16(offset + FRAGMENT, bits);
    }

    /** Sets the total length; {@link #seal} must follow. */
    public static void totalLength(Packet packet, int offset, int length) {
        packet.put16(offset + TOTAL_LENGTH, length);
    }

    /** Sets header length and total length after options were put in; {@link #seal} must follow. */
    public static void headerLength(Packet packet, int offset, int length) {
        packet.put8(offset + VERSION_IHL, 0x40 | length / 4);
    }

    /** Takes one off the time to live; the checksum follows (RFC 1624). */
    public static void decrementTtl(Packet packet, int offset) {
        replace(packet, offset, TTL, packet.get16(offset + TTL) - 0x100);
    }

    private static void replace(Packet packet, int offset, int field, int value) {
        int before = packet.get16(offset + field);
        int checksum = packet.get16(offset + CHECKSUM);
        packet.put16(offset + field, value);
        packet.put16(
                offset + CHECKSUM,
                InternetChecksum.finish((~checksum & 0xffff) + (~before & 0xffff) + (value & 0xffff)));
    }

    /**
     * Puts a header in front of a payload; its length and {@link #seal} follow from it.
     *
     * @param options a multiple of 4 bytes, up to {@link #OPTIONS}
     * @param fragment {@link #DF}, {@link #MF} and offset
     */
    public static void prepend(
            Packet payload,
            byte[] options,
            int tos,
            int identification,
            int fragment,
            int ttl,
            int protocol,
            int source,
            int destination) {
        int header = LENGTH + options.length;
        payload.prepend(header);
        payload.put8(VERSION_IHL, 0x40 | header / 4);
        payload.put8(TOS, tos);
        // A packet that is to be segmented may be longer than the field can say; the segments have lengths of their
        // own.
        payload.put16(TOTAL_LENGTH, Math.min(payload.length(), 0xffff));
        payload.put16(IDENTIFICATION, identification);
        payload.put16(FRAGMENT, fragment);
        payload.put8(TTL, ttl);
        payload.put8(PROTOCOL, protocol);
        payload.put32(SOURCE, source);
        payload.put32(DESTINATION, destination);
        payload.put(LENGTH, options, 0, options.length);
        seal(payload, 0);
    }

    /** Computes the checksum of the header. */
    public static void seal(Packet packet, int offset) {
        packet.put16(offset + CHECKSUM, 0);
        int header = headerLength(packet, offset);
        packet.put16(offset + CHECKSUM, InternetChecksum.finish(InternetChecksum.sum(packet, offset, header)));
    }
}
