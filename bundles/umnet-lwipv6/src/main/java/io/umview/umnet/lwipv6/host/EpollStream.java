package io.umview.umnet.lwipv6.host;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.gateway.HostException;
import io.umview.lwipv6.gateway.HostStream;
import io.umview.umnet.lwipv6.loop.Watched;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection of the host that a loop waits for. */
final class EpollStream implements HostStream, Watched {
    private static final int EAGAIN = 11;
    private static final int EALREADY = 114;
    private static final int EINPROGRESS = 115;

    private final EpollSockets host;

    /** -1 when it is closed. */
    private int descriptor;

    private Runnable observer = () -> {};
    private int slot = -1;
    private int interest;

    /** Where it is being connected to. */
    private @Nullable InetSocketAddress target;

    private @Nullable ByteBuffer readMemory;
    private long readAddress;
    private @Nullable ByteBuffer writeMemory;
    private long writeAddress;

    EpollStream(EpollSockets host, int descriptor) {
        this.host = host;
        this.descriptor = descriptor;
    }

    /** Begins to connect. */
    void connect(InetSocketAddress address) throws HostException {
        int result = connectTo(address);
        if (result == -EINPROGRESS) {
            target = address;
        } else {
            EpollSockets.check(result);
        }
    }

    /** {@inheritDoc} Another connect(2) tells; the first one leaves it to the next call even if the peer, on this machine, has answered. */
    @Override
    public boolean isConnected() throws HostException {
        InetSocketAddress address = target;
        if (address == null) {
            return true;
        }
        int result = connectTo(address);
        if (result == -EALREADY) {
            await(false, true);
            return false;
        }
        EpollSockets.check(result);
        target = null;
        return true;
    }

    private int connectTo(InetSocketAddress address) {
        SocketName name = host.given();
        return Sockets.connect(descriptor, name.address(), name.put(address));
    }

    @Override
    public void observe(Runnable told) {
        observer = told;
    }

    @Override
    public void ready(int events) {
        observer.run();
    }

    @Override
    public void await(boolean readable, boolean writable) throws HostException {
        int wanted = (readable ? Epoll.EPOLLIN : 0) | (writable ? Epoll.EPOLLOUT : 0);
        if (descriptor < 0 || slot >= 0 && wanted == interest) {
            return;
        }
        interest = wanted;
        // EPOLLHUP and EPOLLERR come unasked, and would come again and again.
        int events = wanted == 0 ? Epoll.EPOLLET : wanted;
        if (slot >= 0) {
            host.loop().change(slot, descriptor, events);
        } else {
            slot = host.watch(descriptor, events, this);
        }
    }

    @Override
    public int read(ByteBuffer into) throws HostException {
        if (into != readMemory) {
            readMemory = into;
            readAddress = NativeBuffer.addressOf(into);
        }
        int at = into.position();
        long count = Sockets.receive(descriptor, readAddress + at, into.remaining(), 0);
        if (count <= 0) {
            return count == 0 ? -1 : nothing(count);
        }
        into.position(at + (int) count);
        return (int) count;
    }

    @Override
    public int write(ByteBuffer from) throws HostException {
        if (from != writeMemory) {
            writeMemory = from;
            writeAddress = NativeBuffer.addressOf(from);
        }
        int at = from.position();
        long count = Sockets.send(descriptor, writeAddress + at, from.remaining(), Sockets.MSG_NOSIGNAL);
        if (count < 0) {
            return nothing(count);
        }
        from.position(at + (int) count);
        return (int) count;
    }

    private static int nothing(long result) throws HostException {
        if (result != -EAGAIN) {
            throw EpollSockets.failure((int) result);
        }
        return 0;
    }

    @Override
    public void shutdownOutput() throws HostException {
        EpollSockets.check(Sockets.shutdown(descriptor, Sockets.SHUT_WR));
    }

    @Override
    public InetSocketAddress peer() throws HostException {
        SocketName name = host.received();
        name.expect();
        EpollSockets.check(Sockets.peerName(descriptor, name.address(), name.lengthAddress()));
        return name.get();
    }

    @Override
    public void reset() {
        if (descriptor >= 0) {
            Sockets.lingerNot(descriptor, host.value());
        }
        close();
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            if (slot >= 0) {
                host.loop().forget(slot);
            }
            Files.close(descriptor);
            descriptor = -1;
        }
    }
}
