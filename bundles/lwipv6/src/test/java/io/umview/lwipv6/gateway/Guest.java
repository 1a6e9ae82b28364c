package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteUpdate;
import io.umview.lwipv6.socket.Capabilities;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.NetworkHost;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.SocketFactory;
import io.umview.lwipv6.socket.TcpSocket;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A guest: a stack in a thread of its own, with calls that block. */
@SuppressWarnings("try")
final class Guest implements AutoCloseable {
    private static final int PATIENCE = 20;

    final SelectorLoop loop;
    final Link link;
    Network network;
    NetworkInterface device;
    private SocketFactory sockets;
    private TcpLayer tcp;

    /** A guest with nothing configured but a link that is up. */
    Guest(Link link) throws Exception {
        this(loop -> link);
    }

    /** The same, with a link that is opened in its thread. */
    Guest(Opening opening) throws Exception {
        loop = SelectorLoop.start("guest");
        link = call(() -> opening.open(loop));
        call(() -> {
            SecureRandom random = new SecureRandom();
            PacketPool pool = new PacketPool();
            network = new Network(loop, loop.timers(), pool, random, "lo0");
            NetworkHost host = new NetworkHost(network, network, loop.timers());
            sockets = new SocketFactory(host, network, pool, random);
            tcp = new TcpLayer(network, loop.timers(), random, new AtomicLong()::incrementAndGet);
            sockets.streams((capabilities, domain) -> new TcpSocket(host, capabilities, tcp, domain));
            network.register(IpProtocol.TCP, tcp);
            network.register(IpProtocol.UDP, sockets.udp());
            network.register(IpProtocol.ICMP, sockets.ping4());
            network.register(IpProtocol.ICMPV6, sockets.ping6());
            device = network.interfaces().add("sl0", link, new MacAddress(0x0202_0000_1106L));
            device.up(true);
            return null;
        });
    }

    /** Gives it an IPv4 address and a default route. */
    Guest configured(String address, String gateway) throws Exception {
        call(() -> {
            network.addresses().add(device, AddressRequest.of(IpAddress.parse(address), 24));
            network.routing().add(Route.via(IpPrefix.ALL4, IpAddress.parse(gateway), device), RouteUpdate.ADD);
            return null;
        });
        return this;
    }

    /** Waits for an IPv6 address that is not link-local. */
    IpAddress address6() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (System.nanoTime() < end) {
            IpAddress found = call(() -> device.addresses().stream()
                    .filter(each -> !each.isV4() && each.usable())
                    .map(each -> each.address())
                    .filter(address -> !address.isLinkLocal())
                    .findFirst()
                    .orElse(null));
            if (found != null) {
                return found;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("no address of IPv6");
    }

    /** A connection that is made. */
    GuestStream connect(String address, int port) throws Exception {
        GuestStream stream = stream(address);
        connect(stream, address, port);
        return stream;
    }

    /** Connects a socket. */
    void connect(GuestStream stream, String address, int port) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> stream.connect(address(IpAddress.parse(address), port), done));
        await(done);
    }

    /** Waits until no connection is left. */
    void awaitNoConnection() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (call(() -> tcp.size()) > 0) {
            assertThat(System.nanoTime()).as("there is a connection").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** A counter of TCP, by its name in /proc/net/snmp. */
    long counter(String name) throws Exception {
        Map<String, Long> counters = new HashMap<>();
        call(() -> {
            tcp.statistics().snmp(counters::put);
            return null;
        });
        return counters.get(name);
    }

    /** A socket that is not connected. */
    GuestStream stream(String address) throws Exception {
        int domain = IpAddress.parse(address).isV4() ? Domain.AF_INET : Domain.AF_INET6;
        return call(() ->
                new GuestStream(this, (TcpSocket) sockets.socket(domain, Domain.SOCK_STREAM, 0, Capabilities.ALL)));
    }

    /** A listener at a port. */
    GuestStream listen(String address, int port) throws Exception {
        GuestStream stream = stream(address);
        call(() -> {
            stream.socket.bind(address(IpAddress.parse(address), port));
            stream.socket.listen(10);
            return null;
        });
        return stream;
    }

    /** A datagram socket of UDP, or of ICMP. */
    GuestDatagrams datagrams(String address, int protocol) throws Exception {
        int domain = IpAddress.parse(address).isV4() ? Domain.AF_INET : Domain.AF_INET6;
        return call(() -> new GuestDatagrams(
                this, (MessageSocket) sockets.socket(domain, Domain.SOCK_DGRAM, protocol, Capabilities.ALL)));
    }

    /** How a link is opened. */
    @FunctionalInterface
    interface Opening {
        Link open(SelectorLoop loop) throws Exception;
    }

    static SocketAddress address(IpAddress address, int port) {
        return address.isV4() ? new SocketAddress.Inet4(address, port) : new SocketAddress.Inet6(address, port, 0, 0);
    }

    /** Has something done in the stack's thread. */
    <T> T call(Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return await(done);
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    @Override
    public void close() throws Exception {
        call(() -> {
            tcp.close();
            network.close();
            return null;
        });
        loop.close();
    }
}
