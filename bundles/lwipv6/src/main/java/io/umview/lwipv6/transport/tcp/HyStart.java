package io.umview.lwipv6.transport.tcp;

/**
 * Ends the first slow start when round trips take longer, before anything is lost: HyStart++ (RFC 9406). Times are in microseconds. As in
 * Linux growth has no limit for each acknowledgment (L): receive offload makes one of many.
 */
final class HyStart {
    private static final long LEAST_THRESHOLD = 4_000;
    private static final long LARGEST_THRESHOLD = 16_000;
    private static final int DIVISOR = 8;
    private static final int SAMPLES = 8;
    private static final int GROWTH_DIVISOR = 4;
    private static final int CONSERVATIVE_ROUNDS = 5;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private boolean inRound;

    /** windowEnd: the round is over when this is acknowledged. */
    private int end;

    /** lastRoundMinRTT, currentRoundMinRTT and rttSampleCount. */
    private long last = UNKNOWN;

    private long current = UNKNOWN;
    private int samples;

    /** cssBaselineMinRtt, and how many rounds of conservative slow start (CSS) there were; {@link #UNKNOWN} if it is not on. */
    private long baseline = UNKNOWN;

    private int rounds;

    /** Begins anew. */
    void reset() {
        inRound = false;
        last = UNKNOWN;
        current = UNKNOWN;
        samples = 0;
        baseline = UNKNOWN;
        rounds = 0;
    }

    /**
     * An acknowledgment that tells a round-trip time.
     *
     * @param una SND.UNA after it
     * @return whether slow start is over
     */
    boolean acknowledged(long rtt, int una, int nxt) {
        if (!inRound) {
            inRound = true;
            end = nxt;
        }
        current = Math.min(current, rtt);
        samples++;
        if (samples >= SAMPLES) {
            look();
        }
        if (Sequence.before(una, end)) {
            return false;
        }
        end = nxt;
        last = current;
        current = UNKNOWN;
        samples = 0;
        return conservative() && ++rounds >= CONSERVATIVE_ROUNDS;
    }

    private void look() {
        if (conservative()) {
            if (current < baseline) {
                // It was jitter.
                baseline = UNKNOWN;
            }
        } else if (last != UNKNOWN) {
            long threshold = Math.max(LEAST_THRESHOLD, Math.min(last / DIVISOR, LARGEST_THRESHOLD));
            if (current >= last + threshold) {
                baseline = current;
                rounds = 0;
            }
        }
    }

    private boolean conservative() {
        return baseline != UNKNOWN;
    }

    /** By how much the window grows for acknowledged bytes. */
    int growth(int acked) {
        return conservative() ? acked / GROWTH_DIVISOR : acked;
    }
}
