package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.SocketOption;
import io.umview.lwipv6.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest's stack, a gateway, and servers on the host's loopback interface. */
@Timeout(60)
class GatewayTest {
    private static final String HOST = "10.0.2.2";
    private static final String SELF = "10.0.2.15";
    private static final int BULK = 64 << 20;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private Guest guest;

    @BeforeEach
    void start() throws Exception {
        guest = guest("");
    }

    @AfterEach
    void stop() throws Exception {
        guest.close();
    }

    @Test
    void aRequestIsAnsweredAndTheConnectionEnds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            CompletableFuture<String> asked = serve(server, (in, out) -> {
                String request = new String(in.readNBytes(16), StandardCharsets.US_ASCII);
                out.write("HTTP/1.0 200 OK\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII));
                return request;
            });
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            stream.send("GET / HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(all(stream), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.0 200 OK\r\n\r\nhello");
            assertThat(Guest.await(asked)).isEqualTo("GET / HTTP/1.0\r\n");
            stream.close();
        }
    }

    /** The gateway, whose side was closed first, is in TIME_WAIT then (RFC 6191). */
    @Test
    void aPortIsGoodForANewConnectionAtOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Void> closed = serve(server, (in, out) -> null);
                GuestStream stream = guest.stream(HOST);
                guest.call(() -> {
                    stream.socket.option(SocketOption.SOL_SOCKET, SocketOption.SO_REUSEADDR, new byte[] {1, 0, 0, 0});
                    stream.socket.bind(Guest.address(IpAddress.parse(SELF), 4000));
                    return null;
                });
                guest.connect(stream, HOST, server.getLocalPort());
                assertThat(stream.receive()).as("the end").isEmpty();
                stream.close();
                Guest.await(closed);
                guest.awaitNoConnection();
            }
            assertThat(guest.counter("OutRsts")).isZero();
        }
    }

    @Test
    void muchArrivesWholeAtTheHost() throws Exception {
        byte[] chunk = random(1 << 20);
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            CompletableFuture<byte[]> digest = serve(server, (in, out) -> digest(in));
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            MessageDigest expected = MessageDigest.getInstance("SHA-256");
            for (int sent = 0; sent < BULK; sent += chunk.length) {
                stream.send(chunk);
                expected.update(chunk);
            }
            stream.shutdownOutput();
            assertThat(Guest.await(digest)).isEqualTo(expected.digest());
            assertThat(stream.receive())
                    .as("the end, in the other direction too")
                    .isEmpty();
        }
    }

    @Test
    void muchArrivesWholeAtTheGuest() throws Exception {
        byte[] chunk = random(1 << 20);
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            CompletableFuture<Void> sent = serve(server, (in, out) -> {
                for (int i = 0; i < BULK; i += chunk.length) {
                    out.write(chunk);
                    expected.update(chunk);
                }
                return null;
            });
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] bytes = stream.receive(); bytes.length > 0; bytes = stream.receive()) {
                digest.update(bytes);
            }
            Guest.await(sent);
            assertThat(digest.digest()).isEqualTo(expected.digest());
        }
    }

    @Test
    void eachDirectionEndsByItself() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            serve(server, (in, out) -> {
                int count = in.readAllBytes().length;
                out.write(("got " + count).getBytes(StandardCharsets.US_ASCII));
                return null;
            });
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            stream.send(new byte[1000]);
            stream.shutdownOutput();
            assertThat(new String(all(stream), StandardCharsets.US_ASCII)).isEqualTo("got 1000");
        }
    }

    @Test
    void whoDoesNotReadStopsWhoWrites() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.accept();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            try (Socket peer = Guest.await(accepted)) {
                peer.getOutputStream().write(1);
                assertThat(stream.receive()).hasSize(1);
                int most = 0;
                for (int quiet = 0; quiet < 20; ) {
                    int room = guest.call(() -> {
                        int free = stream.socket.sendBuffer(1 << 20).remaining();
                        stream.socket.sent(free, false);
                        return free;
                    });
                    most += room;
                    quiet = room == 0 ? quiet + 1 : 0;
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                assertThat(most).isLessThan(64 << 20);
                assertThat(peer.getInputStream().readNBytes(most)).hasSize(most);
            }
        }
    }

    @Test
    void aPortWhereNobodyListensRefuses() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            port = server.getLocalPort();
        }
        assertError(NetworkError.ECONNREFUSED, () -> guest.connect(HOST, port));
    }

    @Test
    void aResetOnOneSideIsAResetOnTheOther() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            CompletableFuture<Socket> first = CompletableFuture.supplyAsync(() -> acceptOne(server));
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            Socket peer = Guest.await(first);
            peer.setSoLinger(true, 0);
            peer.close();
            assertError(NetworkError.ECONNRESET, stream::receive);

            CompletableFuture<Socket> second = CompletableFuture.supplyAsync(() -> acceptOne(server));
            GuestStream other = guest.connect(HOST, server.getLocalPort());
            try (Socket witness = Guest.await(second)) {
                guest.call(() -> {
                    byte[] linger = ByteBuffer.allocate(8)
                            .order(ByteOrder.nativeOrder())
                            .putInt(1)
                            .putInt(0)
                            .array();
                    other.socket.option(1, 13, linger);
                    other.socket.close();
                    return null;
                });
                assertThatThrownBy(() -> witness.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void manyConnectionsAtOnce() throws Exception {
        int count = 200;
        try (ServerSocket server = new ServerSocket(0, 250, loopback)) {
            for (int i = 0; i < count; i++) {
                serve(server, (in, out) -> {
                    out.write(in.readNBytes(4));
                    return null;
                });
            }
            GuestStream[] streams = new GuestStream[count];
            for (int i = 0; i < count; i++) {
                streams[i] = guest.connect(HOST, server.getLocalPort());
            }
            for (int i = 0; i < count; i++) {
                streams[i].send(new byte[] {1, 2, (byte) (i >> 8), (byte) i});
            }
            for (int i = 0; i < count; i++) {
                assertThat(all(streams[i])).containsExactly(1, 2, (byte) (i >> 8), (byte) i);
                streams[i].close();
            }
        }
    }

    @Test
    void datagramsGoThereAndBack() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, loopback)) {
            echo(server);
            GuestDatagrams socket = guest.datagrams(SELF, 17);
            for (int size : new int[] {0, 1, 1400, 60_000}) {
                byte[] payload = random(size);
                socket.send(HOST, server.getLocalPort(), payload);
                GuestDatagrams.Datagram answer = socket.receive();
                assertThat(answer.payload()).isEqualTo(payload);
                assertThat(answer.source())
                        .isEqualTo(new SocketAddress.Inet4(IpAddress.parse(HOST), server.getLocalPort()));
            }
        }
    }

    @Test
    void oneSocketOfTheGuestIsOneSocketOfTheHost() throws Exception {
        try (DatagramSocket first = new DatagramSocket(0, loopback);
                DatagramSocket second = new DatagramSocket(0, loopback)) {
            GuestDatagrams socket = guest.datagrams(SELF, 17);
            socket.send(HOST, first.getLocalPort(), new byte[1]);
            socket.send(HOST, second.getLocalPort(), new byte[1]);
            DatagramPacket one = new DatagramPacket(new byte[10], 10);
            first.receive(one);
            DatagramPacket two = new DatagramPacket(new byte[10], 10);
            second.receive(two);
            assertThat(one.getPort()).isEqualTo(two.getPort());

            second.send(new DatagramPacket(new byte[5], 5, loopback, one.getPort()));
            assertThat(socket.receive().payload()).hasSize(5);
        }
    }

    @Test
    void namesAreAskedOfTheHostsServers() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, loopback);
                DatagramSocket server = new DatagramSocket(0, loopback)) {
            guest.close();
            guest = guest(
                    "resolver=127.0.0.1#" + silent.getLocalPort() + ",resolver=127.0.0.1#" + server.getLocalPort());
            answerQueries(server, 0);
            GuestDatagrams socket = guest.datagrams(SELF, 17);
            socket.send("10.0.2.3", 53, query(0x1234));
            GuestDatagrams.Datagram answer = socket.receive();
            assertThat(answer.source()).isEqualTo(new SocketAddress.Inet4(IpAddress.parse("10.0.2.3"), 53));
            assertThat(answer.payload()).startsWith(0x12, 0x34, 0x81, 0x80);
        }
    }

    @Test
    void whenNoServerHasAnAnswerThatIsSaid() throws Exception {
        try (DatagramSocket refusing = new DatagramSocket(0, loopback)) {
            int closed;
            try (DatagramSocket gone = new DatagramSocket(0, loopback)) {
                closed = gone.getLocalPort();
            }
            guest.close();
            guest = guest("resolver=127.0.0.1#" + closed);
            GuestDatagrams socket = guest.datagrams(SELF, 17);
            socket.send("10.0.2.3", 53, query(7));
            assertThat(socket.receive().payload()).startsWith(0, 7, 0x81, 0x82);

            guest.close();
            guest = guest("resolver=127.0.0.1#" + refusing.getLocalPort());
            answerQueries(refusing, 5);
            GuestDatagrams other = guest.datagrams(SELF, 17);
            other.send("10.0.2.3", 53, query(8));
            assertThat(other.receive().payload()).startsWith(0, 8, 0x81, 0x85);
        }
    }

    @Test
    void theGatewayAnswersPings() throws Exception {
        GuestDatagrams socket = guest.datagrams(SELF, 1);
        byte[] request = new byte[16];
        request[0] = 8;
        request[15] = 77;
        socket.send(HOST, 0, request);
        assertThat(socket.receive().payload()).hasSize(16).startsWith(0).endsWith(77);
    }

    @Test
    void whoeverAnswersTheHostAnswersTheGuest() throws Exception {
        guest.close();
        guest = new Guest(Gateway.open(
                        GatewayOptions.defaults(),
                        (address, timeout) -> address.getHostAddress().endsWith("7")))
                .configured(SELF, HOST);
        GuestDatagrams socket = guest.datagrams(SELF, 1);
        byte[] request = new byte[16];
        request[0] = 8;
        socket.send("192.0.2.77", 0, request);
        assertThat(socket.receive().source()).isEqualTo(new SocketAddress.Inet4(IpAddress.parse("192.0.2.77"), 0));

        GuestDatagrams other = guest.datagrams(SELF, 1);
        guest.call(() -> {
            other.socket.connect(new SocketAddress.Inet4(IpAddress.parse("192.0.2.78"), 0));
            other.socket.option(0, 11, new byte[] {1, 0, 0, 0});
            return null;
        });
        other.send("192.0.2.78", 0, request);
        assertError(NetworkError.EHOSTUNREACH, other::receive);
    }

    @Test
    void theGatewayEndsWithItsLink() throws Exception {
        String name = "gateway 10.0.99.2";
        Link link = Gateway.open(GatewayOptions.parse("net=10.0.99.0/24"));
        assertThat(threads()).contains(name);
        link.close();
        assertThat(threads()).doesNotContain(name);
    }

    @Test
    void aGatewayMayShareTheGuestsThread() throws Exception {
        guest.close();
        guest = new Guest(loop -> Gateway.open(GatewayOptions.defaults(), loop, loop.timers(), new NioSockets(loop)))
                .configured(SELF, HOST);
        assertThat(threads()).noneMatch(name -> name.startsWith("gateway"));
        try (ServerSocket server = new ServerSocket(0, 50, loopback);
                DatagramSocket datagrams = new DatagramSocket(0, loopback)) {
            serve(server, (in, out) -> {
                out.write(in.readNBytes(3));
                return null;
            });
            GuestStream stream = guest.connect(HOST, server.getLocalPort());
            stream.send(new byte[] {1, 2, 3});
            assertThat(all(stream)).containsExactly(1, 2, 3);

            echo(datagrams);
            GuestDatagrams socket = guest.datagrams(SELF, 17);
            socket.send(HOST, datagrams.getLocalPort(), new byte[] {4});
            assertThat(socket.receive().payload()).containsExactly(4);
        }
    }

    @Test
    void aPortOfTheHostLeadsToTheGuest() throws Exception {
        int port = freePort();
        guest.close();
        guest = guest("fwd=tcp:127.0.0.1:" + port + "-:80");
        GuestStream listener = guest.listen(SELF, 80);
        try (Socket client = new Socket(loopback, port)) {
            GuestStream accepted = listener.accept();
            SocketAddress peer = guest.call(accepted.socket::peerAddress);
            assertThat(peer).isEqualTo(new SocketAddress.Inet4(IpAddress.parse(HOST), client.getLocalPort()));
            client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertThat(new String(all(accepted), StandardCharsets.US_ASCII)).isEqualTo("ping");
            accepted.send("pong".getBytes(StandardCharsets.US_ASCII));
            accepted.close();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("pong");
        }
    }

    @Test
    void aForwardToWhereNobodyListensIsClosed() throws Exception {
        int port = freePort();
        guest.close();
        guest = guest("fwd=tcp:127.0.0.1:" + port + "-:80");
        try (Socket client = new Socket(loopback, port)) {
            client.setSoTimeout(10_000);
            assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void datagramsToAPortOfTheHostReachTheGuestAndItsAnswersGoBack() throws Exception {
        int port = freePort();
        guest.close();
        guest = guest("fwd=udp:127.0.0.1:" + port + "-:5353");
        GuestDatagrams socket = guest.datagrams(SELF, 17);
        guest.call(() -> {
            socket.socket.bind(new SocketAddress.Inet4(IpAddress.ANY4, 5353));
            return null;
        });
        try (DatagramSocket client = new DatagramSocket(0, loopback)) {
            client.setSoTimeout(10_000);
            client.send(new DatagramPacket(new byte[] {1}, 1, loopback, port));
            GuestDatagrams.Datagram asked = socket.receive();
            assertThat(asked.source()).isEqualTo(new SocketAddress.Inet4(IpAddress.parse(HOST), client.getLocalPort()));
            socket.send(HOST, client.getLocalPort(), new byte[] {2, 3});
            DatagramPacket answer = new DatagramPacket(new byte[10], 10);
            client.receive(answer);
            assertThat(answer.getLength()).isEqualTo(2);
            assertThat(answer.getPort()).isEqualTo(port);
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 50, loopback)) {
            GatewayOptions options = GatewayOptions.parse("fwd=tcp:127.0.0.1:" + taken.getLocalPort() + "-:80");
            assertThatThrownBy(() -> Gateway.open(options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void aForwardThatCannotBeIsRefused() throws IOException {
        String twice = "fwd=udp:127.0.0.1:" + freePort() + "-:53,fwd=udp:127.0.0.1:" + freePort() + "-:53";
        assertThatThrownBy(() -> Gateway.open(GatewayOptions.parse(twice)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("two forwards");
        assertThatThrownBy(() -> Gateway.open(GatewayOptions.parse("fwd=udp:127.0.0.1:40053-[fd00::15]:53")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("family");
        assertThat(threads()).filteredOn(name -> name.startsWith("gateway")).hasSize(1);
    }

    @Test
    void theHostsLoopbackCanBeOutOfReach() throws Exception {
        guest.close();
        guest = guest("loopback=no");
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            assertError(NetworkError.ECONNREFUSED, () -> guest.connect(HOST, server.getLocalPort()));
        }
    }

    @Test
    void aRestrictedGuestReachesNothing() throws Exception {
        guest.close();
        guest = guest("restrict=yes");
        assertError(NetworkError.ECONNREFUSED, () -> guest.connect("192.0.2.77", 80));
    }

    @Test
    void anIpv6GuestConfiguresItselfAndReachesTheHost() throws Exception {
        IpAddress own = guest.address6();
        assertThat(own.high()).isEqualTo(0xfd00L << 48);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("::1"));
                DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            serve(server, (in, out) -> {
                out.write(in.readNBytes(5));
                return null;
            });
            GuestStream stream = guest.connect("fd00::2", server.getLocalPort());
            stream.send(new byte[] {1, 2, 3, 4, 5});
            assertThat(all(stream)).containsExactly(1, 2, 3, 4, 5);

            echo(datagrams);
            GuestDatagrams socket = guest.datagrams("::1", 17);
            socket.send("fd00::2", datagrams.getLocalPort(), new byte[] {9, 9});
            assertThat(socket.receive().payload()).containsExactly(9, 9);
        }
    }

    // --- helpers

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static Guest guest(String options) throws Exception {
        return new Guest(Gateway.open(GatewayOptions.parse(options))).configured(SELF, HOST);
    }

    private interface Service<T> {
        T serve(InputStream in, OutputStream out) throws Exception;
    }

    /** Serves one connection. */
    private static <T> CompletableFuture<T> serve(ServerSocket server, Service<T> service) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                result.complete(service.serve(socket.getInputStream(), socket.getOutputStream()));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static Socket acceptOne(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends datagrams back until the socket is closed. */
    private static void echo(DatagramSocket server) {
        Thread thread = new Thread(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
            try {
                while (true) {
                    packet.setLength(65536);
                    server.receive(packet);
                    server.send(packet);
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers queries with a code until the socket is closed. */
    private static void answerQueries(DatagramSocket server, int code) {
        Thread thread = new Thread(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            try {
                while (true) {
                    packet.setLength(512);
                    server.receive(packet);
                    packet.getData()[2] |= (byte) 0x80;
                    packet.getData()[3] = (byte) (0x80 | code);
                    server.send(packet);
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] query(int identifier) {
        byte[] query = new byte[12 + 5 + 4];
        query[0] = (byte) (identifier >> 8);
        query[1] = (byte) identifier;
        query[2] = 1;
        query[5] = 1;
        query[12] = 3;
        return query;
    }

    private static byte[] all(GuestStream stream) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] some = stream.receive(); some.length > 0; some = stream.receive()) {
            bytes.write(some);
        }
        return bytes.toByteArray();
    }

    private static byte[] digest(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return digest.digest();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static int freePort() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            return server.getLocalPort();
        }
    }

    private static void assertError(NetworkError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
