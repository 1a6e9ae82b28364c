package io.umview.tracer.internal;

import io.umview.tracer.Tracer;
import io.umview.tracer.TracerFactory.Options;

/** Tracing by ptrace. */
class PtraceEngineTest extends TracerContract {
    @Override
    Tracer newTracer(RecordingSupervisor answers) throws Exception {
        return new NativeTracerFactory().create(answers, new Options(false, true));
    }
}
