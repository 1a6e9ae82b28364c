package io.umview.lwipv6.time;

import org.jspecify.annotations.Nullable;

/** Something that is to happen later. One object is set and cancelled as often as wanted, without allocation. */
public abstract class Timer {
    static final long IDLE = Long.MIN_VALUE;

    /** When it expires, in ticks of the wheel that it is on. */
    long expiry = IDLE;

    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    int slot = -1;

    /** The time has come. The timer is idle again and may be set anew. */
    protected abstract void expire();

    /** Whether it is set. */
    public final boolean pending() {
        return slot >= 0;
    }
}
