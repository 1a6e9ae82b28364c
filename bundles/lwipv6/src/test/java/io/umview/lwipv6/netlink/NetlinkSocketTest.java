package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** netlink(7). */
class NetlinkSocketTest {
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_USERSOCK = 2;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int NETLINK_GENERIC = 16;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_DROP_MEMBERSHIP = 2;
    private static final int NETLINK_PKTINFO = 3;
    private static final int NETLINK_NO_ENOBUFS = 5;
    private static final int NETLINK_LIST_MEMBERSHIPS = 9;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int RTNLGRP_LINK = 1;

    private final ConfiguredStack stack = new ConfiguredStack();

    private static void refused(NetworkError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NetworkException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static int field(byte[] message, int at) {
        return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(at);
    }

    private static List<Integer> types(List<byte[]> messages) {
        return messages.stream()
                .map(message -> (int)
                        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getShort(4))
                .toList();
    }

    private static byte[] links() {
        return Ask.all(18, 0, 16);
    }

    @Test
    void onlyThreeProtocolsAreThere() throws Exception {
        for (int protocol : new int[] {NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_GENERIC}) {
            assertThat(stack.socket(protocol).protocol()).isEqualTo(protocol);
        }
        refused(NetworkError.EPROTONOSUPPORT, () -> stack.socket(NETLINK_USERSOCK));
        refused(NetworkError.ESOCKTNOSUPPORT, () -> stack.configuration.socket(1, NETLINK_ROUTE, 1, () -> true));
    }

    @Test
    void theFirstSocketOfAProcessHasItsNumberAsPort() throws Exception {
        NetlinkSocket first = stack.strictSocket(NETLINK_ROUTE);
        NetlinkSocket second = stack.strictSocket(NETLINK_ROUTE);

        assertThat(first.localAddress()).isEqualTo(new SocketAddress.Netlink(ConfiguredStack.PROCESS, 0));
        assertThat(second.port()).isNegative();
        refused(
                NetworkError.EADDRINUSE,
                () -> stack.socket(NETLINK_ROUTE).bind(new SocketAddress.Netlink(ConfiguredStack.PROCESS, 0)));
        first.close();
        assertThat(stack.strictSocket(NETLINK_ROUTE).port()).isEqualTo(ConfiguredStack.PROCESS);
    }

    @Test
    void answersComeFromPortZeroAndGoToThePortOfWhoAsked() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);

        ConfiguredStack.send(socket, links());

        MessageSocket.Message message = socket.peek();
        assertThat(message).isNotNull();
        assertThat(message.source()).isEqualTo(new SocketAddress.Netlink(0, 0));
        byte[] bytes = new byte[message.payload().remaining()];
        message.payload().duplicate().get(bytes);
        assertThat(field(bytes, 12)).isEqualTo(ConfiguredStack.PROCESS);
        assertThat(socket.nextLength()).isEqualTo(bytes.length);
    }

    @Test
    void aRequestWithoutAFlagForItIsNotAcknowledged() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);

        assertThat(ConfiguredStack.ask(socket, Ask.link(16, Ask.REQUEST, 2, 0, 0, out -> out.attributeU32(4, 1400))))
                .isEmpty();
        assertThat(stack.device.mtu()).isEqualTo(1400);
    }

    @Test
    void anErrorQuotesTheRequestUnlessThatIsNotWanted() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);
        byte[] request = Ask.link(18, Ask.REQUEST, 77, 0, 0, Ask.nothing());

        byte[] whole = ConfiguredStack.ask(socket, request).get(0);
        socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_CAP_ACK, number(1));
        byte[] capped = ConfiguredStack.ask(socket, request).get(0);

        assertThat(field(whole, 16)).isEqualTo(-NetworkError.ENODEV.number());
        assertThat(whole).hasSize(16 + 4 + request.length);
        assertThat(capped).hasSize(16 + 4 + 16);
    }

    @Test
    void severalRequestsInOneMessageAreAnsweredInOrder() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        requests.writeBytes(Ask.link(18, Ask.REQUEST, 1, 0, 0, Ask.nothing()));
        requests.writeBytes(Ask.link(18, Ask.REQUEST, 77, 0, 0, Ask.nothing()));
        requests.writeBytes(Ask.link(16, Ask.ACK, 2, 0, 0, Ask.nothing()));

        assertThat(types(ConfiguredStack.ask(socket, requests.toByteArray()))).containsExactly(16, 2, 2);
    }

    @Test
    void whoIsNotPrivilegedMayLookAndListenOnly() throws Exception {
        stack.privileged = false;
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);

        byte[] answer = ConfiguredStack.ask(socket, Ask.link(16, Ask.ACK, 2, 1, 1, Ask.nothing()))
                .get(0);

        assertThat(field(answer, 16)).isEqualTo(-NetworkError.EPERM.number());
        assertThat(stack.device.isUp()).isFalse();
        assertThat(types(ConfiguredStack.ask(socket, links()))).containsExactly(16, 16, 3);
        socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number(RTNLGRP_LINK));
        refused(
                NetworkError.EPERM,
                () -> stack.socket(NETLINK_SOCK_DIAG)
                        .option(ConfiguredStack.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number(1)));
        refused(NetworkError.EPERM, () -> socket.connect(new SocketAddress.Netlink(5, 0)));
    }

    @Test
    void aLongDumpComesInPiecesThatASmallBufferHolds() throws Exception {
        for (int i = 1; i < 200; i++) {
            stack.network.addresses().add(stack.device, AddressRequest.of(IpAddress.v4(0x0a000000 | i << 8 | 1), 24));
        }
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);
        ConfiguredStack.send(socket, Ask.all(22, 0, 8));

        List<Integer> sizes = new ArrayList<>();
        for (MessageSocket.Message piece = socket.peek(); piece != null; piece = socket.peek()) {
            sizes.add(piece.payload().remaining());
            socket.discard();
        }
        assertThat(sizes)
                .hasSizeGreaterThan(3)
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(4096));
        socket.readerBuffer(32768);
        assertThat(ConfiguredStack.ask(socket, Ask.all(22, 0, 8))).hasSize(199 + 2 + 1);
    }

    @Test
    void oneDumpIsReadToItsEndBeforeAnotherBegins() throws Exception {
        for (int i = 1; i < 100; i++) {
            stack.network.addresses().add(stack.device, AddressRequest.of(IpAddress.v4(0x0a000000 | i << 8 | 1), 24));
        }
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);

        ConfiguredStack.send(socket, Ask.all(22, 0, 8));
        ConfiguredStack.send(socket, Ask.all(22, 0, 8));

        List<byte[]> answers = ConfiguredStack.received(socket);
        assertThat(answers.stream().filter(message -> message[4] == 2).map(message -> field(message, 16)))
                .containsExactly(-NetworkError.EBUSY.number());
        assertThat(types(ConfiguredStack.ask(socket, Ask.all(22, 0, 8)))).endsWith(3);
    }

    @Test
    void changesAreToldToThoseWhoListen() throws Exception {
        NetlinkSocket listener = stack.socket(NETLINK_ROUTE);
        List<Socket> told = new ArrayList<>();
        listener.bind(new SocketAddress.Netlink(0, 1 << RTNLGRP_LINK - 1));
        listener.option(ConfiguredStack.SOL_NETLINK, NETLINK_PKTINFO, number(1));
        listener.observe(told::add);

        stack.device.up(true);

        assertThat(told).isNotEmpty();
        MessageSocket.Message message = listener.peek();
        assertThat(message).isNotNull();
        assertThat(message.source()).isEqualTo(new SocketAddress.Netlink(0, 1));
        assertThat(message.control().getInt(16)).isEqualTo(RTNLGRP_LINK);
        assertThat(types(ConfiguredStack.received(listener))).contains(16);
        listener.option(ConfiguredStack.SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, number(RTNLGRP_LINK));
        stack.device.up(false);
        assertThat(ConfiguredStack.received(listener)).isEmpty();
    }

    @Test
    void membershipsAreListed() throws Exception {
        NetlinkSocket socket = stack.socket(NETLINK_ROUTE);
        socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number(3));
        socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number(33));

        byte[] bits = socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 8);

        assertThat(ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(1L << 2 | 1L << 32);
        refused(
                NetworkError.EINVAL,
                () -> socket.option(ConfiguredStack.SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number(40)));
    }

    @Test
    void whoDoesNotReadIsToldOnceThatSomethingIsLost() throws Exception {
        NetlinkSocket listener = stack.socket(NETLINK_ROUTE);
        listener.bind(new SocketAddress.Netlink(0, 1 << RTNLGRP_LINK - 1));
        listener.option(SOL_SOCKET, SO_RCVBUF, number(2000));

        for (int i = 0; i < 20; i++) {
            stack.device.alias("name " + i);
        }

        assertThat(listener.readiness() & Socket.POLLERR).isNotZero();
        refused(NetworkError.ENOBUFS, listener::peek);
        assertThat(ConfiguredStack.received(listener)).isNotEmpty();
        stack.device.alias("again");
        assertThat(ConfiguredStack.received(listener)).hasSize(1);
    }

    @Test
    void whoDoesNotCareIsNotTold() throws Exception {
        NetlinkSocket listener = stack.socket(NETLINK_ROUTE);
        listener.bind(new SocketAddress.Netlink(0, 1 << RTNLGRP_LINK - 1));
        listener.option(SOL_SOCKET, SO_RCVBUF, number(2000));
        listener.option(ConfiguredStack.SOL_NETLINK, NETLINK_NO_ENOBUFS, number(1));

        for (int i = 0; i < 20; i++) {
            stack.device.alias("name " + i);
        }

        assertThat(ConfiguredStack.received(listener)).hasSizeBetween(1, 19);
        assertThat(listener.drops()).isPositive();
    }

    @Test
    void whatIsTooLargeForTheSendBufferIsRefused() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_ROUTE);

        refused(NetworkError.EMSGSIZE, () -> ConfiguredStack.send(socket, new byte[300_000]));
    }

    @Test
    void programsCanTalkToEachOther() throws Exception {
        NetlinkSocket one = stack.strictSocket(NETLINK_ROUTE);
        NetlinkSocket other = stack.strictSocket(NETLINK_ROUTE);

        one.send(
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                new SocketAddress.Netlink(other.port(), 0),
                ByteBuffer.allocate(0),
                0);

        MessageSocket.Message message = other.peek();
        assertThat(message).isNotNull();
        assertThat(message.source()).isEqualTo(new SocketAddress.Netlink(one.port(), 0));
        assertThat(message.payload().remaining()).isEqualTo(3);
        refused(
                NetworkError.ECONNREFUSED,
                () -> one.send(ByteBuffer.allocate(1), new SocketAddress.Netlink(99, 0), ByteBuffer.allocate(0), 0));
    }

    @Test
    void theControllerIsTheOnlyGenericFamily() throws Exception {
        NetlinkSocket socket = stack.strictSocket(NETLINK_GENERIC);

        byte[] controller = ConfiguredStack.ask(
                        socket,
                        Ask.message(
                                16, Ask.REQUEST, out -> out.u8(3).u8(1).u16(0).attribute(2, "nlctrl")))
                .get(0);
        byte[] ethtool = ConfiguredStack.ask(
                        socket,
                        Ask.message(
                                16, Ask.REQUEST, out -> out.u8(3).u8(1).u16(0).attribute(2, "ethtool")))
                .get(0);

        assertThat(controller).hasSize(136);
        assertThat(field(ethtool, 16)).isEqualTo(-NetworkError.ENOENT.number());
    }
}
