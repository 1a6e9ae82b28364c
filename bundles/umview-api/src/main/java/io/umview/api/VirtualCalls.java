package io.umview.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Implemented by a {@link Service.Loaded} that serves virtual system calls: calls that the kernel does not have and that guests
 * make as {@code pivot_root(NULL, count, number, arguments)}.
 */
@ConsumerType
@FunctionalInterface
public interface VirtualCalls {
    /** The number of msocket(2). */
    int MSOCKET = 2;

    /**
     * Answers a virtual call. {@link Reply#CONTINUE} is no answer, since the kernel does not know the call.
     *
     * @param call the call that carries it
     * @param arguments as the guest gave them
     * @return {@link Reply#DECLINE} for a number that is served elsewhere
     */
    Reply virtualCall(Call call, int number, long[] arguments) throws ErrnoException;
}
