package io.umview.lwipv6.net;

/** Something that a program asked for failed. */
public final class NetworkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final NetworkError error;
    private final String detail;

    NetworkException(NetworkError error, String detail) {
        super(error.name(), null, false, false);
        this.error = error;
        this.detail = detail;
    }

    /** Why. */
    public NetworkError error() {
        return error;
    }

    /** Why in words, as the kernel has them for NLMSGERR_ATTR_MSG; may be empty. */
    public String detail() {
        return detail;
    }
}
