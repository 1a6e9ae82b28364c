package io.umview.umnet.lwipv6.socket;

import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of type SOCK_DGRAM or SOCK_RAW. The pair has the payloads, so that recv(2) and poll(2) of the guest are the kernel's
 * own; whom they came from is kept beside it ({@link Envelopes}).
 */
public final class MessageEnd extends GuestSocket {
    private static final int EAGAIN = 11;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** What the guest may have under way: the kernel doubles it, and no message fits that is longer than 65540 bytes. */
    private static final int GUEST_BUFFER = 32786;

    private static final int BUFFER = 212992;
    private static final int SENDING = 1;
    private static final int RECEIVING = 2;

    private final MessageSocket messages;
    private final Envelopes envelopes;

    /** Directions that the guest has shut down. */
    private int shut;

    private MessageEnd(SocketHost host, MessageSocket messages, SocketPair pair, int uid) throws ErrnoException {
        super(host, messages, pair, uid);
        this.messages = messages;
        this.envelopes = new Envelopes(host.sizes(), pair.ours());
    }

    /** Makes the guest's end of a new socket. @return a descriptor to be given to the guest */
    public static int create(SocketHost host, MessageSocket messages, boolean nonBlocking, int uid)
            throws ErrnoException {
        SocketPair pair = SocketPair.create(Sockets.SOCK_SEQPACKET, nonBlocking, host.scratch());
        try {
            new MessageEnd(host, messages, pair, uid).plan();
            Sockets.option(pair.guests(), Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, GUEST_BUFFER, host.scratch());
            Sockets.option(pair.ours(), Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, BUFFER, host.scratch());
            return pair.guests();
        } catch (ErrnoException e) {
            pair.close();
            throw e;
        }
    }

    /** The stack's socket. */
    public MessageSocket messages() {
        return messages;
    }

    /** What is known of the messages in the pair that the guest has not yet taken, oldest first. */
    public Envelopes envelopes() {
        return envelopes;
    }

    /** Sees to it that what the guest has sent so far is in the stack. */
    public void flush() {
        guestReadable = true;
        fromGuest();
    }

    @Override
    void fromGuest() {
        ByteBuffer scratch = host().scratch().bytes();
        while (guestReadable) {
            long length = Sockets.receive(end(), host().scratch().address(), scratch.capacity(), Sockets.MSG_DONTWAIT);
            if (length < 0 || length == 0 && (hungUp || (shut & SENDING) != 0)) {
                // EAGAIN, or the end, which looks like an empty message
                guestReadable = false;
                return;
            }
            try {
                messages.send(scratch.clear().limit((int) length), null, NOTHING, Sockets.MSG_DONTWAIT);
            } catch (NetworkException e) {
                // The guest has already gone on. What fails for good, the next call that is trapped is told by the
                // socket.
                continue;
            } finally {
                scratch.clear();
            }
        }
    }

    @Override
    void toGuest() {
        // The stack's socket has the end of messages for good then.
        while (!guestFull && !cannotReceive()) {
            if ((messages.readiness() & Socket.POLLERR) != 0) {
                tellError();
            }
            MessageSocket.Message message = peek();
            if (message == null) {
                return;
            }
            if (!put(message)) {
                awaitRoom();
                return;
            }
            messages.discard();
        }
    }

    /** Not when an error is pending, which would be gone then. */
    private MessageSocket.@Nullable Message peek() {
        if ((messages.readiness() & Socket.POLLERR) != 0) {
            return null;
        }
        try {
            return messages.peek();
        } catch (NetworkException e) {
            return null;
        }
    }

    private boolean put(MessageSocket.Message message) {
        ByteBuffer payload = message.payload();
        int length = payload.remaining();
        long address;
        if (payload.isDirect()) {
            address = address(payload);
        } else {
            host().scratch().bytes().put(0, payload, payload.position(), length);
            address = host().scratch().address();
        }
        long sent = Sockets.send(end(), address, length, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        if (sent == -EAGAIN) {
            return false;
        }
        if (sent == length) {
            envelopes.add(length, message);
        }
        return true;
    }

    /** Wakes the guest by an empty message that says: ask for the error. */
    private void tellError() {
        if (!envelopes.errorTold()) {
            long sent = Sockets.send(end(), host().scratch().address(), 0, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
            if (sent == 0) {
                envelopes.addError();
            }
        }
    }

    /** A guest asked for the error: the message that tells of it is not needed any more, if it is the oldest. */
    public void errorTaken(int thread, int descriptor) {
        if (envelopes.oldestIsError() && (messages.readiness() & Socket.POLLERR) == 0) {
            int duplicate = host().descriptors().duplicate(thread, descriptor);
            if (duplicate >= 0) {
                Sockets.receive(duplicate, host().scratch().address(), 0, Sockets.MSG_DONTWAIT);
                Files.close(duplicate);
                envelopes.removeOldest();
            }
        }
    }

    @Override
    public void shutdown(int how) throws NetworkException {
        flush();
        try {
            messages.shutdown(how);
        } catch (NetworkException e) {
            if (e.error() == NetworkError.ENOTCONN) {
                // It is shut down nevertheless, see inet_shutdown().
                shutPair(how);
            }
            throw e;
        }
        shutPair(how);
    }

    /** The direction is that of the guest. */
    private void shutPair(int how) {
        if (how != Sockets.SHUT_RD) {
            Sockets.shutdown(end(), Sockets.SHUT_RD);
        }
        if (how != Sockets.SHUT_WR) {
            Sockets.shutdown(end(), Sockets.SHUT_WR);
        }
        shut |= how == Sockets.SHUT_RDWR ? SENDING | RECEIVING : how == Sockets.SHUT_RD ? RECEIVING : SENDING;
    }

    /** Whether the guest has given up receiving. */
    public boolean cannotReceive() {
        return (shut & RECEIVING) != 0;
    }

    @Override
    boolean isHangUp() {
        return shut != (SENDING | RECEIVING) || !host().unixSockets().exist(inode());
    }
}
