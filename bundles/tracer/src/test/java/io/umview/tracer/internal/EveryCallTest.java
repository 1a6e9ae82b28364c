package io.umview.tracer.internal;

import io.umview.linux.Processes;
import io.umview.tracer.Features;
import io.umview.tracer.Tracer;
import java.util.Set;

/** Tracing by ptrace, where the kernel has no filters and every call stops. */
class EveryCallTest extends TracerContract {
    @Override
    Tracer newTracer(RecordingSupervisor answers) throws Exception {
        Inheritance.capture();
        Processes.prctl(Processes.PR_SET_CHILD_SUBREAPER, 1);
        return new PtraceEngine(
                Architecture.current(), answers, new Features(Set.of(), Set.of()), VectorMemory::new, false);
    }

    /** Nothing is left in the guest that could trap a call. */
    @Override
    String trappedCallOfOrphan(int guest) {
        return guest + ", 38";
    }
}
