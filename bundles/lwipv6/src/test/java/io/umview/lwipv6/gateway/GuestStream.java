package io.umview.lwipv6.gateway;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.lwipv6.socket.TcpSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A stream socket of a guest, with calls that block. */
final class GuestStream {
    final StreamSocket socket;
    private final Guest guest;
    private Runnable waiting = () -> {};

    GuestStream(Guest guest, StreamSocket socket) {
        this.guest = guest;
        this.socket = socket;
        socket.observe(ignored -> waiting.run());
    }

    void connect(SocketAddress address, CompletableFuture<Void> done) {
        try {
            socket.connect(address);
            done.complete(null);
        } catch (NetworkException e) {
            if (e.error() != NetworkError.EINPROGRESS) {
                done.completeExceptionally(e);
                return;
            }
            await(done, () -> {
                int ready = socket.readiness();
                if ((ready & (Socket.POLLOUT | Socket.POLLERR | Socket.POLLHUP)) == 0) {
                    return false;
                }
                int error = socket.takeError();
                if (error != 0) {
                    throw NetworkError.of(error).exception();
                }
                done.complete(null);
                return true;
            });
        }
    }

    GuestStream accept() throws Exception {
        CompletableFuture<GuestStream> done = new CompletableFuture<>();
        guest.loop.execute(() -> await(done, () -> {
            TcpSocket accepted = (TcpSocket) socket.accept();
            if (accepted == null) {
                return false;
            }
            done.complete(new GuestStream(guest, accepted));
            return true;
        }));
        return Guest.await(done);
    }

    /** Sends everything. */
    void send(byte[] bytes) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        guest.loop.execute(() -> await(done, () -> {
            while (rest.hasRemaining()) {
                ByteBuffer space = socket.sendBuffer(rest.remaining());
                if (!space.hasRemaining()) {
                    return false;
                }
                int count = Math.min(space.remaining(), rest.remaining());
                space.put(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                socket.sent(count, false);
            }
            done.complete(null);
            return true;
        }));
        done.get();
    }

    /** What there is, at least a byte; an empty array at the end. */
    byte[] receive() throws Exception {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        guest.loop.execute(() -> await(done, () -> {
            ByteBuffer bytes = socket.receiveBuffer();
            if (!bytes.hasRemaining() && !socket.atEnd()) {
                return false;
            }
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            socket.received(copy.length);
            done.complete(copy);
            return true;
        }));
        return Guest.await(done);
    }

    void shutdownOutput() throws Exception {
        guest.call(() -> {
            socket.shutdown(1);
            return null;
        });
    }

    void close() throws Exception {
        guest.call(() -> {
            socket.close();
            return null;
        });
    }

    /** Tries now, and whenever something has changed, until the attempt succeeds or fails. */
    private void await(CompletableFuture<?> done, Attempt attempt) {
        waiting = () -> {
            try {
                if (attempt.succeeds()) {
                    waiting = () -> {};
                }
            } catch (NetworkException e) {
                waiting = () -> {};
                done.completeExceptionally(e);
            }
        };
        waiting.run();
    }

    private interface Attempt {
        boolean succeeds() throws NetworkException;
    }
}
