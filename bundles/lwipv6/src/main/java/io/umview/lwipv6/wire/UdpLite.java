package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;

/**
 * UDP-Lite (RFC 3828): UDP, but that the checksum covers only as many bytes as the header says, in place of a length. All methods want
 * the window to begin with the header, which has the layout of {@link Udp}.
 */
public final class UdpLite {
    /** IPPROTO_UDPLITE. */
    public static final int PROTOCOL = 136;

    private static final int COVERAGE = 4;

    private UdpLite() {}

    /** Checks lengths. @return false if it is malformed, and must not be looked at */
    public static boolean check(Packet packet) {
        if (packet.length() < Udp.HEADER) {
            return false;
        }
        int coverage = packet.get16(COVERAGE);
        return coverage == 0 || coverage >= Udp.HEADER && coverage <= packet.length();
    }

    /** How many bytes the checksum covers, the header included. */
    public static int coverage(Packet packet) {
        int coverage = packet.get16(COVERAGE);
        return coverage == 0 ? packet.length() : coverage;
    }

    /** Whether there is a checksum, as there must be, and it is right, with a pseudo header with these addresses. */
    public static boolean verify(
            Packet packet, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        long sum = InternetChecksum.pseudoHeader(
                sourceHigh, sourceLow, destinationHigh, destinationLow, PROTOCOL, packet.length());
        return packet.get16(Udp.CHECKSUM) != 0
                && InternetChecksum.finish(sum + InternetChecksum.sum(packet, 0, coverage(packet))) == 0;
    }

    /**
     * Puts a header in front of a payload.
     *
     * @param coverage bytes that the checksum is to cover, the header included; more than there are means all
     * @return false if it is too long
     */
    public static boolean prepend(
            Packet payload,
            int sourcePort,
            int destinationPort,
            int coverage,
            IpAddress source,
            IpAddress destination) {
        if (!Udp.prepend(payload, sourcePort, destinationPort)) {
            return false;
        }
        int covered = Math.min(Math.max(coverage, Udp.HEADER), payload.length());
        payload.put16(COVERAGE, covered);
        long sum = InternetChecksum.pseudoHeader(
                source.high(), source.low(), destination.high(), destination.low(), PROTOCOL, payload.length());
        if (covered == payload.length()) {
            payload.put16(Udp.CHECKSUM, InternetChecksum.fold(sum));
            payload.completeLater(0, Udp.CHECKSUM);
        } else {
            int checksum = InternetChecksum.finish(sum + InternetChecksum.sum(payload, 0, covered));
            payload.put16(Udp.CHECKSUM, checksum == 0 ? 0xffff : checksum);
        }
        return true;
    }
}
