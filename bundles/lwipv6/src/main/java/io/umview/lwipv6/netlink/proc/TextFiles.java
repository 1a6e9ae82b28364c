package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.util.List;

/** A tree of small text files that show, and in part change, the state of a stack. For the stack's thread only. */
public interface TextFiles {
    /** Paths of all files below the root of the tree, such as {@code dev} or {@code lo0/statistics/rx_bytes}. */
    List<String> names();

    /**
     * What a file says now, with its last newline.
     *
     * @throws NetworkException ENOENT if there is none of that name, EINVAL or EIO if the kernel's cannot be read either
     */
    String content(String name) throws NetworkException;

    /** Whether a file can be written to by who has CAP_NET_ADMIN. */
    default boolean writable(String name) {
        return false;
    }

    /**
     * Writes to a file; who does so may.
     *
     * @throws NetworkException EINVAL for what it does not take, EACCES if nothing can be written
     */
    default void write(String name, String text) throws NetworkException {
        throw NetworkError.EACCES.exception();
    }
}
