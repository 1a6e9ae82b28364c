package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.time.Timer;

/** A timer whose deadline moves with every segment, mostly to later: it is put on the wheel again only when it would be late. */
abstract class LazyTimer extends Timer {
    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long NANOS = 1000;

    private final TcpLayer layer;
    private long deadline = NEVER;
    private long set = NEVER;

    LazyTimer(TcpLayer layer) {
        this.layer = layer;
    }

    /** The deadline is at a time, in microseconds as {@link TcpLayer#now}, or {@link #NEVER}. */
    final void at(long time) {
        deadline = time;
        if (time < set) {
            set = time;
            layer.timers().set(this, Math.max(0, time - layer.now()) * NANOS);
        }
    }

    final long deadline() {
        return deadline;
    }

    final void stop() {
        deadline = NEVER;
        set = NEVER;
        layer.timers().cancel(this);
    }

    @Override
    protected final void expire() {
        set = NEVER;
        long now = layer.readClock();
        if (deadline == NEVER) {
            return;
        }
        if (deadline > now) {
            at(deadline);
            return;
        }
        deadline = NEVER;
        due(now);
        layer.flush();
    }

    /** The time has come. */
    abstract void due(long now);
}
