package io.umview.umnet.lwipv6.socket;

import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.time.TimerWheel;
import java.util.ArrayList;
import java.util.List;

/**
 * Guests' ends that have no other end, which would be told when they are closed: streams that were never connected, and what cannot
 * be watched. They are looked for now and then, and when it matters. In the loop.
 */
final class LooseEnds {
    private static final long SOON_NANOS = 1_000_000_000;
    private static final long LATE_NANOS = 32 * SOON_NANOS;

    /** So many may be there without being looked for. */
    private static final int FEW = 64;

    private final TimerWheel timers;
    private final UnixSockets kernel;
    private final List<GuestSocket> ends = new ArrayList<>();
    private int most = FEW;
    private long pause = SOON_NANOS;
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            sweep();
        }
    };

    LooseEnds(TimerWheel timers, UnixSockets kernel) {
        this.timers = timers;
        this.kernel = kernel;
    }

    /** From now on it is looked for. */
    void add(GuestSocket socket) {
        if (socket.looseIndex >= 0) {
            return;
        }
        if (ends.size() >= most) {
            sweep();
        }
        socket.looseIndex = ends.size();
        ends.add(socket);
        pause = SOON_NANOS;
        rest();
    }

    /** It is looked for no longer. */
    void remove(GuestSocket socket) {
        int index = socket.looseIndex;
        if (index >= 0) {
            socket.looseIndex = -1;
            GuestSocket last = ends.remove(ends.size() - 1);
            if (last != socket) {
                ends.set(index, last);
                last.looseIndex = index;
            }
        }
    }

    /** Takes notice of all that were closed. */
    void sweep() {
        boolean some = false;
        // From the end, whose place is the one that the last takes.
        for (int i = ends.size() - 1; i >= 0; i--) {
            GuestSocket socket = ends.get(i);
            if (!kernel.exist(socket.inode())) {
                remove(socket);
                socket.guestClosed();
                some = true;
            }
            i = Math.min(i, ends.size());
        }
        most = FEW + 2 * ends.size();
        pause = some ? SOON_NANOS : Math.min(2 * pause, LATE_NANOS);
        rest();
    }

    private void rest() {
        if (ends.isEmpty()) {
            timers.cancel(timer);
        } else if (!timer.pending()) {
            timers.set(timer, pause);
        }
    }

    /** Looks for nothing any more. */
    void clear() {
        ends.forEach(socket -> socket.looseIndex = -1);
        ends.clear();
        timers.cancel(timer);
    }
}
