package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.transport.tcp.ScriptedPeer.*;
import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import org.junit.jupiter.api.Test;

/** How connections end, and how they do not. */
class ClosingTest {
    private final ScriptedPeer peer = new ScriptedPeer();

    private void nothingIsLeft() {
        assertThat(peer.tcp.size()).isZero();
        assertThat(peer.tcp.ports().size()).isZero();
        assertThat(peer.tcp.orphans()).isZero();
        assertThat(peer.timers.delay()).isEqualTo(-1);
        assertThat(peer.pool.inUse()).isZero();
        assertThat(peer.tcp.bufferBytes()).isZero();
    }

    @Test
    void activeClose() throws NetworkException {
        Connection c = peer.connect();
        c.close();
        peer.next(ACK | FIN, 1, 1, 0);
        assertThat(c.phase()).isEqualTo(TcpState.FIN_WAIT1);
        peer.ack(1, 2);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE);
        peer.segment(ACK | FIN, 1, 2).send();
        peer.next(ACK, 2, 2, 0);
        assertThat(peer.tcp.timeWaiting()).isOne();
        peer.pass(59_000);
        assertThat(peer.tcp.timeWaiting()).isOne();
        peer.pass(2_000);
        nothingIsLeft();
    }

    @Test
    void passiveClose() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK | FIN, 1, 1).data(10).send();
        peer.next(ACK, 1, 12, 0);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(read(c)).isEqualTo(10);
        c.close();
        peer.next(ACK | FIN, 1, 12, 0);
        assertThat(c.phase()).isEqualTo(TcpState.LAST_ACK);
        peer.ack(12, 2);
        nothingIsLeft();
    }

    @Test
    void simultaneousClose() throws NetworkException {
        Connection c = peer.connect();
        c.close();
        peer.next(ACK | FIN, 1, 1, 0);
        peer.segment(ACK | FIN, 1, 1).send();
        peer.next(ACK, 2, 2, 0);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSING);
        peer.ack(2, 2);
        assertThat(peer.tcp.timeWaiting()).isOne();
        peer.pass(61_000);
        nothingIsLeft();
    }

    @Test
    void finIsRetransmitted() throws NetworkException {
        Connection c = peer.connect();
        write(c, 5);
        peer.next(ACK, 1, 1, 5);
        c.close();
        peer.next(ACK | FIN, 6, 1, 0);
        peer.untilSent(1000);
        peer.sent.clear();
        peer.untilSent(1000);
        peer.sent.clear();
        peer.ack(1, 6);
        peer.untilSent(1000);
        peer.next(ACK | FIN, 6, 1, 0);
        peer.segment(ACK | FIN, 1, 7).send();
        peer.next(ACK, 7, 2, 0);
        peer.pass(61_000);
        nothingIsLeft();
    }

    @Test
    void aPeersRepeatedFinIsAcknowledgedAgain() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK | FIN, 1, 1).send();
        peer.next(ACK, 1, 2, 0);
        peer.pass(600);
        peer.segment(ACK | FIN, 1, 1).send();
        peer.next(ACK, 1, 2, 0);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE_WAIT);
    }

    @Test
    void inTimeWaitTheFinIsAcknowledgedAgain() throws NetworkException {
        Connection c = peer.connect();
        c.close();
        peer.segment(ACK | FIN, 1, 2).send();
        peer.sent.clear();
        peer.pass(30_000);
        peer.segment(ACK | FIN, 1, 2).send();
        peer.next(ACK, 2, 2, 0);
        // It begins anew.
        peer.pass(50_000);
        assertThat(peer.tcp.timeWaiting()).isOne();
        peer.pass(11_000);
        nothingIsLeft();
    }

    @Test
    void timeWaitGivesWayToANewConnection() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.ack(1, 1);
        Connection c = listener.accept();
        c.close();
        peer.segment(ACK | FIN, 1, 2).send();
        peer.sent.clear();
        assertThat(peer.tcp.timeWaiting()).isOne();
        int before = peer.initial;
        // An old duplicate does not.
        peer.segment(SYN, 0, 0).send();
        peer.next(ACK, 2, 2, 0);
        peer.segment(SYN, 100, 0).send();
        peer.next(SYN | ACK, 0, 101, 0);
        assertThat(Sequence.after(peer.initial, before + 2)).isTrue();
        assertThat(peer.tcp.timeWaiting()).isZero();
        peer.ack(101, 1);
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void resetEndsTimeWaitUnlessRfc1337() throws NetworkException {
        for (boolean protectedByRfc : new boolean[] {true, false}) {
            peer.tcp.parameters().rfc1337 = protectedByRfc;
            peer.timestamps = false;
            Connection c = peer.connect();
            c.close();
            peer.segment(ACK | FIN, 1, 2).send();
            peer.sent.clear();
            peer.segment(RST, 2, 0).send();
            // The first one stays, the second one goes.
            assertThat(peer.tcp.timeWaiting()).isOne();
        }
    }

    @Test
    void anOrphanInFinWait2IsForgottenAfterAWhile() throws NetworkException {
        Settings settings = peer.settings();
        settings.finTimeout = 10;
        Connection c = peer.connect(settings, true, false);
        c.close();
        peer.next();
        peer.ack(1, 2);
        peer.pass(9_000);
        assertThat(peer.tcp.size()).isOne();
        peer.pass(2_000);
        nothingIsLeft();
    }

    @Test
    void dataForAnOrphanInFinWait2IsReset() throws NetworkException {
        Connection c = peer.connect();
        c.close();
        peer.next();
        peer.ack(1, 2);
        peer.data(1, 2, 10);
        peer.next(RST, 2, 0, 0);
        nothingIsLeft();
    }

    @Test
    void dataForAnOrphanInFinWait1IsReset() throws NetworkException {
        Connection c = peer.connect();
        c.close();
        peer.next();
        peer.data(1, 1, 10);
        assertThat(peer.next().has(RST)).isTrue();
        nothingIsLeft();
    }

    @Test
    void withASocketFinWait2Stays() throws NetworkException {
        Connection c = peer.connect();
        c.shutdown(Connection.SEND_SHUTDOWN);
        peer.next(ACK | FIN, 1, 1, 0);
        peer.ack(1, 2);
        assertThat(c.phase()).isEqualTo(TcpState.FIN_WAIT2);
        peer.pass(1_000_000);
        peer.data(1, 2, 10);
        assertThat(read(c)).isEqualTo(10);
        peer.sent.clear();
        peer.segment(ACK | FIN, 11, 2).send();
        peer.next(ACK, 2, 12, 0);
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE);
        assertThat(c.pendingError()).isNull();
        c.close();
        peer.pass(61_000);
        nothingIsLeft();
    }

    @Test
    void anOrphanIsGivenUpSooner() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        c.close();
        peer.pass(130_000);
        nothingIsLeft();
    }

    @Test
    void anOrphanSendsWhatIsLeft() throws NetworkException {
        Connection c = peer.connect();
        peer.window = 0;
        peer.ack(1, 1);
        write(c, 100);
        c.close();
        peer.silence();
        peer.window = 1000;
        peer.ack(1, 1);
        peer.next(ACK | FIN, 1, 1, 100);
        peer.segment(ACK | FIN, 1, 102).send();
        peer.next(ACK, 102, 2, 0);
    }

    @Test
    void lingerOfZeroResets() throws NetworkException {
        Settings settings = peer.settings();
        settings.linger = 0;
        Connection c = peer.connect(settings, true, false);
        write(c, 10);
        peer.sent.clear();
        c.close();
        assertThat(peer.next().flags()).isEqualTo(RST | ACK);
        nothingIsLeft();
    }

    @Test
    void resetIsHeard() throws NetworkException {
        Connection c = peer.connect();
        write(c, 10);
        peer.segment(RST, 1, 0).send();
        assertThat(c.takeError()).isEqualTo(NetworkError.ECONNRESET);
        peer.sent.clear();
        peer.pass(100_000);
        peer.silence();
        c.close();
        nothingIsLeft();
    }

    @Test
    void whatWasReceivedBeforeAResetMayBeRead() throws NetworkException {
        Connection c = peer.connect();
        peer.data(1, 1, 10);
        peer.segment(RST, 11, 0).send();
        assertThat(read(c)).isEqualTo(10);
        assertThat(c.takeError()).isEqualTo(NetworkError.ECONNRESET);
    }

    // --- RFC 5961

    @Test
    void aResetThatIsNotExactIsChallenged() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(RST, 100, 0).send();
        peer.next(ACK, 1, 1, 0);
        assertThat(c.alive()).isTrue();
        peer.segment(RST, 100_000, 0).send();
        peer.silence();
        assertThat(c.alive()).isTrue();
    }

    @Test
    void aSynIsChallenged() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(SYN, 50, 0).send();
        peer.next(ACK, 1, 1, 0);
        assertThat(c.alive()).isTrue();
    }

    @Test
    void challengesAreLimited() throws NetworkException {
        peer.connect();
        peer.tcp.parameters().challengeAckLimit = 10;
        for (int i = 0; i < 100; i++) {
            peer.segment(SYN, 50 + i, 0).send();
        }
        assertThat(peer.sent.size()).isBetween(4, 15);
    }

    @Test
    void acknowledgmentsThatAreTooOldOrTooNewAreNotBelieved() throws NetworkException {
        Connection c = peer.connect();
        peer.segment(ACK, 1, -100_000).data(10).send();
        assertThat(c.unread()).isZero();
        peer.next(ACK, 1, 1, 0);
        peer.segment(ACK, 1, 1000).data(10).send();
        assertThat(c.unread()).isZero();
        peer.next(ACK, 1, 1, 0);
        peer.data(1, 1, 10);
        assertThat(c.unread()).isEqualTo(10);
    }

    @Test
    void whatIsOutOfTheWindowIsAnsweredButNotTooOften() throws NetworkException {
        peer.connect();
        for (int i = 0; i < 5; i++) {
            peer.segment(ACK, 200_000, 1).send();
        }
        peer.next(ACK, 1, 1, 0);
        peer.silence();
        peer.pass(600);
        peer.segment(ACK, 200_000, 1).send();
        peer.next(ACK, 1, 1, 0);
    }

    // --- keep-alive

    @Test
    void keepAliveFindsOutThatThePeerIsGone() throws NetworkException {
        Settings settings = peer.settings();
        settings.keepAlive = true;
        settings.keepIdle = 10;
        settings.keepInterval = 5;
        settings.keepCount = 3;
        Connection c = peer.connect(settings, true, false);
        assertThat(peer.untilSent(20_000)).isCloseTo(10_000L, within(5L));
        peer.next(ACK, 0, 1, 0);
        peer.ack(1, 1);
        assertThat(peer.untilSent(20_000)).isCloseTo(10_000L, within(5L));
        peer.sent.clear();
        for (int i = 0; i < 2; i++) {
            assertThat(peer.untilSent(20_000)).isCloseTo(5_000L, within(5L));
            peer.next(ACK, 0, 1, 0);
        }
        assertThat(peer.untilSent(20_000)).isCloseTo(5_000L, within(5L));
        assertThat(peer.next().has(RST)).isTrue();
        assertThat(c.takeError()).isEqualTo(NetworkError.ETIMEDOUT);
    }

    @Test
    void aKeepAliveProbeOfThePeerIsAnswered() throws NetworkException {
        peer.connect();
        peer.segment(ACK, 0, 1).send();
        peer.next(ACK, 1, 1, 0);
    }
}
