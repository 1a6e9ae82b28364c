package io.umview.umnet.lwipv6.socket;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.PacketSocket;
import io.umview.lwipv6.socket.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of type SOCK_DGRAM or SOCK_RAW. The pair has the payloads, so that recv(2) and poll(2) of the guest are the kernel's
 * own; whom they came from is kept beside it ({@link Envelopes}), and so is a pending error ({@link GuestError}).
 */
public final class MessageEnd extends GuestSocket {
    private static final int EAGAIN = 11;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** What the guest may have under way: the kernel doubles it, and no message fits that is longer than 65540 bytes. */
    private static final int GUEST_BUFFER = 32786;

    private static final int BUFFER = 212992;

    private final MessageSocket messages;
    private final Envelopes envelopes;
    private final GuestError error;

    /** Whether the guest has given up receiving. */
    private boolean cannotReceive;

    private @Nullable SharedRing ring;

    /** Who set up the ring, and by which number. */
    private int thread;

    private int descriptor = -1;

    private MessageEnd(SocketHost host, MessageSocket messages, SocketPair pair, int uid) throws ErrnoException {
        super(host, messages, pair, uid);
        this.messages = messages;
        this.envelopes = new Envelopes(host.sizes(), pair.ours());
        this.error = new GuestError(pair.ours(), pair.guests(), host.names());
        watchClose(pair.guests());
    }

    /** Makes the guest's end of a new socket. @return a descriptor to be given to the guest */
    public static int create(SocketHost host, MessageSocket messages, boolean nonBlocking, int uid)
            throws ErrnoException {
        SocketPair pair = SocketPair.create(Sockets.SOCK_DGRAM, nonBlocking, host.scratch());
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
        int before = host().caller().isUser(uid());
        try {
            takeAll();
        } finally {
            host().caller().is(before);
        }
    }

    private void takeAll() {
        ByteBuffer scratch = host().scratch().bytes();
        while (guestReadable) {
            long length = Sockets.receive(end(), host().scratch().address(), scratch.capacity(), Sockets.MSG_DONTWAIT);
            if (length < 0) {
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
        if (!error.raised() && (messages.readiness() & Socket.POLLERR) != 0) {
            flush();
            error.raise();
        }
        if (ring != null) {
            ring.show();
        }
        while (!guestFull) {
            MessageSocket.Message message = messages.oldest();
            if (message == null || message.isEnd()) {
                return;
            }
            if (!put(message)) {
                awaitRoom();
                return;
            }
            messages.discard();
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

    /**
     * Takes the pending error, as SO_ERROR does and recv(2) before it looks for messages.
     *
     * @return a positive errno, or 0
     */
    public int takeError(int thread, int descriptor) {
        int taken = messages.takeError();
        if (error.raised()) {
            int duplicate = host().descriptors().duplicate(thread, descriptor);
            if (duplicate >= 0) {
                if (!error.take(duplicate)) {
                    // A plain recv(2) or send(2) has told the guest.
                    taken = 0;
                }
                Files.close(duplicate);
            }
        }
        if ((messages.readiness() & Socket.POLLERR) != 0) {
            plan();
        }
        return taken;
    }

    /** A message was taken from the error queue: poll(2) shows what is left. */
    public void errorMessageTaken(int thread, int descriptor) {
        if (error.raised() && (messages.readiness() & Socket.POLLERR) == 0) {
            takeError(thread, descriptor);
        }
    }

    // ---- rings ----

    /** PACKET_RX_RING or PACKET_TX_RING was set by a thread of a guest. */
    public void ringChanged(int guest, int number) throws ErrnoException {
        if (ring != null) {
            ring.close();
            ring = null;
        }
        thread = guest;
        descriptor = number;
        if (messages instanceof PacketSocket packets && packets.ringBytes() > 0) {
            ring = SharedRing.of(this, packets);
        }
    }

    /**
     * mmap(2) of the socket.
     *
     * @return a descriptor to be mapped in its place
     */
    public int map(long length, long offset) throws ErrnoException {
        if (ring == null) {
            throw Errno.EINVAL.exception();
        }
        return ring.map(length, offset);
    }

    /** Has poll(2) say that there is something. @return whether it does */
    boolean ring() {
        return Sockets.send(end(), host().scratch().address(), 0, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL) == 0;
    }

    /** Takes back what {@link #ring} did. @return whether that could be done */
    boolean unring() {
        if (host().descriptors().inode(thread, descriptor) != inode()) {
            return false;
        }
        int duplicate = host().descriptors().duplicate(thread, descriptor);
        if (duplicate < 0) {
            return false;
        }
        Sockets.receive(duplicate, host().scratch().address(), 0, Sockets.MSG_DONTWAIT);
        Files.close(duplicate);
        return true;
    }

    @Override
    void released() {
        if (ring != null) {
            ring.close();
            ring = null;
        }
    }

    /** {@inheritDoc} The kernel has it with the guest's end, which says the rest to recv(2), send(2) and poll(2). */
    @Override
    public void shutdown(int how, int thread, int descriptor) throws NetworkException {
        flush();
        toGuest();
        int duplicate = host().descriptors().duplicate(thread, descriptor);
        if (duplicate >= 0) {
            Sockets.shutdown(duplicate, how);
            Files.close(duplicate);
        }
        cannotReceive |= how != Sockets.SHUT_WR;
        messages.shutdown(how);
    }

    /** Whether the guest has given up receiving. */
    public boolean cannotReceive() {
        return cannotReceive;
    }
}
