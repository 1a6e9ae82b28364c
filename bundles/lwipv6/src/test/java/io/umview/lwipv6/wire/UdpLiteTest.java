package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** RFC 3828, section 3.1. */
class UdpLiteTest {
    private static final IpAddress SOURCE = IpAddress.v4(0x0a000001);
    private static final IpAddress DESTINATION = IpAddress.v4(0x0a000002);

    private final PacketPool pool = new PacketPool();

    private Packet datagram(byte[] payload, int coverage) {
        Packet packet = pool.take(payload.length);
        packet.append(payload.length);
        packet.put(0, payload, 0, payload.length);
        assertThat(UdpLite.prepend(packet, 1, 2, coverage, SOURCE, DESTINATION)).isTrue();
        InternetChecksum.complete(packet);
        return packet;
    }

    private static boolean isSound(Packet packet) {
        return UdpLite.check(packet)
                && UdpLite.verify(packet, SOURCE.high(), SOURCE.low(), DESTINATION.high(), DESTINATION.low());
    }

    @Property(tries = 300)
    void damageIsNoticedWhereTheChecksumCovers(
            @ForAll @Size(min = 1, max = 100) byte[] payload,
            @ForAll @IntRange(max = 120) int coverage,
            @ForAll @IntRange(max = 99) int place,
            @ForAll @IntRange(max = 7) int bit) {
        Packet packet = datagram(payload, coverage);
        int covered = Math.min(Math.max(coverage, Udp.HEADER), packet.length());

        assertThat(isSound(packet)).isTrue();
        assertThat(UdpLite.coverage(packet)).isEqualTo(covered);
        int at = Udp.HEADER + place % payload.length;
        packet.put8(at, packet.get8(at) ^ 1 << bit);
        assertThat(isSound(packet)).isEqualTo(at >= covered);
    }

    @Property(tries = 300)
    void coverageMustSuitTheLength(
            @ForAll @Size(max = 40) byte[] payload, @ForAll @IntRange(max = 0xffff) int coverage) {
        Packet packet = datagram(payload, Integer.MAX_VALUE);
        packet.put16(4, coverage);

        assertThat(UdpLite.check(packet)).isEqualTo(coverage == 0 || coverage >= 8 && coverage <= 8 + payload.length);
    }

    @Property(tries = 50)
    void thereMustBeAChecksum(@ForAll @Size(max = 40) byte[] payload) {
        Packet packet = datagram(payload, 8);
        packet.put16(Udp.CHECKSUM, 0);

        assertThat(isSound(packet)).isFalse();
    }

    @Property(tries = 50)
    void whatIsTooShortIsMalformed(@ForAll @IntRange(max = 7) int length) {
        Packet packet = datagram(new byte[8], 8);
        packet.truncate(length);

        assertThat(UdpLite.check(packet)).isFalse();
    }
}
