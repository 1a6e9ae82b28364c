package io.umview.lwipv6.transport.tcp;

/** Who holds a connection or a listener, and wants to know about it. */
@FunctionalInterface
public interface TcpEvents {
    /** Nobody. */
    TcpEvents NONE = () -> {};

    /** Data, space, an error, another state, or a connection to be accepted. */
    void changed();

    /** SO_SNDBUF or SO_RCVBUF, as {@link Settings} have them, were tuned. */
    default void tuned() {}

    /** The inode by which programs know it, or 0. */
    default long inode() {
        return 0;
    }

    /** The user whose it is. */
    default int uid() {
        return 0;
    }
}
