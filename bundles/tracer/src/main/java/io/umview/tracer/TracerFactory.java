package io.umview.tracer;

import io.umview.api.ErrnoException;
import org.osgi.annotation.versioning.ProviderType;

/** Makes tracers; an OSGi service. */
@ProviderType
public interface TracerFactory {
    /**
     * Makes a tracer of the best kind that the kernel and the options allow.
     *
     * @throws ErrnoException when the kernel does not let a tracer work
     */
    Tracer create(Supervisor supervisor, Options options) throws ErrnoException;

    /**
     * What not to use although the kernel has it.
     *
     * @param notification trap by seccomp notification; else by ptrace
     * @param processMemory transfer memory by process_vm_readv; else through {@code /proc/PID/mem}
     */
    record Options(boolean notification, boolean processMemory) {
        /** Everything that the kernel has. */
        public static final Options ALL = new Options(true, true);
    }
}
