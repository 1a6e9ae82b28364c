package io.umview.fuse.internal.protocol;

/** Nanoseconds since 1970 as seconds and nanoseconds. */
public final class Times {
    private static final long SECOND = 1_000_000_000;
    private static final long LAST = Long.MAX_VALUE / SECOND - 1;

    private Times() {}

    /** Years after 2262 and before 1677 are cut to those. */
    public static long nanos(long seconds, int nanos) {
        long near = Math.max(-LAST, Math.min(LAST, seconds));
        return near * SECOND + nanos;
    }

    static long seconds(long time) {
        return Math.floorDiv(time, SECOND);
    }

    static int rest(long time) {
        return (int) Math.floorMod(time, SECOND);
    }
}
