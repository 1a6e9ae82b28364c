package io.umview.tracer.internal;

import io.umview.tracer.Tracer;
import io.umview.tracer.TracerFactory.Options;

/** Tracing by seccomp notification, with memory through /proc. */
class NotificationWithFileMemoryTest extends TracerContract {
    @Override
    Tracer newTracer(RecordingSupervisor answers) throws Exception {
        return new NativeTracerFactory().create(answers, new Options(true, false));
    }
}
