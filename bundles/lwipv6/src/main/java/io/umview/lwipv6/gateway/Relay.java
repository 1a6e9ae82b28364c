package io.umview.lwipv6.gateway;

import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketOption;
import io.umview.lwipv6.socket.StreamSocket;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A connection of the guest and one of the host's that are made to look like one. Bytes go from the buffers of one to the other without a copy in between; who
 * cannot take more stops the other; each direction ends by itself; a reset on one side resets the other.
 */
final class Relay implements SelectorLoop.Handler, Socket.Observer {
    private static final int SHUT_WR = 1;

    /** What is asked for at a time. */
    private static final int CHUNK = 1 << 20;

    /** So many pieces are moved in one direction before others have their turn. */
    private static final int BUDGET = 8;

    private final StreamSocket guest;
    private final SocketChannel host;
    private final SelectionKey key;
    private final Consumer<Relay> ended;
    private boolean guestEnded;
    private boolean hostEnded;
    private boolean guestFull;
    private boolean hostFull;
    private boolean closed;

    /**
     * Joins two connections. The host's is made; the guest's may still be on its way.
     *
     * @param key of the host's channel
     * @param ended told when both are closed
     */
    Relay(StreamSocket guest, SocketChannel host, SelectionKey key, Consumer<Relay> ended) {
        this.guest = guest;
        this.host = host;
        this.key = key;
        this.ended = ended;
    }

    /** Begins. What the guest's connection has not got yet is waited for. */
    void start() {
        key.attach(this);
        guest.observe(this);
        move();
    }

    @Override
    public void ready(SelectionKey ready) {
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
            resetHost();
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
        } catch (NetworkException | IOException e) {
            // One of them was reset, or has timed out: the other one gets to know the only way there is.
            abort();
            return;
        }
        if (guestEnded && hostEnded) {
            close();
        } else {
            await();
        }
    }

    private void toHost() throws NetworkException, IOException {
        hostFull = false;
        for (int i = 0; i < BUDGET && !guestEnded; i++) {
            ByteBuffer bytes = guest.receiveBuffer();
            if (!bytes.hasRemaining()) {
                if (guest.atEnd()) {
                    guestEnded = true;
                    host.shutdownOutput();
                }
                return;
            }
            int count = host.write(bytes);
            hostFull = bytes.hasRemaining();
            guest.received(count);
            if (hostFull) {
                return;
            }
        }
        hostFull = !guestEnded;
    }

    private void toGuest() throws NetworkException, IOException {
        guestFull = false;
        for (int i = 0; i < BUDGET && !hostEnded; i++) {
            ByteBuffer space = guest.sendBuffer(CHUNK);
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
            if (count < wanted) {
                return;
            }
        }
    }

    private void await() {
        int operations = (hostFull ? SelectionKey.OP_WRITE : 0) | (hostEnded || guestFull ? 0 : SelectionKey.OP_READ);
        if (key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    private void close() {
        closed = true;
        guest.observe(Socket.Observer.NONE);
        guest.close();
        closeHost();
        ended.accept(this);
    }

    private void closeHost() {
        try {
            host.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
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

    private void resetHost() {
        try {
            host.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It has ended already.
        }
    }
}
