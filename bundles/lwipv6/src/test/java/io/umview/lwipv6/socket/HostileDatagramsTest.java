package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever comes from the wire or from a program: nothing is thrown but errors of the network, and nothing is lost. */
class HostileDatagramsTest {
    private static final byte[] RIGHT_MAC = {2, 0, 0, 0, 0, 2};

    private final TwoHosts hosts = new TwoHosts();

    private MessageSocket listen(int domain, int type, int protocol) throws NetworkException {
        MessageSocket socket = hosts.right(domain, type, protocol);
        for (int name = 1; name < 64; name++) {
            int option = name;
            error(() -> set(socket, SOL_IP, option, 1));
        }
        for (int name = 1; name < 80; name++) {
            int option = name;
            boolean only = name == Ipv6Option.IPV6_V6ONLY || name == Ipv6Option.IPV6_HDRINCL;
            error(() -> set(socket, SOL_IPV6, option, only ? 0 : 1));
        }
        set(socket, SOL_SOCKET, SO_TIMESTAMPNS_NEW, 1);
        return socket;
    }

    private static byte[] udp(int declared, byte[] payload, boolean checksum) {
        int length = 28 + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(14 + length);
        frame.put(RIGHT_MAC).put(new byte[] {2, 0, 0, 0, 0, 1, 8, 0});
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) length)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17);
        frame.putShort((short) 0).putInt(LEFT.v4()).putInt(RIGHT.v4());
        int header = InternetChecksum.finish(InternetChecksum.sum(frame, 14, 20));
        frame.putShort(24, (short) header);
        frame.putShort((short) 9)
                .putShort((short) 7)
                .putShort((short) declared)
                .putShort((short) 0)
                .put(payload);
        if (checksum) {
            long sum = InternetChecksum.pseudoHeader(LEFT.high(), LEFT.low(), RIGHT.high(), RIGHT.low(), 17, declared)
                    + InternetChecksum.sum(frame, 34, Math.min(declared, frame.capacity() - 34));
            frame.putShort(40, (short) InternetChecksum.finish(sum));
        }
        return frame.array();
    }

    @Test
    void lengthsAndChecksumsDecide() throws NetworkException {
        MessageSocket receiver = hosts.right(AF_INET, SOCK_DGRAM, 0);
        receiver.bind(at(IpAddress.ANY4, 7));
        byte[] payload = "payload".getBytes();
        hosts.rightLink.deliver(udp(15, payload, true));
        assertThat(receive(receiver)).isEqualTo("payload");
        hosts.rightLink.deliver(udp(15, payload, false));
        assertThat(receive(receiver)).as("without a checksum").isEqualTo("payload");
        hosts.rightLink.deliver(udp(11, payload, true));
        assertThat(receive(receiver)).as("what IP has behind it is cut").isEqualTo("pay");
        byte[] broken = udp(15, payload, true);
        broken[45] ^= 1;
        hosts.rightLink.deliver(broken);
        hosts.rightLink.deliver(udp(7, payload, false));
        hosts.rightLink.deliver(udp(16, payload, false));
        hosts.rightLink.deliver(udp(0, payload, false));
        assertThat(receiver.peek()).isNull();
        assertThat(hosts.right.sockets().udp().statistics().get(Counter.InErrors, true))
                .isEqualTo(4);
        assertThat(hosts.right.sockets().udp().statistics().get(Counter.InCsumErrors, true))
                .isEqualTo(1);
        hosts.loop.settle();
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    @Test
    void damagedFramesHarmNobody() throws NetworkException {
        List<MessageSocket> all = List.of(
                listen(AF_INET, SOCK_DGRAM, 0),
                listen(AF_INET6, SOCK_DGRAM, 0),
                listen(AF_INET, SOCK_DGRAM, 1),
                listen(AF_INET6, SOCK_DGRAM, 58),
                listen(AF_INET, SOCK_RAW, 1),
                listen(AF_INET, SOCK_RAW, 17),
                listen(AF_INET6, SOCK_RAW, 58),
                listen(AF_INET6, SOCK_RAW, 17),
                hosts.right(AF_PACKET, SOCK_RAW, 0x0300),
                hosts.right(AF_PACKET, SOCK_DGRAM, 0x0300));
        all.get(0).bind(at(IpAddress.ANY4, 7));
        set(all.get(9), SOL_PACKET, PacketOption.PACKET_AUXDATA, 1);
        Random random = new Random(4);
        ByteBuffer address = ByteBuffer.allocate(SocketAddressCodec.LONGEST);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = udp(15, "payload".getBytes(), true);
            for (int damage = random.nextInt(6); damage > 0; damage--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            hosts.rightLink.deliver(Arrays.copyOf(frame, 14 + random.nextInt(frame.length - 13)));
            for (MessageSocket socket : all) {
                drain(socket, address);
            }
        }
        hosts.loop.pass(60_000);
        for (MessageSocket socket : all) {
            drain(socket, address);
        }
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    private static void drain(MessageSocket socket, ByteBuffer address) throws NetworkException {
        socket.takeError();
        for (MessageSocket.Message message = socket.peek(); message != null; message = socket.peek()) {
            message.source(address.clear());
            ancillary(message);
            assertThat(message.fullLength()).isGreaterThanOrEqualTo(bytes(message.payload()).length);
            socket.discard();
        }
        for (MessageSocket.Message message = socket.takeErrorMessage();
                message != null;
                message = socket.takeErrorMessage()) {
            ancillary(message);
        }
    }

    @Property(tries = 300)
    void anyOptionValueIsTakenOrRefused(
            @ForAll @Size(max = 300) byte[] value, @ForAll @net.jqwik.api.constraints.IntRange(max = 5) int kind)
            throws NetworkException {
        int[][] kinds = {
            {AF_INET, SOCK_DGRAM, 0},
            {AF_INET6, SOCK_DGRAM, 0},
            {AF_INET, SOCK_RAW, 1},
            {AF_INET6, SOCK_RAW, 58},
            {AF_PACKET, SOCK_RAW, 0x0300},
            {AF_INET6, SOCK_DGRAM, 58}
        };
        MessageSocket socket = hosts.right(kinds[kind][0], kinds[kind][1], kinds[kind][2]);
        for (int level : new int[] {0, 1, 6, 17, 41, 58, 255, 263, 270, -1}) {
            for (int name = -1; name < 90; name++) {
                int option = name;
                error(() -> socket.option(level, option, value));
                error(() -> socket.option(level, option, value.length));
                error(() -> socket.query(level, option, value));
            }
        }
        error(() -> socket.send(ByteBuffer.wrap(value), null, ByteBuffer.wrap(value), 0));
        error(() -> socket.send(ByteBuffer.wrap(value), at(LEFT, 7), ByteBuffer.wrap(value), 0));
        error(() -> socket.send(ByteBuffer.wrap(value), at6(LEFT6, 7), NO_CONTROL, 0));
        hosts.loop.settle();
        socket.close();
        assertThat(hosts.leftPool.inUse()).isLessThan(8);
    }

    @Property(tries = 3000)
    void anyAncillaryDataAreTakenOrRefused(@ForAll @Size(max = 100) byte[] control) throws NetworkException {
        MessageSocket socket = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        if (control.length >= 16) {
            control[0] &= 0x3f;
            Arrays.fill(control, 1, 8, (byte) 0);
            control[8] = (byte) (control[8] < 0 ? SOL_IPV6 : control[8] & 1);
            Arrays.fill(control, 9, 12, (byte) 0);
            control[12] &= 0x7f;
            Arrays.fill(control, 13, 16, (byte) 0);
        }
        error(() -> send(socket, "x", at6(RIGHT6, 9), ByteBuffer.wrap(control)));
        error(() -> send(socket, "x", at(RIGHT, 9), ByteBuffer.wrap(control)));
        hosts.loop.settle();
        socket.close();
    }
}
