package io.umview.lwipv6.socket;

/** Options that are on or off, by their number, which is below 128. */
final class OptionFlags {
    private long low;
    private long high;

    boolean get(int option) {
        return ((option < Long.SIZE ? low : high) >>> option & 1) != 0;
    }

    void set(int option, boolean on) {
        long bit = 1L << option;
        if (option < Long.SIZE) {
            low = on ? low | bit : low & ~bit;
        } else {
            high = on ? high | bit : high & ~bit;
        }
    }
}
