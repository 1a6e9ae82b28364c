package io.umview.lwipv6.transport.tcp;

/**
 * When received data is acknowledged: with what is sent anyway, after two segments, or after a while (RFC 9293, section 3.8.6.3); at
 * once at the start of a connection and when something is missing. Follows Linux: quick mode, and interactive ("pingpong") mode.
 */
final class Acknowledger extends LazyTimer {
    private static final long MILLI = 1000;
    private static final long ATO_MIN = 40 * MILLI;
    private static final long DELAY_MAX = 200 * MILLI;
    private static final int QUICK_MOST = 16;

    private final ControlBlock c;
    private boolean scheduled;
    private boolean now;
    private int quick = QUICK_MOST;
    private boolean interactive;

    /** How many segments ended a write of the peer's program, up to two (ICSK_ACK_PUSHED, ICSK_ACK_PUSHED2). */
    private int pushed;

    /** The delay, adapted to how often segments come. */
    private long ato;

    private long lastData;

    Acknowledger(ControlBlock c) {
        super(c.layer);
        this.c = c;
    }

    boolean scheduled() {
        return scheduled;
    }

    boolean interactive() {
        return interactive;
    }

    long ato() {
        return ato;
    }

    long lastData() {
        return lastData;
    }

    /**
     * Data has come in, in order.
     *
     * @param full a segment of full size
     * @param push it ends what the peer's program has written (PSH)
     */
    void dataArrived(boolean full, boolean push, long time, long rto) {
        scheduled = true;
        if (!full) {
            pushed = Math.min(2, pushed + 1);
        } else if (push) {
            pushed = Math.max(1, pushed);
        }
        if (ato == 0) {
            ato = ATO_MIN;
            quick();
        } else {
            long gap = time - lastData;
            if (gap <= ATO_MIN / 2) {
                ato = ato / 2 + ATO_MIN / 2;
            } else if (gap < ato) {
                ato = Math.min(rto, ato / 2 + gap);
            } else if (gap > rto) {
                // The peer has begun anew after a pause, with a small window.
                quick();
            }
        }
        lastData = time;
    }

    /** Something is not as it should be: the peer is to know at once. */
    void atOnce() {
        scheduled = true;
        now = true;
    }

    private void quick() {
        int segments = c.receiver.window() / (2 * c.receiver.segmentSize());
        quick = Math.max(quick, Math.min(QUICK_MOST, Math.max(2, segments)));
    }

    /** Something is missing or has come twice: the peer is to know at once, and of what follows too (tcp_enter_quickack_mode). */
    void quickly() {
        quick();
        interactive = false;
        ato = ATO_MIN;
        atOnce();
    }

    /** TCP_QUICKACK. */
    void quickMode(boolean on, long time) {
        interactive = !on;
        if (on && scheduled) {
            c.sender.sendAck(time);
        }
    }

    /** A segment with an acknowledgment has gone out. */
    void sent(boolean withData, long time) {
        if (withData && lastData != 0 && time - lastData < ato) {
            interactive = true;
        }
        if (scheduled && quick > 0) {
            quick--;
        }
        scheduled = false;
        now = false;
        pushed = 0;
        at(NEVER);
    }

    /** A batch of segments has been looked at: acknowledges, or does later. */
    void batchEnded(long time) {
        if (!scheduled) {
            return;
        }
        Receiver receiver = c.receiver;
        boolean much = receiver.muchUnacknowledged()
                && (receiver.unread() < c.settings.receiveLowWater || receiver.windowMayStay());
        if (now || much || quick > 0 && !interactive || receiver.missing()) {
            c.sender.sendAck(time);
        } else if (deadline() == NEVER) {
            long delay = Math.min(ato, c.sender.rtt.known() ? Math.max(c.sender.rtt.smoothed(), ATO_MIN) : DELAY_MAX);
            at(time + Math.min(DELAY_MAX, delay));
        }
    }

    /** The program has taken data: as tcp_cleanup_rbuf() does. */
    void read(long time) {
        Receiver receiver = c.receiver;
        boolean all = receiver.unread() == 0 && (pushed == 2 || pushed == 1 && !interactive);
        if (scheduled && (all || receiver.muchUnacknowledged())) {
            c.sender.sendAck(time);
        }
    }

    @Override
    void due(long time) {
        if (scheduled && c.alive()) {
            ato = interactive ? ATO_MIN : Math.min(ato << 1, c.sender.rtt.base());
            interactive = false;
            c.layer.statistics().delayedAcks++;
            c.sender.sendAck(time);
        }
    }
}
