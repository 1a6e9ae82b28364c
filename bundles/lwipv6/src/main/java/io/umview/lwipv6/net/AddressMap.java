package io.umview.lwipv6.net;

import org.jspecify.annotations.Nullable;

/**
 * Values by address, found without an object for the key: open addressing with linear probing.
 *
 * @param <V> values
 */
final class AddressMap<V> {
    private long[] highs = new long[16];
    private long[] lows = new long[16];
    private @Nullable Object[] values = new @Nullable Object[16];
    private int size;

    /** The value of an address, or null. */
    @SuppressWarnings("unchecked")
    @Nullable
    V get(long high, long low) {
        return (V) values[slot(high, low)];
    }

    /** Gives an address a value. */
    void put(long high, long low, V value) {
        int slot = slot(high, low);
        if (values[slot] == null && ++size > values.length / 2) {
            grow();
            slot = slot(high, low);
        }
        highs[slot] = high;
        lows[slot] = low;
        values[slot] = value;
    }

    /** Takes the value of an address away, and closes the gap. */
    void remove(long high, long low) {
        int gap = slot(high, low);
        if (values[gap] == null) {
            return;
        }
        size--;
        values[gap] = null;
        int mask = values.length - 1;
        for (int at = (gap + 1) & mask; values[at] != null; at = (at + 1) & mask) {
            int home = hash(highs[at], lows[at]) & mask;
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                highs[gap] = highs[at];
                lows[gap] = lows[at];
                values[gap] = values[at];
                values[at] = null;
                gap = at;
            }
        }
    }

    /** How many addresses have a value. */
    int size() {
        return size;
    }

    private int slot(long high, long low) {
        int mask = values.length - 1;
        int at = hash(high, low) & mask;
        while (values[at] != null && (highs[at] != high || lows[at] != low)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    static int hash(long high, long low) {
        long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        Object[] oldValues = values;
        highs = new long[2 * oldHighs.length];
        lows = new long[2 * oldLows.length];
        values = new @Nullable Object[2 * oldValues.length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldHighs[i], oldLows[i]);
                highs[slot] = oldHighs[i];
                lows[slot] = oldLows[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
