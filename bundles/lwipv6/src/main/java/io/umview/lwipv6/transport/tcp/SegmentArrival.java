package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;

/** What is to be done when a segment arrives for a connection (RFC 9293, section 3.10.7; RFC 5961), in Linux's order of checks. */
final class SegmentArrival {
    private static final long MILLI = 1000;

    private final TcpLayer layer;
    private final AckSample sample = new AckSample();

    SegmentArrival(TcpLayer layer) {
        this.layer = layer;
    }

    void process(ControlBlock c, Packet packet, Segment s, long now) {
        c.segmentsReceived += s.count;
        if (s.length > 0) {
            c.dataSegmentsReceived += s.count;
        }
        if (c.state == TcpState.SYN_SENT) {
            synSent(c, s, now);
        } else if (!predicted(c, packet, s, now)) {
            synchronised(c, packet, s, now);
        }
    }

    /**
     * The next data or acknowledgment that nothing is special about (V. Jacobson's header prediction).
     *
     * @return false if it must be looked at closely
     */
    private boolean predicted(ControlBlock c, Packet packet, Segment s, long now) {
        Receiver receiver = c.receiver;
        Sender sender = c.sender;
        if (c.state != TcpState.ESTABLISHED
                || (s.flags & ~Tcp.PSH) != Tcp.ACK
                || s.seq != receiver.next()
                || s.window << c.peerScale != sender.peerWindow()
                || s.length > receiver.window()
                || receiver.missing()
                || receiver.urgent.pending()
                || s.options.blocks() > 0
                || Sequence.before(s.ack, sender.una())
                || Sequence.after(s.ack, sender.nxt())
                || s.length == 0 && s.ack == sender.una()
                || c.ecn && s.congestionExperienced()) {
            return false;
        }
        if (c.timestamps) {
            if (!s.options.timestamps() || s.options.value() - receiver.recentTimestamp() < 0) {
                return false;
            }
            receiver.noteTimestamp(s.seq, s.options.value(), now);
        }
        c.lastReceived = now;
        c.keepAlive.heard();
        if (s.ack != sender.una()) {
            layer.statistics().hpAcks++;
            acknowledge(c, s, now);
        }
        if (s.length > 0) {
            layer.statistics().hpHits++;
            take(c, packet, s, now);
        }
        return true;
    }

    // --- SYN_SENT: RFC 9293, section 3.10.7.3

    private void synSent(ControlBlock c, Segment s, long now) {
        Sender sender = c.sender;
        boolean ack = s.has(Tcp.ACK);
        if (ack && (!Sequence.after(s.ack, sender.initial()) || Sequence.after(s.ack, sender.nxt()))) {
            layer.resetFor(s, c.flow);
            return;
        }
        if (ack && s.options.timestamps() && s.options.echo() != 0 && c.timestamps) {
            int age = c.timestampAt(now) - s.options.echo();
            if (age < 0) {
                layer.statistics().pawsActive++;
                layer.resetFor(s, c.flow);
                return;
            }
        }
        if (s.has(Tcp.RST)) {
            if (ack) {
                c.reset();
            }
            return;
        }
        if (!s.has(Tcp.SYN)) {
            return;
        }
        c.lastReceived = now;
        if (ack) {
            c.handshake.synAnswered(s, now);
        } else {
            c.handshake.synCrossed(s, now);
        }
    }

    // --- all other states: section 3.10.7.4

    private void synchronised(ControlBlock c, Packet packet, Segment s, long now) {
        if (!valid(c, s, now)) {
            return;
        }
        if (!s.has(Tcp.ACK) || !acknowledgmentValid(c, s, now)) {
            return;
        }
        c.lastReceived = now;
        c.keepAlive.heard();
        if (c.timestamps && s.options.timestamps()) {
            c.receiver.noteTimestamp(s.seq, s.options.value(), now);
        }
        if (c.state == TcpState.SYN_RECV) {
            c.sender.initWindow(s.seq, s.window << c.peerScale);
            c.establish(now);
        }
        if (c.ecn) {
            c.receiver.congestion(s);
        }
        acknowledge(c, s, now);
        if (c.sender.finAcknowledged() && finState(c.state)) {
            c.finAcknowledged(s.has(Tcp.FIN), now);
        }
        if (c.alive()) {
            urgent(c, packet, s);
            payload(c, packet, s, now);
        }
    }

    private static boolean finState(TcpState state) {
        return state == TcpState.FIN_WAIT1 || state == TcpState.CLOSING || state == TcpState.LAST_ACK;
    }

    /** First to fourth: PAWS, sequence number, RST, SYN. */
    private boolean valid(ControlBlock c, Segment s, long now) {
        Receiver receiver = c.receiver;
        boolean rst = s.has(Tcp.RST);
        if (c.timestamps && s.options.timestamps() && !rst && receiver.tooOld(s.options.value(), now)) {
            layer.statistics().pawsEstab++;
            if (s.span() > 0 && !s.has(Tcp.SYN)) {
                duplicate(c, s);
            }
            c.answerInvalid(s, now);
            return false;
        }
        if (!receiver.acceptable(s.seq, s.end())) {
            outOfWindow(c, s, now);
            return false;
        }
        if (rst) {
            // RFC 5961, section 3.2.
            if (s.seq == receiver.next()) {
                c.reset();
            } else {
                challenge(c, now);
            }
            return false;
        }
        if (s.has(Tcp.SYN)) {
            return syn(c, s, now);
        }
        return true;
    }

    private void outOfWindow(ControlBlock c, Segment s, long now) {
        if (s.has(Tcp.RST)) {
            // RFC 9293: a RST behind a FIN may be off by one.
            if (c.receiver.finished() && s.seq == c.receiver.next() - 1) {
                c.reset();
            }
            return;
        }
        if (s.has(Tcp.SYN)) {
            syn(c, s, now);
            return;
        }
        if (s.span() > 0 && !Sequence.after(s.end(), c.receiver.next())) {
            duplicate(c, s);
        }
        c.answerInvalid(s, now);
    }

    private void duplicate(ControlBlock c, Segment s) {
        layer.statistics().delayedAckLost++;
        c.receiver.reportDuplicate(s.seq, s.end());
    }

    /** RFC 5961, section 4.2; but a SYN and ACK that crossed ours is no attack. */
    private boolean syn(ControlBlock c, Segment s, long now) {
        if (c.state == TcpState.SYN_RECV
                && s.has(Tcp.ACK)
                && s.seq + 1 == c.receiver.next()
                && s.ack == c.sender.nxt()) {
            return true;
        }
        if (c.state == TcpState.SYN_RECV && !s.has(Tcp.ACK) && s.seq + 1 == c.receiver.next()) {
            // The peer has not got our answer.
            c.handshake.sendSyn(now);
            return false;
        }
        layer.statistics().synChallenge++;
        challenge(c, now);
        return false;
    }

    private void challenge(ControlBlock c, long now) {
        if (layer.mayChallenge(now)) {
            layer.statistics().challengeAck++;
            c.sender.sendAck(now);
        }
    }

    /** Fifth, as far as it is about which acknowledgments are believed. */
    private boolean acknowledgmentValid(ControlBlock c, Segment s, long now) {
        Sender sender = c.sender;
        if (c.state == TcpState.SYN_RECV) {
            if (s.ack == sender.nxt()) {
                return true;
            }
            layer.resetFor(s, c.flow);
            return false;
        }
        if (Sequence.after(s.ack, sender.nxt())) {
            c.answerInvalid(s, now);
            return false;
        }
        // RFC 5961, section 5.2.
        if (Sequence.before(s.ack, sender.una() - sender.largestWindow())) {
            challenge(c, now);
            return false;
        }
        return true;
    }

    /** What an acknowledgment means for what is in flight. */
    private void acknowledge(ControlBlock c, Segment s, long now) {
        Sender sender = c.sender;
        int una = sender.una();
        int ack = s.ack;
        boolean advanced = Sequence.after(ack, una);
        boolean closed = sender.peerWindow() == 0;
        sample.clear();
        noteEcho(c, s, now);
        boolean current = !Sequence.before(ack, una);
        boolean windowChanged = current && sender.updateWindow(s.seq, ack, s.window << c.peerScale);
        if (advanced) {
            sender.acknowledge(ack, now, sample);
        }
        if (c.sack && s.options.blocks() > 0) {
            sack(c, s, now);
        }
        boolean duplicate =
                ack == una && s.length == 0 && !s.has(Tcp.FIN) && !windowChanged && sender.outstanding() > 0;
        measure(c, advanced, now);
        if (c.ecn && s.has(Tcp.ECE)) {
            sender.recovery.congestionExperienced();
        }
        layer.statistics().delivered += sample.delivered() > 0 ? 1 : 0;
        sender.recovery.acknowledged(sample, advanced, duplicate, now);
        sender.timer.acknowledged(advanced, now);
        if (closed && sender.peerWindow() > 0) {
            sender.timer.windowOpened();
        }
        if (advanced) {
            c.softError = null;
            c.spaceFreed();
        }
        if (sender.hasWork()) {
            c.outputLater();
        }
    }

    private void noteEcho(ControlBlock c, Segment s, long now) {
        c.echoedTimestamp = ControlBlock.NO_ECHO;
        long sent = AckSample.NONE;
        if (c.timestamps && s.options.timestamps()) {
            c.echoedTimestamp = s.options.echo();
            int age = c.timestampAt(now) - s.options.echo();
            if (age >= 0) {
                // The clock of timestamps is coarser: it may have been sent at any time in that millisecond.
                sent = (now / MILLI - age) * MILLI + MILLI - 1;
            }
        }
        c.sender.recovery.rack.begin(sent);
    }

    /** RFC 6298 by Karn's rule, or by timestamps (RFC 7323, section 4.1). */
    private void measure(ControlBlock c, boolean advanced, long now) {
        long took = -1;
        if (!sample.retransmitted && sample.firstSent != AckSample.NONE) {
            took = now - sample.firstSent;
        } else if (sample.firstSacked != AckSample.NONE) {
            took = now - sample.firstSacked;
        } else if (advanced && sample.retransmitted && c.echoedTimestamp != ControlBlock.NO_ECHO) {
            int age = c.timestampAt(now) - (int) c.echoedTimestamp;
            took = age < 0 ? -1 : age * MILLI;
        }
        if (took >= 0) {
            c.sender.rtt.sample(took, now);
            sample.roundTrip = took;
        }
    }

    private void sack(ControlBlock c, Segment s, long now) {
        Sender sender = c.sender;
        TcpOptions options = s.options;
        for (int i = 0; i < options.blocks(); i++) {
            int start = options.start(i);
            int end = options.end(i);
            if (!Sequence.before(start, end) || Sequence.after(end, sender.nxt())) {
                continue;
            }
            boolean duplicate = i == 0
                    && (!Sequence.after(end, s.ack)
                            || options.blocks() > 1
                                    && !Sequence.before(start, options.start(1))
                                    && !Sequence.after(end, options.end(1)));
            if (duplicate) {
                sample.duplicate = true;
                layer.statistics().dsackRecv++;
                sender.recovery.duplicateReported(end - start);
            } else if (Sequence.after(end, sender.una())) {
                sender.board.sack(start, end, now, sender.recovery.rack, sample);
            }
        }
    }

    // --- sixth to eighth: URG, payload, FIN

    private void urgent(ControlBlock c, Packet packet, Segment s) {
        UrgentData urgent = c.receiver.urgent;
        if (s.has(Tcp.URG) && s.urgentPointer > 0 && c.state.receives()) {
            urgent.announced(s.seq + s.urgentPointer, c.receiver.copied(), c.receiver.next());
        }
        if (urgent.look(packet, s)) {
            c.changed();
        }
    }

    private void payload(ControlBlock c, Packet packet, Segment s, long now) {
        if (s.span() == 0) {
            return;
        }
        switch (c.state) {
            case ESTABLISHED -> take(c, packet, s, now);
            case FIN_WAIT1, FIN_WAIT2 -> {
                boolean fresh = s.length > 0 && Sequence.after(s.seq + s.length, c.receiver.next());
                if (fresh && (c.shutdown & ControlBlock.RCV_SHUTDOWN) != 0) {
                    // RFC 1122, section 4.2.2.13: nobody will read it.
                    layer.statistics().abortOnData++;
                    c.abort(NetworkError.ECONNRESET, now);
                } else {
                    take(c, packet, s, now);
                }
            }
            case CLOSE_WAIT, CLOSING, LAST_ACK -> {
                if (Sequence.before(s.seq, c.receiver.next())) {
                    c.receiver.reportDuplicate(s.seq, Sequence.min(s.end(), c.receiver.next()));
                }
                layer.markDirty(c);
            }
            default -> {}
        }
    }

    private void take(ControlBlock c, Packet packet, Segment s, long now) {
        receiveEcho(c, s);
        c.receiver.accept(packet, s, now);
        layer.markDirty(c);
    }

    private static void receiveEcho(ControlBlock c, Segment s) {
        if (c.timestamps && s.options.timestamps()) {
            int age = c.timestampNow() - s.options.echo();
            if (age >= 0) {
                c.receiver.tuning.echoed(age * MILLI);
            }
        }
    }
}
