package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket of type SOCK_DGRAM or SOCK_RAW: UDP, ping, raw, packet, netlink. */
public interface MessageSocket extends Socket {
    /** No socket sends a message that has more bytes: EMSGSIZE. */
    int LONGEST = 65536;

    /**
     * Sends one message.
     *
     * @param payload from position to limit; copied
     * @param destination null: where the socket is connected to
     * @param control ancillary data: struct cmsghdr after struct cmsghdr as sendmsg(2) takes them; mostly empty
     * @param flags MSG_*
     */
    void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException;

    /**
     * The oldest received message, which stays until {@link #discard}; null if there is none.
     *
     * @throws NetworkException a pending error, once
     */
    @Nullable
    Message peek() throws NetworkException;

    /** The same, whatever error is pending, which stays. */
    @Nullable
    Message oldest();

    /** Takes the oldest received message off. */
    void discard();

    /** The oldest message of the error queue (MSG_ERRQUEUE), which is taken off; null if there is none. */
    @Nullable
    Message takeErrorMessage();

    /** Bytes of the oldest received message (SIOCINQ), 0 if there is none. */
    int nextLength();

    /** A message. Valid until the next call on its socket. */
    interface Message {
        /** The payload, from position to limit, in the socket's memory. */
        ByteBuffer payload();

        /**
         * Whether it is no message but the end, after shutdown(SHUT_RD): a call that waits returns 0, one that does not fails with
         * EAGAIN.
         */
        default boolean isEnd() {
            return false;
        }

        /** Bytes that the message had before it was cut to what {@link #payload} holds: more than there are for MSG_TRUNC. */
        default int fullLength() {
            return payload().remaining();
        }

        /** Whom it came from. */
        SocketAddress source();

        /**
         * Puts whom it came from, as struct sockaddr, to the position of a buffer, which moves behind it. Allocates nothing.
         *
         * @return how many bytes that are: at most {@link SocketAddressCodec#LONGEST}
         */
        default int source(ByteBuffer into) {
            return SocketAddressCodec.encode(source(), into);
        }

        /** Ancillary data as recvmsg(2) gives it, in whole struct cmsghdr, native byte order; mostly empty. */
        ByteBuffer control();

        /** MSG_* that recvmsg(2) sets, such as MSG_ERRQUEUE. */
        int flags();
    }
}
