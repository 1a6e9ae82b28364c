package io.umview.lwipv6.time;

import org.jspecify.annotations.Nullable;

/**
 * All timers of a stack: a hierarchical wheel (G. Varghese, A. Lauck: Hashed and Hierarchical Timing Wheels, 1987). Setting and
 * cancelling take constant time. The resolution is one millisecond; a timer never expires early.
 */
public final class TimerWheel {
    private static final long TICK = 1_000_000;
    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 6;

    /** Later than this many ticks is not told apart: about two years. */
    private static final long HORIZON = (1L << (BITS * LEVELS)) - 1;

    private final Clock clock;
    private final long origin;
    private final @Nullable Timer[] heads = new @Nullable Timer[SLOTS * LEVELS];

    /** Which slots of a level have timers, bit by bit. */
    private final long[] occupied = new long[LEVELS];

    /** The tick up to which, inclusive, everything has expired. */
    private long current;

    /** A wheel without timers. */
    public TimerWheel(Clock clock) {
        this.clock = clock;
        this.origin = clock.nanos();
    }

    /** The clock that the wheel goes by. */
    public Clock clock() {
        return clock;
    }

    /** Sets a timer, or sets it anew, to expire after a delay in nanoseconds. */
    public void set(Timer timer, long delay) {
        cancel(timer);
        long due = clock.nanos() - origin + Math.max(0, delay);
        place(timer, Math.max(current + 1, (due + TICK - 1) / TICK));
    }

    /** Takes a timer off, if it is set. */
    public void cancel(Timer timer) {
        if (timer.pending()) {
            unlink(timer);
        }
    }

    /** Lets everything expire whose time has come. */
    public void advance() {
        long now = (clock.nanos() - origin) / TICK;
        while (current < now) {
            long next = nextTick();
            if (next > now) {
                current = now;
                return;
            }
            current = next;
            cascade();
            expireSlot((int) (current & (SLOTS - 1)));
        }
    }

    /** Nanoseconds until {@link #advance} may have something to do, 0 if it has now, -1 if no timer is set. */
    public long delay() {
        long next = nextTick();
        return next == Long.MAX_VALUE ? -1 : Math.max(0, origin + next * TICK - clock.nanos());
    }

    /** The first tick after the current one at which a timer expires or moves to a finer level. */
    private long nextTick() {
        long best = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            long slots = occupied[level];
            if (slots != 0) {
                int shift = level * BITS;
                long position = current >>> shift;
                int ahead =
                        Long.numberOfTrailingZeros(Long.rotateRight(slots, (int) ((position + 1) & (SLOTS - 1)))) + 1;
                best = Math.min(best, (position + ahead) << shift);
            }
        }
        return best;
    }

    /** Moves the timers of coarser levels whose turn has come down to finer ones. */
    private void cascade() {
        for (int level = LEVELS - 1; level > 0; level--) {
            int shift = level * BITS;
            if ((current & ((1L << shift) - 1)) == 0) {
                int index = level * SLOTS + (int) ((current >>> shift) & (SLOTS - 1));
                for (Timer timer = heads[index]; timer != null; timer = heads[index]) {
                    unlink(timer);
                    place(timer, timer.expiry);
                }
            }
        }
    }

    private void expireSlot(int index) {
        for (Timer timer = heads[index]; timer != null; timer = heads[index]) {
            unlink(timer);
            timer.expiry = Timer.IDLE;
            timer.expire();
        }
    }

    private void place(Timer timer, long expiry) {
        timer.expiry = expiry;
        long ahead = Math.min(expiry - current, HORIZON);
        int level = ahead < SLOTS ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(ahead)) / BITS;
        long shown = current + ahead;
        link(timer, level * SLOTS + (int) ((shown >>> (level * BITS)) & (SLOTS - 1)));
    }

    private void link(Timer timer, int slot) {
        Timer head = heads[slot];
        timer.slot = slot;
        timer.previous = null;
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        heads[slot] = timer;
        occupied[slot / SLOTS] |= 1L << (slot % SLOTS);
    }

    private void unlink(Timer timer) {
        int slot = timer.slot;
        Timer before = timer.previous;
        Timer after = timer.next;
        if (before != null) {
            before.next = after;
        } else {
            heads[slot] = after;
            if (after == null) {
                occupied[slot / SLOTS] &= ~(1L << (slot % SLOTS));
            }
        }
        if (after != null) {
            after.previous = before;
        }
        timer.previous = null;
        timer.next = null;
        timer.slot = -1;
    }
}
