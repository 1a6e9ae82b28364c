package io.umview.tracer.internal;

import io.umview.tracer.ThreadFacts;

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

    /** The mark of a thread, 0 when it cannot be read. */
    int of(int thread) {
        long now = System.nanoTime();
        int mark = known.get(thread, now, changed);
        if (mark == ThreadFacts.UNKNOWN) {
            mark = Injection.mark(proc.personality(thread));
            known.put(thread, now, mark);
        }
        return mark;
    }
}
