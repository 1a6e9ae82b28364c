package io.umview.lwipv6.link;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Behind which port a station is, as learned from the frames that it sends (IEEE 802.1D, 7.8). Any number of threads look up and learn
 * without a lock; when two learn at the same time, one of them may have to learn again.
 */
final class MacTable {
    /** Nobody knows. */
    static final int UNKNOWN = -1;

    /** Seconds after which a station that has not been heard is forgotten (IEEE 802.1D, table 7-5). */
    static final int AGE = 300;

    private static final int BUCKETS = 1024;
    private static final int WAYS = 4;
    private static final int PORT_BITS = 16;

    /** An address, and in the low 16 bits its port; 0 is free. */
    private final AtomicLongArray entries = new AtomicLongArray(BUCKETS * WAYS);

    /** When the station was heard, in seconds. */
    private final AtomicIntegerArray heard = new AtomicIntegerArray(BUCKETS * WAYS);

    /**
     * A station was heard.
     *
     * @param address 48 bits, not 0
     * @param port below 65536
     * @param now in seconds
     */
    void learn(long address, int port, int now) {
        long entry = address << PORT_BITS | port;
        int first = bucket(address);
        int victim = first;
        int oldest = Integer.MIN_VALUE;
        for (int place = first; place < first + WAYS; place++) {
            long there = entries.getPlain(place);
            if (there >>> PORT_BITS == address) {
                if (there != entry) {
                    entries.set(place, entry);
                }
                if (heard.getPlain(place) != now) {
                    heard.setOpaque(place, now);
                }
                return;
            }
            int age = there == 0 ? Integer.MAX_VALUE : now - heard.getPlain(place);
            if (age > oldest) {
                oldest = age;
                victim = place;
            }
        }
        heard.setOpaque(victim, now);
        entries.set(victim, entry);
    }

    /** The port of a station, or {@link #UNKNOWN}. */
    int find(long address, int now) {
        int first = bucket(address);
        for (int place = first; place < first + WAYS; place++) {
            long there = entries.getOpaque(place);
            if (there >>> PORT_BITS == address) {
                return now - heard.getOpaque(place) <= AGE ? (int) there & 0xffff : UNKNOWN;
            }
        }
        return UNKNOWN;
    }

    /** Forgets all stations of a port. */
    void forget(int port) {
        for (int place = 0; place < entries.length(); place++) {
            long there = entries.get(place);
            if (there != 0 && (there & 0xffff) == port) {
                entries.compareAndSet(place, there, 0);
            }
        }
    }

    private static int bucket(long address) {
        long mixed = address * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 54) * WAYS;
    }
}
