package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Two TCPs over networks of every quality: the stream is what was written, and nothing is left behind. */
class TransferTest {
    private static final int PORT = 80;

    private SimulatedNetwork network;
    private SimulatedHost client;
    private SimulatedHost server;
    private Stream clientStream;
    private Stream serverStream;

    private void network(long seed, boolean v6) {
        network = new SimulatedNetwork(seed);
        client = network.add(v6 ? new IpAddress(0xfd00L << 48, 1) : IpAddress.v4(0x0a000001));
        server = network.add(v6 ? new IpAddress(0xfd00L << 48, 2) : IpAddress.v4(0x0a000002));
    }

    private void transfer(long toServer, long toClient, double seconds) throws NetworkException {
        Random random = network.random;
        Listener listener = server.listen(PORT, server.settings(), 5);
        Connection c = client.connect(server, PORT, client.settings());
        clientStream = new Stream(c, random, toServer, 7, toClient, 1000);
        listener.observe(() -> {
            Connection accepted = listener.accept();
            serverStream = new Stream(accepted, random, toClient, 1000, toServer, 7);
            serverStream.work();
        });
        boolean done = network.runUntil(
                () -> serverStream != null && serverStream.complete() && clientStream.complete(), seconds);
        assertThat(done)
                .as(
                        "client wrote %d of %d, read %d of %d; server wrote %s read %s; %s %s errors %s",
                        clientStream.written,
                        toServer,
                        clientStream.read,
                        toClient,
                        serverStream == null ? "?" : serverStream.written,
                        serverStream == null ? "?" : serverStream.read,
                        c.phase(),
                        c.sender.board,
                        clientStream.error)
                .isTrue();
        listener.close();
        server.tcp.ports().release(listener.binding());
    }

    /** After TIME_WAIT nothing is left: no connection, no port, no timer, no packet, no buffer. */
    private void nothingIsLeft() {
        network.run(600);
        for (SimulatedHost host : network.hosts) {
            assertThat(host.tcp.size()).as("connections").isZero();
            assertThat(host.tcp.orphans()).as("orphans").isZero();
            assertThat(host.tcp.ports().size()).as("ports").isZero();
            assertThat(host.timers.delay()).as("timers").isEqualTo(-1);
            assertThat(host.pool.inUse()).as("packets").isZero();
            assertThat(host.tcp.bufferBytes()).as("buffers").isZero();
            assertThat(host.tcp.statistics().currEstab).as("CurrEstab").isZero();
        }
    }

    @Test
    void aCleanNetwork() throws NetworkException {
        network(1, false);
        transfer(1_000_000, 300_000, 30);
        assertThat(client.tcp.statistics().retransSegs).isZero();
        assertThat(server.tcp.statistics().retransSegs).isZero();
        nothingIsLeft();
    }

    @Test
    void ipv6() throws NetworkException {
        network(2, true);
        transfer(1_000_000, 300_000, 30);
        assertThat(client.tcp.statistics().retransSegs).isZero();
        nothingIsLeft();
    }

    @Test
    void offload() throws NetworkException {
        network(3, false);
        network.offload = Link.Offload.ALL;
        transfer(10_000_000, 5_000_000, 30);
        assertThat(client.tcp.statistics().retransSegs).isZero();
        // Most packets are much larger than the MTU.
        assertThat(network.bytes / network.packets).isGreaterThan(3000);
        nothingIsLeft();
    }

    /** Neither Nagle's algorithm nor windows of little more than a segment may make one end wait for the other's patience. */
    @Property(tries = 60)
    void noDelayedAcknowledgmentStopsATransfer(
            @ForAll long seed, @ForAll @IntRange(min = 4096, max = 400_000) int buffer, @ForAll boolean small)
            throws NetworkException {
        network(seed, false);
        network.mtu = small ? 1500 : 65536;
        network.delay = 10_000;
        server.tcp.parameters().rmemDefault = buffer;
        client.tcp.parameters().wmemDefault = buffer;
        transfer(5_000_000, 0, 30);
        assertThat(server.tcp.statistics().delayedAcks).isLessThanOrEqualTo(1);
        assertThat(client.tcp.statistics().retransSegs).isZero();
        assertThat(client.tcp.statistics().winProbe).isZero();
    }

    /** The queue has room for what comes after longer round trips were noticed, and none for what doubling would put into it. */
    @Test
    void slowStartEndsBeforeTheQueueOverflows() throws NetworkException {
        network(5, false);
        network.delay = 20_000_000;
        network.bandwidth = 2_000_000;
        network.queue = 600_000;
        transfer(4_000_000, 0, 10);
        assertThat(client.tcp.statistics().retransSegs).isZero();
        nothingIsLeft();
    }

    @Test
    void offloadWithLoss() throws NetworkException {
        network(4, false);
        network.offload = Link.Offload.ALL;
        network.loss = 0.05;
        transfer(10_000_000, 5_000_000, 300);
        nothingIsLeft();
    }

    @Property(tries = 150)
    void anyNetwork(
            @ForAll long seed,
            @ForAll @IntRange(max = 25) int loss,
            @ForAll @IntRange(max = 20) int duplication,
            @ForAll @IntRange(max = 10) int corruption,
            @ForAll @IntRange(max = 50_000) int delayMicros,
            @ForAll @IntRange(max = 50_000) int jitterMicros,
            @ForAll @IntRange(min = 576, max = 9000) int mtu)
            throws NetworkException {
        Random random = new Random(seed);
        network(seed, random.nextBoolean());
        for (SimulatedHost host : network.hosts) {
            TcpParameters parameters = host.tcp.parameters();
            parameters.timestamps = random.nextInt(4) != 0;
            parameters.sack = random.nextInt(4) != 0;
            parameters.windowScaling = random.nextInt(4) != 0;
            parameters.ecn = random.nextInt(3);
            parameters.congestionControl = random.nextBoolean() ? "cubic" : "reno";
            // The properties are about the data, not about giving up.
            parameters.synRetries = 30;
            parameters.synAckRetries = 30;
            parameters.retries2 = 40;
            parameters.orphanRetries = 40;
        }
        network.loss = loss / 100.0;
        network.duplication = duplication / 100.0;
        network.corruption = corruption / 100.0;
        network.delay = delayMicros * 1000L;
        network.jitter = jitterMicros * 1000L;
        network.mtu = Math.max(mtu, client.address.isV4() ? 576 : 1280);
        network.marks = random.nextInt(8) == 0;
        if (random.nextInt(4) == 0) {
            network.offload = Link.Offload.ALL;
        }
        transfer(random.nextInt(300_000), random.nextInt(300_000), 20_000);
        nothingIsLeft();
    }
}
