package io.umview.umnet.lwipv6.host;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.gateway.HostDatagrams;
import io.umview.lwipv6.gateway.HostException;
import io.umview.umnet.lwipv6.link.PacketMemory;
import io.umview.umnet.lwipv6.loop.Watched;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket of the host for UDP that a loop waits for. */
final class EpollDatagrams implements HostDatagrams, Watched {
    private static final int EAGAIN = 11;

    private final EpollSockets host;

    /** -1 when it is closed. */
    private int descriptor;

    private final int slot;
    private Runnable observer = () -> {};

    /** Whom the last datagram came from. */
    private @Nullable InetSocketAddress source;

    private long sourceHigh;
    private long sourceLow;
    private int sourcePort;

    private @Nullable ByteBuffer memory;
    private long memoryAddress;

    EpollDatagrams(EpollSockets host, int descriptor) throws HostException {
        this.host = host;
        this.descriptor = descriptor;
        slot = host.watch(descriptor, Epoll.EPOLLIN, this);
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
    public void connect(InetSocketAddress address) throws HostException {
        SocketName name = host.given();
        EpollSockets.check(Sockets.connect(descriptor, name.address(), name.put(address)));
    }

    @Override
    public boolean send(Packet payload, InetSocketAddress to) throws HostException {
        SocketName name = host.given();
        int nameLength = name.put(to);
        long sent =
                Sockets.send(descriptor, PacketMemory.start(payload), payload.length(), 0, name.address(), nameLength);
        if (sent == -EAGAIN) {
            return false;
        }
        EpollSockets.check(sent);
        return true;
    }

    @Override
    public @Nullable InetSocketAddress receive(ByteBuffer into) throws HostException {
        if (into != memory) {
            memory = into;
            memoryAddress = NativeBuffer.addressOf(into);
        }
        SocketName name = host.received();
        name.expect();
        int at = into.position();
        long count = Sockets.receive(
                descriptor, memoryAddress + at, into.remaining(), 0, name.address(), name.lengthAddress());
        if (count == -EAGAIN) {
            return null;
        }
        into.position(at + EpollSockets.check(count));
        return source(name);
    }

    private InetSocketAddress source(SocketName name) {
        long high = name.high();
        long low = name.low();
        int port = name.port();
        InetSocketAddress known = source;
        if (known == null || high != sourceHigh || low != sourceLow || port != sourcePort) {
            sourceHigh = high;
            sourceLow = low;
            sourcePort = port;
            known = name.get();
            source = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            host.loop().forget(slot);
            Files.close(descriptor);
            descriptor = -1;
        }
    }
}
