package io.umview.tracer.internal;

import io.umview.api.SystemCall;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * By what a filter knows a call that the tracer injects from one that the guest makes: a number in the last argument, which of
 * these calls only mmap(2) has, and which it does not look at for a mapping of no file, if it is whole pages. Without it an
 * injected call of interest would wait for an answer that the tracer, which waits for the call, may not be able to give. It is
 * drawn by lot lest a guest meets it by chance; it is no secret.
 *
 * @param value the number
 */
record InjectionMark(long value) {
    /** Position of the argument. */
    static final int ARGUMENT = 5;

    /** No call is injected. */
    static final InjectionMark NONE = new InjectionMark(0);

    /** The mark of this process. */
    static final InjectionMark OWN = new InjectionMark((new Random().nextLong() & 0xff_ffff_ffffL | 1) << 12);

    private static final Set<SystemCall> CALLS = EnumSet.of(
            SystemCall.MMAP,
            SystemCall.MUNMAP,
            SystemCall.MPROTECT,
            SystemCall.PRCTL,
            SystemCall.SECCOMP,
            SystemCall.PERSONALITY,
            SystemCall.RT_SIGACTION,
            SystemCall.SOCKETPAIR,
            SystemCall.RECVMSG,
            SystemCall.FCNTL,
            SystemCall.CLOSE);

    /** Whether a call is among those that are injected. */
    boolean mayBeOn(SystemCall call) {
        return value != 0 && CALLS.contains(call);
    }
}
