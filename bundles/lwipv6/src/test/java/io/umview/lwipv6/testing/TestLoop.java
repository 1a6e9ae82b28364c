package io.umview.lwipv6.testing;

import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.time.TimerWheel;
import java.util.ArrayDeque;
import java.util.Queue;

/** An event loop that turns when the test says so, in virtual time. */
public final class TestLoop implements EventLoop {
    private final VirtualClock clock = new VirtualClock();
    private final TimerWheel timers = new TimerWheel(clock);
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    /** The clock that it goes by. */
    public VirtualClock clock() {
        return clock;
    }

    /** The timers that it lets expire. */
    public TimerWheel timers() {
        return timers;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void later(Runnable task) {
        tasks.add(task);
    }

    /** Does what is to be done now, until nothing is left. */
    public void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass: everything happens at its time. */
    public void pass(long millis) {
        long end = clock.nanos() + millis * 1_000_000;
        settle();
        for (long delay = timers.delay(); delay >= 0 && clock.nanos() + delay <= end; delay = timers.delay()) {
            clock.set(clock.nanos() + delay);
            timers.advance();
            settle();
        }
        clock.set(end);
        timers.advance();
        settle();
    }
}
