package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpSocketTest {
    private final TwoHosts hosts = new TwoHosts();

    private MessageSocket left() throws NetworkException {
        return hosts.left(AF_INET, SOCK_DGRAM, 0);
    }

    private MessageSocket right(int port) throws NetworkException {
        MessageSocket socket = hosts.right(AF_INET, SOCK_DGRAM, 0);
        socket.bind(at(IpAddress.ANY4, port));
        return socket;
    }

    private MessageSocket right6(int port) throws NetworkException {
        MessageSocket socket = hosts.right(AF_INET6, SOCK_DGRAM, 0);
        socket.bind(at6(IpAddress.ANY6, port));
        return socket;
    }

    @Test
    void aDatagramArrivesWithItsSource() throws NetworkException {
        MessageSocket sender = left();
        MessageSocket receiver = right(7);
        send(sender, "hello", at(RIGHT, 7));
        hosts.loop.settle();
        MessageSocket.Message message = receiver.peek();
        assertThat(text(message)).isEqualTo("hello");
        assertThat(message.source()).isEqualTo(at(LEFT, port(sender)));
        assertThat(receiver.nextLength()).isEqualTo(5);
        receiver.discard();
        assertThat(receiver.peek()).isNull();
    }

    @Test
    void sourceAsBytesIsTheSameAddress() throws NetworkException {
        MessageSocket sender = left();
        MessageSocket receiver = right6(7);
        send(sender, "hello", at(RIGHT, 7));
        hosts.loop.settle();
        ByteBuffer bytes = ByteBuffer.allocate(SocketAddressCodec.LONGEST);
        int length = receiver.peek().source(bytes);
        assertThat(length).isEqualTo(28);
        assertThat(SocketAddressCodec.decode(bytes.flip()))
                .isEqualTo(receiver.peek().source());
    }

    @Test
    void overIpv6AndLoopbackToo() throws NetworkException {
        MessageSocket receiver = right6(7);
        MessageSocket sender = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        send(sender, "six", at6(RIGHT6, 7));
        MessageSocket local = hosts.right(AF_INET6, SOCK_DGRAM, 0);
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("six");
        send(local, "loop", at6(IpAddress.LOOPBACK6, 7));
        hosts.loop.settle();
        assertThat(receiver.peek().source()).isEqualTo(at6(IpAddress.LOOPBACK6, port(local)));
        assertThat(receive(receiver)).isEqualTo("loop");
        send(local, "any", at6(IpAddress.ANY6, 7));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("any");
    }

    @Test
    void aSocketOfIpv6HearsIpv4UnlessV6Only() throws NetworkException {
        MessageSocket receiver = right6(7);
        send(left(), "mapped", at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(((SocketAddress.Inet6) receiver.peek().source()).address()).isEqualTo(LEFT);
        MessageSocket deaf = hosts.right(AF_INET6, SOCK_DGRAM, 0);
        set(deaf, SOL_IPV6, Ipv6Option.IPV6_V6ONLY, 1);
        deaf.bind(at6(IpAddress.ANY6, 8));
        MessageSocket sender = left();
        sender.connect(at(RIGHT, 8));
        send(sender, "nobody", null);
        hosts.loop.settle();
        assertThat(deaf.peek()).isNull();
        assertThat(sender.takeError()).isEqualTo(NetworkError.ECONNREFUSED.number());
        assertThat(error(() -> send(deaf, "x", at6(LEFT, 9)))).isEqualTo(NetworkError.ENETUNREACH);
    }

    @Test
    void largeDatagramsAreFragmentedAndTooLargeOnesRefused() throws NetworkException {
        MessageSocket sender = left();
        MessageSocket receiver = right(7);
        String large = "x".repeat(65507);
        send(sender, large, at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo(large);
        assertThat(error(() -> send(sender, large + "x", at(RIGHT, 7)))).isEqualTo(NetworkError.EMSGSIZE);
    }

    @Test
    void anEmptyDatagramIsADatagram() throws NetworkException {
        MessageSocket receiver = right(7);
        send(left(), "", at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(receiver.readiness() & Socket.POLLIN).isNotZero();
        assertThat(receive(receiver)).isEmpty();
    }

    @Test
    void aConnectedSocketHearsItsPeerOnly() throws NetworkException {
        MessageSocket server = right(7);
        MessageSocket client = left();
        client.connect(at(RIGHT, 7));
        assertThat(client.localAddress()).isEqualTo(at(LEFT, port(client)));
        assertThat(client.peerAddress()).isEqualTo(at(RIGHT, 7));
        send(client, "ask", null);
        MessageSocket stranger = right(8);
        send(stranger, "spam", at(LEFT, port(client)));
        hosts.loop.settle();
        assertThat(client.peek()).isNull();
        send(server, "answer", at(LEFT, port(client)));
        hosts.loop.settle();
        assertThat(receive(client)).isEqualTo("answer");
        client.connect(new SocketAddress.Unspecified(AF_UNSPEC));
        assertThat(error(client::peerAddress)).isEqualTo(NetworkError.ENOTCONN);
        assertThat(client.localAddress()).isEqualTo(at(IpAddress.ANY4, 0));
        assertThat(error(() -> send(client, "x", null))).isEqualTo(NetworkError.EDESTADDRREQ);
    }

    @Test
    void aRefusedPortIsAnErrorOfAConnectedSocketOnly() throws NetworkException {
        MessageSocket stranger = left();
        send(stranger, "x", at(RIGHT, 9));
        MessageSocket client = left();
        client.connect(at(RIGHT, 9));
        List<Integer> events = new ArrayList<>();
        client.observe(socket -> events.add(socket.readiness()));
        send(client, "x", null);
        hosts.loop.settle();
        assertThat(stranger.readiness() & Socket.POLLERR).isZero();
        assertThat(events).containsExactly(Socket.POLLERR | Socket.POLLOUT);
        assertThat(error(() -> send(client, "again", null))).isEqualTo(NetworkError.ECONNREFUSED);
        assertThat(client.takeError()).isZero();
        assertThat(hosts.right.sockets().udp().statistics().get(Counter.NoPorts, true))
                .isEqualTo(2);
    }

    @Test
    void theErrorQueueTellsWhoAndWhat() throws NetworkException {
        MessageSocket client = left();
        set(client, SOL_IP, IpOption.IP_RECVERR, 1);
        send(client, "lost", at(RIGHT, 9));
        hosts.loop.settle();
        assertThat(client.readiness() & Socket.POLLERR).isNotZero();
        assertThat(error(client::peek)).isEqualTo(NetworkError.ECONNREFUSED);
        MessageSocket.Message message = client.takeErrorMessage();
        assertThat(text(message)).isEqualTo("lost");
        assertThat(message.source()).isEqualTo(at(RIGHT, 9));
        assertThat(message.flags()).isEqualTo(MessageFlag.MSG_ERRQUEUE);
        ByteBuffer data = ByteBuffer.wrap(ancillary(message).get(0).data()).order(ByteOrder.nativeOrder());
        assertThat(data.getInt(0)).isEqualTo(NetworkError.ECONNREFUSED.number());
        assertThat(data.get(4)).as("origin").isEqualTo((byte) 2);
        assertThat(data.get(5)).as("type").isEqualTo((byte) 3);
        assertThat(data.get(6)).as("code").isEqualTo((byte) 3);
        assertThat(data.order(ByteOrder.BIG_ENDIAN).getInt(20)).as("offender").isEqualTo(RIGHT.v4());
        assertThat(client.takeErrorMessage()).isNull();
        assertThat(client.readiness() & Socket.POLLERR).isZero();
    }

    @Test
    void whatDoesNotFitThePathSaysHowMuchWould() throws NetworkException {
        MessageSocket client = left();
        set(client, SOL_IP, IpOption.IP_RECVERR, 1);
        set(client, SOL_IP, IpOption.IP_MTU_DISCOVER, IpOption.PMTUDISC_DO);
        assertThat(error(() -> send(client, "x".repeat(1473), at(RIGHT, 9)))).isEqualTo(NetworkError.EMSGSIZE);
        ByteBuffer data = ByteBuffer.wrap(
                        ancillary(client.takeErrorMessage()).get(0).data())
                .order(ByteOrder.nativeOrder());
        assertThat(data.get(4)).as("origin").isEqualTo((byte) 1);
        assertThat(data.getInt(8)).as("mtu").isEqualTo(1500);
        assertThat(error(() -> send(client, "x".repeat(1472), at(RIGHT, 9)))).isNull();
    }

    @Test
    void overIpv6WhatNoDatagramCouldHoldSaysHowMuchWouldFitThePath() throws NetworkException {
        MessageSocket client = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        set(client, SOL_IPV6, Ipv6Option.IPV6_RECVERR, 1);
        assertThat(error(() -> send(client, "x".repeat(65_600), at6(RIGHT6, 9))))
                .isEqualTo(NetworkError.EMSGSIZE);
        ByteBuffer data = ByteBuffer.wrap(
                        ancillary(client.takeErrorMessage()).get(0).data())
                .order(ByteOrder.nativeOrder());
        assertThat(data.getInt(8)).as("mtu").isEqualTo(1500);
    }

    @Test
    void bindIsRefusedAsTheKernelDoes() throws NetworkException {
        MessageSocket user = (MessageSocket) hosts.left.socket(AF_INET, SOCK_DGRAM, 0, Capabilities.NONE);
        assertThat(error(() -> user.bind(at(IpAddress.ANY4, 53)))).isEqualTo(NetworkError.EACCES);
        assertThat(error(() -> user.bind(at(RIGHT, 5353)))).isEqualTo(NetworkError.EADDRNOTAVAIL);
        assertThat(error(() -> user.bind(at6(IpAddress.ANY6, 5353)))).isEqualTo(NetworkError.EAFNOSUPPORT);
        user.bind(at(IpAddress.v4(0x7f050505), 5353));
        assertThat(error(() -> user.bind(at(IpAddress.ANY4, 5354)))).isEqualTo(NetworkError.EINVAL);
        MessageSocket other = left();
        assertThat(error(() -> other.bind(at(IpAddress.ANY4, 5353)))).isEqualTo(NetworkError.EADDRINUSE);
        user.close();
        other.bind(at(IpAddress.ANY4, 5353));
        MessageSocket six = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        assertThat(error(() -> six.bind(at(IpAddress.ANY4, 1)))).isEqualTo(NetworkError.EINVAL);
    }

    @Test
    void broadcastsNeedLeaveAndReachEverySocket() throws NetworkException {
        MessageSocket sender = left();
        assertThat(error(() -> send(sender, "x", at(SUBNET, 7)))).isEqualTo(NetworkError.EACCES);
        set(sender, SOL_SOCKET, SO_BROADCAST, 1);
        MessageSocket one = hosts.right(AF_INET, SOCK_DGRAM, 0);
        MessageSocket two = hosts.right(AF_INET, SOCK_DGRAM, 0);
        for (MessageSocket socket : List.of(one, two)) {
            set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
            socket.bind(at(IpAddress.ANY4, 7));
        }
        send(sender, "all", at(SUBNET, 7));
        hosts.loop.settle();
        assertThat(receive(one)).isEqualTo("all");
        assertThat(receive(two)).isEqualTo("all");
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    @Test
    void reusedPortsShareByPeerAndTheNewestWinsWithoutReusePort() throws NetworkException {
        List<MessageSocket> group = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            MessageSocket socket = hosts.right(AF_INET, SOCK_DGRAM, 0);
            set(socket, SOL_SOCKET, SO_REUSEPORT, 1);
            socket.bind(at(IpAddress.ANY4, 7));
            group.add(socket);
        }
        send(left(), "are you there?", at(RIGHT, 9));
        hosts.loop.settle();
        for (int i = 0; i < 64; i++) {
            MessageSocket sender = left();
            send(sender, "one", at(RIGHT, 7));
            send(sender, "two", at(RIGHT, 7));
        }
        hosts.loop.settle();
        int total = 0;
        for (MessageSocket socket : group) {
            int mine = 0;
            SocketAddress previous = null;
            for (MessageSocket.Message message = socket.peek(); message != null; message = socket.peek()) {
                if (mine % 2 == 1) {
                    assertThat(message.source())
                            .as("the same peer comes to the same socket")
                            .isEqualTo(previous);
                }
                previous = message.source();
                mine++;
                socket.discard();
            }
            assertThat(mine).isGreaterThan(8);
            total += mine;
        }
        assertThat(total).isEqualTo(128);
    }

    @Test
    void aFilterOfAGroupChoosesTheSocket() throws NetworkException {
        List<MessageSocket> group = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            MessageSocket socket = hosts.right(AF_INET, SOCK_DGRAM, 0);
            set(socket, SOL_SOCKET, SO_REUSEPORT, 1);
            socket.bind(at(IpAddress.ANY4, 7));
            group.add(socket);
        }
        // ldb [0]; sub #'0'; ret a
        group.get(0).option(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program(0x30, 0, 0x14, '0', 0x16, 0));
        send(left(), "2x", at(RIGHT, 7));
        send(left(), "0x", at(RIGHT, 7));
        send(left(), "1x", at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(receive(group.get(0))).isEqualTo("0x");
        assertThat(receive(group.get(1))).isEqualTo("1x");
        assertThat(receive(group.get(2))).isEqualTo("2x");
    }

    private static byte[] program(int... codesAndOperands) {
        ByteBuffer program = OptionValue.buffer(codesAndOperands.length * 4);
        for (int i = 0; i < codesAndOperands.length; i += 2) {
            program.putShort((short) codesAndOperands[i]).putShort((short) 0).putInt(codesAndOperands[i + 1]);
        }
        return program.array();
    }

    @Test
    void aFilterSeesTheUdpHeaderAndCuts() throws NetworkException {
        MessageSocket receiver = right(7);
        // ldb [8]; jeq #'a', 0, 1; ret #8+3; ret #0
        ByteBuffer program = OptionValue.buffer(32);
        program.putShort((short) 0x30).putShort((short) 0).putInt(8);
        program.putShort((short) 0x15).put((byte) 0).put((byte) 1).putInt('a');
        program.putShort((short) 0x06).putShort((short) 0).putInt(11);
        program.putShort((short) 0x06).putShort((short) 0).putInt(0);
        receiver.option(SOL_SOCKET, SO_ATTACH_FILTER, program.array());
        send(left(), "bcdef", at(RIGHT, 7));
        send(left(), "abcdef", at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("abc");
        assertThat(receiver.peek()).isNull();
        set(receiver, SOL_SOCKET, SO_LOCK_FILTER, 1);
        assertThat(error(() -> set(receiver, SOL_SOCKET, SO_DETACH_FILTER, 0))).isEqualTo(NetworkError.EPERM);
    }

    @Test
    void ancillaryDataTellOfTheHeader() throws NetworkException {
        MessageSocket receiver = right(7);
        set(receiver, SOL_IP, IpOption.IP_PKTINFO, 1);
        set(receiver, SOL_IP, IpOption.IP_RECVTTL, 1);
        set(receiver, SOL_IP, IpOption.IP_RECVTOS, 1);
        set(receiver, SOL_IP, IpOption.IP_RECVORIGDSTADDR, 1);
        set(receiver, SOL_SOCKET, SO_TIMESTAMP_OLD, 1);
        MessageSocket sender = left();
        set(sender, SOL_IP, IpOption.IP_TTL, 33);
        send(sender, "x", at(RIGHT, 7), control(SOL_IP, IpOption.IP_TOS, number(0x10)));
        hosts.loop.settle();
        List<Ancillary> all = ancillary(receiver.peek());
        assertThat(all)
                .extracting(Ancillary::type)
                .containsExactly(
                        SO_TIMESTAMP_OLD,
                        IpOption.IP_PKTINFO,
                        IpOption.IP_TTL,
                        IpOption.IP_TOS,
                        IpOption.IP_RECVORIGDSTADDR);
        ByteBuffer info = ByteBuffer.wrap(all.get(1).data()).order(ByteOrder.nativeOrder());
        assertThat(info.getInt(0)).isEqualTo(hosts.rightDevice.index());
        assertThat(info.order(ByteOrder.BIG_ENDIAN).getInt(4)).isEqualTo(RIGHT.v4());
        assertThat(info.getInt(8)).isEqualTo(RIGHT.v4());
        assertThat(all.get(2).number()).isEqualTo(33);
        assertThat(all.get(3).data()).containsExactly(0x10);
    }

    @Test
    void ancillaryDataOfIpv6() throws NetworkException {
        MessageSocket receiver = right6(7);
        for (int name : new int[] {
            Ipv6Option.IPV6_RECVPKTINFO,
            Ipv6Option.IPV6_RECVHOPLIMIT,
            Ipv6Option.IPV6_RECVTCLASS,
            Ipv6Option.IPV6_RECVORIGDSTADDR
        }) {
            set(receiver, SOL_IPV6, name, 1);
        }
        MessageSocket sender = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        send(sender, "x", at6(RIGHT6, 7), control(SOL_IPV6, Ipv6Option.IPV6_HOPLIMIT, number(9)));
        hosts.loop.settle();
        List<Ancillary> all = ancillary(receiver.peek());
        assertThat(all)
                .extracting(Ancillary::type)
                .containsExactly(
                        Ipv6Option.IPV6_PKTINFO,
                        Ipv6Option.IPV6_HOPLIMIT,
                        Ipv6Option.IPV6_TCLASS,
                        Ipv6Option.IPV6_RECVORIGDSTADDR);
        assertThat(all.get(1).number()).isEqualTo(9);
        assertThat(ByteBuffer.wrap(all.get(0).data()).getLong(8)).isEqualTo(2);
    }

    @Test
    void packetInfoChoosesTheSource() throws NetworkException {
        MessageSocket receiver = right(7);
        MessageSocket sender = left();
        byte[] foreign = ByteBuffer.allocate(12).putInt(4, RIGHT.v4()).array();
        ByteBuffer wrong = control(SOL_IP, IpOption.IP_PKTINFO, foreign);
        assertThat(error(() -> send(sender, "x", at(RIGHT, 7), wrong))).isEqualTo(NetworkError.EINVAL);
        byte[] own = ByteBuffer.allocate(12).putInt(4, LEFT.v4()).array();
        send(sender, "x", at(RIGHT, 7), control(SOL_IP, IpOption.IP_PKTINFO, own));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("x");
        ByteBuffer broken =
                ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putLong(0, 99);
        assertThat(error(() -> send(sender, "x", at(RIGHT, 7), broken))).isEqualTo(NetworkError.EINVAL);
    }

    @Test
    void multicastComesToMembersAndIsLoopedBack() throws NetworkException {
        IpAddress group = IpAddress.v4(0xe0000142);
        MessageSocket receiver = right(7);
        set(receiver, SOL_IP, IpOption.IP_MULTICAST_ALL, 0);
        MessageSocket sender = left();
        byte[] through = ByteBuffer.allocate(8).putInt(4, LEFT.v4()).array();
        sender.option(SOL_IP, IpOption.IP_MULTICAST_IF, through);
        send(sender, "before", at(group, 7));
        hosts.loop.settle();
        assertThat(receiver.peek()).isNull();
        byte[] join =
                ByteBuffer.allocate(8).putInt(group.v4()).putInt(RIGHT.v4()).array();
        receiver.option(SOL_IP, IpOption.IP_ADD_MEMBERSHIP, join);
        assertThat(error(() -> receiver.option(SOL_IP, IpOption.IP_ADD_MEMBERSHIP, join)))
                .isEqualTo(NetworkError.EADDRINUSE);
        send(sender, "member", at(group, 7));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("member");
        byte[] block = ByteBuffer.allocate(12)
                .putInt(group.v4())
                .putInt(RIGHT.v4())
                .putInt(LEFT.v4())
                .array();
        receiver.option(SOL_IP, IpOption.IP_BLOCK_SOURCE, block);
        send(sender, "blocked", at(group, 7));
        hosts.loop.settle();
        assertThat(receiver.peek()).isNull();
        receiver.option(SOL_IP, IpOption.IP_UNBLOCK_SOURCE, block);
        receiver.option(SOL_IP, IpOption.IP_DROP_MEMBERSHIP, join);
        assertThat(error(() -> receiver.option(SOL_IP, IpOption.IP_DROP_MEMBERSHIP, join)))
                .isEqualTo(NetworkError.EADDRNOTAVAIL);
        MessageSocket local = left();
        local.bind(at(IpAddress.ANY4, 7));
        byte[] here =
                ByteBuffer.allocate(8).putInt(group.v4()).putInt(LEFT.v4()).array();
        local.option(SOL_IP, IpOption.IP_ADD_MEMBERSHIP, here);
        send(sender, "loop", at(group, 7));
        hosts.loop.settle();
        assertThat(receive(local)).isEqualTo("loop");
    }

    @Test
    void multicastOfIpv6WithSources() throws NetworkException {
        IpAddress group = new IpAddress(0xff15L << 48, 0x42);
        MessageSocket receiver = right6(7);
        set(receiver, SOL_IPV6, Ipv6Option.IPV6_MULTICAST_ALL, 0);
        ByteBuffer request = OptionValue.buffer(264).putInt(0, hosts.rightDevice.index());
        putAddress(request, 8, group);
        putAddress(request, 8 + 128, LEFT6);
        receiver.option(SOL_IPV6, IpOption.MCAST_JOIN_SOURCE_GROUP, request.array());
        MessageSocket sender = hosts.left(AF_INET6, SOCK_DGRAM, 0);
        set(sender, SOL_IPV6, Ipv6Option.IPV6_MULTICAST_IF, hosts.leftDevice.index());
        sender.bind(at6(LEFT6, 0));
        send(sender, "wanted", at6(group, 7));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("wanted");
        putAddress(request, 8 + 128, RIGHT6);
        receiver.option(SOL_IPV6, IpOption.MCAST_JOIN_SOURCE_GROUP, request.array());
        putAddress(request, 8 + 128, LEFT6);
        receiver.option(SOL_IPV6, IpOption.MCAST_LEAVE_SOURCE_GROUP, request.array());
        send(sender, "no more", at6(group, 7));
        hosts.loop.settle();
        assertThat(receiver.peek()).isNull();
    }

    private static void putAddress(ByteBuffer storage, int at, IpAddress address) {
        storage.putShort(at, (short) AF_INET6);
        storage.order(ByteOrder.BIG_ENDIAN).putLong(at + 8, address.high()).putLong(at + 16, address.low());
        storage.order(ByteOrder.nativeOrder());
    }

    @Test
    void corkedPiecesAreOneDatagramAndSegmentsAreMany() throws NetworkException {
        MessageSocket receiver = right(7);
        MessageSocket sender = left();
        sender.send(ByteBuffer.wrap("one".getBytes()), at(RIGHT, 7), NO_CONTROL, MessageFlag.MSG_MORE);
        send(sender, "two", null);
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("onetwo");
        sender.connect(at(RIGHT, 7));
        set(sender, SOL_UDP, 1, 1);
        send(sender, "a", null);
        send(sender, "b", null);
        hosts.loop.settle();
        assertThat(receiver.peek()).isNull();
        set(sender, SOL_UDP, 1, 0);
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("ab");
        set(sender, SOL_UDP, 103, 4);
        send(sender, "0123456789", null);
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("0123");
        assertThat(receive(receiver)).isEqualTo("4567");
        assertThat(receive(receiver)).isEqualTo("89");
        assertThat(hosts.leftPool.inUse()).isZero();
    }

    @Test
    void aFullReceiveBufferDropsAndCounts() throws NetworkException {
        MessageSocket receiver = right(7);
        set(receiver, SOL_SOCKET, SO_RCVBUF, 1);
        set(receiver, SOL_SOCKET, SO_RXQ_OVFL, 1);
        MessageSocket sender = left();
        for (int i = 0; i < 10; i++) {
            send(sender, "x", at(RIGHT, 7));
        }
        hosts.loop.settle();
        int taken = 0;
        while (receive(receiver) != null) {
            taken++;
        }
        long dropped = hosts.right.sockets().udp().statistics().get(Counter.RcvbufErrors, true);
        assertThat(taken).isBetween(1, 9);
        assertThat(dropped).isEqualTo(10 - taken);
        send(sender, "x", at(RIGHT, 7));
        hosts.loop.settle();
        assertThat(ancillary(receiver.peek()).get(0).number()).isEqualTo((int) dropped);
        receiver.close();
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    @Test
    void shutdownEndsReadingAndWriting() throws NetworkException {
        MessageSocket socket = left();
        assertThat(error(() -> socket.shutdown(0))).isEqualTo(NetworkError.ENOTCONN);
        MessageSocket connected = left();
        connected.connect(at(RIGHT, 7));
        connected.shutdown(2);
        assertThat(receive(connected)).isEmpty();
        assertThat(error(() -> send(connected, "x", null))).isEqualTo(NetworkError.EPIPE);
        int all = Socket.POLLIN | Socket.POLLOUT | Socket.POLLHUP | Socket.POLLRDHUP;
        assertThat(connected.readiness()).isEqualTo(all);
        assertThat(error(() -> connected.shutdown(3))).isEqualTo(NetworkError.EINVAL);
    }

    @Test
    void closingGivesEverythingBack() throws NetworkException {
        MessageSocket receiver = right(7);
        send(left(), "unread", at(RIGHT, 7));
        hosts.loop.settle();
        receiver.close();
        assertThat(hosts.rightPool.inUse()).isZero();
        right(7).close();
    }

    @Test
    void destinationsThatMakeNoSense() throws NetworkException {
        MessageSocket socket = left();
        assertThat(error(() -> send(socket, "x", at(RIGHT, 0)))).isEqualTo(NetworkError.EINVAL);
        assertThat(error(() -> send(socket, "x", at6(RIGHT6, 7)))).isEqualTo(NetworkError.EAFNOSUPPORT);
        assertThat(error(() -> send(socket, "x", at(IpAddress.v4(0x08080808), 7))))
                .isEqualTo(NetworkError.ENETUNREACH);
        assertThat(error(() -> socket.connect(new SocketAddress.Netlink(0, 0)))).isEqualTo(NetworkError.EAFNOSUPPORT);
        assertThat(error(() -> socket.send(ByteBuffer.allocate(1), at(RIGHT, 7), NO_CONTROL, MessageFlag.MSG_OOB)))
                .isEqualTo(NetworkError.EOPNOTSUPP);
    }
}
