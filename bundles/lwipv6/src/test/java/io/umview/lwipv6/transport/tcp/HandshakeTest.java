package io.umview.lwipv6.transport.tcp;

import static io.umview.lwipv6.transport.tcp.ScriptedPeer.*;
import static io.umview.lwipv6.wire.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.tcp.ScriptedPeer.Sent;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How connections come to be (RFC 9293, section 3.5). */
class HandshakeTest {
    private final ScriptedPeer peer = new ScriptedPeer();

    @Test
    void activeOpen() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        Sent syn = peer.next(SYN, 0, 0, 0);
        assertThat(syn.options().mss()).isEqualTo(1460);
        assertThat(syn.options().scale()).isEqualTo(7);
        assertThat(syn.options().sackPermitted()).isTrue();
        assertThat(syn.options().timestamps()).isTrue();
        assertThat(c.phase()).isEqualTo(TcpState.SYN_SENT);
        peer.segment(SYN | ACK, 0, 1).options(1400, 2, true, true).send();
        Sent ack = peer.next(ACK, 1, 1, 0);
        assertThat(ack.options().timestamps()).isTrue();
        assertThat(ack.options().echo()).isEqualTo(peer.peerTimestamp);
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.segmentSize()).isEqualTo(1388);
        assertThat(peer.tcp.statistics().currEstab).isOne();
    }

    @Test
    void synIsRetransmittedWithBackoffAndGivenUp() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        peer.next();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32}) {
            assertThat(peer.untilSent(100_000)).isCloseTo(seconds * 1000L, within(3L));
            peer.next(SYN, 0, 0, 0);
        }
        peer.pass(63_000);
        assertThat(c.alive()).isTrue();
        peer.pass(2_000);
        assertThat(c.alive()).isFalse();
        assertThat(c.takeError()).isEqualTo(NetworkError.ETIMEDOUT);
        peer.silence();
        assertThat(peer.tcp.size()).isZero();
    }

    @Test
    void synCountLimitsRetransmissions() throws NetworkException {
        Settings settings = peer.settings();
        settings.synRetries = 1;
        Connection c = peer.begin(settings);
        peer.pass(2_900);
        assertThat(c.alive()).isTrue();
        peer.pass(200);
        assertThat(c.alive()).isFalse();
    }

    @Test
    void refused() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        peer.next();
        peer.segment(RST, 0, 0).send();
        peer.segment(RST | ACK, 0, 2).send();
        assertThat(c.phase()).isEqualTo(TcpState.SYN_SENT);
        peer.segment(RST | ACK, 0, 1).send();
        assertThat(c.takeError()).isEqualTo(NetworkError.ECONNREFUSED);
        peer.silence();
    }

    @Test
    void whatAcknowledgesNoSynOfOursIsReset() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        peer.next();
        peer.segment(ACK, 55, 77).send();
        peer.next(RST, 77, 0, 0);
        assertThat(c.phase()).isEqualTo(TcpState.SYN_SENT);
    }

    @Test
    void simultaneousOpen() throws NetworkException {
        Connection c = peer.begin(peer.settings());
        peer.next();
        peer.segment(SYN, 0, 0).options(1460, 7, true, false).send();
        Sent answer = peer.next(SYN | ACK, 0, 1, 0);
        assertThat(answer.options().scale()).isEqualTo(7);
        assertThat(c.phase()).isEqualTo(TcpState.SYN_RECV);
        peer.segment(SYN | ACK, 0, 1).options(1460, 7, true, false).send();
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
        peer.data(1, 1, 10);
        assertThat(read(c)).isEqualTo(10);
    }

    @Test
    void passiveOpen() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).options(1300, 3, true, true).send();
        Sent answer = peer.next(SYN | ACK, 0, 1, 0);
        assertThat(answer.options().mss()).isEqualTo(1460);
        assertThat(answer.options().scale()).isEqualTo(7);
        assertThat(answer.options().sackPermitted()).isTrue();
        assertThat(answer.options().echo()).isEqualTo(peer.peerTimestamp);
        assertThat(listener.accept()).isNull();
        peer.timestamps = true;
        peer.ack(1, 1);
        Connection c = Objects.requireNonNull(listener.accept());
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(c.segmentSize()).isEqualTo(1288);
        peer.silence();
    }

    @Test
    void optionsThatThePeerDoesNotKnowAreNotUsed() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).options(0, -1, false, false).send();
        Sent answer = peer.next(SYN | ACK, 0, 1, 0);
        assertThat(answer.options().scale()).isEqualTo(-1);
        assertThat(answer.options().sackPermitted()).isFalse();
        assertThat(answer.options().timestamps()).isFalse();
        peer.ack(1, 1);
        Connection c = Objects.requireNonNull(listener.accept());
        assertThat(c.segmentSize()).isEqualTo(536);
    }

    @Test
    void synAndAckAreRetransmittedAndGivenUp() throws NetworkException {
        peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
        for (int seconds : new int[] {1, 2, 4, 8, 16}) {
            assertThat(peer.untilSent(20_000)).isCloseTo(seconds * 1000L, within(3L));
            peer.next(SYN | ACK, 0, 1, 0);
        }
        peer.pass(33_000);
        peer.silence();
        assertThat(peer.tcp.size()).isZero();
        assertThat(peer.timers.delay()).isEqualTo(-1);
    }

    @Test
    void aRepeatedSynIsAnsweredAgain() throws NetworkException {
        peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
        peer.pass(600);
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
    }

    @Test
    void dataMayComeWithTheLastSegmentOfTheHandshake() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.segment(ACK | FIN, 1, 1).data(100).send();
        Connection c = Objects.requireNonNull(listener.accept());
        assertThat(c.phase()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(read(c)).isEqualTo(100);
        peer.next(ACK, 1, 102, 0);
    }

    @Test
    void aWrongAcknowledgmentOfTheHandshakeIsReset() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.segment(ACK, 1, 2).send();
        peer.next(RST, 2, 0, 0);
        assertThat(listener.accept()).isNull();
        peer.ack(1, 1);
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void resetOfARequest() throws NetworkException {
        peer.listen(peer.settings(), 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.segment(RST, 1, 0).send();
        assertThat(peer.tcp.size()).isZero();
        assertThat(peer.tcp.statistics().embryonicRsts).isOne();
    }

    @Test
    void nobodyListens() {
        peer.segment(SYN, 0, 0).send();
        Sent reset = peer.next();
        assertThat(reset.flags()).isEqualTo(RST | ACK);
        assertThat(reset.ack()).isOne();
        peer.segment(ACK, 5, 6).data(3).send();
        assertThat(peer.next().flags()).isEqualTo(RST);
        peer.segment(RST | ACK, 5, 6).send();
        peer.silence();
    }

    @Test
    void aFullAcceptQueueTakesNoMore() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 1);
        for (int i = 0; i < 2; i++) {
            peer.peerPort = PEER_PORT + i;
            peer.segment(SYN, 0, 0).send();
            peer.next(SYN | ACK, 0, 1, 0);
            peer.ack(1, 1);
        }
        assertThat(listener.waiting()).isEqualTo(2);
        peer.peerPort = PEER_PORT + 2;
        peer.segment(SYN, 0, 0).send();
        peer.silence();
        assertThat(peer.tcp.statistics().listenOverflows).isOne();
        listener.accept();
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
    }

    @Test
    void theLastAcknowledgmentWaitsForRoom() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 2);
        int[] initials = new int[2];
        for (int i = 0; i < 2; i++) {
            peer.peerPort = PEER_PORT + i;
            peer.segment(SYN, 0, 0).send();
            peer.next(SYN | ACK, 0, 1, 0);
            initials[i] = peer.initial;
        }
        listener.backlog(0);
        for (int i = 0; i < 2; i++) {
            peer.peerPort = PEER_PORT + i;
            peer.initial = initials[i];
            peer.ack(1, 1);
        }
        assertThat(listener.waiting()).isOne();
        listener.accept();
        // The answer is repeated, and acknowledged again.
        assertThat(peer.untilSent(2000)).isCloseTo(1000L, within(3L));
        peer.next(SYN | ACK, 0, 1, 0);
        peer.ack(1, 1);
        assertThat(listener.waiting()).isOne();
    }

    @Test
    void cookiesWhenRequestsAreTooMany() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 1);
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
        peer.peerPort = 6000;
        peer.segment(SYN, 0, 0).options(1460, 5, true, true).send();
        Sent cookie = peer.next(SYN | ACK, 0, 1, 0);
        assertThat(peer.tcp.size()).isOne();
        assertThat(cookie.options().timestamps()).isTrue();
        peer.pass(100);
        peer.timestamps = true;
        peer.segment(ACK, 1, 1)
                .stamp(peer.peerTimestamp + 1, cookie.options().value())
                .data(7)
                .send();
        Connection c = Objects.requireNonNull(listener.accept());
        assertThat(c.peerScale).isEqualTo(5);
        assertThat(c.sack).isTrue();
        assertThat(c.segmentSize()).isEqualTo(1448);
        assertThat(read(c)).isEqualTo(7);
        // Its timestamps do not go backwards.
        assertThat(peer.lastTimestamp - cookie.options().value()).isNotNegative();
        assertThat(peer.tcp.statistics().syncookiesRecv).isOne();
    }

    @Test
    void aForgedCookieIsReset() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 1);
        peer.tcp.parameters().synCookies = 2;
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.segment(ACK, 1, 1000).send();
        peer.next(RST, 1000, 0, 0);
        assertThat(listener.accept()).isNull();
        peer.segment(ACK, 1, 1).send();
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void aCookieIsGoodWhenThereIsRoomAgain() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 0);
        peer.tcp.parameters().synCookies = 2;
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
        int first = peer.initial;
        peer.peerPort = 6000;
        peer.segment(SYN, 0, 0).send();
        peer.next(SYN | ACK, 0, 1, 0);
        int second = peer.initial;
        peer.peerPort = ScriptedPeer.PEER_PORT;
        peer.initial = first;
        peer.ack(1, 1);
        peer.peerPort = 6000;
        peer.initial = second;
        peer.segment(ACK, 1, 1).data(7).send();
        peer.silence();
        assertThat(peer.tcp.statistics().listenOverflows).isOne();

        assertThat(listener.accept()).isNotNull();
        peer.segment(ACK, 1, 1).data(7).send();
        assertThat(read(Objects.requireNonNull(listener.accept()))).isEqualTo(7);
    }

    @Test
    void anOldCookieIsReset() throws NetworkException {
        Listener listener = peer.listen(peer.settings(), 1);
        peer.tcp.parameters().synCookies = 2;
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.pass(125_000);
        peer.segment(ACK, 1, 1).send();
        peer.next(RST, 1, 0, 0);
        assertThat(listener.accept()).isNull();
    }

    @Test
    void deferAcceptWaitsForData() throws NetworkException {
        Settings settings = peer.settings();
        settings.deferAccept = 5;
        Listener listener = peer.listen(settings, 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.ack(1, 1);
        assertThat(listener.accept()).isNull();
        peer.data(1, 1, 3);
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void deferAcceptTakesItWithoutDataInTheEnd() throws NetworkException {
        Settings settings = peer.settings();
        settings.deferAccept = 5;
        Listener listener = peer.listen(settings, 5);
        peer.segment(SYN, 0, 0).send();
        peer.next();
        peer.ack(1, 1);
        assertThat(peer.untilSent(20_000)).isCloseTo(7000L, within(5L));
        peer.next(SYN | ACK, 0, 1, 0);
        peer.ack(1, 1);
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void sequenceNumbersCannotBeForeseen() throws NetworkException {
        peer.begin(peer.settings());
        peer.next();
        int first = peer.initial;
        peer.begin(peer.settings());
        peer.next();
        assertThat(Math.abs(peer.initial - first)).isGreaterThan(10_000);
    }

    @Test
    void synIsSentWithEcnIfAsked() throws NetworkException {
        peer.tcp.parameters().ecn = 1;
        peer.begin(peer.settings());
        peer.next(SYN | ECE | CWR, 0, 0, 0);
    }

    @Test
    void soMuchIsHeldBackOfWhatNobodyListensFor() {
        InterceptedSyn[] held = new InterceptedSyn[1];
        peer.tcp.intercept(syn -> {
            held[0] = syn;
            return true;
        });
        peer.segment(SYN, 0, 0).options(1460, 7, true, true).send();
        peer.segment(SYN, 0, 0).options(1460, 7, true, true).send();
        peer.silence();
        assertThat(held[0].localPort()).isEqualTo(PORT);
        assertThat(held[0].peerAddress()).isEqualTo(PEER);
        Connection c = held[0].accept(peer.settings());
        peer.next(SYN | ACK, 0, 1, 0);
        peer.segment(SYN, 0, 0).options(1460, 7, true, true).send();
        peer.next(SYN | ACK, 0, 1, 0);
        peer.timestamps = true;
        peer.ack(1, 1);
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void heldBackAndRefused() {
        peer.tcp.intercept(syn -> {
            syn.refuse();
            return true;
        });
        peer.segment(SYN, 0, 0).send();
        assertThat(peer.next().flags()).isEqualTo(RST | ACK);
        assertThat(peer.tcp.size()).isZero();
        assertThat(peer.pool.inUse()).isZero();
    }

    @Test
    void heldBackAndCancelled() {
        boolean[] cancelled = new boolean[1];
        peer.tcp.intercept(syn -> {
            syn.onCancel(() -> cancelled[0] = true);
            return true;
        });
        peer.segment(SYN, 0, 0).send();
        peer.segment(RST, 1, 0).send();
        assertThat(cancelled[0]).isTrue();
        assertThat(peer.tcp.size()).isZero();
        peer.tcp.intercept(syn -> false);
        peer.segment(SYN, 0, 0).send();
        assertThat(peer.next().flags()).isEqualTo(RST | ACK);
    }
}
