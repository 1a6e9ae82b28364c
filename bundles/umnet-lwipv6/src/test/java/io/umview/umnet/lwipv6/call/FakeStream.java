package io.umview.umnet.lwipv6.call;

import io.umview.lwipv6.buffer.ByteRing;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A stream socket whose peer is driven by a test. */
final class FakeStream implements StreamSocket {
    static final int BUFFER = 65536;

    final ByteRing sending = new ByteRing(BUFFER);
    final ByteRing receiving = new ByteRing(BUFFER);
    final ArrayDeque<FakeStream> backlog = new ArrayDeque<>();
    final Map<Integer, byte[]> options = new HashMap<>();
    Observer observer = Observer.NONE;
    SocketAddress local = new SocketAddress.Inet4(IpAddress.ANY4, 0);
    SocketAddress peer = new SocketAddress.Inet4(IpAddress.LOOPBACK4, 4711);
    boolean connected;
    boolean connecting;
    boolean failed;
    boolean listening;
    boolean peerFinished;
    boolean finished;
    boolean closed;
    int error;
    int urgentSent = -1;
    int urgentReceived = -1;
    long inode;

    /** What happens when the SYN is sent. */
    Runnable atConnect = () -> {};

    /** Whether somebody else has the port that it is bound to. */
    BooleanSupplier portTaken = () -> false;

    /** A connection that exists. */
    static FakeStream connection() {
        FakeStream stream = new FakeStream();
        stream.connected = true;
        return stream;
    }

    void changed() {
        observer.changed(this);
    }

    /** The peer sends. */
    void arrive(byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            ByteBuffer room = receiving.writable(bytes.length - done);
            int count = room.remaining();
            room.put(bytes, done, count);
            receiving.commit(count);
            done += count;
        }
        changed();
    }

    /** The peer sends a byte with MSG_OOB. */
    void arriveUrgent(int value) {
        urgentReceived = value;
        changed();
    }

    @Override
    public boolean drained() {
        return sending.size() == 0;
    }

    /** The peer takes what was sent. */
    byte[] takeSent() {
        ByteBuffer data = sending.readable();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        sending.drop(bytes.length);
        changed();
        return bytes;
    }

    /** It is decided whether the connection comes about. */
    void decide(int errno) {
        connecting = false;
        connected = errno == 0;
        failed = errno != 0;
        error = errno;
        changed();
    }

    void reset() {
        connected = false;
        error = NetworkError.ECONNRESET.number();
        changed();
    }

    @Override
    public void listen(int backlogSize) {
        listening = true;
    }

    @Override
    public @Nullable StreamSocket accept() throws NetworkException {
        if (!listening) {
            throw NetworkError.EINVAL.exception();
        }
        return backlog.poll();
    }

    @Override
    public ByteBuffer sendBuffer(int wanted) throws NetworkException {
        if (!connected || finished) {
            throw NetworkError.EPIPE.exception();
        }
        return sending.writable(wanted);
    }

    @Override
    public void sent(int bytes, boolean more) {
        sending.commit(bytes);
    }

    @Override
    public void sendUrgent(byte value) {
        urgentSent = value;
    }

    @Override
    public ByteBuffer receiveBuffer() throws NetworkException {
        if (receiving.size() == 0 && error != 0) {
            throw NetworkError.of(takeError()).exception();
        }
        return receiving.readable();
    }

    @Override
    public void received(int bytes) {
        receiving.drop(bytes);
    }

    @Override
    public boolean atEnd() {
        return peerFinished && receiving.size() == 0;
    }

    @Override
    public int urgent() {
        int value = urgentReceived;
        urgentReceived = -1;
        return value;
    }

    @Override
    public boolean atMark() {
        return urgentReceived >= 0 && receiving.size() == 0;
    }

    @Override
    public int unread() {
        return listening ? backlog.size() : receiving.size();
    }

    @Override
    public int unsent() {
        return sending.size();
    }

    @Override
    public int domain() {
        return Domain.AF_INET;
    }

    @Override
    public int type() {
        return Domain.SOCK_STREAM;
    }

    @Override
    public int protocol() {
        return 6;
    }

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        if (portTaken.getAsBoolean()) {
            throw NetworkError.EADDRINUSE.exception();
        }
        local = address;
    }

    @Override
    public void connect(SocketAddress address) throws NetworkException {
        if (connected) {
            throw NetworkError.EISCONN.exception();
        }
        if (failed) {
            failed = false;
            NetworkError why = NetworkError.of(takeError());
            throw (why == null ? NetworkError.ECONNABORTED : why).exception();
        }
        peer = address;
        connecting = true;
        atConnect.run();
        throw NetworkError.EINPROGRESS.exception();
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress peerAddress() throws NetworkException {
        if (!connected) {
            throw NetworkError.ENOTCONN.exception();
        }
        return peer;
    }

    @Override
    public void shutdown(int how) throws NetworkException {
        if (!connected) {
            throw NetworkError.ENOTCONN.exception();
        }
        finished |= how != 0;
    }

    @Override
    public byte[] option(int level, int name, int length) {
        return options.getOrDefault(level << 16 | name, new byte[Math.min(length, 16)]);
    }

    @Override
    public void option(int level, int name, byte[] value) {
        options.put(level << 16 | name, value);
    }

    @Override
    public int readiness() {
        if (listening) {
            return backlog.isEmpty() ? 0 : POLLIN;
        }
        return (urgentReceived >= 0 ? POLLPRI : 0)
                | (error != 0 ? POLLERR | POLLHUP : 0)
                | (receiving.size() > 0 || peerFinished ? POLLIN : 0)
                | (connected && sending.space() > 0 ? POLLOUT : 0)
                | (!connected && !connecting ? POLLHUP : 0);
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
    public void owner(int uid, long newInode) {
        inode = newInode;
    }

    @Override
    public void close() {
        closed = true;
    }
}
