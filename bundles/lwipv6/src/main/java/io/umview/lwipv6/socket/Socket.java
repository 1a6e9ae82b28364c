package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkException;

/**
 * A socket, as socket(7) and the manual pages of the protocols describe it, except that nothing blocks: what would fails with EAGAIN
 * (or EINPROGRESS), and the {@linkplain #observe observer} hears when it is worth trying again. For the stack's thread only.
 */
public interface Socket {
    /** Events of poll(2). */
    int POLLIN = 1;

    int POLLPRI = 2;
    int POLLOUT = 4;
    int POLLERR = 8;
    int POLLHUP = 16;
    int POLLRDHUP = 0x2000;

    /** AF_*, as given to socket(2). */
    int domain();

    /** SOCK_*, without flags. */
    int type();

    /** The protocol, as SO_PROTOCOL gives it. */
    int protocol();

    /** bind(2). */
    void bind(SocketAddress address) throws NetworkException;

    /** connect(2). EINPROGRESS: POLLOUT or POLLERR tell when it is decided, {@link #takeError} how. */
    void connect(SocketAddress address) throws NetworkException;

    /** getsockname(2). */
    SocketAddress localAddress() throws NetworkException;

    /** getpeername(2). */
    SocketAddress peerAddress() throws NetworkException;

    /**
     * shutdown(2).
     *
     * @param how SHUT_RD 0, SHUT_WR 1 or SHUT_RDWR 2
     */
    void shutdown(int how) throws NetworkException;

    /**
     * getsockopt(2), options and layouts as on Linux. SO_RCVTIMEO and SO_SNDTIMEO are kept for who does the waiting.
     *
     * @param length how many bytes the caller has room for
     * @return the value, native byte order, at most {@code length} bytes
     */
    byte[] option(int level, int name, int length) throws NetworkException;

    /**
     * getsockopt(2) with what the caller's memory holds, which says what is asked for with PACKET_HDRLEN and the like.
     *
     * @param given as many bytes as the caller has room for
     */
    default byte[] query(int level, int name, byte[] given) throws NetworkException {
        return option(level, name, given.length);
    }

    /** setsockopt(2). */
    void option(int level, int name, byte[] value) throws NetworkException;

    /** What poll(2) would say: POLL* bits. */
    int readiness();

    /** What SO_ERROR says: the pending error as a positive errno, or 0; it is no longer pending then. */
    int takeError();

    /** Whom to tell of changes of {@link #readiness}; one at a time. */
    void observe(Observer observer);

    /** Whose it is: the user, and the inode by which programs know it. Only shown. */
    void owner(int uid, long inode);

    /** close(2): SO_LINGER and what is still to be sent are seen to without the socket. */
    void close();

    /** Who wants to know. */
    @FunctionalInterface
    interface Observer {
        /** Nobody. */
        Observer NONE = socket -> {};

        /** Readiness may have changed: data, space, an error, a connection. Called in the stack's thread; may use the socket. */
        void changed(Socket socket);
    }
}
