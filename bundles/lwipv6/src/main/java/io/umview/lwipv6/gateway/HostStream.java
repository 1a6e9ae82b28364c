package io.umview.lwipv6.gateway;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A connection of the host over TCP. What is written is sent at once (TCP_NODELAY). */
public interface HostStream extends HostSocket {
    /** Whom to tell when it is connected, or cannot be, and when something happens that it {@linkplain #await awaits}. */
    void observe(Runnable observer);

    /**
     * Whether it is connected.
     *
     * @throws HostException it cannot be connected
     */
    boolean isConnected() throws HostException;

    /** Has the observer told, for as long as it is so, that something can be read, an end or an error too, or written. */
    void await(boolean readable, boolean writable) throws HostException;

    /**
     * Reads to the position of a direct buffer, which moves. Less than there is room for is all that there is now.
     *
     * @return how many bytes; -1 at the end
     */
    int read(ByteBuffer into) throws HostException;

    /** Writes from the position of a direct buffer, which moves. @return how many bytes, 0 if it takes none now */
    int write(ByteBuffer from) throws HostException;

    /** shutdown(2) with SHUT_WR. */
    void shutdownOutput() throws HostException;

    /** The other side. */
    InetSocketAddress peer() throws HostException;

    /** Closes it with a reset. */
    void reset();
}
