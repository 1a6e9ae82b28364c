package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor.TraceListener;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Between guests, who must not wait, and a reader who may be slow: what does not fit is dropped and counted. */
final class TraceQueue implements TraceListener {
    private static final long PATIENCE = 50;

    private final Predicate<TracedEvent> wanted;
    private final BlockingQueue<TracedEvent> events;
    private final AtomicLong dropped = new AtomicLong();

    TraceQueue(Predicate<TracedEvent> wanted, int capacity) {
        this.wanted = wanted;
        this.events = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public void answered(TracedEvent event) {
        if (wanted.test(event) && !events.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** Waits a moment for events. @return up to {@code most} of them, maybe none */
    List<TracedEvent> take(int most) throws InterruptedException {
        List<TracedEvent> taken = new ArrayList<>();
        TracedEvent first = events.poll(PATIENCE, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            events.drainTo(taken, most - 1);
        }
        return taken;
    }

    /** How many events were dropped since this was last asked. */
    long dropped() {
        return dropped.getAndSet(0);
    }
}
