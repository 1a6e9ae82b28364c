package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Cable;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.link.LinkDecorator;
import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.Advertisement;
import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.socket.NetworkHost;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.wire.Dhcpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** A stack between a cable to the guest and sockets of the host. Used in its thread. */
public final class Gateway {
    private static final String DEVICE = "gw0";

    /** As slirp has it: 52:55, and the IPv4 address of the gateway. */
    private static final long MAC_PREFIX = 0x5255_0000_0000L;

    /** Windows are large at once: the way to the guest is short. */
    private static final int BUFFER = 1 << 20;

    private static final int LARGEST_BUFFER = 8 << 20;
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private final GatewayOptions options;
    private final Network network;
    private final NetworkInterface device;
    private final UdpGateway udp;
    private final TcpGateway tcp;
    private final EchoRelay echo;

    private Gateway(
            GatewayOptions options, Pinger pinger, EventLoop loop, TimerWheel timers, HostSockets sockets, Link link)
            throws NetworkException {
        this.options = options;
        SecureRandom random = new SecureRandom();
        network = new Network(loop, timers, new PacketPool(), random, "lo0");
        MacAddress mac = new MacAddress(MAC_PREFIX | options.gateway4().v4() & 0xffff_ffffL);
        device = network.interfaces().add(DEVICE, link, mac);
        configure();
        IpAddress linkLocal = new IpAddress(0xfe80L << 48, mac.eui64());
        Resolvers resolvers = new Resolvers(RESOLV_CONF, options.resolvers());
        Translation translation = new Translation(options, resolvers);
        DatagramOutput output = new DatagramOutput(network, device.index());
        udp = new UdpGateway(
                timers,
                sockets,
                network,
                device,
                translation,
                output,
                new DhcpServer(options, resolvers, output, Clock.SYSTEM),
                new Dhcpv6Server(options, resolvers, output, mac, linkLocal),
                new DnsForwarder(timers, sockets, resolvers, output));
        TcpLayer layer = new TcpLayer(network, timers, random, new AtomicLong()::incrementAndGet);
        layer.parameters().rmemDefault = BUFFER;
        layer.parameters().wmemDefault = BUFFER;
        layer.parameters().rmemMax = LARGEST_BUFFER;
        layer.parameters().wmemMax = LARGEST_BUFFER;
        NetworkHost host = new NetworkHost(network, network, timers);
        tcp = new TcpGateway(loop, sockets, network, device, host, layer, translation);
        echo = new EchoRelay(loop, network, device, translation, pinger);
        layer.intercept(tcp);
        network.register(IpProtocol.TCP, layer);
        network.register(IpProtocol.UDP, udp);
        network.echo(echo);
    }

    /**
     * Makes a gateway with a thread and sockets of the JDK of its own.
     *
     * @return the guest's end of the cable; the gateway ends when it is closed
     * @throws IOException if a port that is to be forwarded is taken
     */
    public static Link open(GatewayOptions options) throws IOException {
        return open(options, Pinger.JDK);
    }

    static Link open(GatewayOptions options, Pinger pinger) throws IOException {
        Cable cable = cable(options);
        SelectorLoop loop = SelectorLoop.start("gateway " + options.gateway4());
        CompletableFuture<Gateway> made = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                made.complete(start(options, pinger, loop, loop.timers(), new NioSockets(loop), cable.right()));
            } catch (IOException | RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        try {
            Gateway gateway = made.get();
            return new Uplink(cable.left(), () -> {
                loop.execute(gateway::stop);
                loop.close();
            });
        } catch (ExecutionException e) {
            loop.close();
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            loop.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Makes a gateway in the thread of somebody else, such as the guest's stack itself: then nobody need be woken between the two. In
     * that thread, in which the link is closed too.
     *
     * @return the guest's end of the cable; the gateway ends when it is closed
     * @throws IOException if a port that is to be forwarded is taken
     */
    public static Link open(GatewayOptions options, EventLoop loop, TimerWheel timers, HostSockets sockets)
            throws IOException {
        Cable cable = cable(options);
        Gateway gateway = start(options, Pinger.JDK, loop, timers, sockets, cable.right());
        return new Uplink(cable.left(), gateway::stop);
    }

    private static Cable cable(GatewayOptions options) {
        Cable cable = new Cable(Link.Framing.ETHERNET);
        cable.left().mtu(options.mtu());
        cable.right().mtu(options.mtu());
        return cable;
    }

    private static Gateway start(
            GatewayOptions options, Pinger pinger, EventLoop loop, TimerWheel timers, HostSockets sockets, Link link)
            throws IOException {
        Gateway gateway;
        try {
            gateway = new Gateway(options, pinger, loop, timers, sockets, link);
        } catch (NetworkException e) {
            throw new IOException(e);
        }
        try {
            gateway.forward();
            return gateway;
        } catch (IOException | RuntimeException e) {
            gateway.stop();
            throw e;
        }
    }

    private void configure() throws NetworkException {
        // There is nobody on the cable who could have one of these addresses.
        device.ipv6().set(Ipv6Setting.ACCEPT_DAD, 0);
        device.transparent(true);
        device.up(true);
        int bits = options.network4().length();
        network.addresses().add(device, AddressRequest.of(options.gateway4(), bits));
        network.addresses().add(device, AddressRequest.of(options.nameServer4(), bits));
        network.addresses().add(device, AddressRequest.of(options.gateway6(), 64));
        network.addresses().add(device, AddressRequest.of(options.nameServer6(), 64));
        device.multicast().join(Dhcpv6.ALL_SERVERS);
        device.multicast().join(IpAddress.ALL_ROUTERS);
        network.advertiser().advertise(device, advertisement());
    }

    private Advertisement advertisement() {
        List<IpAddress> servers = options.restricted() ? List.of() : List.of(options.nameServer6());
        Advertisement usual = Advertisement.of(options.network6(), servers);
        return new Advertisement(
                true,
                usual.maximumInterval(),
                usual.minimumInterval(),
                false,
                true,
                options.mtu(),
                0,
                0,
                usual.hopLimit(),
                options.restricted() ? 0 : usual.lifetime(),
                usual.preference(),
                usual.prefixes(),
                List.of(),
                usual.servers(),
                List.of());
    }

    private void forward() throws IOException {
        for (Forward forward : options.forwards()) {
            IpAddress address = forward.guest() != null ? forward.guest() : options.firstGuest();
            Endpoint guest = new Endpoint(address, forward.guestPort());
            try {
                switch (forward.protocol()) {
                    case TCP -> tcp.forward(forward.host(), guest);
                    case UDP -> udp.forward(forward.host(), guest);
                }
            } catch (HostException e) {
                throw new HostException(e.error(), forward.host() + ": " + e.getMessage());
            }
        }
    }

    private void stop() {
        tcp.close();
        udp.close();
        echo.close();
        network.close();
    }

    private static final class Uplink extends LinkDecorator {
        private final Runnable end;

        Uplink(Link cable, Runnable end) {
            super(cable);
            this.end = end;
        }

        @Override
        public void close() {
            super.close();
            end.run();
        }
    }
}
