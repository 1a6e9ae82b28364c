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

    /** Counts the marks that the process was given; the last one. */
    int markSerial;

    int mark;

    TracedGroup(int id) {
        this.id = id;
    }

    /** The least that any thread's filters cover. */
    int generation() {
        return threads.stream()
                .mapToInt(thread -> thread.generationWhenResumed)
                .min()
                .orElse(0);
    }
}
