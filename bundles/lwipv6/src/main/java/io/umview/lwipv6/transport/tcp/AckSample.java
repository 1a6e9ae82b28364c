package io.umview.lwipv6.transport.tcp;

/** What one acknowledgment tells about what is in flight. One object is filled in anew for every segment. */
final class AckSample {
    static final long NONE = Long.MIN_VALUE;

    /** Bytes that are acknowledged cumulatively now, and had not been selectively. */
    int acked;

    /** Bytes that are acknowledged selectively now. */
    int sacked;

    /** When the oldest of what is acknowledged cumulatively was sent, unless it was ever sent twice. */
    long firstSent;

    /** When the oldest of what is acknowledged selectively was sent. */
    long firstSacked;

    /** Something that was sent twice is acknowledged. */
    boolean retransmitted;

    /** Something that was never sent twice is acknowledged, and the lowest sequence number that such a record ends at. */
    boolean original;

    int originalEnd;

    /** The round-trip time in microseconds that it tells, or {@link #NONE}. */
    long roundTrip;

    /** A duplicate was reported (RFC 2883). */
    boolean duplicate;

    /** Something is acknowledged later than what was sent after it, and was not retransmitted. */
    boolean reordered;

    void clear() {
        acked = 0;
        sacked = 0;
        firstSent = NONE;
        firstSacked = NONE;
        retransmitted = false;
        original = false;
        roundTrip = NONE;
        duplicate = false;
        reordered = false;
    }

    /** Bytes that have reached the peer, as this acknowledgment tells. */
    int delivered() {
        return acked + sacked;
    }
}
