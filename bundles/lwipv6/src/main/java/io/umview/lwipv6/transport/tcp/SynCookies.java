package io.umview.lwipv6.transport.tcp;

import java.util.random.RandomGenerator;

/**
 * Sequence numbers that hold what a request would (RFC 4987, section 3.6): the minute and the peer's maximum segment size. What else was
 * agreed on is in the low bits of the timestamp, as in Linux.
 */
final class SynCookies {
    private static final int[] MSS4 = {536, 1300, 1440, 1460};
    private static final int[] MSS6 = {1220, 1280, 1440, 8940};
    private static final int COUNT_BITS = 24;
    private static final int MASK = (1 << COUNT_BITS) - 1;
    private static final int OLDEST = 2;
    private static final long MINUTE = 60_000_000;

    static final int OPTION_BITS = 6;
    private static final int NO_SCALE = 0xf;
    private static final int SACK = 0x10;
    private static final int ECN = 0x20;

    private final SipHash first;
    private final SipHash second;

    SynCookies(RandomGenerator random) {
        first = new SipHash(random.nextLong(), random.nextLong());
        second = new SipHash(random.nextLong(), random.nextLong());
    }

    /** The sequence number of the answer to a SYN. */
    int make(Segment syn, int mss, boolean v4, long now) {
        int[] table = v4 ? MSS4 : MSS6;
        int index = table.length - 1;
        while (index > 0 && table[index] > mss) {
            index--;
        }
        int minute = (int) (now / MINUTE);
        return hash(first, syn, 0) + syn.seq + (minute << COUNT_BITS) + (hash(second, syn, minute) + index & MASK);
    }

    /**
     * Looks at the acknowledgment that would complete a handshake.
     *
     * @return the peer's maximum segment size, or -1 if it answers no cookie of ours
     */
    int check(Segment ack, boolean v4, long now) {
        int cookie = ack.ack - 1 - hash(first, ack, 0) - (ack.seq - 1);
        int minute = (int) (now / MINUTE);
        int age = minute - (cookie >>> COUNT_BITS) & 0xff;
        if (age >= OLDEST) {
            return -1;
        }
        int index = cookie - hash(second, ack, minute - age) & MASK;
        int[] table = v4 ? MSS4 : MSS6;
        return index < table.length ? table[index] : -1;
    }

    private static int hash(SipHash by, Segment segment, int minute) {
        return (int) by.hash(
                segment.sourceHigh,
                segment.sourceLow,
                segment.destinationHigh,
                segment.destinationLow,
                (long) minute << 32 | segment.ports & 0xffffffffL);
    }

    /** A timestamp whose low bits say what was agreed on; not later than {@code timestamp}. */
    static int encode(int timestamp, int scale, boolean sack, boolean ecn) {
        int options = (scale < 0 ? NO_SCALE : scale) | (sack ? SACK : 0) | (ecn ? ECN : 0);
        int value = timestamp & -(1 << OPTION_BITS) | options;
        return value - timestamp > 0 ? value - (1 << OPTION_BITS) : value;
    }

    static int scale(int echo) {
        int scale = echo & 0xf;
        return scale == NO_SCALE ? -1 : scale;
    }

    static boolean sack(int echo) {
        return (echo & SACK) != 0;
    }

    static boolean ecn(int echo) {
        return (echo & ECN) != 0;
    }
}
