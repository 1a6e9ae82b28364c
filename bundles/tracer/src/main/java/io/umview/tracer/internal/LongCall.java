package io.umview.tracer.internal;

import io.umview.linux.Interruption;
import io.umview.tracer.TracedCall;

/**
 * A call that a handler has taken long for already: it waits in the kernel for something, as the caller would if it had made
 * the call itself. A signal for the caller must end the wait as it would end the caller's.
 */
final class LongCall implements Runnable {
    private final TracedCall.DeferredCall call;
    private final Interruption handler;
    private volatile boolean over;

    /** @param handler the thread that waits */
    LongCall(TracedCall.DeferredCall call, Interruption handler) {
        this.call = call;
        this.handler = handler;
    }

    /** Looks for signals from now on. */
    void begin() {
        call.onSignal(this);
    }

    /** The handler has come back. */
    void over() {
        over = true;
    }

    @Override
    public void run() {
        if (!over) {
            handler.interrupt();
            // It may have been about to enter the kernel only.
            call.onSignal(this);
        }
    }
}
