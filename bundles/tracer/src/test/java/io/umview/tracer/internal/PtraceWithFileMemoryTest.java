package io.umview.tracer.internal;

import io.umview.tracer.Tracer;
import io.umview.tracer.TracerFactory.Options;

/** Tracing by ptrace, with memory through /proc. */
class PtraceWithFileMemoryTest extends TracerContract {
    @Override
    Tracer newTracer(RecordingSupervisor answers) throws Exception {
        return new NativeTracerFactory().create(answers, new Options(false, false));
    }
}
