package io.umview.lwipv6.gateway;

import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A datagram socket of a guest, with calls that block. */
final class GuestDatagrams {
    final MessageSocket socket;
    private final Guest guest;

    GuestDatagrams(Guest guest, MessageSocket socket) {
        this.guest = guest;
        this.socket = socket;
    }

    record Datagram(SocketAddress source, byte[] payload) {}

    void send(String address, int port, byte[] payload) throws Exception {
        guest.call(() -> {
            socket.send(ByteBuffer.wrap(payload), Guest.address(IpAddress.parse(address), port), Guest.nothing(), 0);
            return null;
        });
    }

    Datagram receive() throws Exception {
        CompletableFuture<Datagram> done = new CompletableFuture<>();
        guest.call(() -> {
            socket.observe(ignored -> take(done));
            take(done);
            return null;
        });
        return Guest.await(done);
    }

    private void take(CompletableFuture<Datagram> done) {
        if (done.isDone()) {
            return;
        }
        try {
            MessageSocket.Message message = socket.peek();
            if (message != null) {
                ByteBuffer payload = message.payload();
                byte[] copy = new byte[payload.remaining()];
                payload.get(copy);
                SocketAddress source = message.source();
                socket.discard();
                done.complete(new Datagram(source, copy));
            }
        } catch (NetworkException e) {
            done.completeExceptionally(e);
        }
    }
}
