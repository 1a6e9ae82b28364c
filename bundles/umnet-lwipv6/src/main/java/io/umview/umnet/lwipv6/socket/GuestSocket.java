package io.umview.umnet.lwipv6.socket;

import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.umnet.lwipv6.loop.Watched;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a guest: a socket of the stack and the hypervisor's end of a {@link SocketPair} whose other end the guest has. What
 * comes in at one goes out at the other. Everything is done in the loop.
 */
public abstract class GuestSocket implements Watched, Socket.Observer {
    private static final int HANG_UP = Epoll.EPOLLHUP;
    private static final int INTEREST = Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLET;

    private final SocketHost host;
    private final Socket socket;
    private final long inode;
    private final int uid;
    private int slot;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Runnable turn = this::turn;
    private int end;
    private boolean turnPlanned;
    private @Nullable ByteBuffer lastBuffer;
    private long lastAddress;

    /** Whether there may be something to be read from the guest. */
    boolean guestReadable;

    /** Whether the guest's end takes no more for now. */
    boolean guestFull;

    /** Whether the guest has closed its end. */
    boolean hungUp;

    /** Where it is in {@link LooseEnds}, -1 if it is not. */
    int looseIndex = -1;

    private boolean retrying;

    /** A socket at the hypervisor's end of a pair, which it closes in the end. */
    GuestSocket(SocketHost host, Socket socket, SocketPair pair, int uid) throws ErrnoException {
        this.host = host;
        this.socket = socket;
        this.end = pair.ours();
        this.inode = pair.inode();
        this.uid = uid;
        this.slot = end < 0 ? -1 : host.loop().watch(end, INTEREST, this);
        host.opened(this);
        socket.owner(uid, inode);
        socket.observe(this);
    }

    /** The hypervisor's end is there now. */
    final void attach(int ours) throws ErrnoException {
        slot = host.loop().watch(ours, INTEREST, this);
        end = ours;
        host.looseEnds().remove(this);
    }

    /** What all sockets of the stack share. */
    public final SocketHost host() {
        return host;
    }

    /** The socket of the stack. */
    public final Socket socket() {
        return socket;
    }

    /** The inode of the guest's descriptors. */
    final long inode() {
        return inode;
    }

    /** The hypervisor's end, -1 when it is closed. */
    final int end() {
        return end;
    }

    @Override
    public final void changed(Socket changed) {
        plan();
    }

    /** Has everything moved that can move, before the loop waits. */
    final void plan() {
        if (!turnPlanned) {
            turnPlanned = true;
            host.loop().later(turn);
        }
    }

    private void turn() {
        turnPlanned = false;
        retryWaiting();
        move();
    }

    @Override
    public final void ready(int events) {
        if ((events & Epoll.EPOLLOUT) != 0) {
            guestFull = false;
            host.loop().change(slot, end, INTEREST);
        }
        if ((events & ~Epoll.EPOLLOUT) != 0) {
            guestReadable = true;
        }
        if ((events & HANG_UP) != 0 && isHangUp()) {
            hungUp = true;
        }
        move();
    }

    /** The guest has closed the last descriptor of its end. */
    final void guestClosed() {
        if (hungUp) {
            return;
        }
        hungUp = true;
        if (end < 0) {
            gone();
        } else {
            guestReadable = true;
            move();
        }
    }

    /** Whether EPOLLHUP means that the guest has closed its end. */
    boolean isHangUp() {
        return true;
    }

    /** Moves what there is in both directions, and closes when the guest is gone. */
    private void move() {
        if (end < 0) {
            return;
        }
        fromGuest();
        toGuest();
        if (hungUp && (!guestReadable || isPointless()) && waiting.isEmpty()) {
            guestIsGone();
            gone();
        }
    }

    /** Moves what the guest has sent to the stack; clears {@link #guestReadable} when there is no more. */
    abstract void fromGuest();

    /** Moves what was received to the guest, until {@link #guestFull}. */
    abstract void toGuest();

    /** Whether what a guest sent before it closed its end will not reach anybody. */
    boolean isPointless() {
        return false;
    }

    /** The guest has closed its end, and all it sent was taken, or is lost. */
    void guestIsGone() {}

    /** The guest's end takes no more: waits until it does. */
    final void awaitRoom() {
        if (!guestFull) {
            guestFull = true;
            host.loop().change(slot, end, INTEREST | Epoll.EPOLLOUT);
        }
    }

    /** The address of a buffer's position. */
    final long address(ByteBuffer buffer) {
        if (buffer != lastBuffer) {
            lastAddress = NativeBuffer.addressOf(buffer);
            lastBuffer = buffer;
        }
        return lastAddress + buffer.position();
    }

    /** Adds a call that waits. */
    public final void await(Waiting call) {
        waiting.add(call);
    }

    /** A call waits no longer. */
    public final void forget(Waiting call) {
        waiting.remove(call);
        if (hungUp) {
            plan();
        }
    }

    /** Whether calls wait. */
    final boolean isAwaited() {
        return !waiting.isEmpty();
    }

    private void retryWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        if (retrying) {
            // One of them has had the loop do other things first.
            plan();
            return;
        }
        retrying = true;
        for (Iterator<Waiting> calls = waiting.iterator(); calls.hasNext(); ) {
            if (calls.next().retry()) {
                calls.remove();
            }
        }
        retrying = false;
    }

    /**
     * Closes the hypervisor's end, but the guest has still its own.
     *
     * @param guests a descriptor of that, of this process, or a negative number
     */
    final void sever(int guests) {
        closeEnd();
        if (guests < 0 || !host.closeWatch().watch(guests, this)) {
            host.looseEnds().add(this);
        }
    }

    private void closeEnd() {
        if (end >= 0) {
            host.loop().forget(slot);
            Files.close(end);
            end = -1;
        }
    }

    /** What the socket has besides is to be released. */
    void released() {}

    /** The guest has closed its end. */
    final void gone() {
        released();
        closeEnd();
        host.closed(this);
        socket.observe(Socket.Observer.NONE);
        socket.close();
    }

    /** The stack ends. */
    final void abandon() {
        for (Waiting call = waiting.poll(); call != null; call = waiting.poll()) {
            call.abandon();
        }
        gone();
    }

    /** Whose it is. */
    final int uid() {
        return uid;
    }

    /** Another pair has the socket of the stack now. */
    final void retire() {
        hungUp = true;
        closeEnd();
        host.closed(this);
    }

    /** Has the end of the guest's end told though the hypervisor's is not hung up then. */
    final void watchClose(int guests) {
        if (!host.closeWatch().watch(guests, this)) {
            host.looseEnds().add(this);
        }
    }

    /** shutdown(2) by a thread of a guest, which has a descriptor for the socket. */
    public abstract void shutdown(int how, int thread, int descriptor) throws NetworkException;
}
