package io.umview.lwipv6;

import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.Configuration;
import io.umview.lwipv6.socket.Capabilities;
import io.umview.lwipv6.socket.Capability;
import io.umview.lwipv6.socket.NetworkHost;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketFactory;
import io.umview.lwipv6.socket.TcpSocket;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.UdpLite;
import java.util.random.RandomGenerator;

/**
 * A TCP/IP stack. It is made and used in the thread of its event loop, which has the timers {@linkplain TimerWheel#advance advance}
 * when it is time.
 */
public final class Stack implements AutoCloseable {
    /** The name of the loopback interface. */
    public static final String LOOPBACK = "lo0";

    private final EventLoop loop;
    private final TimerWheel timers;
    private final PacketPool pool;
    private final RandomGenerator random;
    private final Network network;
    private final NetworkHost host;
    private final SocketFactory sockets;
    private final TcpLayer tcp;
    private final Configuration configuration;

    /**
     * A stack with nothing but its loopback interface, which is up and has 127.0.0.1 and ::1.
     *
     * @param random for everything that nobody should guess; not predictable, unless for a test
     */
    public Stack(EventLoop loop, TimerWheel timers, PacketPool pool, RandomGenerator random) {
        this.loop = loop;
        this.timers = timers;
        this.pool = pool;
        this.random = random;
        this.network = new Network(loop, timers, pool, random, LOOPBACK);
        this.host = new NetworkHost(network, network, timers);
        this.sockets = new SocketFactory(host, network, pool, random);
        this.tcp = new TcpLayer(network, timers, random, host::cookie);
        sockets.streams((capabilities, domain) -> new TcpSocket(host, capabilities, tcp, domain));
        network.register(IpProtocol.TCP, tcp);
        network.register(IpProtocol.UDP, sockets.udp());
        network.register(UdpLite.PROTOCOL, sockets.udpLite());
        network.register(IpProtocol.ICMP, sockets.ping4());
        network.register(IpProtocol.ICMPV6, sockets.ping6());
        network.raw(sockets.raw());
        configuration = Configuration.of(network, timers.clock(), sockets, tcp);
        sockets.netlink((capabilities, type, protocol) ->
                configuration.socket(type, protocol, 0, () -> capabilities.has(Capability.NET_ADMIN)));
    }

    /**
     * socket(2).
     *
     * @param domain AF_*
     * @param type SOCK_*, without flags
     * @param protocol as the call has it: of AF_PACKET an ethertype in network byte order
     * @param capabilities what the program may do, asked for at each call that needs one
     * @throws NetworkException EAFNOSUPPORT, EINVAL, ESOCKTNOSUPPORT, EPROTONOSUPPORT, EPERM
     */
    public Socket socket(int domain, int type, int protocol, Capabilities capabilities) throws NetworkException {
        return sockets.socket(domain, type, protocol, capabilities);
    }

    /** What makes the sockets. */
    public SocketFactory sockets() {
        return sockets;
    }

    /** The stack as its sockets see it. */
    public NetworkHost host() {
        return host;
    }

    /** TCP. */
    public TcpLayer tcp() {
        return tcp;
    }

    /** Its configuration as programs see and change it: netlink, ioctls, files of /proc and /sys. */
    public Configuration configuration() {
        return configuration;
    }

    /** The thread that it belongs to. */
    public EventLoop loop() {
        return loop;
    }

    /** Its timers. */
    public TimerWheel timers() {
        return timers;
    }

    /** Where its packets come from. */
    public PacketPool pool() {
        return pool;
    }

    /** Numbers that nobody should guess. */
    public RandomGenerator random() {
        return random;
    }

    /** The network layer: interfaces, addresses, routes, neighbours. */
    public Network network() {
        return network;
    }

    /**
     * Adds an interface, which is down. It gets a link-layer address of its own, {@code 02:02:xx:xx:xx:06}, if its link has such.
     *
     * @throws NetworkException EEXIST if the name is in use, EINVAL if it is none
     */
    public NetworkInterface addInterface(String name, Link link) throws NetworkException {
        return addInterface(name, link, new MacAddress(0x0202_0000_0006L | (long) random.nextInt(1 << 24) << 8));
    }

    /** Adds an interface, which is down, with a given link-layer address. */
    public NetworkInterface addInterface(String name, Link link, MacAddress mac) throws NetworkException {
        return network.interfaces().add(name, link, mac);
    }

    /** Takes everything down and closes all links. */
    @Override
    public void close() {
        network.close();
    }
}
