package io.umview.tracer.internal;

import java.util.LinkedHashSet;
import java.util.Set;

/** A guest process as the tracing thread, to which this belongs, knows it. */
final class TracedGroup {
    final int id;
    final Set<TracedThread> threads = new LinkedHashSet<>();

    /** Whether a filter can be given to all threads at once. */
    boolean synchronous = true;

    /** Its threads are let go as they stop. */
    boolean leaving;

    /** It was said that it does not follow. */
    boolean excused;

    /** Counts the marks that the process was given; the last one. */
    int markSerial;

    int mark;

    /** What was read last: of an undumpable process an ordinary user cannot read it any more. */
    private volatile int lastMark;

    TracedGroup(int id) {
        this.id = id;
    }

    int lastMark() {
        return lastMark;
    }

    void lastMark(int read) {
        lastMark = read;
    }

    /** A child begins with what its parent has. */
    void bornOf(TracedGroup parent) {
        lastMark = parent.lastMark;
    }

    /** The least that any thread's filters cover. */
    int generation() {
        return threads.stream()
                .mapToInt(thread -> thread.generationWhenResumed)
                .min()
                .orElse(0);
    }
}
