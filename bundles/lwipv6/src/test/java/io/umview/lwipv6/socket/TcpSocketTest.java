package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Socket.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.tcp.SimulatedHost;
import io.umview.lwipv6.transport.tcp.SimulatedNetwork;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TcpSocketTest {
    private static final int READABLE_AND_WRITABLE = POLLIN | POLLOUT;
    private static final int SHUT_RD = 0;
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;
    private static final int GONE = POLLIN | POLLOUT | POLLHUP | POLLRDHUP;

    private final SimulatedNetwork network = new SimulatedNetwork(5);
    private final SimulatedHost one = network.add(IpAddress.v4(0x0a000001));
    private final SimulatedHost two = network.add(IpAddress.v4(0x0a000002));
    private final TcpSocket client = socket(one);
    private final TcpSocket listener = socket(two);

    private static TcpSocket socket(SimulatedHost host) {
        return new TcpSocket(new SimulatedSocketHost(host), Capabilities.ALL, host.tcp, Domain.AF_INET);
    }

    private static SocketAddress address(SimulatedHost host, int port) {
        return new SocketAddress.Inet4(host.address, port);
    }

    private static void fails(NetworkError error, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NetworkException.class).hasMessage(error.name());
    }

    private TcpSocket connected() throws NetworkException {
        listener.bind(address(two, 80));
        listener.listen(5);
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        return (TcpSocket) Objects.requireNonNull(listener.accept());
    }

    private void write(TcpSocket socket, String text) throws NetworkException {
        ByteBuffer space = socket.sendBuffer(text.length());
        space.put(text.getBytes(StandardCharsets.US_ASCII));
        socket.sent(text.length(), false);
        network.run(0.01);
    }

    private static String read(TcpSocket socket) throws NetworkException {
        ByteBuffer data = socket.receiveBuffer();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        socket.received(bytes.length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static int number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    // --- connect

    @Test
    void anUnconnectedSocketHangsUp() {
        assertThat(client.readiness()).isEqualTo(POLLOUT | POLLHUP);
        fails(NetworkError.ENOTCONN, client::receiveBuffer);
        fails(NetworkError.EPIPE, () -> client.sendBuffer(1));
        fails(NetworkError.ENOTCONN, client::peerAddress);
        fails(NetworkError.ENOTCONN, () -> client.shutdown(SHUT_RDWR));
        assertThat(client.localAddress()).isEqualTo(new SocketAddress.Inet4(IpAddress.ANY4, 0));
    }

    @Test
    void connectingTakesTime() throws NetworkException {
        listener.bind(address(two, 80));
        listener.listen(5);
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        assertThat(client.readiness()).isZero();
        fails(NetworkError.EALREADY, () -> client.connect(address(two, 80)));
        fails(NetworkError.ENOTCONN, client::peerAddress);
        assertThat(client.sendBuffer(10).hasRemaining()).isFalse();
        assertThat(client.receiveBuffer().hasRemaining()).isFalse();
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(POLLOUT);
        assertThat(client.takeError()).isZero();
        client.connect(address(two, 80));
        fails(NetworkError.EISCONN, () -> client.connect(address(two, 80)));
        assertThat(client.peerAddress()).isEqualTo(address(two, 80));
        assertThat(listener.readiness()).isEqualTo(POLLIN);
        TcpSocket accepted = (TcpSocket) Objects.requireNonNull(listener.accept());
        assertThat(accepted.peerAddress()).isEqualTo(client.localAddress());
        assertThat(accepted.localAddress()).isEqualTo(address(two, 80));
        assertThat(listener.accept()).isNull();
        assertThat(listener.readiness()).isZero();
    }

    @Test
    void aRefusedConnectionSaysSoOnce() {
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 81)));
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(GONE | POLLERR);
        assertThat(client.takeError()).isEqualTo(NetworkError.ECONNREFUSED.number());
        assertThat(client.takeError()).isZero();
        assertThat(client.readiness()).isEqualTo(GONE);
        assertThat(client.atEnd()).isTrue();
        fails(NetworkError.EPIPE, () -> client.sendBuffer(1));
    }

    @Test
    void aRefusedConnectionMayBeTriedAgain() throws NetworkException {
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        fails(NetworkError.ECONNREFUSED, () -> client.connect(address(two, 80)));
        listener.bind(address(two, 80));
        listener.listen(5);
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(POLLOUT);
    }

    @Test
    void afterTheErrorWasTakenConnectIsAborted() {
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        client.takeError();
        fails(NetworkError.ECONNABORTED, () -> client.connect(address(two, 80)));
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
    }

    @Test
    void nobodyAnswers() {
        network.loss = 1;
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(60);
        assertThat(client.readiness()).isZero();
        network.run(70);
        assertThat(client.readiness()).isEqualTo(GONE | POLLERR);
        assertThat(client.takeError()).isEqualTo(NetworkError.ETIMEDOUT.number());
    }

    @Test
    void connectToNoAddressDissolves() throws NetworkException {
        TcpSocket accepted = connected();
        client.connect(new SocketAddress.Unspecified(Domain.AF_UNSPEC));
        assertThat(client.readiness()).isEqualTo(POLLOUT | POLLHUP);
        fails(NetworkError.ENOTCONN, client::receiveBuffer);
        network.run(0.01);
        assertThat(accepted.readiness()).isEqualTo(GONE | POLLERR);
        fails(NetworkError.ECONNRESET, accepted::receiveBuffer);
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(POLLOUT);
    }

    // --- bind and listen

    @Test
    void bindTwice() throws NetworkException {
        client.bind(address(one, 1000));
        fails(NetworkError.EINVAL, () -> client.bind(address(one, 1001)));
        TcpSocket other = socket(one);
        fails(NetworkError.EADDRINUSE, () -> other.bind(address(one, 1000)));
        fails(NetworkError.EADDRNOTAVAIL, () -> other.bind(address(two, 1000)));
        client.close();
        other.bind(address(one, 1000));
    }

    @Test
    void listenTwiceAndWhenConnected() throws NetworkException {
        connected();
        listener.listen(1);
        fails(NetworkError.EINVAL, () -> client.listen(1));
        fails(NetworkError.EISCONN, () -> listener.connect(address(one, 80)));
        fails(NetworkError.EINVAL, client::accept);
        fails(NetworkError.ENOTCONN, listener::receiveBuffer);
    }

    @Test
    void listeningNeedsNoBind() throws NetworkException {
        listener.listen(0);
        assertThat(((SocketAddress.Inet4) listener.localAddress()).port()).isBetween(32768, 60999);
        assertThat(number(listener.option(SocketOption.SOL_SOCKET, SocketOption.SO_ACCEPTCONN, 4)))
                .isOne();
    }

    @Test
    void shutdownEndsListening() throws NetworkException {
        connected();
        listener.shutdown(SHUT_RD);
        fails(NetworkError.EINVAL, listener::accept);
        assertThat(listener.readiness()).isEqualTo(POLLOUT | POLLHUP);
    }

    @Test
    void whatWasNotAcceptedIsReset() throws NetworkException {
        listener.bind(address(two, 80));
        listener.listen(5);
        fails(NetworkError.EINPROGRESS, () -> client.connect(address(two, 80)));
        network.run(0.01);
        listener.close();
        network.run(0.01);
        assertThat(client.takeError()).isEqualTo(NetworkError.ECONNRESET.number());
    }

    // --- data

    @Test
    void dataArrives() throws NetworkException {
        TcpSocket accepted = connected();
        List<Integer> heard = new ArrayList<>();
        accepted.observe(socket -> heard.add(socket.readiness()));
        write(client, "hello");
        assertThat(heard).containsExactly(READABLE_AND_WRITABLE);
        assertThat(accepted.unread()).isEqualTo(5);
        assertThat(read(accepted)).isEqualTo("hello");
        assertThat(accepted.readiness()).isEqualTo(POLLOUT);
        assertThat(accepted.receiveBuffer().hasRemaining()).isFalse();
        assertThat(accepted.atEnd()).isFalse();
    }

    @Test
    void aFullSendBufferIsNotWritable() throws NetworkException {
        TcpSocket accepted = connected();
        int sent = 0;
        while (true) {
            ByteBuffer space = client.sendBuffer(10_000);
            int count = Math.min(10_000, space.remaining());
            if (count == 0) {
                break;
            }
            client.sent(count, false);
            network.run(1);
            sent += count;
        }
        assertThat(client.readiness()).isZero();
        assertThat(client.unsent()).isPositive();
        List<Integer> heard = new ArrayList<>();
        client.observe(socket -> heard.add(socket.readiness()));
        int got = 0;
        while (got < sent) {
            int count = accepted.receiveBuffer().remaining();
            accepted.received(count);
            got += count;
            network.run(1);
        }
        assertThat(heard).contains(POLLOUT);
        assertThat(client.unsent()).isZero();
    }

    @Test
    void lowWaterOfReceiving() throws NetworkException {
        TcpSocket accepted = connected();
        accepted.option(SocketOption.SOL_SOCKET, SocketOption.SO_RCVLOWAT, number(5));
        write(client, "1234");
        assertThat(accepted.readiness()).isEqualTo(POLLOUT);
        write(client, "5");
        assertThat(accepted.readiness()).isEqualTo(READABLE_AND_WRITABLE);
    }

    @Test
    void urgentData() throws NetworkException {
        TcpSocket accepted = connected();
        write(client, "ab");
        client.sendUrgent((byte) '!');
        network.run(0.01);
        write(client, "cd");
        assertThat(accepted.readiness()).isEqualTo(READABLE_AND_WRITABLE | POLLPRI);
        assertThat(accepted.unread()).isEqualTo(2);
        assertThat(read(accepted)).isEqualTo("ab");
        assertThat(accepted.atMark()).isTrue();
        assertThat(accepted.urgent()).isEqualTo('!');
        assertThat(accepted.urgent()).isEqualTo(-1);
        assertThat(read(accepted)).isEqualTo("cd");
        assertThat(accepted.readiness()).isEqualTo(POLLOUT);
    }

    @Test
    void urgentDataInline() throws NetworkException {
        TcpSocket accepted = connected();
        accepted.option(SocketOption.SOL_SOCKET, SocketOption.SO_OOBINLINE, number(1));
        write(client, "ab");
        client.sendUrgent((byte) '!');
        network.run(0.01);
        assertThat(read(accepted)).isEqualTo("ab");
        assertThat(accepted.atMark()).isTrue();
        assertThat(read(accepted)).isEqualTo("!");
        assertThat(accepted.urgent()).isEqualTo(-1);
    }

    // --- ending

    @Test
    void halfClose() throws NetworkException {
        TcpSocket accepted = connected();
        write(client, "last");
        client.shutdown(SHUT_WR);
        network.run(0.01);
        assertThat(accepted.readiness()).isEqualTo(READABLE_AND_WRITABLE | POLLRDHUP);
        assertThat(read(accepted)).isEqualTo("last");
        assertThat(accepted.atEnd()).isTrue();
        fails(NetworkError.EPIPE, () -> client.sendBuffer(1));
        write(accepted, "answer");
        assertThat(read(client)).isEqualTo("answer");
        accepted.close();
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(GONE);
        assertThat(client.takeError()).isZero();
    }

    @Test
    void closeWithUnreadDataResets() throws NetworkException {
        TcpSocket accepted = connected();
        write(client, "unread");
        accepted.close();
        network.run(0.01);
        assertThat(client.takeError()).isEqualTo(NetworkError.ECONNRESET.number());
        assertThat(two.tcp.size()).isZero();
    }

    @Test
    void lingerOfZeroResets() throws NetworkException {
        TcpSocket accepted = connected();
        byte[] linger = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(1)
                .putInt(0)
                .array();
        client.option(SocketOption.SOL_SOCKET, SocketOption.SO_LINGER, linger);
        client.close();
        network.run(0.01);
        fails(NetworkError.ECONNRESET, accepted::receiveBuffer);
        assertThat(accepted.atEnd()).isTrue();
        assertThat(one.tcp.size()).isZero();
    }

    @Test
    void writingToWhoHasClosedIsReset() throws NetworkException {
        TcpSocket accepted = connected();
        accepted.close();
        network.run(0.01);
        assertThat(client.readiness()).isEqualTo(READABLE_AND_WRITABLE | POLLRDHUP);
        write(client, "nobody reads this");
        // RFC 9293: it was in CLOSE_WAIT, where Linux says EPIPE.
        assertThat(client.readiness()).isEqualTo(GONE | POLLERR);
        fails(NetworkError.EPIPE, () -> client.sendBuffer(1));
        fails(NetworkError.EPIPE, () -> client.sendBuffer(1));
    }

    @Test
    void whatIsInTheBufferArrivesAfterClose() throws NetworkException {
        TcpSocket accepted = connected();
        ByteBuffer space = client.sendBuffer(5);
        space.put("12345".getBytes(StandardCharsets.US_ASCII));
        client.sent(5, true);
        client.close();
        network.run(0.01);
        assertThat(read(accepted)).isEqualTo("12345");
        assertThat(accepted.atEnd()).isTrue();
        accepted.close();
        network.run(0.01);
        assertThat(one.tcp.timeWaiting()).isOne();
        network.run(61);
        assertThat(one.tcp.size()).isZero();
        assertThat(two.tcp.size()).isZero();
    }

    @Test
    void thePortIsFreeAgain() throws NetworkException {
        TcpSocket accepted = connected();
        accepted.close();
        network.run(0.01);
        client.close();
        network.run(0.01);
        listener.close();
        TcpSocket again = socket(two);
        fails(NetworkError.EADDRINUSE, () -> again.bind(address(two, 80)));
        network.run(61);
        again.bind(address(two, 80));
    }

    // --- options

    @Test
    void optionsOfTcp() throws NetworkException {
        TcpSocket accepted = connected();
        for (int name : new int[] {
            TcpOption.TCP_NODELAY,
            TcpOption.TCP_CORK,
            TcpOption.TCP_KEEPIDLE,
            TcpOption.TCP_KEEPINTVL,
            TcpOption.TCP_KEEPCNT
        }) {
            client.option(SocketOption.SOL_TCP, name, number(1));
            assertThat(number(client.option(SocketOption.SOL_TCP, name, 4))).isOne();
        }
        assertThat(number(client.option(SocketOption.SOL_TCP, TcpOption.TCP_MAXSEG, 4)))
                .isEqualTo(1448);
        assertThat(new String(
                        client.option(SocketOption.SOL_TCP, TcpOption.TCP_CONGESTION, 16), StandardCharsets.US_ASCII))
                .startsWith("cubic\0");
        accepted.option(SocketOption.SOL_TCP, TcpOption.TCP_CONGESTION, "reno".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(
                        accepted.option(SocketOption.SOL_TCP, TcpOption.TCP_CONGESTION, 16), StandardCharsets.US_ASCII))
                .startsWith("reno\0");
        fails(
                NetworkError.ENOENT,
                () -> client.option(SocketOption.SOL_TCP, TcpOption.TCP_CONGESTION, new byte[] {'x'}));
        fails(NetworkError.EINVAL, () -> client.option(SocketOption.SOL_TCP, TcpOption.TCP_KEEPIDLE, number(0)));
        byte[] info = client.option(SocketOption.SOL_TCP, TcpOption.TCP_INFO, 400);
        assertThat(info).hasSize(248);
        assertThat(info[0]).isEqualTo((byte) 1);
    }

    @Test
    void acceptedSocketsInherit() throws NetworkException {
        listener.option(SocketOption.SOL_TCP, TcpOption.TCP_NODELAY, number(1));
        listener.option(SocketOption.SOL_SOCKET, SocketOption.SO_KEEPALIVE, number(1));
        listener.option(SocketOption.SOL_SOCKET, SocketOption.SO_RCVBUF, number(20_000));
        TcpSocket accepted = connected();
        assertThat(number(accepted.option(SocketOption.SOL_TCP, TcpOption.TCP_NODELAY, 4)))
                .isOne();
        assertThat(number(accepted.option(SocketOption.SOL_SOCKET, SocketOption.SO_KEEPALIVE, 4)))
                .isOne();
        assertThat(number(accepted.option(SocketOption.SOL_SOCKET, SocketOption.SO_RCVBUF, 4)))
                .isEqualTo(40_000);
    }
}
