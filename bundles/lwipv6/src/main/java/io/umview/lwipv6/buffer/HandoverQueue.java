package io.umview.lwipv6.buffer;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from any number of threads to one, without locks and without allocation. Who puts something in claims a place with
 * one compare-and-set and fills it then; the place is read only after that.
 *
 * @param <T> what it holds
 */
public final class HandoverQueue<T> {
    /** Places of the counters: cache lines of their own, because different threads write them. */
    private static final int TAIL = 16;

    private static final int LIMIT = 32;
    private static final int HEAD = 48;

    private final AtomicReferenceArray<@Nullable T> places;
    private final int mask;

    /** Counts up for ever: the next place to fill, the place up to which is known to be free, the next place to take from. */
    private final AtomicLongArray counters = new AtomicLongArray(64);

    /**
     * An empty queue.
     *
     * @param capacity how much it holds; a power of two
     */
    public HandoverQueue(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException(capacity + " is not a power of two");
        }
        places = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
        counters.set(LIMIT, capacity);
    }

    /** Puts something at the end; false if the queue is full. In any thread. */
    public boolean offer(T item) {
        long tail;
        do {
            tail = counters.get(TAIL);
            if (tail >= counters.get(LIMIT)) {
                long limit = counters.get(HEAD) + mask + 1;
                if (tail >= limit) {
                    return false;
                }
                counters.setRelease(LIMIT, limit);
            }
        } while (!counters.compareAndSet(TAIL, tail, tail + 1));
        places.setRelease((int) tail & mask, item);
        return true;
    }

    /** Takes what is first, or null if there is nothing. In the one thread that takes. */
    public @Nullable T poll() {
        long head = counters.getPlain(HEAD);
        int place = (int) head & mask;
        T item = places.getAcquire(place);
        if (item != null) {
            places.setPlain(place, null);
            counters.setRelease(HEAD, head + 1);
        }
        return item;
    }

    /** Whether {@link #poll} would find nothing. In the one thread that takes. */
    public boolean isEmpty() {
        return places.get((int) counters.getPlain(HEAD) & mask) == null;
    }
}
