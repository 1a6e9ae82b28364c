package io.umview.umnet.lwipv6.host;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.gateway.HostAddresses;
import io.umview.lwipv6.gateway.HostDatagrams;
import io.umview.lwipv6.gateway.HostException;
import io.umview.lwipv6.gateway.HostSocket;
import io.umview.lwipv6.gateway.HostSockets;
import io.umview.lwipv6.gateway.HostStream;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.loop.Watched;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sockets of the host that the loop of a stack itself waits for. In the loop. */
public final class EpollSockets implements HostSockets {
    private static final int BACKLOG = 128;
    private static final int SO_REUSEADDR = 2;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private static final InetAddress ANY6 = HostAddresses.of(IpAddress.ANY6);

    private final EpollLoop loop;
    private final SocketName given = new SocketName();
    private final SocketName received = new SocketName();
    private final NativeBuffer value = new NativeBuffer(8);

    /** Sockets that are watched by a loop. */
    public EpollSockets(EpollLoop loop) {
        this.loop = loop;
    }

    @Override
    public HostStream connect(InetSocketAddress address) throws HostException {
        int descriptor = socket(address.getAddress() instanceof Inet4Address, Sockets.SOCK_STREAM);
        EpollStream stream = stream(descriptor);
        try {
            stream.connect(address);
            return stream;
        } catch (HostException e) {
            stream.close();
            throw e;
        }
    }

    private EpollStream stream(int descriptor) {
        Sockets.option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1, value);
        return new EpollStream(this, descriptor);
    }

    @Override
    public HostSocket listen(InetSocketAddress address, Consumer<HostStream> accepted) throws HostException {
        boolean v4 = address.getAddress() instanceof Inet4Address;
        if (v4 && address.getAddress().isAnyLocalAddress()) {
            int both = Sockets.socket(Domain.AF_INET6, Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0);
            if (both >= 0) {
                Sockets.option(both, IPPROTO_IPV6, IPV6_V6ONLY, 0, value);
                return listen(both, new InetSocketAddress(ANY6, address.getPort()), accepted);
            }
        }
        return listen(socket(v4, Sockets.SOCK_STREAM), address, accepted);
    }

    private HostSocket listen(int descriptor, InetSocketAddress address, Consumer<HostStream> accepted)
            throws HostException {
        try {
            Sockets.option(descriptor, Sockets.SOL_SOCKET, SO_REUSEADDR, 1, value);
            check(Sockets.bind(descriptor, given.address(), given.put(address)));
            check(Sockets.listen(descriptor, BACKLOG));
            int slot = watch(descriptor, Epoll.EPOLLIN | Epoll.EPOLLET, events -> acceptAll(descriptor, accepted));
            return () -> {
                loop.forget(slot);
                Files.close(descriptor);
            };
        } catch (HostException e) {
            Files.close(descriptor);
            throw e;
        }
    }

    /** Until there is none, or no descriptor for it: it waits for the next one then. */
    private void acceptAll(int listener, Consumer<HostStream> accepted) {
        int descriptor;
        while ((descriptor = Sockets.accept(listener, Sockets.SOCK_NONBLOCK)) >= 0) {
            accepted.accept(stream(descriptor));
        }
    }

    @Override
    public HostDatagrams datagrams(boolean v4, @Nullable InetSocketAddress local) throws HostException {
        int descriptor = socket(v4, Sockets.SOCK_DGRAM);
        try {
            if (local != null) {
                InetAddress address = local.getAddress();
                boolean all = !v4 && address.isAnyLocalAddress();
                int length = given.put(all ? new InetSocketAddress(ANY6, local.getPort()) : local);
                check(Sockets.bind(descriptor, given.address(), length));
            }
            return new EpollDatagrams(this, descriptor);
        } catch (HostException e) {
            Files.close(descriptor);
            throw e;
        }
    }

    private static int socket(boolean v4, int type) throws HostException {
        int family = v4 ? Domain.AF_INET : Domain.AF_INET6;
        return check(Sockets.socket(family, type | Sockets.SOCK_NONBLOCK, 0));
    }

    EpollLoop loop() {
        return loop;
    }

    /** Memory for an address that the kernel is given. */
    SocketName given() {
        return given;
    }

    /** Memory for an address that the kernel gives. */
    SocketName received() {
        return received;
    }

    /** Memory for the value of an option. */
    NativeBuffer value() {
        return value;
    }

    /** Watches a descriptor, as {@link EpollLoop#watch} does. */
    int watch(int descriptor, int interest, Watched owner) throws HostException {
        try {
            return loop.watch(descriptor, interest, owner);
        } catch (ErrnoException e) {
            throw failure(-e.errno().number());
        }
    }

    /** A result that is no error. */
    static int check(long result) throws HostException {
        if (result < 0) {
            throw failure((int) result);
        }
        return (int) result;
    }

    /** @param result a negative error */
    static HostException failure(int result) {
        NetworkError error = NetworkError.of(-result);
        return new HostException(
                error != null ? error : NetworkError.EIO, Errno.of(-result).text());
    }
}
