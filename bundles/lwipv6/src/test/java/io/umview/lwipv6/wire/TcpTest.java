package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TcpTest {
    private final PacketPool pool = new PacketPool();

    @Property
    void aHeaderIsReadAsItWasWritten(
            @ForAll int ports,
            @ForAll int seq,
            @ForAll int ack,
            @ForAll @IntRange(max = 255) int flags,
            @ForAll @IntRange(max = 65535) int window,
            @ForAll @IntRange(max = 65535) int urgent,
            @ForAll @IntRange(max = 10) int words) {
        int length = Tcp.HEADER + 4 * words;
        Packet packet = pool.take(length);
        packet.append(length);
        Tcp.emit(packet, ports, seq, ack, length, flags, window, urgent);
        assertThat(Tcp.check(packet)).isEqualTo(length);
        assertThat(Tcp.ports(packet)).isEqualTo(ports);
        assertThat(Tcp.sourcePort(packet)).isEqualTo(ports >>> 16);
        assertThat(Tcp.destinationPort(packet)).isEqualTo(ports & 0xffff);
        assertThat(Tcp.sequence(packet)).isEqualTo(seq);
        assertThat(Tcp.acknowledgment(packet)).isEqualTo(ack);
        assertThat(Tcp.flags(packet)).isEqualTo(flags);
        assertThat(Tcp.window(packet)).isEqualTo(window);
        assertThat(Tcp.urgentPointer(packet)).isEqualTo(urgent);
        packet.truncate(length - 1);
        assertThat(Tcp.check(packet)).isEqualTo(-1);
        packet.release();
    }

    @Property
    void checksumsAreFoundRightOrWrong(@ForAll @Size(min = 20, max = 100) byte[] bytes, @ForAll int bit) {
        Packet packet = packet(bytes);
        long pseudo = InternetChecksum.pseudoHeader(1, 2, 3, 4, Tcp.PROTOCOL, 0);
        Tcp.complete(packet, pseudo);
        packet.checksum(Packet.Checksum.UNVERIFIED);
        assertThat(Tcp.verify(packet, 1, 2, 3, 4)).isTrue();
        int flipped = Math.floorMod(bit, bytes.length * 8);
        packet.put8(flipped / 8, packet.get8(flipped / 8) ^ 1 << flipped % 8);
        assertThat(Tcp.verify(packet, 1, 2, 3, 4)).isFalse();
        packet.release();
    }

    @Property
    void whatTheLinkCompletesIsRight(@ForAll @Size(min = 20, max = 100) byte[] bytes) {
        Packet packet = packet(bytes);
        Tcp.completeLater(packet, InternetChecksum.pseudoHeader(1, 2, 3, 4, Tcp.PROTOCOL, 0));
        InternetChecksum.complete(packet);
        packet.checksum(Packet.Checksum.UNVERIFIED);
        assertThat(Tcp.verify(packet, 1, 2, 3, 4)).isTrue();
        packet.release();
    }

    @Property
    void optionsAreReadAsTheyWereWritten(
            @ForAll @IntRange(min = 1, max = 65535) int mss,
            @ForAll @IntRange(max = 14) int scale,
            @ForAll int value,
            @ForAll int echo,
            @ForAll int start,
            @ForAll int end) {
        int length = Tcp.HEADER + 4 + 4 + 4 + 12 + 12;
        Packet packet = pool.take(length);
        packet.append(length);
        TcpOptions.emitMss(packet, 20, mss);
        TcpOptions.emitScale(packet, 24, scale);
        TcpOptions.emitSackPermitted(packet, 28);
        TcpOptions.emitTimestamps(packet, 32, value, echo);
        TcpOptions.emitSack(packet, 44, 1);
        TcpOptions.emitBlock(packet, 48, start, end);
        TcpOptions options = new TcpOptions();
        options.parse(packet, length);
        assertThat(options.mss()).isEqualTo(mss);
        assertThat(options.scale()).isEqualTo(scale);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.timestamps()).isTrue();
        assertThat(options.value()).isEqualTo(value);
        assertThat(options.echo()).isEqualTo(echo);
        assertThat(options.blocks()).isOne();
        assertThat(options.start(0)).isEqualTo(start);
        assertThat(options.end(0)).isEqualTo(end);
        packet.release();
    }

    @Property
    void anyOptionsAreReadWithoutHarm(@ForAll @Size(max = 40) byte[] bytes) {
        byte[] padded = new byte[Tcp.HEADER + (bytes.length + 3 & ~3)];
        System.arraycopy(bytes, 0, padded, Tcp.HEADER, bytes.length);
        Packet packet = packet(padded);
        TcpOptions options = new TcpOptions();
        options.parse(packet, padded.length);
        assertThat(options.scale()).isBetween(-1, 14);
        assertThat(options.blocks()).isBetween(0, TcpOptions.BLOCKS);
        packet.release();
    }

    private Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }
}
