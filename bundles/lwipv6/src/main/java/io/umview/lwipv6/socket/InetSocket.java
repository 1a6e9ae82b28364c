package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** What sockets of AF_INET and AF_INET6 have in common: options of IP, multicast groups, and the rules for local addresses. */
public abstract class InetSocket extends BaseSocket {
    private static final Flow.PathMtuDiscovery[] DISCOVERIES = Flow.PathMtuDiscovery.values();

    private final Ipv4Options ipv4;
    private final @Nullable Ipv6Options ipv6;
    private @Nullable GroupMemberships memberships;
    private boolean formV4;

    /** A socket of AF_INET or AF_INET6; see {@link BaseSocket}. */
    protected InetSocket(
            Host host,
            Capabilities capabilities,
            int domain,
            int type,
            int protocol,
            int sendBuffer,
            int receiveBuffer) {
        super(host, capabilities, domain, type, protocol, sendBuffer, receiveBuffer);
        ipv4 = new Ipv4Options(this);
        ipv6 = domain == Domain.AF_INET6 ? new Ipv6Options(this) : null;
    }

    /** The options of level IPPROTO_IP, which sockets of AF_INET6 have too. */
    public final Ipv4Options ipv4() {
        return ipv4;
    }

    /** The options of level IPPROTO_IPV6, or null for a socket of AF_INET. */
    public final @Nullable Ipv6Options ipv6() {
        return ipv6;
    }

    /** Whether it was made by AF_INET6. */
    public final boolean isV6() {
        return ipv6 != null;
    }

    /** IPV6_V6ONLY; false for a socket of AF_INET. */
    public final boolean v6Only() {
        Ipv6Options options = ipv6;
        return options != null && options.is(Ipv6Option.IPV6_V6ONLY);
    }

    /** It was bound: to an address of IPv6, it is of IPv6 alone from now on (__inet6_bind). */
    protected final void boundTo(IpAddress address) {
        Ipv6Options options = ipv6;
        if (options != null && !address.isV4() && !address.isAny()) {
            options.v6Only();
        }
    }

    /** The multicast groups that it is a member of. */
    public final GroupMemberships memberships() {
        GroupMemberships mine = memberships;
        if (mine == null) {
            mine = new GroupMemberships(host());
            memberships = mine;
        }
        return mine;
    }

    /** Whether a packet to a multicast address that has come to its port is for it. */
    protected final boolean acceptsMulticast(
            long groupHigh, long groupLow, long sourceHigh, long sourceLow, int interfaceIndex) {
        Ipv6Options options = ipv6;
        boolean otherwise = IpAddress.isV4(groupHigh, groupLow) || options == null
                ? ipv4.is(IpOption.IP_MULTICAST_ALL)
                : options.is(Ipv6Option.IPV6_MULTICAST_ALL);
        GroupMemberships mine = memberships;
        return mine == null
                ? otherwise
                : mine.accepts(groupHigh, groupLow, sourceHigh, sourceLow, interfaceIndex, otherwise);
    }

    /** Leaves all multicast groups: the socket is closed. */
    protected final void leaveGroups() {
        GroupMemberships mine = memberships;
        if (mine != null) {
            mine.close();
        }
    }

    /** The path MTU in bytes: ENOTCONN if there is no peer. */
    protected abstract int pathMtu() throws NetworkException;

    /** Whether it has a local port (or, of a raw socket, a protocol). */
    protected abstract boolean bound();

    /** IPV6_CHECKSUM, of raw sockets only. */
    void checksumOption(byte[] value) throws NetworkException {
        throw NetworkError.ENOPROTOOPT.exception();
    }

    /** IPV6_ADDRFORM: a connection over IPv4 becomes a socket of AF_INET. */
    void toAddressFormV4() throws NetworkException {
        if (type() == Domain.SOCK_RAW) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        if (!connected()) {
            throw NetworkError.ENOTCONN.exception();
        }
        if (v6Only()
                || !(peerAddress() instanceof SocketAddress.Inet6 peer)
                || !peer.address().isV4()) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        formV4 = true;
    }

    /** Whether addresses are to be shown as those of AF_INET: a socket of that family, or made so by IPV6_ADDRFORM. */
    protected final boolean showsV4() {
        return ipv6 == null || formV4;
    }

    /** An address as the program is to see it. */
    protected final SocketAddress shown(IpAddress address, int port, int scope) {
        if (showsV4()) {
            return new SocketAddress.Inet4(address.isV4() ? address : IpAddress.ANY4, port);
        }
        boolean scoped = address.isLinkLocal() && !address.isV4();
        return new SocketAddress.Inet6(address, port, 0, scoped ? scope : 0);
    }

    @Override
    public byte[] query(int level, int name, byte[] given) throws NetworkException {
        if (level == SOL_IP && hasIpv4Options() && (name == IpOption.IP_MSFILTER || name == IpOption.MCAST_MSFILTER)) {
            return MulticastOptions.filter(this, name, given, Domain.AF_INET);
        }
        if (level == SOL_IPV6 && ipv6 != null && name == IpOption.MCAST_MSFILTER) {
            return MulticastOptions.filter(this, name, given, Domain.AF_INET6);
        }
        return option(level, name, given.length);
    }

    @Override
    protected final byte[] protocolOption(int level, int name, int length) throws NetworkException {
        if (level == SOL_IP && hasIpv4Options()) {
            return ipv4.get(name, length);
        }
        Ipv6Options options = ipv6;
        if (level == SOL_IPV6 && options != null) {
            return options.get(name, length);
        }
        return transportOption(level, name, length);
    }

    @Override
    protected final void protocolOption(int level, int name, byte[] value) throws NetworkException {
        Ipv6Options options = ipv6;
        if (level == SOL_IP && hasIpv4Options()) {
            ipv4.set(name, value);
        } else if (level == SOL_IPV6 && options != null) {
            options.set(name, value);
        } else {
            transportOption(level, name, value);
        }
    }

    /** Raw sockets of IPv6 are of IPv6 alone. */
    private boolean hasIpv4Options() {
        return ipv6 == null || type() != Domain.SOCK_RAW;
    }

    /** getsockopt(2) at the level of the protocol. */
    protected byte[] transportOption(int level, int name, int length) throws NetworkException {
        throw unknownLevel();
    }

    /** What getsockopt(2) says of a level that there is not; setsockopt(2) always says ENOPROTOOPT. */
    protected final NetworkException unknownLevel() {
        return (isV6() ? NetworkError.ENOPROTOOPT : NetworkError.EOPNOTSUPP).exception();
    }

    /** setsockopt(2) at the level of the protocol. */
    protected void transportOption(int level, int name, byte[] value) throws NetworkException {
        throw NetworkError.ENOPROTOOPT.exception();
    }

    /** Sets what the options say of hops, traffic class, fragmentation and interface in a flow, whose destination is set. */
    public final void applyOptions(Flow flow) {
        apply(flow);
        IpAddress destination = flow.destination();
        boolean multicast = destination.isMulticast();
        Ipv6Options options = ipv6;
        int index = options().boundInterface();
        if (index == 0) {
            index = destination.isV4() || options == null
                    ? multicast ? ipv4.multicastInterface() : ipv4.unicastInterface()
                    : multicast ? options.multicastInterface() : options.unicastInterface();
        }
        if (flow.boundInterface() != index) {
            flow.boundInterface(index);
        }
    }

    /** Sets what the options say, but for the interface, in a flow whose destination is set. */
    final void apply(Flow flow) {
        IpAddress destination = flow.destination();
        boolean multicast = destination.isMulticast();
        Ipv6Options options = ipv6;
        if (destination.isV4() || options == null) {
            flow.hops(multicast ? ipv4.multicastHops() : ipv4.hops());
            flow.trafficClass(ipv4.typeOfService());
            flow.pathMtuDiscovery(DISCOVERIES[ipv4.mtuDiscover()]);
            flow.multicastLoop(ipv4.is(IpOption.IP_MULTICAST_LOOP));
            flow.options(ipv4.options());
        } else {
            flow.hops(multicast ? options.multicastHops() : options.hops());
            flow.trafficClass(options.trafficClass());
            flow.pathMtuDiscovery(
                    options.is(Ipv6Option.IPV6_DONTFRAG)
                            ? Flow.PathMtuDiscovery.DO
                            : DISCOVERIES[options.mtuDiscover()]);
            flow.multicastLoop(options.is(Ipv6Option.IPV6_MULTICAST_LOOP));
            flow.extensions(options.firstExtension(), options.extensions());
        }
        flow.mark(options().mark());
        flow.broadcast(options().is(SO_BROADCAST));
        flow.direct(options().is(SO_DONTROUTE));
        flow.foreignSource(bindsForeign());
    }

    /** Whether programs may bind addresses that are not of this host: IP_FREEBIND, IP_TRANSPARENT, of either family. */
    protected final boolean bindsForeign() {
        Ipv6Options options = ipv6;
        return ipv4.is(IpOption.IP_FREEBIND)
                || ipv4.is(IpOption.IP_TRANSPARENT)
                || options != null && (options.is(Ipv6Option.IPV6_FREEBIND) || options.is(Ipv6Option.IPV6_TRANSPARENT));
    }

    /**
     * The local address that bind(2) asks for, checked as inet_bind() and inet6_bind() do, with the interface bound that a link-local
     * address belongs to.
     *
     * @return the address; unspecified ones in the family of the socket
     * @throws NetworkException EINVAL, EAFNOSUPPORT, EADDRNOTAVAIL
     */
    protected final IpAddress checkedLocal(SocketAddress address) throws NetworkException {
        if (!isV6()) {
            if (address instanceof SocketAddress.Inet4 inet) {
                return checkedLocal(inet.address(), 0);
            }
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        if (address instanceof SocketAddress.Inet6 inet) {
            if (inet.address().isV4() && v6Only()) {
                throw NetworkError.EINVAL.exception();
            }
            return checkedLocal(inet.address(), inet.scope());
        }
        // A struct sockaddr_in is shorter than what the kernel reads here before it looks at the family.
        boolean shorter = address instanceof SocketAddress.Inet4 || address instanceof SocketAddress.Netlink;
        throw (shorter ? NetworkError.EINVAL : NetworkError.EAFNOSUPPORT).exception();
    }

    private IpAddress checkedLocal(IpAddress address, int scope) throws NetworkException {
        if (!address.isV4() && (address.isLinkLocal() || isLinkLocalMulticast(address))) {
            int bound = options().boundInterface();
            if (scope != 0 && (bound == 0 || bound == scope)) {
                options().boundInterface(scope);
            } else if (bound == 0 || scope != 0) {
                throw NetworkError.EINVAL.exception();
            }
            if (host().interfaceName(options().boundInterface()) == null) {
                throw NetworkError.ENODEV.exception();
            }
        }
        boolean valid = address.isAny()
                || address.isMulticast()
                || bindsForeign()
                || host().interfaceOf(address) != 0
                || address.isV4() && host().isBroadcast(address);
        if (!valid) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        return address;
    }

    private static boolean isLinkLocalMulticast(IpAddress address) {
        return address.isMulticast() && (address.high() >>> 48 & 0xf) == 2;
    }
}
