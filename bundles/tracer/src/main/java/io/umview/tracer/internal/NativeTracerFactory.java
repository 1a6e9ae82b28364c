package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.linux.Processes;
import io.umview.linux.Seccomp;
import io.umview.tracer.Features;
import io.umview.tracer.Features.Feature;
import io.umview.tracer.Supervisor;
import io.umview.tracer.Tracer;
import io.umview.tracer.TracerFactory;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at the kernel and chooses the engine. */
public final class NativeTracerFactory implements TracerFactory {
    @Override
    public Tracer create(Supervisor supervisor, Options options) throws ErrnoException {
        Architecture architecture = Architecture.current();
        Set<Feature> supported = supported();
        Set<Feature> used = EnumSet.copyOf(supported);
        if (!options.notification()) {
            used.removeAll(Set.of(Feature.SECCOMP_NOTIFY, Feature.WAIT_KILLABLE));
        } else if (supported.contains(Feature.SECCOMP_NOTIFY)) {
            used.remove(Feature.SECCOMP_TRACE);
        }
        if (!options.processMemory()) {
            used.remove(Feature.PROCESS_VM);
        }
        Features features = new Features(supported, used);
        Supplier<ProcessMemory> memories = used.contains(Feature.PROCESS_VM) ? VectorMemory::new : FileMemory::new;
        Inheritance.capture();
        Processes.prctl(Processes.PR_SET_CHILD_SUBREAPER, 1);
        return used.contains(Feature.SECCOMP_NOTIFY)
                ? new NotificationEngine(architecture, supervisor, features, memories, new Reaper())
                : new PtraceEngine(architecture, supervisor, features, memories, used.contains(Feature.SECCOMP_TRACE));
    }

    private static Set<Feature> supported() {
        Set<Feature> supported = EnumSet.of(Feature.PROCESS_VM);
        if (Seccomp.available(Seccomp.RET_TRACE)) {
            supported.add(Feature.SECCOMP_TRACE);
        }
        if (Seccomp.available(Seccomp.RET_USER_NOTIF)
                && Seccomp.supports(Seccomp.FLAG_NEW_LISTENER | Seccomp.FLAG_TSYNC | Seccomp.FLAG_TSYNC_ESRCH)) {
            supported.add(Feature.SECCOMP_NOTIFY);
            if (Seccomp.supports(Seccomp.FLAG_NEW_LISTENER | Seccomp.FLAG_WAIT_KILLABLE_RECV)) {
                supported.add(Feature.WAIT_KILLABLE);
            }
        }
        return supported;
    }
}
