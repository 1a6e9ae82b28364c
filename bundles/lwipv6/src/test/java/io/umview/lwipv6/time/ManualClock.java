package io.umview.lwipv6.time;

/** A clock that tests set. */
public final class ManualClock implements Clock {
    private long nanos;

    /** A clock that starts anywhere, as System.nanoTime does. */
    public ManualClock(long start) {
        nanos = start;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long wallMicros() {
        return nanos / 1000;
    }

    /** Lets time pass. */
    public void advance(long delay) {
        nanos += delay;
    }
}
