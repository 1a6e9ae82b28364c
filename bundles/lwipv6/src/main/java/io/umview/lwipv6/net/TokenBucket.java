package io.umview.lwipv6.net;

/** Limits how often something is done: so often per second, and a burst. */
final class TokenBucket {
    private final long interval;
    private final int burst;
    private long tokens;
    private long filled;
    private boolean used;

    /**
     * A full bucket.
     *
     * @param interval nanoseconds per token
     * @param burst how many tokens it holds
     */
    TokenBucket(long interval, int burst) {
        this.interval = interval;
        this.burst = burst;
        this.tokens = burst;
    }

    /** Takes a token if there is one. */
    boolean take(long now) {
        if (!used) {
            used = true;
            filled = now;
        }
        long gained = (now - filled) / interval;
        if (gained > 0) {
            tokens = Math.min(burst, tokens + gained);
            filled += gained * interval;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Fills it up. */
    void refill() {
        tokens = burst;
    }
}
