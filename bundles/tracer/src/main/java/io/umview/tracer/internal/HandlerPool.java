package io.umview.tracer.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The handlers. One of them leads: it serves all listeners, by itself as long as it keeps up, because a guest whose calls are
 * answered by threads in turn has to wait for each of them to be brought to a processor. When it has been at one call for a
 * moment another one leads from then on. One that is stuck is replaced.
 */
final class HandlerPool {
    private static final int SIZE = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    /** How long the one that leads may be at a call before another does, and how often the watch looks while calls come. */
    private static final long MOMENT_NANOS = 1_000_000;

    /** How long something takes that may take long: all handlers may be at it before others take over. */
    private static final long PATIENCE_NANOS = 10_000_000;

    /** So often the watch looks for nothing before it sleeps: calls come in flocks, and to wake it costs. */
    private static final int LOOKS = 10;

    private final NotificationEngine engine;
    private final Supplier<NotifiedCall> calls;
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private final Listeners listeners = new Listeners();

    /** How many handlers are at something that may take long, those that were left alone with it included. */
    private final AtomicInteger takingLong = new AtomicInteger();

    private final Thread watch = new Thread(this::watch, "umview-handler-watch");
    private volatile Handler leader;
    private int started;

    /** Whether the watch sleeps until a call is begun. */
    private volatile boolean watchSleeps;

    private volatile Handler.@Nullable Pause pause;
    private volatile boolean ended;

    /** @param calls gives each handler the call that it receives into */
    HandlerPool(NotificationEngine engine, Supplier<NotifiedCall> calls) {
        this.engine = engine;
        this.calls = calls;
        for (int i = 0; i < SIZE; i++) {
            handlers.add(newHandler());
        }
        leader = handlers.get(0);
        watch.setDaemon(true);
    }

    private Handler newHandler() {
        return new Handler(engine, this, calls.get(), started++);
    }

    void start() {
        handlers.forEach(Handler::start);
        watch.start();
    }

    /** Ends all handlers, each after the call that it is at. */
    void end() {
        ended = true;
        handlers.forEach(Handler::end);
    }

    boolean isHandler(Thread thread) {
        return handlers.stream().anyMatch(handler -> handler.thread() == thread);
    }

    boolean isLedBy(Handler handler) {
        return leader == handler;
    }

    /** A handler has begun a call. */
    void begin() {
        if (watchSleeps) {
            watchSleeps = false;
            LockSupport.unpark(watch);
        }
    }

    /** A handler has begun something that may take long: it may be needed elsewhere, and signals may come for the caller. */
    void mayTakeLong() {
        takingLong.incrementAndGet();
    }

    /** The handler has come back. */
    void tookLong() {
        takingLong.decrementAndGet();
    }

    private void watch() {
        int looks = LOOKS;
        while (!ended) {
            long now = System.nanoTime();
            boolean moved = false;
            boolean busy = false;
            for (Handler handler : handlers) {
                moved |= handler.look(now);
                busy |= handler.isBusy();
            }
            looks = moved ? LOOKS : Math.max(0, looks - 1);
            passOnLead(now);
            replaceStuck(now);
            if (moved || looks > 0) {
                watchSleeps = false;
                LockSupport.parkNanos(MOMENT_NANOS);
            } else if (busy) {
                LockSupport.parkNanos(PATIENCE_NANOS / 2);
            } else if (watchSleeps) {
                LockSupport.parkNanos(Supervision.STUCK_NANOS / 4);
            } else {
                // Before it sleeps it looks once more for what was begun by somebody who thought that it was awake.
                watchSleeps = true;
            }
        }
    }

    private void passOnLead(long now) {
        if (!leader.isHeldUp(now, MOMENT_NANOS)) {
            return;
        }
        for (Handler handler : handlers) {
            if (handler.isIdle()) {
                leader = handler;
                handler.wake();
                return;
            }
        }
    }

    /** A module that hangs costs the call that it was asked about, not the handler. */
    private synchronized void replaceStuck(long now) {
        boolean crowded = takingLong.get() >= SIZE;
        for (Handler handler : handlers) {
            if (handler.abandonIfStuck(now, Supervision.STUCK_NANOS, PATIENCE_NANOS, crowded)) {
                Handler replacement = newHandler();
                Handler.Pause current = pause;
                if (current != null) {
                    replacement.pause(new Handler.Pause(new CountDownLatch(1), current.over()));
                }
                handlers.remove(handler);
                handlers.add(replacement);
                replacement.start();
            }
        }
    }

    /** Makes all handlers stand still, each between two calls, until what is returned is counted down. */
    CountDownLatch pause() {
        Handler.Pause request = beginPause();
        boolean interrupted = false;
        while (request.reached().getCount() > 0) {
            try {
                request.reached().await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return request.over();
    }

    private synchronized Handler.Pause beginPause() {
        Handler.Pause request = new Handler.Pause(new CountDownLatch(handlers.size()), new CountDownLatch(1));
        pause = request;
        handlers.forEach(handler -> handler.pause(request));
        return request;
    }

    Listeners listeners() {
        return listeners;
    }

    void serve(Listener listener) {
        listeners.add(listener);
        leader.wake();
    }

    /** The last process under a listener has ended, or the listener gives way to another. */
    void leave(Listener listener) {
        if (listeners.remove(listener)) {
            listener.close();
        }
    }
}
