package io.umview.umnet.lwipv6.call;

import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message socket whose peers are driven by a test. */
final class FakeMessages implements MessageSocket {
    record Sent(byte[] payload, @Nullable SocketAddress destination, byte[] control) {}

    record Arrived(ByteBuffer payload, SocketAddress source, ByteBuffer control, int flags) implements Message {}

    /** What comes after shutdown(2), again and again. */
    private static final Message END = new Arrived(
            ByteBuffer.allocateDirect(0), new SocketAddress.Inet4(IpAddress.ANY4, 0), ByteBuffer.allocate(0), 0);

    final ArrayDeque<Arrived> received = new ArrayDeque<>();
    final ArrayDeque<Arrived> errors = new ArrayDeque<>();
    final List<Sent> sent = new ArrayList<>();
    Observer observer = Observer.NONE;
    SocketAddress local = new SocketAddress.Inet4(IpAddress.ANY4, 0);

    @Nullable
    SocketAddress peer;

    int error;
    boolean full;
    boolean closed;
    boolean ended;

    void arrive(byte[] payload, int fromPort) {
        arrive(payload, fromPort, new byte[0]);
    }

    void arrive(byte[] payload, int fromPort, byte[] control) {
        received.add(new Arrived(
                ByteBuffer.allocateDirect(payload.length).put(payload).flip(),
                new SocketAddress.Inet4(IpAddress.LOOPBACK4, fromPort),
                ByteBuffer.wrap(control),
                0));
        observer.changed(this);
    }

    void arriveError(byte[] quoted, int port) {
        errors.add(new Arrived(
                ByteBuffer.wrap(quoted),
                new SocketAddress.Inet4(IpAddress.LOOPBACK4, port),
                ByteBuffer.allocate(0),
                0x2000));
        observer.changed(this);
    }

    void fail(int errno) {
        error = errno;
        observer.changed(this);
    }

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException {
        if (full) {
            throw NetworkError.EAGAIN.exception();
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        byte[] ancillary = new byte[control.remaining()];
        control.get(ancillary);
        sent.add(new Sent(bytes, destination, ancillary));
    }

    @Override
    public @Nullable Message peek() throws NetworkException {
        NetworkError pending = NetworkError.of(takeError());
        if (pending != null) {
            throw pending.exception();
        }
        return received.isEmpty() && ended ? END : oldest();
    }

    @Override
    public @Nullable Message oldest() {
        return received.peek();
    }

    @Override
    public void discard() {
        received.poll();
    }

    @Override
    public @Nullable Message takeErrorMessage() {
        return errors.poll();
    }

    @Override
    public int nextLength() {
        return received.isEmpty() ? 0 : received.peek().payload().remaining();
    }

    @Override
    public int domain() {
        return Domain.AF_INET;
    }

    @Override
    public int type() {
        return Domain.SOCK_DGRAM;
    }

    @Override
    public int protocol() {
        return 17;
    }

    @Override
    public void bind(SocketAddress address) {
        local = address;
    }

    @Override
    public void connect(SocketAddress address) {
        peer = address;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress peerAddress() throws NetworkException {
        if (peer == null) {
            throw NetworkError.ENOTCONN.exception();
        }
        return peer;
    }

    @Override
    public void shutdown(int how) throws NetworkException {
        ended |= how != Sockets.SHUT_WR;
        peerAddress();
    }

    @Override
    public byte[] option(int level, int name, int length) {
        return new byte[Math.min(length, 16)];
    }

    @Override
    public void option(int level, int name, byte[] value) {}

    @Override
    public int readiness() {
        return (error != 0 || !errors.isEmpty() ? POLLERR : 0) | (received.isEmpty() ? 0 : POLLIN) | POLLOUT;
    }

    @Override
    public int takeError() {
        int taken = error;
        error = 0;
        return taken;
    }

    @Override
    public void observe(Observer newObserver) {
        observer = newObserver;
    }

    @Override
    public void owner(int uid, long inode) {}

    @Override
    public void close() {
        closed = true;
    }
}
