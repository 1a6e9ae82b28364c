package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.tracer.Supervisor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A notified call that is answered later. While it waits, its notification may be given back (the listener changes, a signal
 * comes) and the thread makes the call again; the new notification is then bound to the same waiting call.
 */
final class WaitingCall extends KeptCall {
    private final NotificationEngine engine;
    private final int number;

    // Guarded by this.
    private Listener listener;
    private long id;
    private boolean bound = true;
    private boolean finished;
    private @Nullable Reply reply;

    WaitingCall(NotificationEngine engine, Supervisor supervisor, Supplier<ProcessMemory> memories, NotifiedCall call) {
        super(supervisor, memories, call, UNKNOWN, call.newMark());
        this.engine = engine;
        number = call.number();
        listener = call.listener();
        id = call.id();
    }

    /** Whether a notification is this call, made again. */
    boolean isMadeAgainBy(NotifiedCall call) {
        boolean same = call.number() == number && call.instructionPointer() == instructionPointer();
        for (int i = 0; i < 6 && same; i++) {
            same = call.argument(i) == argument(i);
        }
        return same;
    }

    /** The notification no longer counts; the call will be made again. @return whether it did count, and which it was */
    synchronized boolean unbind() {
        boolean was = bound && !finished;
        bound = false;
        return was;
    }

    /** The call was made again. */
    void bind(NotifiedCall call) {
        Reply waiting;
        synchronized (this) {
            listener = call.listener();
            id = call.id();
            bound = true;
            waiting = reply;
        }
        if (waiting != null) {
            engine.answer(this, waiting);
        }
    }

    @Override
    public boolean reply(Reply answer) {
        synchronized (this) {
            if (reply != null || finished) {
                discard(answer);
                return false;
            }
            reply = answer;
            if (!bound) {
                return WaitingCalls.isAlive(thread());
            }
        }
        return engine.answer(this, answer);
    }

    /** The call is over; an answer that nobody got is discarded. */
    void finish() {
        synchronized (this) {
            finished = true;
        }
    }

    /** Its thread has ended. */
    void abandon() {
        Reply lost;
        synchronized (this) {
            lost = bound || finished ? null : reply;
            finished = true;
        }
        if (lost != null) {
            discard(lost);
        }
    }

    synchronized Listener listener() {
        return listener;
    }

    synchronized long id() {
        return id;
    }

    @Override
    void watchSignals() {
        engine.watchSignals(this);
    }
}
