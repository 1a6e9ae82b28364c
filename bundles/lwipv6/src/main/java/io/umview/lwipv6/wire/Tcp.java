package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/** The TCP header (RFC 9293, section 3.1). */
public final class Tcp {
    /** IPPROTO_TCP. */
    public static final int PROTOCOL = 6;

    /** Bytes of a header without options. */
    public static final int HEADER = 20;

    /** Bytes of a header with as many options as there may be. */
    public static final int LARGEST_HEADER = 60;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    /** RFC 3168, section 6.1. */
    public static final int ECE = 0x40;

    /** RFC 3168, section 6.1. */
    public static final int CWR = 0x80;

    /** Where the checksum is in the header. */
    public static final int CHECKSUM = 16;

    private static final int DESTINATION_PORT = 2;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int OFFSET_AND_FLAGS = 12;
    private static final int WINDOW = 14;
    private static final int URGENT = 18;

    private Tcp() {}

    /**
     * Looks whether a header is there.
     *
     * @param packet its window begins with the header
     * @return the length of the header with its options, or -1 if it is not a whole one
     */
    public static int check(Packet packet) {
        if (packet.length() < HEADER) {
            return -1;
        }
        int length = (packet.get8(OFFSET_AND_FLAGS) >>> 4) * 4;
        return length < HEADER || length > packet.length() ? -1 : length;
    }

    /** Both ports: the source in the high half. For a quoted packet too, of which only 8 bytes are there. */
    public static int ports(Packet packet) {
        return packet.get32(0);
    }

    /** The source port. */
    public static int sourcePort(Packet packet) {
        return packet.get16(0);
    }

    /** The destination port. */
    public static int destinationPort(Packet packet) {
        return packet.get16(DESTINATION_PORT);
    }

    /** The sequence number. For a quoted packet too, of which only 8 bytes are there. */
    public static int sequence(Packet packet) {
        return packet.get32(SEQUENCE);
    }

    /** The acknowledgment number. */
    public static int acknowledgment(Packet packet) {
        return packet.get32(ACKNOWLEDGMENT);
    }

    /** The eight flags. */
    public static int flags(Packet packet) {
        return packet.get8(OFFSET_AND_FLAGS + 1);
    }

    /** The window, not scaled. */
    public static int window(Packet packet) {
        return packet.get16(WINDOW);
    }

    /** The urgent pointer. */
    public static int urgentPointer(Packet packet) {
        return packet.get16(URGENT);
    }

    /** Whether the checksum is right, or is known to be so. Addresses as in {@link InternetChecksum#pseudoHeader}. */
    public static boolean verify(
            Packet packet, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        if (packet.checksum() != Packet.Checksum.UNVERIFIED) {
            return true;
        }
        int length = packet.length();
        long sum =
                InternetChecksum.pseudoHeader(sourceHigh, sourceLow, destinationHigh, destinationLow, PROTOCOL, length);
        return InternetChecksum.finish(sum + InternetChecksum.sum(packet, 0, length)) == 0;
    }

    /** Writes a header without options, and with no checksum yet, at the start of the window. */
    public static void emit(
            Packet packet,
            int ports,
            int sequence,
            int acknowledgment,
            int headerLength,
            int flags,
            int window,
            int urgentPointer) {
        packet.put32(0, ports);
        packet.put32(SEQUENCE, sequence);
        packet.put32(ACKNOWLEDGMENT, acknowledgment);
        packet.put32(OFFSET_AND_FLAGS, headerLength / 4 << 28 | flags << 16 | window);
        packet.put32(CHECKSUM, urgentPointer);
    }

    /** Computes the checksum and puts it in place. */
    public static void complete(Packet packet, long pseudoHeader) {
        int length = packet.length();
        packet.put16(CHECKSUM, 0);
        packet.put16(
                CHECKSUM, InternetChecksum.finish(pseudoHeader + length + InternetChecksum.sum(packet, 0, length)));
        packet.checksum(Packet.Checksum.VERIFIED);
    }

    /** Leaves the checksum to the link, as {@link Packet#completeLater} says. */
    public static void completeLater(Packet packet, long pseudoHeader) {
        packet.put16(CHECKSUM, InternetChecksum.fold(pseudoHeader + packet.length()));
        packet.completeLater(0, CHECKSUM);
    }
}
