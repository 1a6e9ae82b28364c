package io.umview.tracer.internal;

import io.umview.tracer.ThreadFacts;
import io.umview.tracer.TracedCall;

/** The marks of threads. Belongs to one thread. */
final class ThreadMarks {
    private static volatile long changed = System.nanoTime();

    private final ThreadFacts known = new ThreadFacts();
    private final ProcFiles proc;

    ThreadMarks(ProcFiles proc) {
        this.proc = proc;
    }

    /** Some held thread got another mark. */
    static void changed() {
        changed = System.nanoTime();
    }

    /** The mark of a thread, or {@code unreadable} when proc(5) does not tell. */
    int of(int thread, int unreadable) {
        long now = System.nanoTime();
        int mark = known.get(thread, now, changed);
        if (mark == ThreadFacts.UNKNOWN) {
            int personality = proc.personality(thread);
            if (personality == -1) {
                return unreadable;
            }
            mark = TracedCall.markOf(personality);
            known.put(thread, now, mark);
        }
        return mark;
    }
}
