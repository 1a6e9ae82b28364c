package io.umview.lwipv6.gateway;

import io.umview.lwipv6.net.NetworkError;
import java.io.IOException;

/** A call on a socket of the host failed. */
public final class HostException extends IOException {
    private static final long serialVersionUID = 1L;

    private final NetworkError error;

    /** A failure, in words. */
    public HostException(NetworkError error, String message) {
        super(message);
        this.error = error;
    }

    /** Its errno. */
    public NetworkError error() {
        return error;
    }
}
