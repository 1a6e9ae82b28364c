package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.util.function.Supplier;

/** A call that is answered later; its thread is stopped at it. */
final class StoppedCall extends KeptCall {
    private final TraceLoop loop;

    // Guarded by this.
    private boolean answered;
    private boolean abandoned;

    StoppedCall(TraceLoop loop, Supervisor supervisor, Supplier<ProcessMemory> memories, TracedCall call, int newMark) {
        super(supervisor, memories, call, call.pid(), newMark);
        this.loop = loop;
    }

    @Override
    public boolean reply(Reply reply) {
        synchronized (this) {
            if (answered || abandoned) {
                discard(reply);
                return false;
            }
            answered = true;
        }
        loop.post(() -> loop.answer(this, reply));
        return true;
    }

    /** The thread ended, or was let go. */
    synchronized void abandon() {
        abandoned = true;
    }

    @Override
    void watchSignals() {
        loop.watchSignals(this);
    }
}
