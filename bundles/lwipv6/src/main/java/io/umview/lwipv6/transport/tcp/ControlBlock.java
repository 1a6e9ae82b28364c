package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/** The transmission control block of a connection (RFC 9293, section 3.3.1): what its parts share, and how it ends. */
abstract class ControlBlock extends Endpoint {
    /** The last segment echoed no timestamp. */
    static final long NO_ECHO = Long.MIN_VALUE;

    static final int RCV_SHUTDOWN = 1;
    static final int SEND_SHUTDOWN = 2;
    static final int BOTH_SHUTDOWN = 3;

    /** RFC 9293, section 3.7.1. */
    private static final int DEFAULT_MSS4 = 536;

    private static final int DEFAULT_MSS6 = 1220;
    static final int SMALLEST_MSS = 48;
    private static final int IPV4_HEADERS = 40;
    private static final int IPV6_HEADERS = 60;
    private static final long MILLI = 1000;

    final TcpLayer layer;
    final Settings settings;
    final Flow flow;
    final PortBinding binding;
    final Sender sender;
    final Receiver receiver;
    final KeepAlive keepAlive;
    final Handshake handshake;

    TcpState state = TcpState.CLOSE;

    /** Sum over addresses and protocol. */
    long pseudoHeader;

    boolean timestamps;
    boolean sack;
    boolean ecn;

    /** The peer's shift. */
    int peerScale;

    int timestampOffset;

    /** TSecr of the segment at hand, or {@link #NO_ECHO}. */
    long echoedTimestamp = NO_ECHO;

    /** What we told the peer to send at most, and what the peer told us. */
    int advertisedMss;

    int peerMss;
    private int pathMtu;

    /** The peer's window, not the path, is what limits segments. */
    private boolean bounded;

    /** When the peer was heard of last. */
    long lastReceived;

    long segmentsSent;
    long segmentsReceived;
    long dataSegmentsReceived;
    long established;

    /** sk_err: what the program is to be told, once. */
    @Nullable
    NetworkError error;

    /** sk_err_soft: why it may be that nothing comes through. */
    @Nullable
    NetworkError softError;

    int shutdown;
    boolean orphan;
    boolean portKept;

    /** Somebody found no space to send into. */
    boolean noSpace;

    private boolean changed;
    boolean outputDue;

    @Nullable
    ControlBlock nextDirty;

    boolean dirty;
    TcpEvents events = TcpEvents.NONE;

    /** How often out-of-window segments were answered last (tcp_invalid_ratelimit). */
    private long invalidAnswered = Long.MIN_VALUE / 2;

    ControlBlock(TcpLayer layer, Settings settings, Flow flow, PortBinding binding, int initialSequence) {
        this.layer = layer;
        this.settings = settings;
        this.flow = flow;
        this.binding = binding;
        sender = new Sender(this, initialSequence);
        receiver = new Receiver(this);
        keepAlive = new KeepAlive(this);
        handshake = new Handshake(this);
        boundInterface = flow.boundInterface();
    }

    // --- beginning

    void prepare() {
        pseudoHeader = TcpLayer.pseudoHeader(localHigh, localLow, remoteHigh, remoteLow);
        flow.hops(settings.hops);
        flow.trafficClass(settings.trafficClass);
        advertisedMss = mssForPath();
        peerMss = isV4() ? DEFAULT_MSS4 : DEFAULT_MSS6;
        sender.window.mss(Math.min(peerMss, advertisedMss));
    }

    /** What a segment may carry on this path, options not counted. */
    private int mssForPath() {
        return mssFor(flow, settings, isV4());
    }

    static int mssFor(Flow flow, Settings settings, boolean v4) {
        // The length in the IP header has 16 bits, and in IPv4 it counts that header too.
        int mss = v4 ? Math.min(flow.mtu(), 65535) - IPV4_HEADERS : Math.min(flow.mtu(), 65535 + 40) - IPV6_HEADERS;
        return Math.max(SMALLEST_MSS, settings.maxSegment > 0 ? Math.min(settings.maxSegment, mss) : mss);
    }

    /** The handshake is done. */
    void establish(long now) {
        become(TcpState.ESTABLISHED);
        established = now;
        sender.synAcknowledged();
        sender.timer.established();
        applyMss(false);
        sender.window.size((handshake.retransmitted() ? 1 : CongestionWindow.INITIAL_SEGMENTS) * sender.window.mss());
        growSendBuffer();
        keepAlive.start(now);
        changed();
    }

    // --- segments out

    int timestampAt(long now) {
        return (int) (now / MILLI) + timestampOffset;
    }

    int timestampNow() {
        return timestampAt(layer.now());
    }

    String chosenControl() {
        return settings.congestionControl.isEmpty() ? layer.parameters().congestionControl : settings.congestionControl;
    }

    /** IP could not send. Mostly that is as if it were lost on the way. */
    void sendFailed(NetworkError failed) {
        if (failed == NetworkError.EMSGSIZE) {
            pathChanged();
        } else {
            softError = failed;
        }
    }

    /** Finds the way anew: something is wrong with it. */
    void reroute() {
        flow.destination(flow.destination());
        NetworkError failed = layer.output().route(flow);
        if (failed != null) {
            softError = failed;
        } else {
            applyMss(false);
        }
    }

    /** The path MTU may have changed. */
    void pathChanged() {
        if (layer.output().route(flow) == null) {
            applyMss(true);
            outputLater();
        }
    }

    /** The network layer may know of another path MTU by now, or the peer's window have grown. */
    void checkPath() {
        if (flow.mtu() != pathMtu) {
            applyMss(flow.mtu() < pathMtu);
        } else if (bounded && sender.largestWindow() / 2 > sender.window.mss()) {
            applyMss(false);
        }
    }

    private void applyMss(boolean pathShrank) {
        pathMtu = flow.mtu();
        int mss = Math.min(peerMss, mssForPath());
        if (timestamps) {
            mss -= TcpOptions.TIMESTAMPS_LENGTH;
        }
        // Two segments are to fit into the peer's window, or its delayed acknowledgments stop us
        // (tcp_bound_to_half_wnd).
        int largest = sender.largestWindow();
        int half = largest > DEFAULT_MSS4 ? largest / 2 : largest;
        bounded = half > 0 && half < mss;
        if (bounded) {
            mss = half;
        }
        sender.segmentSize(Math.max(SMALLEST_MSS - TcpOptions.TIMESTAMPS_LENGTH, mss), pathShrank);
    }

    /** TCP_MAXSEG has changed. */
    void maxSegmentChanged() {
        if (state.synchronised()) {
            applyMss(false);
        }
    }

    /** Answers a segment that is not acceptable, but not too often (tcp_oow_rate_limited). */
    void answerInvalid(Segment segment, long now) {
        if (segment.length == 0 && !segment.has(Tcp.SYN)) {
            if (now - invalidAnswered < layer.parameters().invalidRateLimit * MILLI) {
                layer.statistics().ackSkippedSeq++;
                return;
            }
            invalidAnswered = now;
        }
        sender.sendAck(now);
    }

    /** The receive buffer was tuned. */
    void tuned() {
        events.tuned();
    }

    // --- work at the end of a batch

    /** The program is to be told. */
    void changed() {
        changed = true;
        layer.markDirty(this);
    }

    /** Data has come in. */
    void readable() {
        if (receiver.unread()
                        >= Math.min(settings.receiveLowWater, receiver.ring().limit())
                || receiver.finished()) {
            changed();
        }
    }

    /** Maybe something can be sent. */
    void outputLater() {
        outputDue = true;
        layer.markDirty(this);
    }

    /** Does what waited for the end of a batch. */
    void endBatch(long now) {
        if (outputDue) {
            outputDue = false;
            if (alive()) {
                sender.output(now, false);
            }
        }
        if (changed) {
            changed = false;
            events.changed();
        }
        if (state.synchronised()) {
            receiver.acknowledger.batchEnded(now);
        }
    }

    /** Something was acknowledged. */
    void spaceFreed() {
        if (noSpace) {
            growSendBuffer();
            if (hasSpace()) {
                noSpace = false;
                changed();
            }
        }
    }

    /** Whether the send buffer has room worth waking somebody for (sk_stream_is_writeable). */
    boolean hasSpace() {
        int queued = sender.ring().size();
        int lowWater = settings.notSentLowWater != 0 ? settings.notSentLowWater : layer.parameters().notSentLowWater;
        boolean writable = sender.ring().limit() - queued >= Math.max(1, queued / 2)
                && (lowWater <= 0 || sender.unsent() < lowWater);
        noSpace |= !writable;
        return writable;
    }

    void growSendBuffer() {
        if (settings.sendBufferLocked) {
            return;
        }
        long wanted = Math.min(layer.parameters().wmemMax, 3L * sender.window.size());
        if (wanted > sender.ring().limit()) {
            sender.ring().limit((int) wanted);
            settings.sendBuffer = (int) wanted;
            events.tuned();
        }
    }

    // --- ending

    /** Sets what SO_ERROR is to say. */
    void fail(NetworkError why) {
        error = why;
        changed();
    }

    void become(TcpState other) {
        layer.statistics().currEstab += (other.sends() ? 1 : 0) - (state.sends() ? 1 : 0);
        state = other;
    }

    /** The peer's FIN has been reached. */
    void finReceived(long now) {
        shutdown |= RCV_SHUTDOWN;
        switch (state) {
            case SYN_RECV, ESTABLISHED -> become(TcpState.CLOSE_WAIT);
            case FIN_WAIT1 -> {
                // RFC 9293: our FIN, were it acknowledged, would have led to FIN_WAIT2.
                become(TcpState.CLOSING);
            }
            case FIN_WAIT2 -> {
                sender.sendAck(now);
                timeWait(now);
            }
            default -> {}
        }
        changed();
    }

    /**
     * Our FIN is acknowledged.
     *
     * @param finFollows by a segment that has the peer's
     */
    void finAcknowledged(boolean finFollows, long now) {
        switch (state) {
            case FIN_WAIT1 -> {
                become(TcpState.FIN_WAIT2);
                if (orphan && finFollows) {
                    // As a TIME_WAIT it would not see the FIN of this segment.
                    keepAlive.finWait2(now);
                } else if (orphan) {
                    orphanedFinWait2(now);
                } else {
                    changed();
                }
            }
            case CLOSING -> timeWait(now);
            case LAST_ACK -> done();
            default -> {}
        }
    }

    void orphanedFinWait2(long now) {
        if (settings.finTimeout < 0) {
            layer.statistics().abortOnLinger++;
            sendReset(now);
            done();
            return;
        }
        int seconds = settings.finTimeout > 0 ? settings.finTimeout : layer.parameters().finTimeout;
        layer.timeWaits().add(this, TcpState.FIN_WAIT2, seconds * 1_000_000L, now);
        done();
    }

    private void timeWait(long now) {
        layer.timeWaits().add(this, TcpState.TIME_WAIT, TimeWaits.LENGTH, now);
        done();
    }

    /** The peer has reset it. */
    void reset() {
        NetworkError why = switch (state) {
            case SYN_SENT -> NetworkError.ECONNREFUSED;
            case CLOSE_WAIT -> NetworkError.EPIPE;
            default -> NetworkError.ECONNRESET;
        };
        abortQuietly(why);
    }

    /** Ends it with an error, and tells the peer. */
    void abort(NetworkError why, long now) {
        sendReset(now);
        abortQuietly(why);
    }

    /** Ends it with an error. */
    void abortQuietly(NetworkError why) {
        error = why;
        if (receiver.unread() == 0 || orphan) {
            receiver.discard();
        }
        done();
    }

    void sendReset(long now) {
        if (!state.synchronised()) {
            return;
        }
        flow.trafficClass(settings.trafficClass);
        layer.writer()
                .sendBare(
                        flow,
                        pseudoHeader,
                        ports,
                        sender.nxt(),
                        receiver.next(),
                        Tcp.RST | Tcp.ACK,
                        0,
                        timestamps,
                        timestampAt(now),
                        receiver.recentTimestamp());
    }

    /** Nothing is sent or received any more. */
    void done() {
        if (state == TcpState.CLOSE) {
            return;
        }
        TcpStatistics statistics = layer.statistics();
        if (state == TcpState.SYN_SENT || state == TcpState.SYN_RECV) {
            statistics.attemptFails++;
        } else if (error == NetworkError.ECONNRESET || error == NetworkError.EPIPE) {
            statistics.estabResets++;
        }
        become(TcpState.CLOSE);
        shutdown = BOTH_SHUTDOWN;
        sender.stop();
        receiver.stop();
        keepAlive.stop();
        layer.table().remove(this);
        if (orphan) {
            layer.orphans(-1);
            receiver.discard();
        }
        if (orphan || !portKept) {
            layer.ports().release(binding);
        }
        changed();
    }

    /** Whether it has not ended. */
    boolean alive() {
        return state != TcpState.CLOSE;
    }

    boolean orphan() {
        return orphan;
    }
}
