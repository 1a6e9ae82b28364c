package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/** UDP (RFC 768; RFC 8200, section 8.1). All methods want the window to begin with the UDP header. */
public final class Udp {
    /** IPPROTO_UDP. */
    public static final int PROTOCOL = 17;

    /** Bytes of a header. */
    public static final int HEADER = 8;

    /** Where the checksum is, from the beginning of the header. */
    public static final int CHECKSUM = 6;

    /** The most bytes of payload and header together. */
    public static final int LONGEST = 65535;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;
    private static final int LENGTH = 4;

    private Udp() {}

    /**
     * Checks lengths, and cuts off what lies behind the datagram.
     *
     * @return false if it is malformed, and must not be looked at
     */
    public static boolean check(Packet packet) {
        if (packet.length() < HEADER) {
            return false;
        }
        int length = packet.get16(LENGTH);
        // RFC 2675, section 4: in a jumbogram the length is 0.
        if (length == 0) {
            return packet.length() > LONGEST;
        }
        if (length < HEADER || length > packet.length()) {
            return false;
        }
        packet.truncate(length);
        return true;
    }

    /** Whether the sender has computed no checksum. */
    public static boolean hasNoChecksum(Packet packet) {
        return packet.get16(CHECKSUM) == 0;
    }

    /** Whether the checksum is right, over the window and a pseudo header with these addresses. */
    public static boolean verify(
            Packet packet, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        int length = packet.length();
        long sum =
                InternetChecksum.pseudoHeader(sourceHigh, sourceLow, destinationHigh, destinationLow, PROTOCOL, length);
        return InternetChecksum.finish(sum + InternetChecksum.sum(packet, 0, length)) == 0;
    }

    /** The port that it comes from. */
    public static int sourcePort(Packet packet) {
        return packet.get16(SOURCE_PORT);
    }

    /** The port that it goes to. */
    public static int destinationPort(Packet packet) {
        return packet.get16(DESTINATION_PORT);
    }

    /**
     * Puts a header in front of a payload, without a checksum.
     *
     * @return false if it is too long for UDP
     */
    public static boolean prepend(Packet payload, int sourcePort, int destinationPort) {
        int length = payload.length() + HEADER;
        if (length > LONGEST) {
            return false;
        }
        payload.prepend(HEADER);
        payload.put16(SOURCE_PORT, sourcePort);
        payload.put16(DESTINATION_PORT, destinationPort);
        payload.put16(LENGTH, length);
        payload.put16(CHECKSUM, 0);
        return true;
    }

    /** Leaves the checksum to the link, with the sum over the pseudo header in place. */
    public static void completeLater(Packet packet, IpAddress source, IpAddress destination) {
        long sum = InternetChecksum.pseudoHeader(
                source.high(), source.low(), destination.high(), destination.low(), PROTOCOL, packet.length());
        packet.put16(CHECKSUM, InternetChecksum.fold(sum));
        packet.completeLater(0, CHECKSUM);
    }
}
