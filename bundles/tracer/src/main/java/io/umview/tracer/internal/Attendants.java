package io.umview.tracer.internal;

import io.umview.api.Reply;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The attendants of a tracing thread: one that it works with, and those that came back from a long call. */
final class Attendants {
    /** How long an answer is waited for while nothing else is done; being woken takes a hundredth of it. */
    private static final long PATIENCE_NANOS = 5_000_000;

    /** At most so many are left with their calls at a time. */
    private static final int MOST_LEFT = 32;

    private final Supervision supervision;
    private final Function<Attendant, CallAtHand> window;
    private final Function<CallAtHand, StoppedCall> deferral;
    private final Deque<Attendant> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger left = new AtomicInteger();
    private Attendant current;
    private volatile boolean ended;

    Attendants(
            Supervision supervision,
            Function<Attendant, CallAtHand> window,
            Function<CallAtHand, StoppedCall> deferral) {
        this.supervision = supervision;
        this.window = window;
        this.deferral = deferral;
        current = another();
    }

    private Attendant another() {
        Attendant waiting = idle.poll();
        return waiting != null ? waiting : new Attendant(supervision, window, deferral, this::returned);
    }

    private void returned(Attendant attendant) {
        left.decrementAndGet();
        idle.push(attendant);
        if (ended) {
            attendant.end();
        }
    }

    /** The window for the next call. */
    CallAtHand call() {
        return current.call();
    }

    /** Has the call in the window handled. @return null when it is answered later; there is another window then */
    @Nullable
    Reply handle() {
        Reply reply = current.ask(left.get() < MOST_LEFT ? PATIENCE_NANOS : Supervision.STUCK_NANOS);
        if (reply == null) {
            Attendant busy = current;
            long call = busy.asked();
            left.incrementAndGet();
            CompletableFuture.delayedExecutor(Supervision.STUCK_NANOS, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> {
                        if (busy.giveUp(call)) {
                            left.decrementAndGet();
                        }
                    });
            current = another();
        }
        return reply;
    }

    /** Ends all threads, those that are at a call when they come back. */
    void end() {
        ended = true;
        current.end();
        idle.forEach(Attendant::end);
    }
}
