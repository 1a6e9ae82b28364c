package io.umview.umnet;

import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.net.Families;

/** What a stack special file names. */
public sealed interface StackNode permits NetworkStack, StackLink {
    /** The protocol families that it answers for; always the same. */
    Families families();

    /** Whether something in use, such as an open socket, keeps umount(2) from succeeding: EBUSY. */
    default boolean busy() {
        return false;
    }

    /**
     * A view that is created inside another one has the stack too.
     *
     * @param inner the chain of the new view. What is claimed of it is closed in {@link #leave}
     */
    default void enter(Chain inner) throws ErrnoException {}

    /** The inner view has the stack no longer. */
    default void leave(Chain inner) {}

    /** Lets go. It is unmounted, and no new socket is asked for any more. */
    default void close() {}
}
