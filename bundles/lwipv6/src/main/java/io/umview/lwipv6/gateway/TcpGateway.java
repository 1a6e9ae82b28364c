package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.socket.Capabilities;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.Host;
import io.umview.lwipv6.socket.IpOption;
import io.umview.lwipv6.socket.Ipv6Option;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.SocketOption;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.lwipv6.socket.TcpSocket;
import io.umview.lwipv6.transport.tcp.InterceptedSyn;
import io.umview.lwipv6.transport.tcp.Settings;
import io.umview.lwipv6.transport.tcp.SynInterceptor;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.wire.IpAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * TCP of the gateway's stack. A guest's connection to anywhere is ended here and goes on over a socket of the host; the guest's SYN is answered when
 * the host's connection is made, or as the host says why not.
 */
final class TcpGateway implements SynInterceptor {
    private final EventLoop loop;
    private final HostSockets sockets;
    private final Network network;
    private final NetworkInterface device;
    private final Host host;
    private final TcpLayer tcp;
    private final Translation translation;
    private final Set<HostConnection> opening = new HashSet<>();
    private final Set<Relay> relays = new HashSet<>();
    private final List<HostSocket> forwards = new ArrayList<>();

    TcpGateway(
            EventLoop loop,
            HostSockets sockets,
            Network network,
            NetworkInterface device,
            Host host,
            TcpLayer tcp,
            Translation translation) {
        this.loop = loop;
        this.sockets = sockets;
        this.network = network;
        this.device = device;
        this.host = host;
        this.tcp = tcp;
        this.translation = translation;
    }

    @Override
    public boolean incoming(InterceptedSyn syn) {
        InetSocketAddress real = translation.toHost(syn.localAddress(), syn.localPort());
        if (real == null) {
            return false;
        }
        HostConnection connection = new HostConnection(this, syn, real);
        opening.add(connection);
        syn.onCancel(connection::cancel);
        // Not from within TCP, which is busy with the segment.
        loop.later(connection);
        return true;
    }

    HostSockets sockets() {
        return sockets;
    }

    /** The host's connection is made: the guest's is answered, and both are joined. */
    void opened(HostConnection connection, InterceptedSyn syn, HostStream stream) {
        opening.remove(connection);
        StreamSocket guest = TcpSocket.of(host, Capabilities.ALL, tcp, syn.accept(new Settings(tcp.parameters())));
        relay(guest, stream);
    }

    /** The host's connection cannot be made. */
    void failed(HostConnection connection, InterceptedSyn syn, ConnectFailure why) {
        opening.remove(connection);
        if (why == ConnectFailure.REFUSED) {
            syn.refuse();
        } else {
            Packet packet = syn.take();
            network.unreachable(device, packet, why.code(syn.localAddress().isV4()));
            network.flush();
            packet.release();
        }
    }

    /** The guest does not want it any more. */
    void cancelled(HostConnection connection) {
        opening.remove(connection);
    }

    /** Leads connections that come to a port of the host to a guest's. */
    void forward(InetSocketAddress address, Endpoint guest) throws HostException {
        forwards.add(sockets.listen(address, stream -> accepted(stream, guest)));
    }

    /** Resets all connections, and takes no more. */
    void close() {
        forwards.forEach(HostSocket::close);
        List.copyOf(opening).forEach(HostConnection::close);
        List.copyOf(relays).forEach(Relay::abort);
        tcp.close();
    }

    private void accepted(HostStream stream, Endpoint guest) {
        try {
            connect(stream, guest);
        } catch (HostException | NetworkException e) {
            // Nobody there any more, or no way to the guest: the peer sees its connection closed.
            stream.close();
        }
    }

    private void connect(HostStream stream, Endpoint guest) throws HostException, NetworkException {
        boolean v4 = guest.address().isV4();
        InetSocketAddress peer = stream.peer();
        IpAddress shown = translation.toGuest(peer.getAddress());
        if (shown.isV4() != v4) {
            shown = translation.gateway(v4);
        }
        TcpSocket socket = new TcpSocket(host, Capabilities.ALL, tcp, v4 ? Domain.AF_INET : Domain.AF_INET6);
        try {
            bind(socket, shown, peer.getPort(), v4);
            try {
                socket.connect(address(guest.address(), guest.port(), v4));
            } catch (NetworkException e) {
                if (e.error() != NetworkError.EINPROGRESS) {
                    throw e;
                }
            }
        } catch (NetworkException e) {
            socket.close();
            throw e;
        }
        relay(socket, stream);
    }

    /** From the peer's own address and port, if nothing is in the way. */
    private static void bind(TcpSocket socket, IpAddress address, int port, boolean v4) throws NetworkException {
        byte[] on =
                ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(1).array();
        if (v4) {
            socket.option(SocketOption.SOL_IP, IpOption.IP_TRANSPARENT, on);
        } else {
            socket.option(SocketOption.SOL_IPV6, Ipv6Option.IPV6_TRANSPARENT, on);
        }
        try {
            socket.bind(address(address, port, v4));
        } catch (NetworkException e) {
            socket.bind(address(address, 0, v4));
        }
    }

    private static SocketAddress address(IpAddress address, int port, boolean v4) {
        return v4 ? new SocketAddress.Inet4(address, port) : new SocketAddress.Inet6(address, port, 0, 0);
    }

    private void relay(StreamSocket guest, HostStream stream) {
        Relay relay = new Relay(guest, stream, relays::remove);
        relays.add(relay);
        relay.start();
    }
}
