package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.PacketOption.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketSocketTest {
    private static final int ALL = 0x0300;
    private static final int IP = 0x0008;
    private static final byte[] RIGHT_MAC = {2, 0, 0, 0, 0, 2};

    private final TwoHosts hosts = new TwoHosts();

    private static SocketAddress.PacketAddress on(int index, int protocol) {
        return new SocketAddress.PacketAddress(protocol, index, 0, 0, new byte[0]);
    }

    private void exchange() throws NetworkException {
        MessageSocket server = hosts.right(AF_INET, SOCK_DGRAM, 0);
        server.bind(at(IpAddress.ANY4, 7));
        MessageSocket client = hosts.left(AF_INET, SOCK_DGRAM, 0);
        send(client, "ask", at(RIGHT, 7));
        hosts.loop.settle();
        send(server, "answer", at(LEFT, port(client)));
        hosts.loop.settle();
        server.close();
        client.close();
    }

    private static List<SocketAddress.PacketAddress> sources(MessageSocket socket) throws NetworkException {
        List<SocketAddress.PacketAddress> all = new ArrayList<>();
        for (MessageSocket.Message message = socket.peek(); message != null; message = socket.peek()) {
            all.add((SocketAddress.PacketAddress) message.source());
            socket.discard();
        }
        return all;
    }

    @Test
    void allFramesInBothDirections() throws NetworkException {
        exchange();
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, ALL);
        exchange();
        assertThat(sources(sniffer))
                .extracting(
                        SocketAddress.PacketAddress::packetType,
                        SocketAddress.PacketAddress::protocol,
                        SocketAddress.PacketAddress::hardwareType)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(PACKET_HOST, 0x800, 1),
                        org.assertj.core.groups.Tuple.tuple(PACKET_OUTGOING, 0x800, 1));
        sniffer.close();
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    @Test
    void framesBeginWithTheLinkHeaderOrWithoutIt() throws NetworkException {
        exchange();
        MessageSocket raw = hosts.right(AF_PACKET, SOCK_RAW, IP);
        MessageSocket cooked = hosts.right(AF_PACKET, SOCK_DGRAM, IP);
        set(cooked, SOL_PACKET, PACKET_AUXDATA, 1);
        exchange();
        byte[] frame = bytes(raw.peek().payload());
        assertThat(frame).startsWith(RIGHT_MAC);
        assertThat(frame).hasSizeGreaterThanOrEqualTo(14 + 20 + 8 + 3);
        MessageSocket.Message message = cooked.peek();
        assertThat(message.payload().get(message.payload().position())).isEqualTo((byte) 0x45);
        assertThat(((SocketAddress.PacketAddress) message.source()).hardwareAddress())
                .containsExactly(2, 0, 0, 0, 0, 1);
        Ancillary auxiliary = ancillary(message).get(0);
        assertThat(auxiliary.type()).isEqualTo(PACKET_AUXDATA);
        ByteBuffer data = ByteBuffer.wrap(auxiliary.data()).order(ByteOrder.nativeOrder());
        assertThat(data.getInt(4)).isEqualTo(bytes(cooked.peek().payload()).length);
        cooked.discard();
        assertThat(sources(cooked)).as("outgoing frames are for ETH_P_ALL only").isEmpty();
    }

    @Test
    void theSourceAsBytesIsTheSameAddress() throws NetworkException {
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, ALL);
        exchange();
        ByteBuffer bytes = ByteBuffer.allocate(SocketAddressCodec.LONGEST);
        assertThat(sniffer.peek().source(bytes)).isEqualTo(20);
        assertThat(bytes.array())
                .startsWith(SocketAddressCodec.encode(sniffer.peek().source()));
    }

    @Test
    void boundToAnInterfaceAndAProtocol() throws NetworkException {
        exchange();
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, 0);
        exchange();
        assertThat(sources(sniffer)).isEmpty();
        sniffer.bind(on(hosts.rightDevice.index(), 0x800));
        exchange();
        assertThat(sources(sniffer)).hasSize(1);
        sniffer.bind(on(hosts.right.host().interfaceIndex("lo0"), 0x800));
        exchange();
        assertThat(sources(sniffer)).isEmpty();
        assertThat(error(() -> sniffer.bind(on(99, 0)))).isEqualTo(NetworkError.ENODEV);
        assertThat(error(() -> sniffer.bind(at(LEFT, 0)))).isEqualTo(NetworkError.EINVAL);
    }

    @Test
    void aFrameIsSentAsItIs() throws NetworkException {
        MessageSocket sender = hosts.left(AF_PACKET, SOCK_RAW, ALL);
        MessageSocket cooked = hosts.left(AF_PACKET, SOCK_DGRAM, 0);
        MessageSocket receiver = hosts.right(AF_PACKET, SOCK_DGRAM, 0xb588);
        int index = hosts.leftDevice.index();
        ByteBuffer frame =
                ByteBuffer.allocate(60).put(RIGHT_MAC).put(12, (byte) 0x88).put(13, (byte) 0xb5);
        sender.send(frame.rewind(), on(index, 0), NO_CONTROL, 0);
        SocketAddress to = new SocketAddress.PacketAddress(0x88b5, index, 0, 0, RIGHT_MAC);
        cooked.send(ByteBuffer.wrap("experiment".getBytes()), to, NO_CONTROL, 0);
        hosts.loop.settle();
        assertThat(bytes(receiver.peek().payload())).hasSize(46);
        receiver.discard();
        assertThat(receive(receiver)).startsWith("experiment");
        assertThat(sources(sender))
                .as("its own frames are not shown to the sender, those of others are")
                .hasSize(1);
        assertThat(error(() -> sender.send(ByteBuffer.allocate(60), on(99, 0), NO_CONTROL, 0)))
                .isEqualTo(NetworkError.ENXIO);
        assertThat(error(() -> sender.send(ByteBuffer.allocate(13), on(index, 0), NO_CONTROL, 0)))
                .isEqualTo(NetworkError.EINVAL);
        assertThat(error(() -> sender.send(ByteBuffer.allocate(1600), on(index, 0), NO_CONTROL, 0)))
                .isEqualTo(NetworkError.EMSGSIZE);
    }

    @Test
    void promiscuousWhileSomebodyWantsIt() throws NetworkException {
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, ALL);
        byte[] request = OptionValue.buffer(16)
                .putInt(hosts.rightDevice.index())
                .putShort((short) MEMBER_PROMISCUOUS)
                .array();
        sniffer.option(SOL_PACKET, PACKET_ADD_MEMBERSHIP, request);
        assertThat(hosts.rightLink.isPromiscuous()).isTrue();
        ByteBuffer frame =
                ByteBuffer.allocate(60).put(0, (byte) 2).put(5, (byte) 9).put(12, (byte) 8);
        hosts.rightLink.deliver(frame.array());
        hosts.loop.settle();
        assertThat(sources(sniffer).get(0).packetType()).isEqualTo(PACKET_OTHERHOST);
        sniffer.close();
        assertThat(hosts.rightLink.isPromiscuous()).isFalse();
    }

    @Test
    void theFilterCutsAndCountsGoBackToZero() throws NetworkException {
        exchange();
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, ALL);
        // ldh [12]; jeq #0x800, 0, 1; ret #20; ret #0
        ByteBuffer program = OptionValue.buffer(32);
        program.putShort((short) 0x28).putShort((short) 0).putInt(12);
        program.putShort((short) 0x15).put((byte) 0).put((byte) 1).putInt(0x800);
        program.putShort((short) 0x06).putShort((short) 0).putInt(20);
        program.putShort((short) 0x06).putShort((short) 0).putInt(0);
        sniffer.option(SOL_SOCKET, SO_ATTACH_FILTER, program.array());
        exchange();
        assertThat(bytes(sniffer.peek().payload())).hasSize(20);
        assertThat(sniffer.peek().fullLength()).isGreaterThan(40);
        byte[] statistics = sniffer.option(SOL_PACKET, PACKET_STATISTICS, 8);
        assertThat(statistics[0]).isEqualTo((byte) 2);
        assertThat(sniffer.option(SOL_PACKET, PACKET_STATISTICS, 8)).containsOnly(0);
    }

    @Test
    void aRingInSharedMemory() throws NetworkException {
        PacketSocket sniffer = (PacketSocket) hosts.right(AF_PACKET, SOCK_RAW, 0);
        byte[] v3 = number(TPACKET_V3);
        assertThat(error(() -> sniffer.query(SOL_PACKET, PACKET_HDRLEN, v3))).isEqualTo(NetworkError.EINVAL);
        assertThat(sniffer.query(SOL_PACKET, PACKET_HDRLEN, number(TPACKET_V2))).isEqualTo(number(32));
        set(sniffer, SOL_PACKET, PACKET_VERSION, TPACKET_V2);
        byte[] request = OptionValue.buffer(16)
                .putInt(4096)
                .putInt(2)
                .putInt(2048)
                .putInt(4)
                .array();
        sniffer.option(SOL_PACKET, PACKET_RX_RING, request);
        ByteBuffer ring = ByteBuffer.allocateDirect(sniffer.ringBytes()).order(ByteOrder.nativeOrder());
        sniffer.ringMemory(ring);
        exchange();
        sniffer.bind(on(hosts.rightDevice.index(), 3));
        assertThat(sniffer.readiness() & Socket.POLLIN).isZero();
        exchange();
        assertThat(sniffer.readiness() & Socket.POLLIN).isNotZero();
        assertThat(ring.getInt(0) & 1).as("the first frame is the program's").isEqualTo(1);
        int mac = ring.getShort(12);
        int network = ring.getShort(14);
        assertThat(network - mac).isEqualTo(14);
        assertThat(ring.get(network)).isEqualTo((byte) 0x45);
        assertThat(ring.get(32 + 10)).as("sll_pkttype").isEqualTo((byte) PACKET_HOST);
        assertThat(ring.getInt(2048) & 1).isEqualTo(1);
        exchange();
        exchange();
        byte[] statistics = sniffer.option(SOL_PACKET, PACKET_STATISTICS, 8);
        assertThat(statistics[0]).isEqualTo((byte) 6);
        assertThat(statistics[4]).as("no room for them").isEqualTo((byte) 2);
        for (int frame = 0; frame < 4; frame++) {
            ring.putInt(frame * 2048, 0);
        }
        assertThat(sniffer.readiness() & Socket.POLLIN).isZero();
        exchange();
        assertThat(ring.getInt(0) & 4).as("it says that some were lost").isEqualTo(4);
    }

    @Test
    void anInterfaceThatGoesDownIsAnError() throws NetworkException {
        MessageSocket sniffer = hosts.right(AF_PACKET, SOCK_RAW, ALL);
        sniffer.bind(on(hosts.rightDevice.index(), 3));
        hosts.rightDevice.up(false);
        assertThat(sniffer.readiness() & Socket.POLLERR).isNotZero();
        assertThat(error(sniffer::peek)).isEqualTo(NetworkError.ENETDOWN);
        hosts.rightDevice.up(true);
        exchange();
        assertThat(sources(sniffer)).isNotEmpty();
    }
}
