package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;

/** How a connection comes to be, and what its ends agree on (RFC 9293, section 3.5; RFC 7323, section 1.3; RFC 3168, section 6.1.1). */
final class Handshake {
    private static final long MILLI = 1000;

    private final ControlBlock c;
    private boolean ecnAsked;
    private boolean scaling;
    private long synSentAt;
    private boolean synRetransmitted;

    Handshake(ControlBlock c) {
        this.c = c;
    }

    /** Whether windows are scaled. */
    boolean scaling() {
        return scaling;
    }

    /** Whether a SYN was sent more than once: then the path is not to be trusted with much (RFC 5681, section 3.1). */
    boolean retransmitted() {
        return synRetransmitted;
    }

    /** Sends a SYN; addresses, port and way are known. */
    void open(long now) {
        TcpParameters parameters = c.layer.parameters();
        c.timestamps = parameters.timestamps;
        c.sack = parameters.sack;
        scaling = parameters.windowScaling;
        ecnAsked = parameters.ecn == 1;
        c.state = TcpState.SYN_SENT;
        c.layer.statistics().activeOpens++;
        c.timestampOffset = c.layer.timestampOffset(c);
        c.prepare();
        c.receiver.start(0, scaling ? Receiver.scaleFor(c.settings, parameters) : 0);
        c.layer.table().add(c);
        c.sender.synSent();
        c.lastReceived = now;
        sendSyn(now);
        c.sender.timer.synSent(now);
    }

    /** Sends the SYN, or in SYN_RECV the SYN and ACK, maybe again. */
    void sendSyn(long now) {
        synRetransmitted = synSentAt != 0;
        if (synSentAt == 0) {
            synSentAt = now;
        }
        boolean answer = c.state == TcpState.SYN_RECV;
        int flags = Tcp.SYN | (answer ? Tcp.ACK : 0);
        if (answer) {
            flags |= c.ecn ? Tcp.ECE : 0;
        } else if (ecnAsked && c.sender.timer.retransmits() < 2) {
            flags |= Tcp.ECE | Tcp.CWR;
        }
        NetworkError failed = c.layer
                .writer()
                .sendSyn(
                        c.flow,
                        c.pseudoHeader,
                        c.ports,
                        c.sender.initial(),
                        answer ? c.receiver.next() : 0,
                        flags,
                        Receiver.initialWindow(c.settings),
                        c.advertisedMss,
                        scaling ? c.receiver.scale() : -1,
                        c.sack,
                        c.timestamps,
                        c.timestampAt(now),
                        answer ? c.receiver.recentTimestamp() : 0);
        c.segmentsSent++;
        if (failed != null) {
            c.sendFailed(failed);
        }
    }

    /** Answers a SYN that nobody listened for; addresses and way are known. */
    void answer(InterceptedSyn syn, long now) {
        TcpParameters parameters = c.layer.parameters();
        c.timestamps = parameters.timestamps;
        c.sack = parameters.sack;
        scaling = parameters.windowScaling;
        c.layer.statistics().passiveOpens++;
        c.timestampOffset = c.layer.timestampOffset(c);
        c.prepare();
        c.receiver.start(0, scaling ? Receiver.scaleFor(c.settings, parameters) : 0);
        c.ecn = parameters.ecn != 0 && syn.ecnAsked();
        negotiate(syn.options(), syn.sequence(), syn.window(), now);
        c.layer.table().add(c);
        c.state = TcpState.SYN_RECV;
        c.sender.synSent();
        c.lastReceived = now;
        sendSyn(now);
        c.sender.timer.synSent(now);
    }

    /** What the peer's SYN agrees to. */
    private void negotiate(TcpOptions options, int sequence, int window, long now) {
        scaling &= options.scale() >= 0;
        c.timestamps &= options.timestamps();
        c.sack &= options.sackPermitted();
        c.peerScale = scaling ? options.scale() : 0;
        c.receiver.start(sequence, scaling ? c.receiver.scale() : 0);
        if (c.timestamps) {
            c.receiver.noteTimestamp(sequence, options.value(), now);
        }
        if (options.mss() > 0) {
            c.peerMss = Math.max(options.mss(), ControlBlock.SMALLEST_MSS);
        }
        c.sender.initWindow(sequence, window);
    }

    /** Our SYN is answered with SYN and ACK. */
    void synAnswered(Segment segment, long now) {
        boolean echo = (segment.flags & (Tcp.ECE | Tcp.CWR)) == Tcp.ECE;
        negotiate(segment.options, segment.seq, segment.window, now);
        c.ecn = ecnAsked && echo;
        if (!synRetransmitted) {
            c.sender.rtt.sample(now - synSentAt, now);
        } else {
            long age = (c.timestampAt(now) - segment.options.echo()) * MILLI;
            if (c.timestamps && age >= 0 && age <= now - synSentAt) {
                c.sender.rtt.sample(age, now);
            } else {
                c.sender.rtt.handshakeWasRetransmitted();
            }
        }
        c.establish(now);
        c.sender.sendAck(now);
        c.outputLater();
    }

    /** Two SYNs have crossed (RFC 9293, section 3.5, figure 7). */
    void synCrossed(Segment segment, long now) {
        c.ecn = ecnAsked && (segment.flags & (Tcp.ECE | Tcp.CWR)) == (Tcp.ECE | Tcp.CWR);
        negotiate(segment.options, segment.seq, segment.window, now);
        c.state = TcpState.SYN_RECV;
        sendSyn(now);
        synRetransmitted = false;
    }

    /** Takes over what a request has agreed on. */
    void adopt(SynRequest request, Segment segment, long now) {
        c.timestamps = request.timestamps;
        c.timestampOffset = request.timestampOffset;
        c.sack = request.sack;
        scaling = request.peerScale >= 0;
        c.peerScale = Math.max(0, request.peerScale);
        c.ecn = request.ecn;
        c.prepare();
        c.peerMss = request.mss;
        c.receiver.start(request.peerInitial, request.scale);
        if (c.timestamps) {
            c.receiver.noteTimestamp(request.peerInitial, request.recentTimestamp, now);
        }
        c.sender.synSent();
        c.sender.initWindow(segment.seq, segment.window << c.peerScale);
        if (request.retransmits == 0 && request.sentAt != 0) {
            c.sender.rtt.sample(now - request.sentAt, now);
        } else {
            c.sender.rtt.handshakeWasRetransmitted();
        }
        c.lastReceived = now;
        c.layer.table().add(c);
        c.establish(now);
    }
}
