package io.umview.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A system call of a guest thread that waits for its answer. Valid until the handler returns; a handler that answers later
 * calls {@link #defer} first.
 */
@ProviderType
public interface Call {
    /** Which call it is. */
    SystemCall systemCall();

    /**
     * A raw argument.
     *
     * @param index 0 to 5
     * @return the register's 64 bits; narrower C types are in the low bits, what is above them is undefined
     */
    long argument(int index);

    /** The low 32 bits of an argument, as a C {@code int}. */
    default int intArgument(int index) {
        return (int) argument(index);
    }

    /** The id of the calling thread, as the hypervisor's pid namespace numbers it. */
    int thread();

    /** The view that the caller lives in. */
    View view();

    /** The process of the calling thread. */
    GuestProcess process();

    /** The memory of the calling process. */
    GuestMemory memory();

    /**
     * Takes the call out of the handler's hands: it is answered later, from any thread.
     *
     * <p>The handler returns {@link Reply#LATER}. The arguments stay readable through the result.
     */
    Deferred defer();

    /** A call whose answer comes later. */
    @ProviderType
    interface Deferred extends Call {
        /**
         * Gives the answer. The first answer counts.
         *
         * @return false when the guest will never see it: it was killed, or a signal withdrew the call. The effect must
         *     then be undone.
         */
        boolean reply(Reply reply);

        /**
         * Asks to be told when a signal is pending for the waiting thread. The handler gives up what it waits for and
         * replies {@link Reply#INTERRUPTED}.
         */
        void onSignal(Runnable action);
    }
}
