package io.umview.lwipv6.net;

/**
 * Counters with names.
 *
 * @param <E> the names
 */
public final class Counters<E extends Enum<E>> {
    private final long[] values;

    /** Counters that are all 0. */
    public Counters(Class<E> names) {
        values = new long[names.getEnumConstants().length];
    }

    /** Adds one. */
    public void add(E name) {
        values[name.ordinal()]++;
    }

    /** Adds a number. */
    public void add(E name, long count) {
        values[name.ordinal()] += count;
    }

    /** The value of a counter. */
    public long get(E name) {
        return values[name.ordinal()];
    }
}
