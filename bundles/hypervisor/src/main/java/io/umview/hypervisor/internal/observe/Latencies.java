package io.umview.hypervisor.internal.observe;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts times in buckets: 16 to each power of two, so that a percentile is right within about 6 %. */
final class Latencies {
    private static final int FINE_BITS = 4;
    private static final int FINE = 1 << FINE_BITS;

    private final AtomicLongArray buckets = new AtomicLongArray((64 - FINE_BITS) * FINE);

    /** Counts one time. */
    void add(long nanoseconds) {
        buckets.incrementAndGet(bucket(Math.max(0, nanoseconds)));
    }

    /** The time below which a part of all times lie, as the middle of its bucket; 0 when there are none. */
    long percentile(double part) {
        long total = 0;
        for (int i = 0; i < buckets.length(); i++) {
            total += buckets.get(i);
        }
        long rank = (long) Math.ceil(part * total);
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= rank && seen > 0) {
                return (lowest(i) + lowest(i + 1)) / 2;
            }
        }
        return 0;
    }

    static int bucket(long value) {
        if (value < FINE) {
            return (int) value;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int fine = (int) (value >>> exponent - FINE_BITS) & FINE - 1;
        return (exponent - FINE_BITS + 1) * FINE + fine;
    }

    static long lowest(int bucket) {
        if (bucket < FINE) {
            return bucket;
        }
        int exponent = bucket / FINE + FINE_BITS - 1;
        return (long) (FINE + bucket % FINE) << exponent - FINE_BITS;
    }
}
