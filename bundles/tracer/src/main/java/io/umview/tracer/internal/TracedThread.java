package io.umview.tracer.internal;

import org.jspecify.annotations.Nullable;

/** A guest thread as the tracing thread, to which this belongs, knows it. */
final class TracedThread {
    final int id;
    final TracedGroup group;

    /** What the thread does. */
    State state = State.RUNNING;

    /** The thread is in vfork(2): it stops for nobody until that is over. */
    boolean inVfork;

    /** How much of the interest its filters cover, and how much they covered when it was resumed last. */
    int generation;

    int generationWhenResumed;

    /** Which of the marks that its process was given it has. */
    int markSerial;

    /** The call that is answered later. */
    @Nullable
    StoppedCall waiting;

    /** The call that is made again in place of the one that the guest made. */
    @Nullable
    Repeated repeated;

    /** Where every call stops: the next syscall-stop is an exit. */
    boolean inCall;

    /** What a thread does. */
    enum State {
        /** It runs, or does not yet know that it will stop. */
        RUNNING,
        /** It is stopped at a trapped call. */
        AT_CALL,
        /** Job control stopped it. */
        STOPPED
    }

    /** A call with other arguments; the registers are those of the call that the guest made. */
    record Repeated(Repetition.Placed placed, byte[] registers) {}

    TracedThread(int id, TracedGroup group, Born born) {
        this.id = id;
        this.group = group;
        generation = born.generation();
        generationWhenResumed = born.generation();
        markSerial = born.markSerial();
    }

    /** What a thread has from the one that created it. */
    record Born(int generation, int markSerial) {}
}
