package io.umview.vde;

import io.umview.api.Errno;

/** A switch gives no port. */
public final class VdeException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /** @param what failed, without the error */
    VdeException(String what, Errno errno) {
        super(what);
        this.errno = errno;
    }

    /** The error. */
    public Errno errno() {
        return errno;
    }

    /** A result of a system call, if it is none of its errors. */
    static int checked(String what, int result) throws VdeException {
        if (result < 0) {
            throw new VdeException(what, Errno.of(-result));
        }
        return result;
    }
}
