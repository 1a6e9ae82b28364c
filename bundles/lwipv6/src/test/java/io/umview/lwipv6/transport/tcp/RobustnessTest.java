package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes in, in whatever state: nothing is thrown, and nothing is left when all is over. */
class RobustnessTest {
    private final ScriptedPeer peer = new ScriptedPeer();

    @Property(tries = 400)
    void randomSegmentsInAnyState(@ForAll long seed) throws NetworkException {
        Random random = new Random(seed);
        ScriptedPeer hostile = new ScriptedPeer();
        hostile.mtu = 600 + random.nextInt(3000);
        hostile.tcp.parameters().ecn = random.nextInt(3);
        hostile.tcp.parameters().synCookies = random.nextInt(3);
        Listener listener = hostile.listen(hostile.settings(), random.nextInt(4));
        List<Connection> connections = new ArrayList<>();
        int listenPort = hostile.ownPort;
        if (random.nextBoolean()) {
            connections.add(hostile.begin(hostile.settings()));
        }
        for (int step = 0; step < 150; step++) {
            Connection accepted = listener.accept();
            if (accepted != null) {
                connections.add(accepted);
            }
            if (random.nextInt(10) == 0) {
                hostile.ownPort = random.nextBoolean() ? listenPort : hostile.ownPort;
                hostile.peerPort = ScriptedPeer.PEER_PORT + random.nextInt(3);
            }
            switch (random.nextInt(12)) {
                case 0 -> hostile.pass(random.nextInt(3000));
                case 1 -> program(connections, random);
                case 2 ->
                    hostile.icmp(
                            NetworkError.EHOSTUNREACH, random.nextBoolean(), 3, random.nextInt(6), 0, near(random));
                default -> segment(hostile, random);
            }
            hostile.sent.clear();
        }
        for (Connection c : connections) {
            c.close();
        }
        listener.close();
        hostile.tcp.ports().release(listener.binding());
        hostile.pass(1_000_000);
        assertThat(hostile.tcp.size()).isZero();
        assertThat(hostile.tcp.ports().size()).isZero();
        assertThat(hostile.tcp.orphans()).isZero();
        assertThat(hostile.pool.inUse()).isZero();
        assertThat(hostile.tcp.bufferBytes()).isZero();
        assertThat(hostile.tcp.statistics().currEstab).isZero();
        assertThat(hostile.timers.delay()).isEqualTo(-1);
    }

    private static int near(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(70_000) - 1000;
            case 2 -> random.nextInt(3000);
            default -> random.nextInt(3);
        };
    }

    private static void segment(ScriptedPeer peer, Random random) {
        int flags = switch (random.nextInt(6)) {
            case 0 -> random.nextInt(256);
            case 1 -> SYN;
            case 2 -> SYN | ACK;
            case 3 -> ACK | FIN;
            default -> ACK | PSH;
        };
        ScriptedPeer.Builder builder = peer.segment(flags, near(random), near(random))
                .window(random.nextBoolean() ? 65535 : random.nextInt(65536))
                .urgent(random.nextInt(100))
                .trafficClass(random.nextInt(4));
        if (random.nextInt(3) == 0) {
            builder.data(random.nextInt(1400));
        }
        if (random.nextInt(3) == 0) {
            builder.options(random.nextInt(3000), random.nextInt(16) - 1, random.nextBoolean(), random.nextBoolean());
        } else if (random.nextBoolean()) {
            builder.sack(near(random), near(random), near(random), near(random));
        } else {
            builder.stamp(peer.peerTimestamp + random.nextInt(10) - 2, peer.lastTimestamp - random.nextInt(10));
        }
        builder.send();
    }

    private static void program(List<Connection> connections, Random random) {
        if (connections.isEmpty()) {
            return;
        }
        Connection c = connections.get(random.nextInt(connections.size()));
        switch (random.nextInt(6)) {
            case 0 -> c.shutdown(Connection.SEND_SHUTDOWN);
            case 1 -> {
                connections.remove(c);
                c.close();
            }
            case 2 -> ScriptedPeer.read(c);
            case 3 -> {
                if (c.phase().sends() && c.sendBuffer(1).hasRemaining()) {
                    c.sendUrgent((byte) 1);
                }
            }
            default -> {
                if (c.phase().sends()) {
                    int space = c.sendBuffer(random.nextInt(5000) + 1).remaining();
                    c.sender.ring().commit(Math.min(space, 1 + random.nextInt(5000)));
                    c.push(random.nextBoolean());
                }
            }
        }
    }

    @Property(tries = 500)
    void randomBytes(@ForAll byte[] bytes, @ForAll boolean aimed) {
        Packet packet = peer.pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        if (aimed && bytes.length >= Tcp.HEADER) {
            packet.put32(0, ScriptedPeer.PEER_PORT << 16 | ScriptedPeer.PORT);
            packet.put8(12, 0x50 + (bytes[12] & 0x30));
        }
        peer.deliver(packet, 0);
        peer.tcp.received();
        assertThat(peer.pool.inUse()).isZero();
        assertThat(peer.tcp.size()).isZero();
        peer.sent.clear();
    }
}
