package io.umview.api;

/** A system call failed. Shared, without a stack trace, because failing is an ordinary answer. */
public final class ErrnoException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    ErrnoException(Errno errno, String text) {
        super(text, null, false, false);
        this.errno = errno;
    }

    /** The error. */
    public Errno errno() {
        return errno;
    }
}
