package io.umview.umnet;

import io.umview.api.net.Families;

/** What a stack special file names. */
public sealed interface StackNode permits NetworkStack, StackLink {
    /** The protocol families that it answers for; always the same. */
    Families families();

    /** Whether something in use, such as an open socket, keeps umount(2) from succeeding: EBUSY. */
    default boolean busy() {
        return false;
    }

    /** Lets go. It is unmounted, and no new socket is asked for any more. */
    default void close() {}
}
