package io.umview.lwipv6.testing;

import io.umview.lwipv6.time.Clock;

/** Time that passes when the test says so. */
public final class VirtualClock implements Clock {
    private long nanos = 1_000_000_000_000L;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long wallMicros() {
        return 1_700_000_000_000_000L + nanos / 1000;
    }

    void set(long value) {
        nanos = value;
    }
}
