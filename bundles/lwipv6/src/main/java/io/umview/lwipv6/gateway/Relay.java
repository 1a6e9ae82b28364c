package io.umview.lwipv6.gateway;

import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketOption;
import io.umview.lwipv6.socket.StreamSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * A connection of the guest and one of the host's that are made to look like one. Bytes go from the buffers of one to the other without a copy in between; who
 * cannot take more stops the other; each direction ends by itself; a reset on one side resets the other.
 */
final class Relay implements Socket.Observer {
    private static final int SHUT_WR = 1;

    /** What is asked for at a time: more, the more comes. */
    private static final int SMALLEST_CHUNK = 1 << 14;

    private static final int LARGEST_CHUNK = 1 << 18;

    /** So many pieces are moved in one direction before others have their turn. */
    private static final int BUDGET = 8;

    private final StreamSocket guest;
    private final HostStream host;
    private final Consumer<Relay> ended;
    private boolean guestEnded;
    private boolean hostEnded;
    private boolean guestFull;
    private boolean hostReadable;
    private int chunk = SMALLEST_CHUNK;

    /** Nothing is written to the host's until it says that it takes more. */
    private boolean hostFull;

    private boolean closed;

    /**
     * Joins two connections. The host's is made; the guest's may still be on its way.
     *
     * @param ended told when both are closed
     */
    Relay(StreamSocket guest, HostStream host, Consumer<Relay> ended) {
        this.guest = guest;
        this.host = host;
        this.ended = ended;
    }

    /** Begins. What the guest's connection has not got yet is waited for. */
    void start() {
        host.observe(this::hostReady);
        guest.observe(this);
        move();
    }

    private void hostReady() {
        hostReadable = true;
        hostFull = false;
        move();
    }

    @Override
    public void changed(Socket socket) {
        move();
    }

    /** Ends both with a reset. */
    void abort() {
        if (!closed) {
            resetGuest();
            host.reset();
            close();
        }
    }

    private void move() {
        if (closed) {
            return;
        }
        try {
            toHost();
            toGuest();
            if (guestEnded && hostEnded) {
                close();
            } else {
                host.await(!hostEnded && !guestFull, hostFull);
            }
        } catch (NetworkException | HostException e) {
            // One of them was reset, or has timed out: the other one gets to know the only way there is.
            abort();
        }
    }

    private void toHost() throws NetworkException, HostException {
        for (int i = 0; i < BUDGET && !guestEnded && !hostFull; i++) {
            ByteBuffer bytes = guest.receiveBuffer();
            if (!bytes.hasRemaining()) {
                if (guest.atEnd()) {
                    guestEnded = true;
                    if (!hostEnded) {
                        host.shutdownOutput();
                    }
                }
                return;
            }
            int count = host.write(bytes);
            hostFull = bytes.hasRemaining();
            guest.received(count);
        }
        hostFull = !guestEnded;
    }

    private void toGuest() throws NetworkException, HostException {
        guestFull = false;
        for (int i = 0; i < BUDGET && hostReadable && !hostEnded; i++) {
            ByteBuffer space = guest.sendBuffer(chunk);
            if (!space.hasRemaining()) {
                guestFull = true;
                return;
            }
            int wanted = space.remaining();
            int count = host.read(space);
            if (count < 0) {
                hostEnded = true;
                guest.shutdown(SHUT_WR);
                return;
            }
            guest.sent(count, false);
            hostReadable = count == wanted;
            if (count == chunk && chunk < LARGEST_CHUNK) {
                chunk *= 2;
            }
        }
    }

    private void close() {
        closed = true;
        guest.observe(Socket.Observer.NONE);
        guest.close();
        host.close();
        ended.accept(this);
    }

    private void resetGuest() {
        try {
            // struct linger { on, 0 seconds }: close(2) sends a reset.
            byte[] linger = ByteBuffer.allocate(8)
                    .order(ByteOrder.nativeOrder())
                    .putInt(1)
                    .putInt(0)
                    .array();
            guest.option(SocketOption.SOL_SOCKET, SocketOption.SO_LINGER, linger);
        } catch (NetworkException e) {
            // It has ended already.
        }
    }
}
