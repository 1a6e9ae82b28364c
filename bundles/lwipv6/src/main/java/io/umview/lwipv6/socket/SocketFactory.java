package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;

import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.PingTransport;
import io.umview.lwipv6.transport.RawTransport;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.transport.SocketList;
import io.umview.lwipv6.transport.UdpTransport;
import io.umview.lwipv6.wire.Udp;
import io.umview.lwipv6.wire.UdpLite;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Makes the sockets of a stack: socket(2), with its errors as inet_create(), inet6_create() and packet_create() have them. */
public final class SocketFactory {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_ICMPV6 = 58;

    /** IPPROTO_MAX: behind IPPROTO_SMC and IPPROTO_MPTCP. */
    private static final int MOST_PROTOCOLS = 263;

    private static final int MOST_FAMILIES = 46;
    private static final int MOST_TYPES = 11;

    private final Host host;
    private final DatagramServices services = new DatagramServices();
    private final UdpTransport udp;
    private final UdpTransport udpLite;
    private final PingTransport ping4;
    private final PingTransport ping6;
    private final RawTransport raw;
    private final PacketTaps taps;
    private StreamProvider streams = (capabilities, domain) -> {
        throw NetworkError.EPROTONOSUPPORT.exception();
    };
    private NetlinkProvider netlink = (capabilities, type, protocol) -> {
        throw NetworkError.EAFNOSUPPORT.exception();
    };

    /** Makes sockets of a stack, TCP and netlink excepted, for which others must {@linkplain #streams provide}. */
    public SocketFactory(Host host, Network network, PacketPool pool, RandomGenerator random) {
        this.host = host;
        this.udp = new UdpTransport(host.output(), false, random);
        this.udpLite = new UdpTransport(host.output(), true, random);
        this.ping4 = new PingTransport(true, random);
        this.ping6 = new PingTransport(false, random);
        this.raw = new RawTransport(pool);
        this.taps = new PacketTaps(network, pool);
    }

    /** Says who makes TCP sockets. */
    public void streams(StreamProvider provider) {
        streams = provider;
    }

    /** Says who makes netlink sockets. */
    public void netlink(NetlinkProvider provider) {
        netlink = provider;
    }

    /** UDP, to be given what IP receives. */
    public UdpTransport udp() {
        return udp;
    }

    /** UDP-Lite, to be given what IP receives. */
    public UdpTransport udpLite() {
        return udpLite;
    }

    /** Ping sockets of IPv4, to be given echo replies. */
    public PingTransport ping4() {
        return ping4;
    }

    /** Ping sockets of IPv6, to be given echo replies. */
    public PingTransport ping6() {
        return ping6;
    }

    /** Raw sockets, to be shown what IP receives. */
    public RawTransport raw() {
        return raw;
    }

    /** The packet sockets that there are. */
    public List<PacketSocket> packetSockets() {
        return List.copyOf(taps.sockets());
    }

    /** UDP, ping and raw sockets, for those who show them; nothing of other protocols. */
    public SocketList datagramSockets() {
        return this::forEach;
    }

    private void forEach(int protocol, Consumer<? super SocketInfo> visitor) {
        for (InetMessageSocket socket : services.sockets) {
            if (socket.type() == SOCK_RAW ? protocol == SocketList.IPPROTO_RAW : protocol == socket.protocol()) {
                visitor.accept(socket.info());
            }
        }
    }

    /**
     * socket(2).
     *
     * @param type SOCK_*, without flags
     * @param protocol as the call has it: of AF_PACKET an ethertype in network byte order
     * @param capabilities what the program may do, asked for at each call that needs one
     */
    public Socket socket(int domain, int type, int protocol, Capabilities capabilities) throws NetworkException {
        if (domain < 0 || domain >= MOST_FAMILIES) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        if (type < 0 || type >= MOST_TYPES) {
            throw NetworkError.EINVAL.exception();
        }
        return switch (domain) {
            case AF_INET, AF_INET6 -> inet(domain, type, protocol, capabilities);
            case AF_PACKET -> packet(type, protocol, capabilities);
            case AF_NETLINK -> netlink.socket(capabilities, type, protocol);
            default -> throw NetworkError.EAFNOSUPPORT.exception();
        };
    }

    private Socket inet(int domain, int type, int protocol, Capabilities capabilities) throws NetworkException {
        if (protocol < 0 || protocol >= MOST_PROTOCOLS) {
            throw NetworkError.EINVAL.exception();
        }
        return switch (type) {
            case SOCK_STREAM -> {
                checkProtocol(protocol == IPPROTO_IP || protocol == IPPROTO_TCP);
                yield streams.socket(capabilities, domain);
            }
            case SOCK_DGRAM -> datagram(domain, protocol, capabilities);
            case SOCK_RAW -> {
                checkProtocol(protocol != IPPROTO_IP && protocol <= 255);
                require(capabilities);
                yield new RawSocket(host, capabilities, services, raw, domain, protocol);
            }
            default -> throw NetworkError.ESOCKTNOSUPPORT.exception();
        };
    }

    private Socket datagram(int domain, int protocol, Capabilities capabilities) throws NetworkException {
        if (protocol == IPPROTO_IP || protocol == Udp.PROTOCOL) {
            return new UdpSocket(host, capabilities, services, udp, domain, Udp.PROTOCOL);
        }
        if (protocol == UdpLite.PROTOCOL) {
            return new UdpSocket(host, capabilities, services, udpLite, domain, protocol);
        }
        checkProtocol(protocol == (domain == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6));
        return new PingSocket(host, capabilities, services, domain == AF_INET ? ping4 : ping6, domain);
    }

    private Socket packet(int type, int protocol, Capabilities capabilities) throws NetworkException {
        require(capabilities);
        if (type != SOCK_DGRAM && type != SOCK_RAW) {
            throw NetworkError.ESOCKTNOSUPPORT.exception();
        }
        int etherType = Short.toUnsignedInt(Short.reverseBytes((short) protocol));
        return new PacketSocket(host, capabilities, services, taps, type, etherType);
    }

    private static void checkProtocol(boolean supported) throws NetworkException {
        if (!supported) {
            throw NetworkError.EPROTONOSUPPORT.exception();
        }
    }

    private static void require(Capabilities capabilities) throws NetworkException {
        if (!capabilities.has(Capability.NET_RAW)) {
            throw NetworkError.EPERM.exception();
        }
    }

    /** Makes TCP sockets. */
    @FunctionalInterface
    public interface StreamProvider {
        /** A socket of type SOCK_STREAM, of AF_INET or AF_INET6. */
        Socket socket(Capabilities capabilities, int domain) throws NetworkException;
    }

    /** Makes netlink sockets. */
    @FunctionalInterface
    public interface NetlinkProvider {
        /** A socket of AF_NETLINK: ESOCKTNOSUPPORT, EPROTONOSUPPORT. */
        Socket socket(Capabilities capabilities, int type, int protocol) throws NetworkException;
    }
}
