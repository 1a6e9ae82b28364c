package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.transport.tcp.ScriptedPeer.*;
import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about lost segments and congestion. */
class LossTest {
    private static final int MSS = 1460;
    private static final int TEN = 1 + 10 * MSS;

    private final ScriptedPeer peer = new ScriptedPeer();

    /** A connection over a path of 10 ms, with ten segments under way. */
    private Connection inFlight(boolean sack, boolean timestamps) throws NetworkException {
        return inFlight(sack, timestamps, 25);
    }

    private Connection inFlight(boolean sack, boolean timestamps, int written) throws NetworkException {
        peer.begin(peer.settings());
        peer.next();
        peer.pass(10);
        peer.timestamps = timestamps;
        peer.segment(SYN | ACK, 0, 1).options(1460, -1, sack, timestamps).send();
        peer.next();
        Connection[] found = new Connection[1];
        peer.tcp.table().forEach(e -> found[0] = (Connection) e);
        write(found[0], written * MSS);
        assertThat(peer.sent).hasSize(10);
        peer.sent.clear();
        return found[0];
    }

    private static int at(int segment) {
        return 1 + segment * MSS;
    }

    @Test
    void timeoutRetransmitsWithBackoff() throws NetworkException {
        Connection c = peer.connect();
        peer.tcp.parameters().earlyRetransmit = false;
        write(c, 100);
        peer.next(ACK, 1, 1, 100);
        long previous = peer.untilSent(1000);
        peer.next(ACK, 1, 1, 100);
        assertThat(previous).isCloseTo(201L, within(5L));
        for (int i = 0; i < 5; i++) {
            long next = peer.untilSent(20_000);
            peer.next(ACK, 1, 1, 100);
            assertThat(next).isCloseTo(2 * previous, within(10L));
            previous = next;
        }
        assertThat(c.sender.window.segments()).isOne();
        peer.ack(1, 101);
        assertThat(c.sender.rtt.backoff()).isZero();
    }

    @Test
    void aConnectionIsGivenUpAfterFifteenRetransmissions() throws NetworkException {
        Connection c = peer.connect();
        write(c, 100);
        peer.pass(900_000);
        assertThat(c.alive()).isTrue();
        peer.pass(200_000);
        assertThat(c.takeError()).isEqualTo(NetworkError.ETIMEDOUT);
        assertThat(peer.tcp.size()).isZero();
    }

    @Test
    void userTimeout() throws NetworkException {
        Settings settings = peer.settings();
        settings.userTimeout = 3000;
        Connection c = peer.connect(settings, true, false);
        write(c, 100);
        peer.pass(2900);
        assertThat(c.alive()).isTrue();
        peer.pass(600);
        assertThat(c.takeError()).isEqualTo(NetworkError.ETIMEDOUT);
    }

    @Test
    void threeSegmentsBehindAHoleAreEnough() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        peer.segment(ACK, 1, 1).sack(at(1), at(2)).send();
        peer.segment(ACK, 1, 1).sack(at(1), at(3)).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        peer.sent.clear();
        peer.segment(ACK, 1, 1).sack(at(1), at(4)).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
        peer.next(ACK, 1, 1, MSS);
        assertThat(c.sender.window.threshold()).isEqualTo((int) (10 * MSS * 0.7));
        for (int i = 5; i <= 10; i++) {
            peer.segment(ACK, 1, 1).sack(at(1), at(i)).send();
        }
        peer.sent.clear();
        peer.ack(1, TEN);
        peer.ack(1, c.sender.nxt() - c.sender.initial());
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        assertThat(c.sender.window.size()).isGreaterThanOrEqualTo((int) (10 * MSS * 0.7));
    }

    @Test
    void severalHolesAreFilledInOneRoundTrip() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        // Segments 0, 2 and 4 are lost.
        peer.segment(ACK, 1, 1).sack(at(1), at(2)).more();
        peer.segment(ACK, 1, 1).sack(at(3), at(4), at(1), at(2)).more();
        peer.segment(ACK, 1, 1).sack(at(5), at(10), at(3), at(4), at(1), at(2)).send();
        peer.next(ACK, at(0), 1, MSS);
        peer.next(ACK, at(2), 1, MSS);
        peer.next(ACK, at(4), 1, MSS);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
    }

    @Test
    void aLittleReorderingIsNoLoss() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        // RFC 8985: without a sign of reordering three segments are waited for, afterwards a quarter of the round trip.
        peer.segment(ACK, 1, 1).sack(at(1), at(2)).send();
        peer.ack(1, at(2));
        assertThat(c.sender.recovery.rack.reorderingSeen()).isTrue();
        peer.sent.clear();
        peer.segment(ACK, 1, at(2)).sack(at(3), at(9)).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        assertThat(peer.sent.stream().noneMatch(s -> s.seq() == at(2))).isTrue();
        peer.sent.clear();
        assertThat(peer.untilSent(20)).isBetween(1L, 5L);
        peer.next(ACK, at(2), 1, MSS);
    }

    @Test
    void aLostRetransmissionIsFoundOut() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        peer.segment(ACK, 1, 1).sack(at(1), at(10)).send();
        peer.next(ACK, 1, 1, MSS);
        assertThat(peer.sent).isNotEmpty();
        peer.sent.clear();
        peer.pass(10);
        // What was sent after the retransmission has arrived, the retransmission has not.
        peer.segment(ACK, 1, 1).sack(at(1), at(11)).send();
        peer.pass(5);
        assertThat(peer.sent.stream().anyMatch(s -> s.seq() == 1)).isTrue();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
    }

    @Test
    void aLostTailIsProbed() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        while (!c.sender.drained()) {
            peer.ack(1, c.sender.nxt() - c.sender.initial());
        }
        peer.sent.clear();
        int start = c.sender.nxt() - c.sender.initial();
        int end = start + 3 * MSS;
        write(c, 3 * MSS);
        assertThat(peer.sent).hasSize(3);
        peer.sent.clear();
        // RFC 8985, section 7.2: after two round trips.
        assertThat(peer.untilSent(300)).isBetween(15L, 30L);
        peer.next(ACK, end - MSS, 1, MSS);
        assertThat(peer.tcp.statistics().lossProbes).isOne();
        peer.pass(10);
        // The answer shows what else is missing.
        peer.segment(ACK, 1, start).sack(end - MSS, end).send();
        // RFC 6937: as much goes out as has arrived.
        peer.next(ACK, start, 1, MSS);
        peer.silence();
        peer.segment(ACK, 1, start + MSS).sack(end - MSS, end).send();
        peer.next(ACK, start + MSS, 1, MSS);
        peer.ack(1, end);
        assertThat(c.sender.drained()).isTrue();
        assertThat(peer.tcp.statistics().timeouts).isZero();
    }

    @Test
    void withoutSackThreeDuplicatesAreEnough() throws NetworkException {
        Connection c = inFlight(false, false);
        peer.pass(10);
        peer.ack(1, 1);
        peer.ack(1, 1);
        // RFC 3042: they let new segments out.
        assertThat(peer.sent).hasSize(2);
        peer.sent.clear();
        peer.ack(1, 1);
        peer.next(ACK, 1, 1, MSS);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
        peer.sent.clear();
        // RFC 6582: a partial acknowledgment shows the next hole.
        peer.ack(1, at(3));
        peer.next(ACK, at(3), 1, MSS);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
        peer.ack(1, c.sender.nxt() - c.sender.initial());
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
    }

    @Test
    void afterATimeoutEverythingIsSentAgain() throws NetworkException {
        peer.tcp.parameters().frto = 0;
        Connection c = inFlight(true, false);
        peer.tcp.parameters().earlyRetransmit = false;
        peer.untilSent(1000);
        peer.sent.clear();
        peer.untilSent(1000);
        assertThat(peer.sent.peek().seq()).isOne();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.LOSS);
        assertThat(c.sender.window.segments()).isOne();
        peer.sent.clear();
        peer.ack(1, at(1));
        peer.next(ACK, at(1), 1, MSS);
        peer.next(ACK, at(2), 1, MSS);
        peer.ack(1, at(3));
        assertThat(peer.sent).hasSize(4);
    }

    @Test
    void aNeedlessTimeoutIsTakenBack() throws NetworkException {
        Connection c = inFlight(true, true);
        peer.tcp.parameters().earlyRetransmit = false;
        int original = peer.lastTimestamp;
        peer.untilSent(1000);
        peer.sent.clear();
        peer.untilSent(1000);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.LOSS);
        peer.segment(ACK, 1, at(2)).stamp(peer.peerTimestamp, original).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        assertThat(c.sender.window.segments()).isGreaterThanOrEqualTo(10);
        assertThat(peer.tcp.statistics().spuriousRtos).isOne();
    }

    /** A connection whose timer has expired with ten segments under way, the first of which is acknowledged then. */
    private Connection afterTimeout(boolean sack, int written) throws NetworkException {
        peer.tcp.parameters().earlyRetransmit = false;
        Connection c = inFlight(sack, false, written);
        peer.untilSent(1000);
        peer.next(ACK, 1, 1, MSS);
        peer.silence();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.LOSS);
        peer.ack(1, at(1));
        return c;
    }

    /** RFC 5682, section 3.1: what is acknowledged behind the first segment was not sent again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNeedlessTimeoutIsTakenBackWithoutTimestamps(boolean sack) throws NetworkException {
        Connection c = afterTimeout(sack, 25);
        peer.next(ACK, at(10), 1, MSS);
        peer.next(ACK, at(11), 1, MSS);
        peer.silence();
        peer.ack(1, at(2));
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        assertThat(c.sender.window.segments()).isGreaterThanOrEqualTo(10);
        assertThat(peer.tcp.statistics().spuriousRtos).isOne();
        peer.ack(1, at(12));
        assertThat(peer.sent).allMatch(s -> s.seq() >= at(12));
        assertThat(c.sender.totalRetransmits).isOne();
    }

    @Test
    void aDuplicateAfterTheTimeoutShowsThatSegmentsWereLost() throws NetworkException {
        Connection c = afterTimeout(true, 25);
        peer.next(ACK, at(10), 1, MSS);
        peer.next(ACK, at(11), 1, MSS);
        write(c, 100);
        peer.silence();
        peer.segment(ACK, 1, at(1)).sack(at(10), at(11)).send();
        peer.next(ACK, at(1), 1, MSS);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.LOSS);
        assertThat(peer.tcp.statistics().spuriousRtos).isZero();
    }

    @Test
    void withNothingNewToSendTheRestIsSentAgain() throws NetworkException {
        Connection c = afterTimeout(true, 10);
        peer.next(ACK, at(1), 1, MSS);
        peer.next(ACK, at(2), 1, MSS);
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.LOSS);
    }

    @Test
    void duplicatesShowThatRecoveryWasNeedless() throws NetworkException {
        Connection c = inFlight(true, false);
        peer.pass(10);
        peer.segment(ACK, 1, 1).sack(at(1), at(5)).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.RECOVERY);
        int window = 10 * MSS;
        peer.ack(1, at(5));
        peer.segment(ACK, 1, at(5)).sack(at(0), at(1)).send();
        assertThat(c.sender.recovery.phase()).isEqualTo(Recovery.Phase.OPEN);
        assertThat(c.sender.window.size()).isGreaterThanOrEqualTo(window);
    }

    @Test
    void roundTripTimes() {
        RttEstimator rtt = new RttEstimator();
        assertThat(rtt.timeout()).isEqualTo(1_000_000);
        rtt.sample(100_000, 1);
        assertThat(rtt.smoothed()).isEqualTo(100_000);
        assertThat(rtt.timeout()).isEqualTo(300_000);
        rtt.sample(500_000, 2);
        assertThat(rtt.smoothed()).isEqualTo(150_000);
        assertThat(rtt.variance()).isEqualTo(137_500);
        assertThat(rtt.timeout()).isEqualTo(700_000);
        rtt.backOff();
        assertThat(rtt.timeout()).isEqualTo(1_400_000);
        for (int i = 0; i < 40; i++) {
            rtt.backOff();
        }
        assertThat(rtt.timeout()).isEqualTo(RttEstimator.MAX_RTO);
        assertThat(rtt.minimum()).isEqualTo(100_000);
    }

    @Test
    void congestionIsEchoedUntilItIsHeard() throws NetworkException {
        peer.tcp.parameters().ecn = 1;
        Connection c = peer.begin(peer.settings());
        peer.next();
        peer.segment(SYN | ACK | ECE, 0, 1).options(1460, -1, true, false).send();
        peer.next();
        assertThat(c.ecn).isTrue();
        peer.segment(ACK, 1, 1).data(100).trafficClass(3).send();
        assertThat(peer.next().has(ECE)).isTrue();
        peer.segment(ACK, 101, 1).data(100).trafficClass(2).send();
        assertThat(peer.next().has(ECE)).isTrue();
        peer.segment(ACK | CWR, 201, 1).data(100).trafficClass(2).send();
        assertThat(peer.next().has(ECE)).isFalse();
    }

    @Test
    void congestionThatIsEchoedReducesTheWindowOnce() throws NetworkException {
        peer.tcp.parameters().ecn = 1;
        Connection c = peer.begin(peer.settings());
        peer.next();
        peer.segment(SYN | ACK | ECE, 0, 1).options(1460, -1, true, false).send();
        peer.next();
        write(c, 30 * MSS);
        assertThat(peer.sent.peek().trafficClass() & 3).isEqualTo(2);
        peer.sent.clear();
        peer.segment(ACK | ECE, 1, at(2)).send();
        peer.segment(ACK | ECE, 1, at(4)).send();
        assertThat(c.sender.window.threshold()).isEqualTo(7 * MSS);
        peer.segment(ACK | ECE, 1, at(8)).send();
        assertThat(peer.sent.stream().filter(s -> s.has(CWR)).count()).isOne();
        assertThat(c.sender.window.threshold()).isEqualTo(7 * MSS);
    }
}
