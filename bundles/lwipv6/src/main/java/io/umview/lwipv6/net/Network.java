package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The network layer of a stack: puts its parts together, and passes packets between them. For the stack's thread only. */
public final class Network implements IpOutput, NeighbourResolver {
    final EventLoop loop;
    final TimerWheel timers;
    final PacketPool pool;
    final RandomGenerator random;
    final Observers observers = new Observers();
    final Statistics statistics = new Statistics();
    final NameServers nameServers = new NameServers();
    private final Settings<Ipv4Setting> defaults4 = Settings.initial(Ipv4Setting.values(), () -> {});
    private final Settings<Ipv6Setting> defaults6 = Settings.initial(Ipv6Setting.values(), () -> {});
    private final Settings<Ipv4Setting> all4 = Settings.initial(Ipv4Setting.values(), this::changed);
    private final Settings<Ipv6Setting> all6 = Settings.initial(Ipv6Setting.values(), this::changed);
    final Interfaces interfaces;
    final Addresses addresses;
    final Routing routing;
    final Neighbours neighbours;
    final RouteExceptions exceptions;
    final SourceSelection sources;
    final Output output;
    final Fragmentation fragmentation;
    final Segmentation segmentation;
    final Reflection reflection;
    final Reassembly reassembly;
    final Forwarding forwarding;
    final Redirects redirects;
    final IcmpErrors errors;
    final IcmpV4 icmp4;
    final IcmpV6 icmp6;
    final IgmpProtocol igmp;
    final MldProtocol mld;
    final ArpProtocol arp;
    final NeighbourDiscovery discovery;
    final DuplicateDetection detection;
    final Autoconfiguration autoconfiguration;
    final TemporaryAddresses temporaries;
    final Lifetimes lifetimes;
    final RouterDiscovery routers;
    final RouterAdvertiser advertiser;
    final Lifecycle life;
    private final Ipv4Input input4;
    private final Ipv6Input input6;
    private final @Nullable Transport[] transports = new @Nullable Transport[256];
    private final List<Transport> distinct = new ArrayList<>();
    private @Nullable RawReceiver raw;
    private @Nullable EchoHandler echoHandler;
    private final List<LinkPort> unflushed = new ArrayList<>();
    private final Runnable flushing = this::flush;
    private final RouteKey localKey = new RouteKey();

    /** Counts changes: what was found out about the way of a flow holds as long as it stays the same. */
    private int generation;

    /**
     * A network layer with a loopback interface, which is up and has its addresses.
     *
     * @param random for identifiers that nobody should guess
     */
    public Network(EventLoop loop, TimerWheel timers, PacketPool pool, RandomGenerator random, String loopbackName) {
        this.loop = loop;
        this.timers = timers;
        this.pool = pool;
        this.random = random;
        interfaces = new Interfaces(this);
        addresses = new Addresses(this);
        routing = new Routing(this);
        neighbours = new Neighbours(this);
        exceptions = new RouteExceptions(this);
        sources = new SourceSelection(this);
        output = new Output(this);
        fragmentation = new Fragmentation(this);
        segmentation = new Segmentation(this);
        reflection = new Reflection(this);
        reassembly = new Reassembly(this);
        forwarding = new Forwarding(this);
        redirects = new Redirects(this);
        errors = new IcmpErrors(this);
        icmp4 = new IcmpV4(this);
        icmp6 = new IcmpV6(this);
        igmp = new IgmpProtocol(this);
        mld = new MldProtocol(this);
        arp = new ArpProtocol(this);
        discovery = new NeighbourDiscovery(this);
        detection = new DuplicateDetection(this);
        autoconfiguration = new Autoconfiguration(this);
        temporaries = new TemporaryAddresses(this);
        lifetimes = new Lifetimes(this);
        routers = new RouterDiscovery(this);
        advertiser = new RouterAdvertiser(this);
        life = new Lifecycle(this);
        input4 = new Ipv4Input(this);
        input6 = new Ipv6Input(this);
        all4.set(Ipv4Setting.ACCEPT_SOURCE_ROUTE, 0);
        addLoopback(loopbackName);
    }

    private void addLoopback(String name) {
        try {
            NetworkInterface loopback = interfaces.add(name, new LoopbackLink(), MacAddress.ZERO, true);
            loopback.up(true);
            addresses.add(loopback, AddressRequest.of(IpAddress.LOOPBACK4, 8));
            addresses.add(
                    loopback, AddressRequest.of(IpAddress.LOOPBACK6, 128).from(InterfaceAddress.IFAPROT_KERNEL_LO));
        } catch (NetworkException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The interfaces. */
    public Interfaces interfaces() {
        return interfaces;
    }

    /** The addresses of the interfaces. */
    public Addresses addresses() {
        return addresses;
    }

    /** Routes and rules. */
    public Routing routing() {
        return routing;
    }

    /** The neighbours. */
    public Neighbours neighbours() {
        return neighbours;
    }

    /** What the network layer counts. */
    public Statistics statistics() {
        return statistics;
    }

    /** Name servers and search domains that routers advertise. */
    public NameServers nameServers() {
        return nameServers;
    }

    /** Advertises this host as a router. */
    public RouterAdvertiser advertiser() {
        return advertiser;
    }

    /** The settings of IPv4 that new interfaces begin with: {@code conf/default}. */
    public Settings<Ipv4Setting> defaults4() {
        return defaults4;
    }

    /** The settings of IPv6 that new interfaces begin with: {@code conf/default}. */
    public Settings<Ipv6Setting> defaults6() {
        return defaults6;
    }

    /** The settings of IPv4 for all interfaces: {@code conf/all}. */
    public Settings<Ipv4Setting> all4() {
        return all4;
    }

    /** The settings of IPv6 for all interfaces: {@code conf/all}. */
    public Settings<Ipv6Setting> all6() {
        return all6;
    }

    /** Makes this host a router for a family, or no longer: {@code net.ipv4.ip_forward}, {@code net.ipv6.conf.all.forwarding}. */
    public void forwarding(boolean v4, boolean on) {
        int value = on ? 1 : 0;
        if (v4) {
            all4.set(Ipv4Setting.FORWARDING, value);
            defaults4.set(Ipv4Setting.FORWARDING, value);
        } else {
            all6.set(Ipv6Setting.FORWARDING, value);
            defaults6.set(Ipv6Setting.FORWARDING, value);
        }
        for (NetworkInterface device : interfaces.all()) {
            if (v4) {
                device.ipv4().set(Ipv4Setting.FORWARDING, value);
            } else {
                device.ipv6().set(Ipv6Setting.FORWARDING, value);
            }
        }
    }

    /** Tells an observer of changes from now on. */
    public void observe(NetworkObserver observer) {
        observers.add(observer);
    }

    /** No longer tells an observer. */
    public void unobserve(NetworkObserver observer) {
        observers.remove(observer);
    }

    /**
     * Gives packets of a protocol to a transport, of both families. Of ICMP and ICMPv6 it gets what is not answered here: echo replies,
     * and errors about echo requests.
     *
     * @param protocol 0 to 255
     * @param transport null: nobody
     */
    public void register(int protocol, @Nullable Transport transport) {
        transports[protocol] = transport;
        distinct.clear();
        for (Transport each : transports) {
            if (each != null && !distinct.contains(each)) {
                distinct.add(each);
            }
        }
    }

    @Nullable
    Transport transport(int protocol) {
        return transports[protocol];
    }

    /**
     * Gives a packet to the transport of its protocol, and tells the sender if nobody wants it there.
     *
     * @return false if the protocol has no transport: the packet is still the caller's
     */
    boolean deliver(NetworkInterface device, Packet packet, int protocol, Received header) {
        Transport transport = transports[protocol];
        if (transport == null) {
            return false;
        }
        if (!transport.receive(packet, header)) {
            if (header.unicast()) {
                restore(packet);
                errors.portUnreachable(packet, device);
            }
            packet.release();
        }
        return true;
    }

    /** Shows all packets to raw sockets, or to nobody. */
    public void raw(@Nullable RawReceiver receiver) {
        raw = receiver;
    }

    /** Has echo requests to addresses that this host only stands in for answered by somebody else. */
    public void echo(@Nullable EchoHandler handler) {
        echoHandler = handler;
    }

    @Nullable
    EchoHandler echoHandler() {
        return echoHandler;
    }

    /** Shows a packet to raw sockets; returns whether one took it. */
    boolean raw(Packet packet, Received header) {
        RawReceiver receiver = raw;
        return receiver != null && receiver.wants(header.protocol(), header.isV4()) && receiver.receive(packet, header);
    }

    /** Passes an ICMP error on to those whom it concerns. */
    void tell(int protocol, Transport.IcmpError error, Packet quoted, Received header) {
        Transport transport = transports[protocol];
        if (error.tooBig() && (transport == null || transport.sent(quoted, header))) {
            exceptions.tooBig(header.destination(), error.info());
        }
        if (transport != null) {
            transport.error(error, quoted, header);
        }
        RawReceiver receiver = raw;
        if (receiver != null && receiver.wants(protocol, header.isV4())) {
            receiver.error(error, quoted, header);
        }
    }

    /**
     * Tells the sender of a packet that it could not be delivered, later than when it was received.
     *
     * @param packet its window begins with the IP header, of which at least the first bytes of the payload are there; remains the caller's
     * @param code of destination unreachable, in its family
     */
    public void unreachable(NetworkInterface device, Packet packet, int code) {
        if (packet.get8(0) >>> 4 == 4) {
            errors.send4(packet, device, Icmp.UNREACHABLE, code, 0);
        } else {
            errors.send6(packet, device, Icmpv6.UNREACHABLE, code, 0);
        }
    }

    /** Whether an address of IPv4 is not a broadcast address on a link of this host. */
    public boolean isUnicastHere(int address) {
        if (address == -1 || address >>> 28 == 0xe) {
            return false;
        }
        localKey.to(0, IpAddress.mapped(address));
        Route route = routing.lookup(routing.local4, localKey, -1, Route.SCOPE_UNIVERSE);
        return route == null || route.type() != Route.BROADCAST;
    }

    /** Widens the window of a packet to begin with the network header again. */
    void restore(Packet packet) {
        packet.prepend(-packet.networkHeader());
    }

    /** What was heard of the MTU of the path to a destination, or null. */
    public @Nullable PathMtu pathMtu(IpAddress destination) {
        return exceptions.mtu(destination);
    }

    /** Forgets what was heard of single destinations: {@code ip route flush cache}. */
    public void forgetExceptions() {
        exceptions.clear();
    }

    /** Takes all interfaces down and closes their links. */
    public void close() {
        interfaces.close();
        exceptions.clear();
        timers.cancel(lifetimes);
        unflushed.clear();
    }

    long now() {
        return timers.clock().nanos();
    }

    int generation() {
        return generation;
    }

    /** What was found out about ways no longer holds. */
    void changed() {
        generation++;
    }

    void settingsChanged(NetworkInterface device, boolean v4) {
        changed();
        life.settingsChanged(device);
        observers.settingsChanged(device, v4);
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public @Nullable NetworkError route(Flow flow) {
        return output.route(flow);
    }

    @Override
    public @Nullable NetworkError send(Packet packet, Flow flow) {
        return output.send(packet, flow);
    }

    @Override
    public @Nullable NetworkError sendWithHeader(Packet packet, Flow flow) {
        return output.sendWithHeader(packet, flow);
    }

    @Override
    public void confirm(Flow flow) {
        Way way = flow.way();
        if (way != null && way.neighbour != null) {
            way.neighbour.confirm();
        }
    }

    /** Where packets to a destination come from if nobody says so, by a next hop of a route; null if there is no address. */
    public @Nullable IpAddress source(Route route, NextHop hop, IpAddress destination) {
        NetworkInterface device = hop.device();
        if (route.preferredSource() != null || device == null) {
            return route.preferredSource();
        }
        SourceSelection selection = new SourceSelection(this);
        IpAddress gateway = hop.gateway();
        return destination.isV4()
                ? selection.v4(device, gateway == null ? destination : gateway, route.scope())
                : selection.v6(device, destination);
    }

    /** A link has packets that it may hold back. It is flushed at the end of what the stack is at, if nobody does it before. */
    void unflushed(LinkPort port) {
        if (unflushed.isEmpty()) {
            loop.later(flushing);
        }
        unflushed.add(port);
    }

    @Override
    public void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    /** A packet has come in whose link-layer header is off. It belongs to the callee. */
    void input(NetworkInterface device, Packet packet, int etherType, boolean linkUnicast) {
        switch (etherType) {
            case Ethernet.ETH_P_IP -> input4.receive(device, packet, linkUnicast);
            case Ethernet.ETH_P_IPV6 -> input6.receive(device, packet, linkUnicast);
            case Ethernet.ETH_P_ARP -> arp.receive(device, packet, linkUnicast);
            default -> {
                device.counters().receivedWithoutHandler++;
                packet.release();
            }
        }
    }

    /** A packet that was sent to a group that this host is in. */
    void reflected(NetworkInterface device, Packet packet, int etherType) {
        if (etherType == Ethernet.ETH_P_IP) {
            input4.reflected(device, packet);
        } else {
            input6.reflected(device, packet);
        }
    }

    /** The last of several packets has come in. */
    void received() {
        for (int i = 0; i < distinct.size(); i++) {
            distinct.get(i).received();
        }
        flush();
    }

    @Override
    public void solicit(Neighbour neighbour, @Nullable Packet because) {
        if (neighbour.address.isV4()) {
            arp.solicit(neighbour, because);
        } else {
            discovery.solicit(neighbour, because);
        }
    }

    @Override
    public void unreachable(Neighbour neighbour, Packet packet) {
        errors.hostUnreachable(packet, neighbour.device);
        packet.release();
    }
}
