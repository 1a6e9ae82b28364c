package io.umview.lwipv6.netlink;

import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A network layer with {@code lo} and {@code t0}, its configuration, and netlink sockets. */
final class ConfiguredStack {
    static final int SOCK_RAW = 3;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_EXT_ACK = 11;
    static final int NETLINK_GET_STRICT_CHK = 12;
    static final int PROCESS = 4711;

    final TestLoop loop = new TestLoop();
    final Network network = new Network(loop, loop.timers(), new PacketPool(), new Random(1), "lo");
    final List<SocketInfo> sockets = new ArrayList<>();
    final List<PacketSocketInfo> packetSockets = new ArrayList<>();
    final FakeLink link = FakeLink.ethernet();
    final NetworkInterface device;
    final Configuration configuration;
    boolean privileged = true;

    ConfiguredStack() {
        try {
            device = network.interfaces().add("t0", link, MacAddress.parse("02:02:03:04:05:06"));
        } catch (NetworkException impossible) {
            throw new AssertionError(impossible);
        }
        configuration = new Configuration(
                network,
                loop.clock(),
                (protocol, visitor) -> sockets.stream()
                        .filter(socket -> socket.protocol() == protocol)
                        .forEach(visitor),
                packetSockets);
    }

    NetlinkSocket socket(int protocol) throws NetworkException {
        return configuration.socket(SOCK_RAW, protocol, PROCESS, () -> privileged);
    }

    /** A socket with all that iproute2 asks for. */
    NetlinkSocket strictSocket(int protocol) throws NetworkException {
        NetlinkSocket socket = socket(protocol);
        socket.option(SOL_NETLINK, NETLINK_EXT_ACK, one());
        socket.option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, one());
        socket.bind(new SocketAddress.Netlink(0, 0));
        return socket;
    }

    static byte[] one() {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array();
    }

    static void send(NetlinkSocket socket, byte[] request) throws NetworkException {
        socket.send(ByteBuffer.wrap(request), null, ByteBuffer.allocate(0), 0);
    }

    /** The messages that a socket has received, one by one. */
    static List<byte[]> received(NetlinkSocket socket) throws NetworkException {
        List<byte[]> messages = new ArrayList<>();
        for (MessageSocket.Message datagram = socket.peek(); datagram != null; datagram = socket.peek()) {
            ByteBuffer bytes = datagram.payload().duplicate().order(ByteOrder.nativeOrder());
            while (bytes.remaining() >= 16) {
                byte[] message = new byte[bytes.getInt(bytes.position())];
                bytes.get(message);
                messages.add(message);
                bytes.position(Math.min(bytes.limit(), (bytes.position() + 3) & ~3));
            }
            socket.discard();
        }
        return messages;
    }

    static List<byte[]> ask(NetlinkSocket socket, byte[] request) throws NetworkException {
        send(socket, request);
        return received(socket);
    }
}
