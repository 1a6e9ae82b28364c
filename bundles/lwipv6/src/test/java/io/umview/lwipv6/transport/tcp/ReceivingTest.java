package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.transport.tcp.ScriptedPeer.*;
import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.tcp.ScriptedPeer.Sent;
import io.umview.lwipv6.wire.Tcp;
import org.junit.jupiter.api.Test;

/** What is done with data that comes in: acknowledgments, windows, gaps, urgent data. */
class ReceivingTest {
    private static final int MSS = 1460;

    private final ScriptedPeer peer = new ScriptedPeer();

    /** The connection has left quick mode. */
    private Connection connectInteractively() throws NetworkException {
        Connection c = peer.connect();
        c.quickAcknowledgments(false);
        peer.data(1, 1, 1);
        peer.pass(500);
        peer.sent.clear();
        read(c);
        c.quickAcknowledgments(false);
        return c;
    }

    @Test
    void theFirstSegmentsAreAcknowledgedAtOnce() throws NetworkException {
        peer.connect();
        peer.data(1, 1, 100);
        peer.next(ACK, 1, 101, 0);
        peer.data(101, 1, 100);
        peer.next(ACK, 1, 201, 0);
    }

    @Test
    void laterOnesAreAcknowledgedAfterAWhile() throws NetworkException {
        Connection c = connectInteractively();
        peer.data(2, 1, 100);
        peer.silence();
        assertThat(peer.untilSent(300)).isCloseTo(40L, within(2L));
        peer.next(ACK, 1, 102, 0);
        assertThat(read(c)).isEqualTo(100);
    }

    @Test
    void anAnswerAcknowledges() throws NetworkException {
        Connection c = connectInteractively();
        peer.data(2, 1, 100);
        write(c, 10);
        peer.next(ACK, 1, 102, 10);
        peer.pass(30);
        peer.silence();
    }

    @Test
    void twoFullSegmentsThatAreReadAreAcknowledged() throws NetworkException {
        Connection c = connectInteractively();
        peer.data(2, 1, MSS);
        peer.data(2 + MSS, 1, MSS);
        read(c);
        peer.next(ACK, 1, 2 + 2 * MSS, 0);
    }

    @Test
    void aBatchIsAcknowledgedOnce() throws NetworkException {
        peer.connect();
        for (int i = 0; i < 8; i++) {
            peer.segment(ACK, 1 + i * MSS, 1).data(MSS).more();
        }
        peer.silence();
        peer.tcp.received();
        peer.next(ACK, 1, 1 + 8 * MSS, 0);
        peer.silence();
    }

    @Test
    void manySegmentsInOnePacket() throws NetworkException {
        Connection c = peer.connect();
        Packet packet = peer.pool.take(Tcp.HEADER + 20_000);
        packet.append(Tcp.HEADER + 20_000);
        Tcp.emit(packet, PEER_PORT << 16 | peer.ownPort, peer.peerInitial + 1, peer.initial + 1, 20, ACK, 65535, 0);
        packet.clear(20, 20_000);
        packet.segmentation(Packet.Segmentation.TCP4, MSS);
        peer.deliver(packet, 0);
        peer.tcp.received();
        peer.next(ACK, 1, 20_001, 0);
        assertThat(read(c)).isEqualTo(20_000);
        assertThat(c.receiver.segmentSize()).isEqualTo(MSS);
    }

    @Test
    void theWindowShrinksAndIsReopened() throws NetworkException {
        Settings settings = peer.settings();
        settings.receiveBuffer = 2 * 10_000;
        settings.receiveBufferLocked = true;
        Connection c = peer.connect(settings, true, false);
        int seq = 1;
        Sent last = null;
        while (seq < 10_001) {
            int length = Math.min(MSS, 10_001 - seq);
            peer.data(seq, 1, length);
            seq += length;
            Sent next = peer.sent.poll();
            last = next == null ? last : next;
        }
        peer.pass(300);
        while (!peer.sent.isEmpty()) {
            last = peer.next();
        }
        assertThat(last).isNotNull();
        assertThat(last.window()).isZero();
        // A probe is answered, and not taken.
        peer.data(seq, 1, 1);
        assertThat(peer.next(ACK, 1, seq, 0).window()).isZero();
        assertThat(read(c)).isEqualTo(10_000);
        assertThat(peer.next(ACK, 1, seq, 0).window()).isGreaterThanOrEqualTo(5000);
        peer.data(seq, 1, 1);
        assertThat(read(c)).isOne();
    }

    @Test
    void theAdvertisedEdgeIsNeverTakenBack() throws NetworkException {
        Settings settings = peer.settings();
        settings.receiveBuffer = 40_000;
        settings.receiveBufferLocked = true;
        Connection c = peer.connect(settings, true, false);
        int edge = 0;
        int seq = 1;
        for (int i = 0; i < 30; i++) {
            peer.data(seq, 1, 300 + i);
            seq += 300 + i;
            settings.receiveBuffer = i == 10 ? 5000 : settings.receiveBuffer;
            c.resized();
            if (i % 7 == 0) {
                read(c);
            }
            while (!peer.sent.isEmpty()) {
                Sent next = peer.next();
                assertThat(next.ack() + next.window()).isGreaterThanOrEqualTo(edge);
                edge = next.ack() + next.window();
            }
            if (seq + 400 > edge) {
                break;
            }
        }
    }

    @Test
    void gapsAreReportedAndFilled() throws NetworkException {
        Connection c = peer.connect();
        peer.data(1001, 1, 500);
        Sent first = peer.next(ACK, 1, 1, 0);
        assertBlocks(first, 1001, 1501);
        peer.data(2001, 1, 500);
        assertBlocks(peer.next(ACK, 1, 1, 0), 2001, 2501, 1001, 1501);
        peer.data(1501, 1, 100);
        assertBlocks(peer.next(ACK, 1, 1, 0), 1001, 1601, 2001, 2501);
        assertThat(c.unread()).isZero();
        peer.data(1, 1, 1000);
        assertBlocks(peer.next(ACK, 1, 1601, 0), 2001, 2501);
        peer.data(1601, 1, 400);
        assertBlocks(peer.next(ACK, 1, 2501, 0));
        assertStream(c, 2500);
    }

    @Test
    void duplicatesAreReported() throws NetworkException {
        Connection c = peer.connect();
        peer.data(1, 1, 1000);
        peer.next();
        peer.data(1, 1, 1000);
        assertBlocks(peer.next(ACK, 1, 1001, 0), 1, 1001);
        peer.data(501, 1, 1000);
        assertBlocks(peer.next(ACK, 1, 1501, 0), 501, 1001);
        assertStream(c, 1500);
    }

    @Test
    void withoutSackNothingIsReported() throws NetworkException {
        peer.connect(peer.settings(), false, false);
        peer.data(1001, 1, 500);
        assertBlocks(peer.next(ACK, 1, 1, 0));
    }

    @Test
    void whatIsBeyondTheWindowIsCutOff() throws NetworkException {
        Settings settings = peer.settings();
        settings.receiveBuffer = 2000;
        settings.receiveBufferLocked = true;
        Connection c = peer.connect(settings, true, false);
        peer.data(1, 1, 1400);
        assertThat(c.unread()).isEqualTo(1000);
        assertThat(peer.next().ack()).isEqualTo(1001);
    }

    @Test
    void finBehindAGapWaits() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK | FIN, 501, 1).data(500).send();
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
        peer.next();
        peer.data(1, 1, 500);
        peer.next(ACK, 1, 1002, 0);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE_WAIT);
        assertStream(c, 1000);
    }

    @Test
    void oldTimestampsAreRefused() throws NetworkException {
        Connection c = peer.connect(peer.settings(), true, true);
        peer.data(1, 1, 10);
        peer.next();
        peer.segment(ACK, 11, 1)
                .stamp(peer.peerTimestamp - 1, peer.lastTimestamp)
                .data(10)
                .send();
        assertThat(peer.next().ack()).isEqualTo(11);
        assertThat(c.unread()).isEqualTo(10);
        assertThat(peer.tcp.statistics().pawsEstab).isOne();
        peer.data(11, 1, 10);
        assertThat(c.unread()).isEqualTo(20);
    }

    @Test
    void theEchoIsOfTheSegmentThatAdvancesTheWindow() throws NetworkException {
        peer.connect(peer.settings(), true, true);
        peer.segment(ACK, 101, 1).stamp(6000, peer.lastTimestamp).data(100).send();
        assertThat(peer.next().options().echo()).isEqualTo(5000);
        peer.segment(ACK, 1, 1).stamp(5900, peer.lastTimestamp).data(100).send();
        assertThat(peer.next().options().echo()).isEqualTo(5900);
    }

    @Test
    void urgentData() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK | URG, 1, 1).urgent(5).data(10).send();
        assertThat(c.urgentThere()).isTrue();
        assertThat(c.inQueue()).isEqualTo(4);
        assertThat(c.urgent(true)).isEqualTo(5);
        assertThat(c.urgent(false)).isEqualTo(5);
        assertThat(c.urgent(false)).isEqualTo(-1);
        assertThat(c.incoming().remaining()).isEqualTo(4);
        c.taken(4);
        assertThat(c.atMark()).isTrue();
        assertThat(c.incoming().remaining()).isEqualTo(5);
    }

    @Test
    void urgentDataThatIsStillToCome() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK | URG, 1, 1).urgent(20).data(10).send();
        assertThat(c.urgentThere()).isFalse();
        assertThat(c.urgentAnnounced()).isTrue();
        peer.segment(ACK | URG, 11, 1).urgent(10).data(10).send();
        assertThat(c.urgent(false)).isEqualTo(20);
    }

    @Test
    void theWindowGrowsWithWhatIsRead() throws NetworkException {
        SimulatedNetwork network = new SimulatedNetwork(3);
        SimulatedHost client = network.add(OWN);
        SimulatedHost server = network.add(PEER);
        network.delay = 20_000_000;
        Listener listener = server.listen(PORT, server.settings(), 5);
        Connection c = client.connect(server, PORT, client.settings());
        Stream[] streams = new Stream[2];
        streams[0] = new Stream(c, network.random, 20_000_000, 1, 0, 2);
        listener.observe(() -> {
            streams[1] = new Stream(listener.accept(), network.random, 0, 2, 20_000_000, 1);
            streams[1].most = 1_000_000;
            streams[1].work();
        });
        long start = network.clock.nanos();
        assertThat(network.runUntil(() -> streams[1] != null && streams[1].complete(), 60))
                .isTrue();
        assertThat(streams[1].c.settings().receiveBuffer).isGreaterThan(2_000_000);
        // 20 MB at 40 ms: 64 KB windows would take 12 s.
        assertThat(network.clock.nanos() - start).isLessThan(2_000_000_000L);
        assertThat(client.tcp.statistics().retransSegs).isZero();
    }

    private void assertBlocks(Sent segment, int... edges) {
        assertThat(segment.options().blocks()).as("blocks").isEqualTo(edges.length / 2);
        for (int i = 0; i < edges.length / 2; i++) {
            assertThat(segment.options().start(i) - peer.peerInitial).isEqualTo(edges[2 * i]);
            assertThat(segment.options().end(i) - peer.peerInitial).isEqualTo(edges[2 * i + 1]);
        }
    }

    private static void assertStream(Connection c, int length) {
        int position = 1;
        while (position <= length) {
            var part = c.incoming();
            assertThat(part.hasRemaining()).isTrue();
            int count = part.remaining();
            for (int i = 0; i < count; i++) {
                assertThat(part.get()).isEqualTo((byte) position++);
            }
            c.taken(count);
        }
        assertThat(c.unread()).isZero();
    }
}
