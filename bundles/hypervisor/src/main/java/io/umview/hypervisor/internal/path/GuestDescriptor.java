package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.linux.Files;
import io.umview.linux.Processes;
import io.umview.tracer.TracedCall;

/** Descriptors of guests, for a moment. */
final class GuestDescriptor {
    private GuestDescriptor() {}

    /** A duplicate of a descriptor of the calling process, close-on-exec, or a negative error. */
    static int duplicate(Call call, int descriptor) {
        int process = Processes.pidfdOpen(call instanceof TracedCall traced ? traced.pid() : call.thread());
        if (process < 0) {
            return process;
        }
        int result = Processes.pidfdGetfd(process, descriptor);
        Files.close(process);
        return result;
    }
}
