package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.transport.RawEndpoint;
import io.umview.lwipv6.transport.RawTransport;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A raw socket of AF_INET or AF_INET6: raw(7), RFC 3542 (net/ipv4/raw.c, net/ipv6/raw.c). */
final class RawSocket extends InetMessageSocket {
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IPPROTO_MH = 135;
    private static final int IPPROTO_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int ICMPV6_FILTER = 1;
    private static final int FILTER_V4 = 4;
    private static final int FILTER_V6 = 32;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int LONGEST = 0xffff;

    private final RawTransport transport;
    private final Endpoint endpoint;

    /** Types of messages that are not wanted, bit by bit: ICMP_FILTER in 4 bytes, ICMP6_FILTER in 32. */
    private final ByteBuffer typeFilter;

    /** IPV6_CHECKSUM: where the checksum is in the packet, or -1. */
    private int checksumOffset;

    private @Nullable FlowCache foreignFlow;

    RawSocket(
            Host host,
            Capabilities capabilities,
            DatagramServices services,
            RawTransport transport,
            int domain,
            int protocol) {
        super(host, capabilities, services, domain, Domain.SOCK_RAW, protocol);
        this.transport = transport;
        this.endpoint = new Endpoint(protocol);
        this.typeFilter = OptionValue.buffer(isV6() ? FILTER_V6 : FILTER_V4);
        this.checksumOffset = isV6() ? presetChecksum() : -1;
        options().set(SO_REUSEADDR, true);
        transport.add(endpoint);
    }

    private int presetChecksum() {
        return switch (protocol()) {
            case IPPROTO_ICMPV6 -> 2;
            case IPPROTO_MH -> 4;
            default -> -1;
        };
    }

    @Override
    int localPort() {
        return protocol();
    }

    @Override
    protected boolean bound() {
        return true;
    }

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        if (connected()) {
            throw NetworkError.EINVAL.exception();
        }
        if (isV6()
                && address instanceof SocketAddress.Inet6 inet
                && inet.address().isV4()) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        if (isV6() && !(address instanceof SocketAddress.Inet6)) {
            throw NetworkError.EINVAL.exception();
        }
        bindAddress(checkedLocal(address));
        rehash();
    }

    @Override
    void autobind() {
        // There are no ports.
    }

    @Override
    void rehash() {
        IpAddress from = peer();
        endpoint.limit(local(), from == null ? any() : from, options().boundInterface());
    }

    @Override
    protected void optionChanged(int level, int name) {
        super.optionChanged(level, name);
        if (level == SOL_SOCKET) {
            rehash();
        }
    }

    private boolean headerIncluded() {
        Ipv6Options v6 = ipv6();
        return ipv4().is(IpOption.IP_HDRINCL) || v6 != null && v6.is(Ipv6Option.IPV6_HDRINCL);
    }

    // --- sending

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException {
        int length = payload.remaining();
        if (length > LONGEST) {
            throw NetworkError.EMSGSIZE.exception();
        }
        refuseUrgent(flags);
        IpAddress to = null;
        int scope = 0;
        int protocol = protocol();
        if (destination instanceof SocketAddress.Inet4 inet && !isV6()) {
            to = inet.address();
        } else if (destination instanceof SocketAddress.Inet6 inet && isV6()) {
            to = inet.address();
            scope = inet.scope();
            protocol = protocolOf(inet.port());
        } else if (destination != null && destination.family() != Domain.AF_UNSPEC) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        if (to == null && !connected()) {
            throw NetworkError.EDESTADDRREQ.exception();
        }
        boolean included = headerIncluded();
        if (included && length < (isV6() ? IPV6_HEADER : IPV4_HEADER)) {
            throw NetworkError.EINVAL.exception();
        }
        Flow flow = flowTo(to, 0, scope, control, flags);
        if (protocol != flow.protocol()) {
            flow = ofProtocol(flow, protocol);
        }
        checkWritable();
        if (included && length > flow.mtu()) {
            localError(flow, 0);
            throw NetworkError.EMSGSIZE.exception();
        }
        Packet packet = host().output().pool().take(length);
        packet.append(length);
        packet.put(0, payload, payload.position(), length);
        if (!included && !insertChecksum(packet, flow)) {
            packet.release();
            throw NetworkError.EINVAL.exception();
        }
        NetworkError error = included
                ? host().output().sendWithHeader(packet, flow)
                : host().output().send(packet, flow);
        host().output().flush();
        // What finds no room is lost without a word, unless errors are asked for.
        if (error != NetworkError.ENOBUFS || ipv4().is(IpOption.IP_RECVERR)) {
            sent(error, flow, 0);
        }
    }

    /** rawv6_sendmsg(): the port of an address names the protocol, which must be that of the socket. */
    private int protocolOf(int port) throws NetworkException {
        if (port == 0) {
            return protocol();
        }
        if (port > 255 || port != protocol() && protocol() != IPPROTO_RAW) {
            throw NetworkError.EINVAL.exception();
        }
        return port;
    }

    private Flow ofProtocol(Flow routed, int protocol) throws NetworkException {
        FlowCache cache = foreignFlow;
        if (cache == null || cache.flow().protocol() != protocol) {
            cache = new FlowCache(protocol);
            foreignFlow = cache;
        }
        Flow flow = cache.direct(routed.destination(), routed.source(), routed.boundInterface());
        apply(flow);
        flow.hops(routed.hops());
        flow.trafficClass(routed.trafficClass());
        NetworkError error = host().output().route(flow);
        if (error != null) {
            throw error.exception();
        }
        return flow;
    }

    private boolean insertChecksum(Packet packet, Flow flow) {
        if (checksumOffset < 0) {
            return true;
        }
        int length = packet.length();
        if (checksumOffset + 2 > length) {
            return false;
        }
        packet.put16(checksumOffset, 0);
        long sum = pseudoHeader(flow.source(), flow.destination(), flow.protocol(), length)
                + InternetChecksum.sum(packet, 0, length);
        int checksum = InternetChecksum.finish(sum);
        packet.put16(checksumOffset, checksum == 0 && flow.protocol() == SOL_UDP ? 0xffff : checksum);
        return true;
    }

    private static long pseudoHeader(IpAddress source, IpAddress destination, int protocol, int length) {
        return InternetChecksum.pseudoHeader(
                source.high(), source.low(), destination.high(), destination.low(), protocol, length);
    }

    // --- options

    @Override
    protected byte[] transportOption(int level, int name, int length) throws NetworkException {
        if (level == SOL_RAW) {
            if (!isV6() && protocol() == IPPROTO_ICMP && name == ICMP_FILTER) {
                return OptionValue.truncate(typeFilter.array().clone(), length);
            }
            if (isV6() && name == Ipv6Option.IPV6_CHECKSUM) {
                return OptionValue.of(checksumOffset, length);
            }
            throw isV6() || protocol() == IPPROTO_ICMP ? NetworkError.ENOPROTOOPT.exception() : unknownLevel();
        }
        if (level == SOL_ICMPV6 && isV6() && protocol() == IPPROTO_ICMPV6) {
            if (name != ICMPV6_FILTER) {
                throw NetworkError.ENOPROTOOPT.exception();
            }
            return OptionValue.truncate(typeFilter.array().clone(), length);
        }
        throw unknownLevel();
    }

    @Override
    protected void transportOption(int level, int name, byte[] value) throws NetworkException {
        if (level == SOL_RAW) {
            if (!isV6() && protocol() == IPPROTO_ICMP && name == ICMP_FILTER) {
                filterTypes(value);
            } else if (isV6()) {
                // The value is looked at before the option (do_rawv6_setsockopt).
                OptionValue.intOf(value);
                if (name != Ipv6Option.IPV6_CHECKSUM) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                setChecksum(value);
            } else {
                throw (protocol() == IPPROTO_ICMP ? NetworkError.ENOPROTOOPT : NetworkError.EOPNOTSUPP).exception();
            }
        } else if (level == SOL_ICMPV6 && isV6() && protocol() == IPPROTO_ICMPV6) {
            if (name != ICMPV6_FILTER) {
                throw NetworkError.ENOPROTOOPT.exception();
            }
            filterTypes(value);
        } else {
            throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private void filterTypes(byte[] value) {
        typeFilter.put(0, value, 0, Math.min(value.length, typeFilter.capacity()));
    }

    @Override
    void checksumOption(byte[] value) throws NetworkException {
        if (!isV6()) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        // RFC 3542, section 3.1: it is an error to set it at this level for ICMPv6.
        if (protocol() == IPPROTO_ICMPV6) {
            throw NetworkError.EINVAL.exception();
        }
        setChecksum(value);
    }

    private void setChecksum(byte[] value) throws NetworkException {
        int offset = OptionValue.intOf(value);
        // A checksum is a number of 16 bits, and so at an even offset.
        if (offset > 0 && (offset & 1) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        checksumOffset = Math.max(-1, offset);
    }

    private boolean isFiltered(int type) {
        int word = typeFilter.getInt((type >>> 5) * 4);
        return (word >>> (type & 31) & 1) != 0;
    }

    // --- receiving

    @Override
    void dropped(boolean v4) {
        // Counted by the queue.
    }

    @Override
    public void close() {
        transport.remove(endpoint);
        super.close();
    }

    /** What IP knows of it. */
    private final class Endpoint extends RawEndpoint {
        Endpoint(int protocol) {
            super(protocol, !isV6());
        }

        @Override
        protected boolean accepts(Packet packet, Received header) {
            if (filtersType() && packet.length() > 0 && isFilteredType(packet.get8(0))) {
                return false;
            }
            if (!header.unicast() && isMulticast(header)) {
                if (!acceptsMulticast(
                        header.destinationHigh(),
                        header.destinationLow(),
                        header.sourceHigh(),
                        header.sourceLow(),
                        header.interfaceIndex())) {
                    return false;
                }
            }
            return checksumOffset < 0 || protocol() == IPPROTO_ICMPV6 || isRight(packet, header);
        }

        private boolean filtersType() {
            return isV6() ? protocol() == IPPROTO_ICMPV6 : protocol() == IPPROTO_ICMP;
        }

        private boolean isFilteredType(int type) {
            return (isV6() || type < 32) && isFiltered(type);
        }

        private boolean isMulticast(Received header) {
            return header.isV4()
                    ? (header.destinationLow() & 0xf0000000L) == 0xe0000000L
                    : header.destinationHigh() >>> 56 == 0xff;
        }

        private boolean isRight(Packet packet, Received header) {
            if (packet.checksum() != Packet.Checksum.UNVERIFIED) {
                return true;
            }
            int length = packet.length();
            long sum = InternetChecksum.pseudoHeader(
                    header.sourceHigh(),
                    header.sourceLow(),
                    header.destinationHigh(),
                    header.destinationLow(),
                    header.protocol(),
                    length);
            return InternetChecksum.finish(sum + InternetChecksum.sum(packet, 0, length)) == 0;
        }

        @Override
        protected void receive(Packet packet, Received header) {
            enqueue(packet, header, 0, protocol(), v4() ? -packet.networkHeader() : 0);
        }

        @Override
        protected void error(IcmpError error, Packet quoted, Received header) {
            icmpError(error, quoted, 0, header.destination(), 0);
        }
    }

    @Override
    boolean includesNetworkHeader() {
        return !isV6();
    }
}
