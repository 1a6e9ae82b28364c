package io.umview.umnet.lwipv6.socket;

import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.StreamSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of type SOCK_STREAM. Its bytes go between the pair and the buffers of the stack's socket without a copy in between.
 *
 * <p>At first the guest's end is not connected either, which the kernel says to poll(2), send(2) and recv(2). While it is being
 * connected, what the guest could send is filled up, so that poll(2) does not say that it can, and nothing that is sent too early
 * gets lost. A listener has a byte for each connection that waits, so that poll(2) works on it.
 */
public final class StreamEnd extends GuestSocket {
    private static final int POLL_DECIDED = Socket.POLLOUT | Socket.POLLERR | Socket.POLLHUP;
    private static final int EBADF = 9;
    private static final int EAGAIN = 11;
    private static final int ECONNRESET = 104;
    private static final int SMALLEST_BATCH = 4096;
    private static final int LARGEST_BATCH = 1 << 18;

    /** The kernel doubles it. What a guest may have sent without its being picked up. */
    private static final int BUFFER = 212992;

    /** More than fits into the smallest buffer. */
    private static final int FILLING = 16384;

    private final StreamSocket stream;
    private State state;

    /** Bytes in the pair that the guest did not send. */
    private int filled;

    /** Whether the guest's buffer has its full size, not that of a socket that may not send yet. */
    private boolean wide = true;

    /** Whether the guest was told how its connect(2) ended. */
    private boolean told;

    /** Bytes that stand for connections which wait to be accepted. */
    private int shown;

    /** What the guest's end is to hold when it is connected. */
    private int buffer = BUFFER;

    private int batch = SMALLEST_BATCH;
    private boolean guestCannotSend;
    private boolean guestCannotReceive;
    private boolean closedWithUnread;

    /** Whether the hypervisor's end was closed, though the guest's is not. */
    private boolean severed;

    /** Whether the last connect(2) began to connect. */
    private boolean began;

    /** Whether O_NONBLOCK was set when it began. */
    private boolean nonBlocking;

    /** Why the connection was broken, if it has not been told. */
    private int breakage;

    /** The urgent byte that comes next in the pair, or -1. */
    private int urgent = -1;

    /** Who used it last, and by which number. */
    private int thread;

    private int descriptor = -1;

    private enum State {
        UNCONNECTED,
        CONNECTING,
        /** It could not be connected, which the next connect(2) finds. */
        FAILED,
        CONNECTED,
        LISTENING,
        /** The connection was broken, and the hypervisor's end of the pair is closed. */
        BROKEN
    }

    private StreamEnd(SocketHost host, StreamSocket stream, SocketPair pair, State state, int uid)
            throws ErrnoException {
        super(host, stream, pair, uid);
        this.stream = stream;
        this.state = state;
    }

    /** Makes the guest's end of a new socket. @return a descriptor to be given to the guest */
    public static int create(SocketHost host, StreamSocket stream, boolean nonBlocking, int uid) throws ErrnoException {
        SocketPair pair = SocketPair.half(nonBlocking, host.scratch());
        try {
            host.looseEnds().add(new StreamEnd(host, stream, pair, State.UNCONNECTED, uid));
            return pair.guests();
        } catch (ErrnoException e) {
            pair.close();
            throw e;
        }
    }

    /** Makes the guest's end of a connection that was accepted. @return a descriptor to be given to the guest */
    public static int accepted(SocketHost host, StreamSocket stream, boolean nonBlocking, int uid)
            throws ErrnoException {
        SocketPair pair = SocketPair.create(Sockets.SOCK_STREAM, nonBlocking, host.scratch());
        try {
            StreamEnd created = new StreamEnd(host, stream, pair, State.CONNECTED, uid);
            created.told = true;
            created.plan();
            return pair.guests();
        } catch (ErrnoException e) {
            pair.close();
            throw e;
        }
    }

    /** The stack's socket. */
    public StreamSocket stream() {
        return stream;
    }

    /** A thread of a guest uses the socket by this number. */
    public void usedBy(int guest, int number) {
        thread = guest;
        descriptor = number;
        if (state == State.CONNECTED && !wide) {
            widen();
        }
    }

    /** Lets the guest send as much as there is room for now that it is connected. */
    private void widen() {
        int duplicate = duplicate();
        if (duplicate >= 0) {
            Sockets.option(duplicate, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, buffer, host().names());
            Files.close(duplicate);
            wide = true;
        }
    }

    /** SO_SNDBUF was set: the guest may not have more under way in the pair either. */
    public void sendBuffer(int bytes) {
        buffer = Math.max(0, Math.min(BUFFER, bytes));
        wide = false;
        if (state == State.CONNECTED) {
            widen();
        }
    }

    /** The guest's end, or a negative number. */
    private int duplicate() {
        if (descriptor < 0) {
            return -1;
        }
        int duplicate = host().descriptors().duplicate(thread, descriptor);
        if (duplicate >= 0 && Files.inode(duplicate, host().scratch()) != inode()) {
            Files.close(duplicate);
            return -1;
        }
        return duplicate;
    }

    // ---- connecting ----

    /** The guest's end for a call that cannot do without. */
    private int requiredDuplicate() throws NetworkException {
        int guests = duplicate();
        if (guests < 0) {
            throw NetworkError.EBADF.exception();
        }
        return guests;
    }

    /** Sees to it that there is a pair, in which the guest can send. */
    private void join(int guests) throws NetworkException {
        if (end() < 0) {
            int ours = host().joint().join(guests);
            if (ours < 0) {
                throw NetworkError.ENOBUFS.exception();
            }
            try {
                attach(ours);
            } catch (ErrnoException e) {
                Files.close(ours);
                throw NetworkError.ENOBUFS.exception();
            }
        }
    }

    /** Sees to it that there is a pair, and that the guest cannot send. */
    private void joinFilled(int guests) throws NetworkException {
        if (end() < 0) {
            Sockets.option(guests, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, 1, host().scratch());
            wide = false;
            join(guests);
        }
        if (filled == 0) {
            fill(guests);
        }
    }

    private void fill(int guests) {
        long sent =
                Sockets.send(guests, host().scratch().address(), FILLING, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        filled += (int) Math.max(0, sent);
    }

    private void drain() {
        while (filled > 0) {
            long count = Sockets.receive(end(), host().scratch().address(), filled, Sockets.MSG_DONTWAIT);
            if (count <= 0) {
                break;
            }
            filled -= (int) count;
        }
        filled = 0;
    }

    /**
     * connect(2).
     *
     * @return null as long as it is not decided
     * @throws NetworkException EISCONN, or why it could not be connected
     */
    public @Nullable Boolean connect(SocketAddress address) throws NetworkException {
        began = state == State.UNCONNECTED;
        switch (state) {
            case UNCONNECTED -> {
                return begin(address);
            }
            case CONNECTING -> decide();
            default -> {}
        }
        return switch (state) {
            case CONNECTING -> null;
            case FAILED -> {
                fail(address);
                yield Boolean.TRUE;
            }
            case CONNECTED -> {
                if (told) {
                    stream.connect(address);
                }
                told = true;
                yield Boolean.TRUE;
            }
            default -> {
                stream.connect(address);
                yield Boolean.TRUE;
            }
        };
    }

    /** Whether the last {@link #connect} has begun something, rather than found it under way. */
    public boolean began() {
        return began;
    }

    /** Whether O_NONBLOCK was set at a {@link #connect} that {@link #began}. */
    public boolean nonBlocking() {
        return nonBlocking;
    }

    /** Whether connect(2) would begin to connect it. */
    public boolean isUnconnected() {
        return state == State.UNCONNECTED;
    }

    /** Whether it is neither connected nor about to be. */
    public boolean cannotBeSentTo() {
        return state == State.UNCONNECTED || state == State.FAILED || state == State.LISTENING;
    }

    /** Whether bytes can be received, be it an end or an error. */
    public boolean wasConnected() {
        return state == State.CONNECTED || state == State.BROKEN;
    }

    private @Nullable Boolean begin(SocketAddress address) throws NetworkException {
        int guests = requiredDuplicate();
        try {
            nonBlocking = (Files.fcntl(guests, Files.F_GETFL, 0) & Files.O_NONBLOCK) != 0;
            return begin(address, guests);
        } finally {
            Files.close(guests);
        }
    }

    /** Who waits for a peer on this machine has its answer at once: then the guest's end need not show what goes on. */
    private @Nullable Boolean begin(SocketAddress address, int guests) throws NetworkException {
        if (nonBlocking) {
            start(address);
        } else {
            host().loop().hush();
            try {
                start(address);
            } finally {
                host().loop().heed();
            }
        }
        int readiness = stream.readiness();
        if (state == State.CONNECTING && (nonBlocking || (readiness & POLL_DECIDED) == 0)) {
            joinFilled(guests);
            return null;
        }
        if ((readiness & (Socket.POLLERR | Socket.POLLHUP)) == 0) {
            join(guests);
            connected();
            told = true;
        } else if (state == State.CONNECTING) {
            fail(address);
        }
        return Boolean.TRUE;
    }

    private void start(SocketAddress address) throws NetworkException {
        try {
            stream.connect(address);
        } catch (NetworkException e) {
            if (e.error() != NetworkError.EINPROGRESS) {
                throw e;
            }
            state = State.CONNECTING;
        }
    }

    private void decide() {
        int readiness = stream.readiness();
        if ((readiness & POLL_DECIDED) == 0) {
            return;
        }
        if ((readiness & (Socket.POLLERR | Socket.POLLHUP)) == 0) {
            connected();
            guestReadable = true;
        } else {
            state = State.FAILED;
        }
    }

    /** Says why it could not be connected; from then on it may be tried again. */
    private void fail(SocketAddress address) throws NetworkException {
        state = State.UNCONNECTED;
        stream.connect(address);
    }

    /** Whether the guest's end shows an error for ever, though the socket may be connected again. */
    public boolean isWornOut() {
        return state == State.UNCONNECTED && severed;
    }

    /**
     * Gives the socket another pair.
     *
     * @return the guest's end, to take the place of the present one, which knows nothing of the socket any more; negative if there
     *     is none
     */
    public int renew() {
        int old = duplicate();
        if (old < 0) {
            return old;
        }
        try {
            boolean nonBlocking = (Files.fcntl(old, Files.F_GETFL, 0) & Files.O_NONBLOCK) != 0;
            int fresh = create(host(), stream, nonBlocking, uid());
            retire();
            return fresh;
        } catch (ErrnoException e) {
            return -e.errno().number();
        } finally {
            Files.close(old);
        }
    }

    /**
     * Has poll(2) show that the connect(2) failed for which nobody waits: the hypervisor's end is closed with the filling unread in
     * it, of which the kernel makes ECONNRESET, POLLERR and POLLHUP.
     */
    private void showFailure() {
        int duplicate = duplicate();
        severed = true;
        sever(duplicate);
        if (duplicate >= 0) {
            Files.close(duplicate);
        }
    }

    private void connected() {
        state = State.CONNECTED;
        drain();
        if (!wide) {
            widen();
        }
        plan();
    }

    /** What SO_ERROR says. */
    public int error() {
        if (state == State.CONNECTING) {
            decide();
        } else if (state == State.CONNECTED) {
            // What broke the connection is taken notice of first.
            receiveAll();
        }
        int error = stream.takeError();
        if (error == 0) {
            error = breakage;
            breakage = 0;
        }
        if (state == State.CONNECTED) {
            told = true;
        }
        return severed && !takeShown() ? 0 : error;
    }

    /** Takes the error that the guest's end shows. @return whether it was still there, and not told by recv(2) */
    private boolean takeShown() {
        int duplicate = duplicate();
        if (duplicate < 0) {
            return true;
        }
        NativeBuffer scratch = host().names();
        scratch.bytes().putInt(0, 0).putInt(4, 4);
        Sockets.getOption(duplicate, Sockets.SOL_SOCKET, Sockets.SO_ERROR, scratch.address(), scratch.address() + 4);
        Files.close(duplicate);
        return scratch.bytes().getInt(0) != 0;
    }

    // ---- listening ----

    /** listen(2). */
    public void listen(int backlog) throws NetworkException {
        stream.listen(backlog);
        if (state != State.LISTENING) {
            int guests = requiredDuplicate();
            try {
                joinFilled(guests);
            } finally {
                Files.close(guests);
            }
        }
        state = State.LISTENING;
        plan();
    }

    /** accept(2): the connection that has waited longest, or null. */
    public @Nullable StreamSocket accept() throws NetworkException {
        StreamSocket accepted = stream.accept();
        if (state == State.LISTENING) {
            hide(shown - pending());
        }
        return accepted;
    }

    private int pending() {
        return Math.max(stream.unread(), stream.readiness() & Socket.POLLIN);
    }

    /** Takes bytes back that stand for connections which do not wait any more. */
    private void hide(int count) {
        if (count > 0) {
            int duplicate = duplicate();
            if (duplicate >= 0) {
                long taken = Sockets.receive(duplicate, host().scratch().address(), count, Sockets.MSG_DONTWAIT);
                shown -= (int) Math.max(0, taken);
                Files.close(duplicate);
            }
        }
    }

    private void show() {
        int pending = pending();
        while (shown < pending && sendOne()) {
            shown++;
        }
    }

    private boolean sendOne() {
        return Sockets.send(end(), host().scratch().address(), 1, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL) == 1;
    }

    // ---- data ----

    @Override
    void fromGuest() {
        switch (state) {
            case CONNECTED -> sendAll();
            case UNCONNECTED, CONNECTING, FAILED, LISTENING ->
                // What may be there is the filling. A socket that was never connected has sent nothing.
                guestReadable = false;
            case BROKEN -> {}
        }
    }

    private void sendAll() {
        while (guestReadable) {
            ByteBuffer room;
            try {
                room = stream.sendBuffer(batch);
            } catch (NetworkException e) {
                refused(e.error().number());
                return;
            }
            int size = room.remaining();
            if (size == 0) {
                return;
            }
            long count = Sockets.receive(end(), address(room), size, Sockets.MSG_DONTWAIT);
            if (count > 0) {
                stream.sent((int) count, false);
                if (isAwaited()) {
                    plan();
                }
                if (count == size) {
                    enlarge();
                } else {
                    guestReadable = hungUp || guestCannotSend;
                }
            } else {
                guestReadable = false;
                if (count == 0) {
                    endOfGuest();
                } else if (count == -ECONNRESET) {
                    closedWithUnread = true;
                }
            }
        }
    }

    /** The guest sends much. */
    private void enlarge() {
        if (batch < LARGEST_BATCH) {
            batch *= 2;
            if (batch == LARGEST_BATCH) {
                widen();
            }
        }
    }

    /** All was read that the guest sent before it shut its direction down. */
    private void endOfGuest() {
        if (!hungUp) {
            try {
                stream.shutdown(Sockets.SHUT_WR);
            } catch (NetworkException notConnected) {
                // Then there is nobody to be told.
                return;
            }
        }
    }

    /** The connection takes nothing more, because the guest has shut this direction down, or because it was broken. */
    private void refused(int error) {
        if (guestCannotSend || hungUp) {
            cannotSend();
            return;
        }
        // What came before is the guest's still.
        receiveAll();
        if (state == State.CONNECTED) {
            broken(error);
        }
    }

    /** Neither does the pair take more, and what is in it is lost. */
    private void cannotSend() {
        guestReadable = false;
        if (!guestCannotSend) {
            guestCannotSend = true;
            Sockets.shutdown(end(), Sockets.SHUT_RD);
        }
        if (hungUp) {
            discard();
        }
    }

    private void discard() {
        long count;
        do {
            count = Sockets.receive(end(), host().scratch().address(), FILLING, Sockets.MSG_DONTWAIT);
        } while (count > 0);
        closedWithUnread |= count == -ECONNRESET;
    }

    @Override
    void toGuest() {
        switch (state) {
            case CONNECTED -> receiveAll();
            case CONNECTING -> {
                decide();
                if (state == State.FAILED) {
                    showFailure();
                }
            }
            case LISTENING -> show();
            default -> {}
        }
    }

    private void receiveAll() {
        while (!guestFull) {
            ByteBuffer data;
            try {
                if (stream.atMark() && !passUrgent()) {
                    return;
                }
                data = stream.receiveBuffer();
            } catch (NetworkException e) {
                broken(e.error().number());
                return;
            }
            int size = data.remaining();
            if (size == 0) {
                if (stream.atEnd() && !guestCannotReceive) {
                    guestCannotReceive = true;
                    Sockets.shutdown(end(), Sockets.SHUT_WR);
                }
                return;
            }
            if (guestCannotReceive) {
                // As Linux: after shutdown(SHUT_RD) what comes is taken and forgotten.
                stream.received(size);
                continue;
            }
            if (hungUp) {
                return;
            }
            long count = Sockets.send(end(), address(data), size, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
            if (count > 0) {
                stream.received((int) count);
            } else if (count == -EAGAIN) {
                awaitRoom();
            } else {
                // EPIPE: the guest is gone, which is about to be told.
                return;
            }
        }
    }

    /**
     * The urgent byte goes through the pair as such, so that the kernel does all that it means: POLLPRI, SIGURG, the mark, recv(2)
     * with MSG_OOB.
     *
     * @return whether what is received next is to follow
     */
    private boolean passUrgent() throws NetworkException {
        if ((stream.readiness() & Socket.POLLPRI) == 0 && urgent < 0) {
            return true;
        }
        boolean inline = false;
        if (urgent < 0) {
            urgent = stream.urgent();
            inline = urgent < 0;
            if (inline) {
                ByteBuffer data = stream.receiveBuffer();
                urgent = data.get(data.position()) & 0xff;
            }
        }
        host().scratch().bytes().put(0, (byte) urgent);
        long count = guestCannotReceive
                ? 1
                : Sockets.send(
                        end(),
                        host().scratch().address(),
                        1,
                        Sockets.MSG_OOB | Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        if (count == -EAGAIN) {
            if (inline) {
                urgent = -1;
            }
            awaitRoom();
            return false;
        }
        urgent = -1;
        if (inline) {
            stream.received(1);
        }
        return count == 1;
    }

    /** The connection was reset or timed out: the guest's end says ECONNRESET if the pair is closed with something unread in it. */
    private void broken(int error) {
        if (hungUp) {
            return;
        }
        breakage = error;
        state = State.BROKEN;
        int duplicate = duplicate();
        if (duplicate >= 0) {
            Sockets.send(duplicate, host().scratch().address(), 1, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        }
        severed = true;
        sever(duplicate);
        if (duplicate >= 0) {
            Files.close(duplicate);
        }
    }

    // ---- the end ----

    @Override
    boolean isHangUp() {
        boolean ambiguous = guestCannotSend && guestCannotReceive;
        return !ambiguous || !host().unixSockets().exist(inode());
    }

    /** Of what nobody will read the peer is told by a reset, with which what could not be sent yet is lost, as on Linux. */
    @Override
    boolean isPointless() {
        return state == State.CONNECTED && !guestCannotReceive && stream.unread() > 0;
    }

    @Override
    void guestIsGone() {
        if (closedWithUnread) {
            abort();
        }
    }

    /** As close(2) does while something received is unread: the peer is told by a reset (RFC 1122, 4.2.2.13). */
    private void abort() {
        byte[] lingerNot = {1, 0, 0, 0, 0, 0, 0, 0};
        try {
            stream.option(Sockets.SOL_SOCKET, 13, lingerNot);
        } catch (NetworkException e) {
            // It is closed in the ordinary way then.
            return;
        }
    }

    @Override
    public void shutdown(int how, int guest, int number) throws NetworkException {
        if (state != State.CONNECTED) {
            stream.shutdown(how);
            return;
        }
        if (how != Sockets.SHUT_WR && !guestCannotReceive) {
            stream.shutdown(Sockets.SHUT_RD);
            guestCannotReceive = true;
            Sockets.shutdown(end(), Sockets.SHUT_WR);
        }
        if (how != Sockets.SHUT_RD && !guestCannotSend) {
            guestCannotSend = true;
            Sockets.shutdown(end(), Sockets.SHUT_RD);
            guestReadable = true;
            plan();
        }
    }

    /** Sees to it that what the guest has sent so far is in the stack, as far as there is room. */
    public void flush() {
        if (state == State.CONNECTED) {
            guestReadable = true;
            sendAll();
        }
    }

    /**
     * Sends in the guest's place.
     *
     * @param address of bytes of this process
     * @return how many were taken, or a negative error
     */
    public long send(long address, int length) {
        int duplicate = duplicate();
        if (duplicate < 0) {
            return -EBADF;
        }
        long sent = Sockets.send(duplicate, address, length, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
        Files.close(duplicate);
        return sent;
    }

    /** Bytes that the guest has sent and the stack has not yet taken. */
    public int unsentInPair() {
        if (state != State.CONNECTED
                || Files.ioctl(end(), Sockets.FIONREAD, host().scratch().address()) != 0) {
            return 0;
        }
        return host().scratch().bytes().getInt(0);
    }
}
