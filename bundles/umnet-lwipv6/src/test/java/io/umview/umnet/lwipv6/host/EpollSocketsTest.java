package io.umview.umnet.lwipv6.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.gateway.HostDatagrams;
import io.umview.lwipv6.gateway.HostException;
import io.umview.lwipv6.gateway.HostSocket;
import io.umview.lwipv6.gateway.HostStream;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of the host in a loop, and those of the JDK at the other side. */
@Timeout(60)
class EpollSocketsTest {
    private static final int PATIENCE_SECONDS = 20;

    private final PacketPool pool = new PacketPool();
    private final List<HostSocket> opened = new ArrayList<>();
    private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    private EpollLoop loop;
    private EpollSockets sockets;

    @BeforeEach
    void start() throws Exception {
        loop = new EpollLoop("test-loop", new TimerWheel(Clock.SYSTEM), () -> opened.forEach(HostSocket::close));
        sockets = new EpollSockets(loop);
        loop.start();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void bytesGoBothWaysUntilTheEnd(String address) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(address))) {
            HostStream stream = connect(server);
            try (Socket peer = server.accept()) {
                assertThat(inLoop(stream::peer)).isEqualTo(server.getLocalSocketAddress());
                assertThat(inLoop(() -> stream.write(bytes(1, 2, 3)))).isEqualTo(3);
                assertThat(peer.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);

                ByteBuffer received = ByteBuffer.allocateDirect(10);
                assertThat(inLoop(() -> stream.read(received)))
                        .as("nothing yet")
                        .isZero();
                await(stream, true, false);
                peer.getOutputStream().write(new byte[] {4, 5});
                awaitTold();
                int count = inLoop(() -> {
                    int read = stream.read(received);
                    told.clear();
                    return read;
                });
                assertThat(count).isEqualTo(2);
                assertThat(received.flip()).isEqualTo(bytes(4, 5));

                inLoop(() -> {
                    stream.shutdownOutput();
                    return null;
                });
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
                peer.shutdownOutput();
                awaitTold();
                assertThat(inLoop(() -> stream.read(received.clear()))).isEqualTo(-1);
            }
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port = freePort();
        assertThatThrownBy(() -> connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port)))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.ECONNREFUSED));
    }

    @Test
    void whoTakesNothingIsWaitedFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            HostStream stream = connect(server);
            try (Socket peer = server.accept()) {
                long total = inLoop(() -> {
                    ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
                    long sum = 0;
                    for (int count = stream.write(much); count > 0; count = stream.write(much.clear())) {
                        sum += count;
                    }
                    return sum;
                });
                await(stream, false, true);
                peer.getInputStream().skipNBytes(total);
                awaitTold();
                assertThat(inLoop(() -> stream.write(bytes(1)))).isEqualTo(1);
            }
        }
    }

    /** Else the loop would turn without end. */
    @Test
    void anEndThatNobodyAwaitsIsNotToldAgainAndAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            HostStream stream = connect(server);
            await(stream, false, false);
            Socket peer = server.accept();
            peer.setSoLinger(true, 0);
            peer.close();
            awaitTold();
            for (int i = 0; i < 20; i++) {
                inLoop(() -> null);
            }
            // An error and the end may be two events.
            assertThat(told).hasSizeLessThan(2);
            assertThatThrownBy(() -> inLoop(() -> stream.read(ByteBuffer.allocateDirect(1))))
                    .isInstanceOfSatisfying(
                            HostException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.ECONNRESET));
        }
    }

    /** Its number may be another's by then. */
    @Test
    void whatIsClosedIsNotUsed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            HostStream stream = connect(server);
            HostDatagrams datagrams = open(() -> sockets.datagrams(true, null));
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            inLoop(() -> {
                stream.close();
                datagrams.close();
                return null;
            });
            List<Callable<?>> uses = List.of(
                    () -> stream.read(bytes(1)),
                    () -> stream.write(bytes(1)),
                    () -> datagrams.send(packet(1), address),
                    () -> datagrams.receive(bytes(1)));
            for (Callable<?> use : uses) {
                assertThatThrownBy(() -> inLoop(use))
                        .isInstanceOfSatisfying(
                                HostException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.EBADF));
            }
        }
    }

    @Test
    void aResetReachesThePeer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            HostStream stream = connect(server);
            try (Socket peer = server.accept()) {
                inLoop(() -> {
                    stream.reset();
                    return null;
                });
                assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void theWildcardAddressIsOfBothFamilies() throws Exception {
        int port = freePort();
        BlockingQueue<HostStream> accepted = new LinkedBlockingQueue<>();
        open(() -> sockets.listen(new InetSocketAddress("0.0.0.0", port), stream -> {
            opened.add(stream);
            accepted.add(stream);
        }));
        for (String address : List.of("127.0.0.1", "::1")) {
            try (Socket peer = new Socket(InetAddress.getByName(address), port)) {
                HostStream stream = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(stream).isNotNull();
                assertThat(inLoop(stream::peer)).isEqualTo(peer.getLocalSocketAddress());
            }
        }
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatThrownBy(() -> open(() -> sockets.listen(address, HostSocket::close)))
                    .hasMessage("Address already in use")
                    .isInstanceOfSatisfying(
                            HostException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.EADDRINUSE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void datagramsGoBothWays(String text) throws Exception {
        InetAddress address = InetAddress.getByName(text);
        try (DatagramSocket one = new DatagramSocket(0, address);
                DatagramSocket other = new DatagramSocket(0, address)) {
            HostDatagrams datagrams = open(() -> sockets.datagrams(text.equals("127.0.0.1"), null));
            observe(datagrams);
            for (DatagramSocket peer : List.of(one, other, one)) {
                InetSocketAddress to = (InetSocketAddress) peer.getLocalSocketAddress();
                assertThat(inLoop(() -> datagrams.send(packet(1, 2), to))).isTrue();
                DatagramPacket got = new DatagramPacket(new byte[10], 10);
                peer.receive(got);
                assertThat(got.getLength()).isEqualTo(2);
                got.setData(new byte[] {3, 4, 5});
                peer.send(got);
                awaitTold();
                ByteBuffer into = ByteBuffer.allocateDirect(100);
                assertThat(inLoop(() -> datagrams.receive(into))).isEqualTo(to);
                assertThat(into.flip()).isEqualTo(bytes(3, 4, 5));
                assertThat(inLoop(() -> datagrams.receive(into))).isNull();
                told.clear();
            }
        }
    }

    @Test
    void aSocketThatIsConnectedIsToldThatNobodyIsThere() throws Exception {
        InetSocketAddress nobody;
        try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            nobody = (InetSocketAddress) gone.getLocalSocketAddress();
        }
        HostDatagrams datagrams = open(() -> sockets.datagrams(true, null));
        observe(datagrams);
        inLoop(() -> {
            datagrams.connect(nobody);
            return datagrams.send(packet(1), nobody);
        });
        awaitTold();
        assertThatThrownBy(() -> inLoop(() -> datagrams.receive(ByteBuffer.allocateDirect(1))))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.error()).isEqualTo(NetworkError.ECONNREFUSED));
    }

    // --- helpers

    private HostStream connect(ServerSocket server) throws Exception {
        return connect((InetSocketAddress) server.getLocalSocketAddress());
    }

    private HostStream connect(InetSocketAddress address) throws Exception {
        HostStream stream = open(() -> sockets.connect(address));
        observe(stream);
        while (!inLoop(stream::isConnected)) {
            awaitTold();
        }
        told.clear();
        return stream;
    }

    private void observe(HostStream stream) throws Exception {
        inLoop(() -> {
            stream.observe(() -> told.add(true));
            return null;
        });
    }

    private void observe(HostDatagrams datagrams) throws Exception {
        inLoop(() -> {
            datagrams.observe(() -> told.add(true));
            return null;
        });
    }

    private void await(HostStream stream, boolean readable, boolean writable) throws Exception {
        inLoop(() -> {
            stream.await(readable, writable);
            return null;
        });
    }

    private void awaitTold() throws InterruptedException {
        assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("is told").isNotNull();
        told.clear();
    }

    private <T extends HostSocket> T open(Callable<T> opening) throws Exception {
        return inLoop(() -> {
            T socket = opening.call();
            opened.add(socket);
            return socket;
        });
    }

    private <T> T inLoop(Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Packet packet(int... values) {
        Packet packet = pool.take(values.length);
        packet.append(values.length);
        for (int i = 0; i < values.length; i++) {
            packet.put8(i, values[i]);
        }
        return packet;
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }
}
