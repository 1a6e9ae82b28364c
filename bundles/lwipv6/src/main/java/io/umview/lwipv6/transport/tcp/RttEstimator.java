package io.umview.lwipv6.transport.tcp;

/**
 * Round-trip time and retransmission timeout (RFC 6298), in microseconds. As in Linux the variance counts for no less than 200 ms, so
 * that a path without jitter does not lead to a timeout that every delayed acknowledgment exceeds.
 */
final class RttEstimator {
    static final long MIN_RTO = 200_000;
    static final long MAX_RTO = 120_000_000;
    static final long INITIAL_RTO = 1_000_000;

    private static final long MIN_RTT_WINDOW = 300_000_000;
    private static final int MAX_BACKOFF = 30;

    private long smoothed;
    private long variance;
    private long rto = INITIAL_RTO;
    private int backoff;
    private long minimum;
    private long minimumAt;

    /** A measured round trip of something that was not retransmitted, or that a timestamp tells apart. */
    void sample(long rtt, long now) {
        long measured = Math.max(1, rtt);
        if (minimum == 0 || measured <= minimum || now - minimumAt > MIN_RTT_WINDOW) {
            minimum = measured;
            minimumAt = now;
        }
        if (smoothed == 0) {
            smoothed = measured;
            variance = measured / 2;
        } else {
            variance += (Math.abs(smoothed - measured) - variance) / 4;
            smoothed += (measured - smoothed) / 8;
        }
        rto = Math.min(MAX_RTO, smoothed + Math.max(MIN_RTO, 4 * variance));
        backoff = 0;
    }

    /** RFC 6298, section 5.7: after a SYN was retransmitted the first timeout is 3 s. */
    void handshakeWasRetransmitted() {
        if (smoothed == 0) {
            rto = 3 * INITIAL_RTO;
        }
        backoff = 0;
    }

    boolean known() {
        return smoothed != 0;
    }

    /** SRTT, or 0 if nothing was measured. */
    long smoothed() {
        return smoothed;
    }

    long variance() {
        return variance;
    }

    /** The least that was measured in the last five minutes, or 0. */
    long minimum() {
        return minimum;
    }

    /** The timeout, backed off. */
    long timeout() {
        return Math.min(MAX_RTO, rto << backoff);
    }

    /** The timeout, not backed off. */
    long base() {
        return rto;
    }

    /** RFC 6298, section 5.5. */
    void backOff() {
        if (backoff < MAX_BACKOFF) {
            backoff++;
        }
    }

    int backoff() {
        return backoff;
    }

    /** Something new was acknowledged. */
    void resetBackoff() {
        backoff = 0;
    }
}
