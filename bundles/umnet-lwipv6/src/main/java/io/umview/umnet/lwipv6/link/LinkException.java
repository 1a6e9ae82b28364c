package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;

/** A link cannot be had, and why, in a line for people. */
public final class LinkException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /** @param message what failed */
    public LinkException(String message, Errno errno) {
        super(message + ": " + errno.text());
        this.errno = errno;
    }

    /** The error. */
    public Errno errno() {
        return errno;
    }

    /** A result of a system call, if it is none of its errors. */
    static int checked(String what, int result) throws LinkException {
        if (result < 0) {
            throw new LinkException(what, Errno.of(-result));
        }
        return result;
    }
}
