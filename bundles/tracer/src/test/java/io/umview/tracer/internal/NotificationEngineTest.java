package io.umview.tracer.internal;

import io.umview.tracer.Tracer;
import io.umview.tracer.TracerFactory.Options;

/** Tracing by seccomp notification. */
class NotificationEngineTest extends TracerContract {
    @Override
    Tracer newTracer(RecordingSupervisor answers) throws Exception {
        return new NativeTracerFactory().create(answers, Options.ALL);
    }
}
