package io.umview.fuse.internal.mount;

import io.umview.api.Errno;

/** A way to mount is not open. */
final class MountException extends Exception {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    MountException(Errno errno, String text) {
        super(text, null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }

    static int check(int result, String what) throws MountException {
        if (result < 0) {
            Errno errno = Errno.of(-result);
            throw new MountException(errno, what + ": " + errno.text());
        }
        return result;
    }
}
