package io.umview.lwipv6.net;

import java.util.random.RandomGenerator;

/**
 * Identifications of packets that may be fragmented (RFC 6864, RFC 7739): counters that are shared by hash of the ends, so that nobody
 * learns from one how many packets go to another.
 */
final class Identifications {
    private static final int COUNTERS = 2048;

    private final short[] counters = new short[COUNTERS];
    private final long secret;
    private final RandomGenerator random;

    Identifications(RandomGenerator random) {
        this.random = random;
        this.secret = random.nextLong();
        for (int i = 0; i < COUNTERS; i++) {
            counters[i] = (short) random.nextInt();
        }
    }

    /** The identification of a packet, or of the first of several segments. */
    int next(long source, long destination, int protocol, int count) {
        int slot = AddressMap.hash(source * 31 + protocol + secret, destination) & (COUNTERS - 1);
        int first = counters[slot] & 0xffff;
        counters[slot] += (short) count;
        return first;
    }

    /** The identification of the fragments of an IPv6 packet. */
    int next6() {
        return random.nextInt();
    }
}
