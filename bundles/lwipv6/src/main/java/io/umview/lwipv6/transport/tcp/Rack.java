package io.umview.lwipv6.transport.tcp;

/** Time-based loss detection (RFC 8985, section 6). Times are in microseconds. */
final class Rack {
    /** No timer is needed. */
    static final long NEVER = -1;

    private static final int DUP_THRESHOLD = 3;
    private static final int LARGEST_MULTIPLIER = 64;
    private static final int PERSISTENCE = 16;

    private final RttEstimator rtt;

    /** RACK.xmit_ts and RACK.end_seq of the most recently sent packet that was delivered. */
    private long sent = AckSample.NONE;

    private int end;

    /** RACK.rtt. */
    private long roundTrip;

    /** When what the last echoed timestamp tells was sent, or {@link AckSample#NONE}: later transmissions have not been delivered. */
    private long echoed = AckSample.NONE;

    private boolean advanced;
    private boolean reorderingSeen;

    /** RACK.reo_wnd_mult and RACK.reo_wnd_persist. */
    private int multiplier = 1;

    private int persist = PERSISTENCE;
    private int duplicateRound;
    private boolean inRound;

    Rack(RttEstimator rtt) {
        this.rtt = rtt;
    }

    /** A segment is looked at that echoes a timestamp from {@code micros}, or {@link AckSample#NONE}. */
    void begin(long micros) {
        echoed = micros;
        advanced = false;
    }

    /** Step 1 and 2: something that was sent then was delivered. */
    void delivered(long time, int sequence, boolean retransmitted, long now) {
        long took = now - time;
        if (retransmitted) {
            // Maybe it was the original that has come through.
            if (echoed != AckSample.NONE && echoed < time || took < rtt.minimum()) {
                return;
            }
        }
        roundTrip = took;
        if (later(time, sequence, sent, end)) {
            sent = time;
            end = sequence;
            advanced = true;
        }
    }

    /** Whether the last segment told of something sent later than what was known before. */
    boolean advanced() {
        return advanced;
    }

    /** Step 3. */
    void reordering() {
        reorderingSeen = true;
    }

    boolean reorderingSeen() {
        return reorderingSeen;
    }

    /** Step 4: a duplicate was reported; the window was too small. At most once a round trip. */
    void duplicate(int una, int nxt) {
        if (inRound && Sequence.before(una, duplicateRound)) {
            return;
        }
        inRound = true;
        duplicateRound = nxt;
        multiplier = Math.min(LARGEST_MULTIPLIER, multiplier + 1);
        persist = PERSISTENCE;
    }

    /** A recovery has ended. */
    void recovered() {
        if (--persist <= 0) {
            persist = PERSISTENCE;
            multiplier = 1;
        }
    }

    /** RACK_update_reo_wnd. */
    private long window(Scoreboard board, int mss, boolean recovering) {
        if (!reorderingSeen && (recovering || board.sackedBytes() > (DUP_THRESHOLD - 1) * mss)) {
            return 0;
        }
        return Math.min(multiplier * rtt.minimum() / 4, rtt.smoothed());
    }

    /**
     * Step 5: marks what must be lost, because something that was sent enough later has been delivered.
     *
     * @return microseconds until this is to be looked at again, or {@link #NEVER}
     */
    long detect(Scoreboard board, int mss, boolean recovering, long now) {
        if (sent == AckSample.NONE) {
            return NEVER;
        }
        long wait = roundTrip + window(board, mss, recovering);
        long timeout = NEVER;
        for (int i = 0; i < board.size(); i++) {
            int flags = board.flags(i);
            if ((flags & Scoreboard.SACKED) != 0
                    || (flags & (Scoreboard.LOST | Scoreboard.RETRANSMITTED)) == Scoreboard.LOST) {
                continue;
            }
            long time = board.time(i);
            if (!later(sent, end, time, board.end(i))) {
                if ((flags & Scoreboard.EVER_RETRANSMITTED) == 0) {
                    // What follows and was not retransmitted was sent later still; what was retransmitted lies before.
                    break;
                }
                continue;
            }
            long left = time + wait - now;
            if (left <= 0) {
                board.lose(i);
            } else {
                timeout = Math.max(timeout, left);
            }
        }
        return timeout;
    }

    private static boolean later(long time, int sequence, long otherTime, int otherSequence) {
        return time > otherTime || time == otherTime && Sequence.after(sequence, otherSequence);
    }
}
