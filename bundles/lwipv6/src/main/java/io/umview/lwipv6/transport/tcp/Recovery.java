package io.umview.lwipv6.transport.tcp;

/**
 * What to do about loss and congestion: fast recovery by SACK and RACK (RFC 6675, RFC 8985) or by duplicate acknowledgments (RFC 6582),
 * the pace in it (RFC 6937), timeouts, ECN (RFC 3168), and taking back what turns out to have been needless (RFC 3522, RFC 3708, RFC 5682).
 */
final class Recovery {
    /** TCP_CA_* of Linux. */
    enum Phase {
        OPEN(0),
        /** Reacting to ECN. */
        CWR(2),
        RECOVERY(3),
        LOSS(4);

        final int number;

        Phase(int number) {
            this.number = number;
        }
    }

    private static final int DUP_THRESHOLD = 3;
    private static final long NEVER = LazyTimer.NEVER;

    private final ControlBlock c;
    private final Sender sender;
    private final Scoreboard board;
    private final CongestionWindow window;
    final Rack rack;
    final Frto frto = new Frto();
    private CongestionControl control;
    private Phase phase = Phase.OPEN;

    /** RecoveryPoint: the phase ends when this is acknowledged. */
    private int point;

    /** RFC 6937: prr_delivered, prr_out, RecoverFS. */
    private int delivered;

    private int out;
    private int before;

    private boolean undoable;
    private int undoWindow;
    private int undoThreshold;
    private int undoRetransmitted;
    private int firstRetransmission;
    private boolean retransmittedAny;

    /** Duplicate acknowledgments, without SACK. */
    private int duplicates;

    /** The last acknowledgment was a partial one, without SACK. */
    private boolean partial;

    /** RFC 8985, section 7: TLP.end_seq, and whether it was a retransmission. */
    private boolean probing;

    private int probeEnd;
    private boolean probeRetransmitted;

    Recovery(ControlBlock c, Sender sender) {
        this.c = c;
        this.sender = sender;
        board = sender.board;
        window = sender.window;
        rack = new Rack(sender.rtt);
        CongestionControl chosen = CongestionControl.of(c.chosenControl());
        control = chosen == null ? new Cubic() : chosen;
    }

    CongestionControl control() {
        return control;
    }

    void control(CongestionControl other) {
        control = other;
    }

    Phase phase() {
        return phase;
    }

    /** The state as TCP_INFO has it. */
    int number() {
        return phase == Phase.OPEN && (board.sackedBytes() > 0 || duplicates > 0) ? 1 : phase.number;
    }

    /** Bytes in the network, as far as is known. */
    int inFlight() {
        int bytes = board.inFlight();
        return duplicates == 0 ? bytes : Math.max(0, bytes - duplicates * window.mss());
    }

    /** What an acknowledgment means. */
    void acknowledged(AckSample sample, boolean advanced, boolean duplicate, long now) {
        boolean lostBefore = board.pendingBytes() > 0;
        int deliveredNow = sample.delivered();
        probeAnswered(sample, advanced, duplicate, now);
        if (c.sack) {
            if (sample.reordered) {
                rack.reordering();
                c.layer.statistics().sackReorder++;
            }
            if (sample.duplicate) {
                rack.duplicate(sender.una(), sender.nxt());
            }
            detect(now);
        } else {
            deliveredNow = countDuplicates(sample, advanced, duplicate);
        }
        if (phase == Phase.LOSS && timeoutWasNeedless(sample, advanced, duplicate)) {
            undo();
        } else if (advanced && phase != Phase.OPEN) {
            if (needless() || !Sequence.before(sender.una(), point)) {
                end();
            }
        } else if (sample.duplicate && undoable && undoRetransmitted <= 0 && phase != Phase.OPEN) {
            undo();
            c.layer.statistics().dsackUndo++;
        }
        boolean lost = board.pendingBytes() > 0;
        if (lost && (phase == Phase.OPEN || phase == Phase.CWR)) {
            enter();
        }
        if (phase == Phase.OPEN && sample.roundTrip != AckSample.NONE) {
            control.measured(window, sample.roundTrip, sender.una(), sender.nxt());
        }
        adapt(sample.acked, deliveredNow, advanced && !(lost && !lostBefore), now);
    }

    /** RFC 6582: without SACK. Answers how many bytes have reached the peer. */
    private int countDuplicates(AckSample sample, boolean advanced, boolean duplicate) {
        int mss = window.mss();
        if (advanced) {
            int segments = (sample.acked + mss - 1) / mss;
            int counted = duplicates;
            duplicates = phase == Phase.RECOVERY ? Math.max(0, duplicates - Math.max(0, segments - 1)) : 0;
            partial = phase == Phase.RECOVERY && Sequence.before(sender.una(), point);
            if (partial) {
                loseHead();
            }
            return Math.max(0, sample.acked - (counted - duplicates) * mss);
        }
        if (!duplicate) {
            return 0;
        }
        if ((duplicates + 1) * mss <= board.inFlight()) {
            duplicates++;
        }
        if (duplicates >= DUP_THRESHOLD && phase != Phase.RECOVERY && phase != Phase.LOSS) {
            loseHead();
        }
        return mss;
    }

    private void loseHead() {
        if (board.size() == 0) {
            return;
        }
        if (board.length(0) > window.mss()) {
            board.split(0, board.start(0) + window.mss());
        }
        if (!board.is(0, Scoreboard.LOST)) {
            board.lose(0);
        }
    }

    private void detect(long now) {
        long wait = rack.detect(board, window.mss(), phase == Phase.RECOVERY || phase == Phase.LOSS, now);
        sender.timer.reorderAt(wait == Rack.NEVER ? NEVER : now + wait);
    }

    /** RFC 8985, section 6.3: what was only late by then is lost by now. */
    void reorderingTimeout(long now) {
        detect(now);
        if (board.pendingBytes() > 0 && (phase == Phase.OPEN || phase == Phase.CWR)) {
            enter();
        }
        if (phase == Phase.RECOVERY) {
            reduce(0, 0, false);
        }
    }

    private void enter() {
        if (phase == Phase.OPEN) {
            beginReduction(true);
        }
        phase = Phase.RECOVERY;
        point = sender.nxt();
        if (c.sack) {
            c.layer.statistics().sackRecovery++;
        } else {
            c.layer.statistics().renoRecovery++;
        }
    }

    private void beginReduction(boolean mayUndo) {
        remember(mayUndo);
        delivered = 0;
        out = 0;
        before = Math.max(window.mss(), window.size());
        window.threshold(control.reduced(window));
        if (c.ecn) {
            sender.signalReduction();
        }
    }

    private void remember(boolean mayUndo) {
        undoable = mayUndo;
        undoWindow = window.size();
        undoThreshold = window.threshold();
        undoRetransmitted = 0;
        retransmittedAny = false;
    }

    /** The peer tells that a router marked a packet (RFC 3168, section 6.1.2): at most one reduction in a round trip. */
    void congestionExperienced() {
        if (phase == Phase.OPEN) {
            beginReduction(false);
            phase = Phase.CWR;
            point = sender.nxt();
        }
    }

    /** RFC 8985, section 7.4.2: the probe had to repair a loss. */
    private void reduceForProbe() {
        if (phase == Phase.OPEN) {
            beginReduction(false);
            window.size(window.threshold());
            c.layer.statistics().lossProbeRecovery++;
        }
    }

    private void end() {
        if (needless()) {
            undo();
            c.layer.statistics().fullUndo++;
            return;
        }
        if (phase != Phase.LOSS && window.threshold() < CongestionWindow.INFINITE) {
            window.size(window.threshold());
        }
        if (phase == Phase.RECOVERY || phase == Phase.LOSS) {
            rack.recovered();
        }
        frto.stop();
        phase = Phase.OPEN;
        undoable = false;
        duplicates = 0;
    }

    /** RFC 3522: what is acknowledged is what was sent first, before it was sent again. */
    private boolean needless() {
        return undoable
                && retransmittedAny
                && c.timestamps
                && c.echoedTimestamp != ControlBlock.NO_ECHO
                && (int) c.echoedTimestamp - firstRetransmission < 0;
    }

    private boolean timeoutWasNeedless(AckSample sample, boolean advanced, boolean duplicate) {
        // Without SACK nobody knows which of two transmissions is acknowledged (tcp_clean_rtx_queue() of Linux).
        boolean original = sample.original && (c.sack || !sample.retransmitted);
        boolean sendable = sender.unsent() > 0 && sender.una() + sender.peerWindow() - sender.nxt() > 0;
        return frto.acknowledged(sample, original, advanced, duplicate, sender.una(), sendable);
    }

    private void undo() {
        if (phase == Phase.LOSS) {
            c.layer.statistics().spuriousRtos++;
        }
        frto.stop();
        board.loseNothing();
        window.threshold(undoThreshold);
        window.size(Math.max(window.size(), undoWindow));
        control.undo();
        phase = Phase.OPEN;
        undoable = false;
        duplicates = 0;
    }

    /** How large the window is to be. */
    private void adapt(int acked, int deliveredNow, boolean progress, long now) {
        switch (phase) {
            case RECOVERY, CWR -> reduce(deliveredNow, acked, progress);
            case OPEN -> {
                if (acked > 0 && sender.limitedByWindow()) {
                    control.acked(window, acked, now, sender.rtt.smoothed());
                }
            }
            case LOSS -> {
                if (deliveredNow > 0) {
                    control.acked(window, deliveredNow, now, sender.rtt.smoothed());
                }
            }
        }
    }

    /** Proportional rate reduction (RFC 6937, section 3). */
    private void reduce(int deliveredNow, int acked, boolean progress) {
        int mss = window.mss();
        int pipe = inFlight();
        delivered += deliveredNow;
        int threshold = window.threshold();
        long count;
        if (pipe > threshold) {
            count = ((long) delivered * threshold + before - 1) / before - out;
        } else {
            long limit = Math.max(delivered - out, deliveredNow);
            count = Math.min(threshold - pipe, progress ? limit + mss : limit);
        }
        // The first retransmission goes out in any case; without SACK, one for each partial acknowledgment.
        long least = out == 0 || partial ? mss : 0;
        partial = false;
        window.size((int) (pipe + Math.max(count, least)));
    }

    /** Something was sent again. */
    void retransmitted(int bytes, long now) {
        out += bytes;
        undoRetransmitted += bytes;
        if (!retransmittedAny) {
            retransmittedAny = true;
            firstRetransmission = c.timestampAt(now);
        }
        if (phase == Phase.LOSS) {
            c.layer.statistics().slowStartRetrans++;
        } else if (phase == Phase.RECOVERY) {
            c.layer.statistics().fastRetrans++;
        }
    }

    /** A duplicate of so many retransmitted bytes has arrived. */
    void duplicateReported(int bytes) {
        undoRetransmitted -= bytes;
    }

    void sentNew(int bytes) {
        if (phase == Phase.RECOVERY || phase == Phase.CWR) {
            out += bytes;
        }
    }

    void idle(long micros) {
        control.idle(micros);
    }

    /** The retransmission timer has expired (RFC 5681, section 3.1; RFC 6675, section 5.1). */
    void timeout() {
        c.layer.statistics().timeouts++;
        boolean fresh = phase == Phase.OPEN || phase == Phase.CWR || !Sequence.before(sender.una(), point);
        if (fresh) {
            remember(true);
            window.threshold(control.reduced(window));
            if (c.ecn) {
                sender.signalReduction();
            }
        }
        control.timedOut();
        phase = Phase.LOSS;
        point = sender.nxt();
        duplicates = 0;
        probing = false;
        // RFC 2018, section 8: the peer may have thrown away what it had selectively acknowledged.
        boolean reneged = board.size() > 0 && board.is(0, Scoreboard.SACKED);
        if (reneged) {
            c.layer.statistics().sackReneging++;
        }
        board.loseAll(reneged);
        // RFC 5682, section 3.2: also if it is the same data that times out once more.
        if (c.layer.parameters().frto != 0 && undoable && !reneged && (fresh || sender.timer.retransmits() > 1)) {
            frto.begin(sender.nxt());
        } else {
            frto.stop();
        }
        window.size(window.mss());
    }

    /** Whether a tail loss probe makes sense (RFC 8985, section 7.2). */
    boolean mayProbe() {
        return c.sack
                && c.layer.parameters().earlyRetransmit
                && (phase == Phase.OPEN || phase == Phase.CWR)
                && !probing
                && board.size() > 0
                && board.sackedBytes() == 0;
    }

    /** RFC 8985, section 7.3. */
    void probe(long now) {
        if (board.size() == 0) {
            return;
        }
        c.layer.statistics().lossProbes++;
        probeRetransmitted = sender.sendTail(now);
        probing = true;
        probeEnd = sender.nxt();
    }

    /** RFC 8985, section 7.4.2. */
    private void probeAnswered(AckSample sample, boolean advanced, boolean duplicate, long now) {
        if (!probing || Sequence.before(sender.una(), probeEnd)) {
            return;
        }
        if (!probeRetransmitted) {
            probing = false;
        } else if (sample.duplicate) {
            probing = false;
        } else if (Sequence.after(sender.una(), probeEnd)) {
            probing = false;
            reduceForProbe();
        } else if (!advanced && duplicate) {
            probing = false;
        }
    }
}
