package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket of type SOCK_STREAM. Its bytes are put into and taken from its own buffers, without a copy in between. */
public interface StreamSocket extends Socket {
    /** listen(2). */
    void listen(int backlog) throws NetworkException;

    /** accept(2), or null if no connection is there to be accepted. */
    @Nullable
    StreamSocket accept() throws NetworkException;

    /**
     * Free memory of the send buffer, to be filled from its position on. It may be a part of the free space only; empty if there is
     * none now.
     *
     * @param wanted how many bytes the caller may have
     * @throws NetworkException EPIPE after shutdown(SHUT_WR) or when the connection has ended, ENOTCONN, a pending error
     */
    ByteBuffer sendBuffer(int wanted) throws NetworkException;

    /**
     * So many bytes of the send buffer were filled, and are to be sent.
     *
     * @param more more follow at once (MSG_MORE)
     */
    void sent(int bytes, boolean more);

    /** Sends one urgent byte (MSG_OOB) behind what is in the send buffer. */
    void sendUrgent(byte value) throws NetworkException;

    /**
     * Received bytes in order, from position to limit; maybe not all that there are. Empty: nothing there now, or the end, see
     * {@link #atEnd}.
     *
     * @throws NetworkException ENOTCONN, a pending error
     */
    ByteBuffer receiveBuffer() throws NetworkException;

    /** So many bytes of the receive buffer were taken. */
    void received(int bytes);

    /** Whether all was received that will ever be. */
    boolean atEnd();

    /** The urgent byte, 0 to 255, or -1 if there is none (EINVAL or EAGAIN for recv(2) with MSG_OOB). */
    int urgent();

    /**
     * Whether what is received next is the urgent byte (SIOCATMARK). Unless SO_OOBINLINE is set, {@link #receiveBuffer} goes past it
     * then.
     */
    boolean atMark();

    /** Bytes in the receive buffer that are not yet taken (SIOCINQ). */
    int unread();

    /** Bytes in the send buffer that are not acknowledged (SIOCOUTQ). */
    int unsent();

    /** Whether nothing is left to be acknowledged, or never will be; if not, the observer hears when some of it is. */
    boolean drained();
}
