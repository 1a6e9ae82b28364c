package io.umview.tracer.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The handlers, all of which serve all listeners. One that is stuck is replaced. */
final class HandlerPool {
    private static final int SIZE = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    /** How long something takes that may take long: all handlers may be at it before others take over. */
    private static final long PATIENCE_NANOS = 10_000_000;

    /** So often the watch looks closely for nothing: calls that may take long come in flocks, and to wake it costs. */
    private static final int CLOSE_LOOKS = 200;

    private final NotificationEngine engine;
    private final Supplier<NotifiedCall> calls;
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private final Map<Long, Listener> listeners = new ConcurrentHashMap<>();

    /** How many handlers are at something that may take long, those that were left alone with it included. */
    private final AtomicInteger takingLong = new AtomicInteger();

    private final Thread watch = new Thread(this::replaceStuckHandlers, "umview-handler-watch");
    private int started;

    /** How often the watch still looks closely; a handler that finds none left wakes it. */
    private volatile int closeLooks;

    private volatile boolean ended;

    /** @param calls gives each handler the call that it receives into */
    HandlerPool(NotificationEngine engine, Supplier<NotifiedCall> calls) {
        this.engine = engine;
        this.calls = calls;
        for (int i = 0; i < SIZE; i++) {
            handlers.add(newHandler());
        }
        watch.setDaemon(true);
    }

    private Handler newHandler() {
        return new Handler(engine, this, calls.get(), started++, handlers.isEmpty() ? null : handlers.get(0));
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

    /** A handler has begun something that may take long: it may be needed elsewhere, and signals may come for the caller. */
    void mayTakeLong() {
        takingLong.incrementAndGet();
        if (closeLooks == 0) {
            closeLooks = CLOSE_LOOKS;
            LockSupport.unpark(watch);
        }
    }

    /** The handler has come back. */
    void tookLong() {
        takingLong.decrementAndGet();
    }

    /** A module that hangs costs the call that it was asked about, not the handler. */
    private void replaceStuckHandlers() {
        while (!ended) {
            LockSupport.parkNanos(closeLooks > 0 ? PATIENCE_NANOS / 2 : Supervision.STUCK_NANOS / 4);
            int busy = takingLong.get();
            if (busy > 0) {
                closeLooks = CLOSE_LOOKS;
            } else if (closeLooks > 0 && --closeLooks == 0 && takingLong.get() > 0) {
                // Who began before there were none left has woken nobody.
                closeLooks = CLOSE_LOOKS;
            }
            for (Handler handler : handlers) {
                if (handler.abandonIfStuck(Supervision.STUCK_NANOS, PATIENCE_NANOS, busy >= SIZE)) {
                    Handler replacement = newHandler();
                    handlers.remove(handler);
                    handlers.add(replacement);
                    listeners.values().forEach(replacement::serve);
                    replacement.start();
                }
            }
        }
    }

    /** Makes all handlers stand still, each between two calls, until what is returned is counted down. */
    CountDownLatch pause() {
        Handler.Pause pause = new Handler.Pause(new CountDownLatch(handlers.size()), new CountDownLatch(1));
        handlers.forEach(handler -> handler.pause(pause));
        boolean interrupted = false;
        while (pause.reached().getCount() > 0) {
            try {
                pause.reached().await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return pause.over();
    }

    Collection<Listener> listeners() {
        return listeners.values();
    }

    @Nullable
    Listener listener(long serial) {
        return listeners.get(serial);
    }

    void serve(Listener listener) {
        listeners.put(listener.serial(), listener);
        handlers.forEach(handler -> handler.serve(listener));
    }

    /** The last process under a listener has ended, or the listener gives way to another. */
    void leave(Listener listener) {
        if (listeners.remove(listener.serial()) != null) {
            handlers.forEach(handler -> handler.leave(listener));
            listener.close();
        }
    }
}
