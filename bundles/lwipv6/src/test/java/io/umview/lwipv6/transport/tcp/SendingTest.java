package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.transport.tcp.ScriptedPeer.*;
import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.tcp.ScriptedPeer.Sent;
import org.junit.jupiter.api.Test;

/** When data goes out: Nagle, windows, probes, and congestion. */
class SendingTest {
    private static final int MSS = 1460;

    private final ScriptedPeer peer = new ScriptedPeer();

    @Test
    void dataIsCutIntoSegments() throws NetworkException {
        Connection c = peer.connect();
        write(c, 2 * MSS + 100);
        assertThat(peer.next(ACK, 1, 1, MSS).has(PSH)).isFalse();
        assertThat(peer.next(ACK, 1 + MSS, 1, MSS).has(PSH)).isFalse();
        assertThat(peer.next(ACK, 1 + 2 * MSS, 1, 100).has(PSH)).isTrue();
    }

    @Test
    void aSmallSegmentWaitsForTheOneBefore() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        peer.next(ACK, 1, 1, 10);
        write(c, 10);
        write(c, 10);
        peer.silence();
        peer.ack(1, 11);
        peer.next(ACK, 11, 1, 20);
    }

    @Test
    void aSmallSegmentDoesNotWaitForFullOnes() throws NetworkException {
        Connection c = peer.connect();
        write(c, MSS);
        peer.next(ACK, 1, 1, MSS);
        write(c, 10);
        peer.next(ACK, 1 + MSS, 1, 10);
    }

    @Test
    void noDelay() throws NetworkException {
        Settings settings = peer.settings();
        settings.noDelay = true;
        Connection c = peer.connect(settings, true, false);
        write(c, 10);
        write(c, 10);
        peer.next(ACK, 1, 1, 10);
        peer.next(ACK, 11, 1, 10);
    }

    @Test
    void corkHoldsBackForAWhile() throws NetworkException {
        Settings settings = peer.settings();
        settings.cork = true;
        Connection c = peer.connect(settings, true, false);
        write(c, MSS + 10);
        peer.next(ACK, 1, 1, MSS);
        peer.ack(1, 1 + MSS);
        peer.silence();
        assertThat(peer.untilSent(500)).isCloseTo(200L, within(10L));
        peer.next(ACK, 1 + MSS, 1, 10);
    }

    @Test
    void uncorking() throws NetworkException {
        Settings settings = peer.settings();
        settings.cork = true;
        Connection c = peer.connect(settings, true, false);
        write(c, 10);
        peer.silence();
        settings.cork = false;
        c.push(false);
        peer.next(ACK, 1, 1, 10);
    }

    @Test
    void thePeersWindowIsKept() throws NetworkException {
        peer.window = 3000;
        Connection c = peer.connect();
        write(c, 10_000);
        peer.next(ACK, 1, 1, MSS);
        peer.next(ACK, 1 + MSS, 1, MSS);
        // 80 bytes more would be a silly window.
        peer.silence();
        peer.ack(1, 1 + MSS);
        peer.next(ACK, 1 + 2 * MSS, 1, MSS);
    }

    @Test
    void aClosedWindowIsProbed() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        peer.next(ACK, 1, 1, 10);
        peer.window = 0;
        peer.ack(1, 11);
        write(c, 100);
        peer.silence();
        long[] gaps = new long[4];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = peer.untilSent(10_000);
            peer.next(ACK, 10, 1, 0);
            peer.ack(1, 11);
        }
        for (int i = 1; i < gaps.length; i++) {
            assertThat(gaps[i]).isCloseTo(2 * gaps[i - 1], within(10L));
        }
        peer.window = 1000;
        peer.ack(1, 11);
        peer.next(ACK, 11, 1, 100);
        peer.ack(1, 111);
        assertThat(c.sender.drained()).isTrue();
    }

    @Test
    void aPeerThatDoesNotAnswerProbesIsGivenUp() throws NetworkException {
        Connection c = peer.connect();
        peer.window = 0;
        peer.ack(1, 1);
        write(c, 100);
        peer.pass(2_000_000);
        assertThat(c.takeError()).isEqualTo(NetworkError.ETIMEDOUT);
    }

    @Test
    void aPeerThatAnswersProbesIsNotGivenUp() throws NetworkException {
        Connection c = peer.connect();
        peer.window = 0;
        peer.ack(1, 1);
        write(c, 100);
        for (int i = 0; i < 40; i++) {
            peer.untilSent(130_000);
            peer.sent.clear();
            peer.ack(1, 1);
        }
        assertThat(c.alive()).isTrue();
    }

    @Test
    void initialWindowIsTenSegments() throws NetworkException {
        Connection c = peer.connect();
        write(c, 30_000);
        for (int i = 0; i < 10; i++) {
            peer.next(ACK, 1 + i * MSS, 1, MSS);
        }
        peer.silence();
    }

    @Test
    void slowStartDoublesTheWindow() throws NetworkException {
        Connection c = peer.connect();
        write(c, 40_000);
        assertThat(peer.sent).hasSize(10);
        peer.sent.clear();
        peer.ack(1, 1 + 10 * MSS);
        assertThat(c.sender.window.segments()).isEqualTo(20);
        assertThat(peer.sent).hasSize(18);
    }

    @Test
    void aProgramThatSendsLittleDoesNotGrowTheWindow() throws NetworkException {
        Connection c = peer.connect();
        for (int i = 0; i < 50; i++) {
            write(c, 100);
            peer.ack(1, 1 + 100 * (i + 1));
        }
        assertThat(c.sender.window.segments()).isEqualTo(10);
    }

    @Test
    void theWindowFallsWhenNothingWasSentForLong() throws NetworkException {
        Connection c = peer.connect();
        write(c, 40_000);
        peer.ack(1, 1 + 10 * MSS);
        peer.ack(1, 40_001);
        assertThat(c.sender.window.segments()).isGreaterThan(20);
        peer.sent.clear();
        peer.pass(10_000);
        write(c, 40_000);
        assertThat(peer.sent).hasSize(10);
    }

    @Test
    void urgentData() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        peer.next(ACK, 1, 1, 10);
        c.sendUrgent((byte) 'u');
        Sent urgent = peer.next(ACK | URG, 11, 1, 1);
        assertThat(urgent.urgentPointer()).isOne();
        peer.ack(1, 12);
        write(c, 10);
        peer.next(ACK, 12, 1, 10);
    }

    @Test
    void largeSegmentsWhereTheLinkCutsThem() throws NetworkException {
        peer.offload = Link.Offload.ALL;
        Connection c = peer.connect();
        write(c, 10 * MSS);
        Sent large = peer.next(ACK, 1, 1, 10 * MSS);
        assertThat(large.segmentation()).isEqualTo(Packet.Segmentation.TCP4);
        // The middle of it is lost.
        peer.segment(ACK, 1, 1 + 2 * MSS).sack(1 + 3 * MSS, 1 + 10 * MSS).send();
        peer.next(ACK, 1 + 2 * MSS, 1, MSS);
        peer.ack(1, 1 + 10 * MSS);
        assertThat(c.sender.drained()).isTrue();
        peer.silence();
    }

    @Test
    void sequenceNumbersWrapAround() throws NetworkException {
        peer.peerInitial = -5;
        Connection c = peer.connect();
        peer.data(1, 1, 1000);
        assertThat(read(c)).isEqualTo(1000);
        write(c, 1000);
        peer.pass(1000);
        peer.ack(1001, 1001);
        assertThat(c.sender.drained()).isTrue();
    }

    @Test
    void thePathTakesSmallerPackets() throws NetworkException {
        Connection c = peer.connect();
        write(c, 2 * MSS);
        peer.next(ACK, 1, 1, MSS);
        peer.next(ACK, 1 + MSS, 1, MSS);
        peer.mtu = 1000;
        peer.icmp(NetworkError.EMSGSIZE, false, 3, 4, 1000, 1);
        assertThat(c.segmentSize()).isEqualTo(960);
        int seq = 1;
        while (seq < 1 + 2 * MSS) {
            Sent again = peer.next();
            assertThat(again.seq()).isEqualTo(seq);
            assertThat(again.length()).isLessThanOrEqualTo(960);
            seq += again.length();
        }
        peer.ack(1, 1 + 2 * MSS);
        assertThat(c.sender.drained()).isTrue();
    }

    @Test
    void icmpErrorsOfWhatIsNotInFlightAreNotBelieved() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        peer.mtu = 600;
        peer.icmp(NetworkError.EMSGSIZE, false, 3, 4, 600, 5000);
        assertThat(c.segmentSize()).isEqualTo(MSS);
        assertThat(peer.tcp.statistics().outOfWindowIcmps).isOne();
    }

    @Test
    void softErrorsExplainTimeouts() throws NetworkException {
        Settings settings = peer.settings();
        settings.userTimeout = 5000;
        Connection c = peer.connect(settings, true, false);
        write(c, 10);
        peer.icmp(NetworkError.EHOSTUNREACH, false, 3, 1, 0, 1);
        assertThat(c.alive()).isTrue();
        assertThat(c.pendingError()).isNull();
        peer.pass(20_000);
        assertThat(c.takeError()).isEqualTo(NetworkError.EHOSTUNREACH);
    }

    @Test
    void errorsEndWhatIsBeingMade() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        peer.icmp(NetworkError.EHOSTUNREACH, false, 3, 1, 0, 0);
        assertThat(c.takeError()).isEqualTo(NetworkError.EHOSTUNREACH);
        assertThat(c.alive()).isFalse();
    }

    @Test
    void notSentLowWater() throws NetworkException {
        Settings settings = peer.settings();
        settings.notSentLowWater = 1000;
        peer.window = 2000;
        Connection c = peer.connect(settings, true, false);
        assertThat(c.writable()).isTrue();
        write(c, 3500);
        assertThat(c.unsent()).isPositive();
        assertThat(c.writable()).isFalse();
        peer.ack(1, 1 + MSS);
        peer.ack(1, 1 + 2 * MSS);
        assertThat(c.writable()).isTrue();
    }
}
