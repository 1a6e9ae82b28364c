package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.bpf.Filter;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.transport.UdpEndpoint;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.transport.UdpTransport;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Udp;
import io.umview.lwipv6.wire.UdpLite;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A UDP or UDP-Lite socket: udp(7), udplite(7). */
final class UdpSocket extends InetMessageSocket {
    /** linux/udp.h */
    private static final int UDP_CORK = 1;

    private static final int UDPLITE_SEND_CSCOV = 10;
    private static final int UDPLITE_RECV_CSCOV = 11;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_NO_CHECK6_TX = 101;
    private static final int UDP_NO_CHECK6_RX = 102;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;

    private static final int MOST_SEGMENTS = 128;
    private static final int LONGEST_PAYLOAD = Udp.LONGEST - Udp.HEADER;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final UdpTransport transport;
    private final Endpoint endpoint = new Endpoint();
    private final OptionFlags flags = new OptionFlags();
    private int segmentSize;
    private int encapsulation;
    private int sendCoverage;
    private int receiveCoverage;

    /** Whether UDPLITE_RECV_CSCOV was set: without it whatever coverage is accepted. */
    private boolean coverageWanted;

    private @Nullable Filter selection;

    /** What waits for the end of MSG_MORE or UDP_CORK, and where it goes. */
    private @Nullable Packet corked;

    private @Nullable Flow corkedFlow;
    private int corkedPort;
    private int corkedSegment;

    /** @param protocol UDP or UDP-Lite, which the transport is of */
    UdpSocket(
            Host host,
            Capabilities capabilities,
            DatagramServices services,
            UdpTransport transport,
            int domain,
            int protocol) {
        super(host, capabilities, services, domain, Domain.SOCK_DGRAM, protocol);
        this.transport = transport;
    }

    UdpEndpoint endpoint() {
        return endpoint;
    }

    // --- addresses

    @Override
    int localPort() {
        return endpoint.binding().number();
    }

    @Override
    protected boolean bound() {
        return endpoint.binding().bound();
    }

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        IpAddress wanted = checkedLocal(address);
        int port = address instanceof SocketAddress.Inet4 inet
                ? inet.port()
                : address instanceof SocketAddress.Inet6 inet6 ? inet6.port() : 0;
        if (port != 0 && port < host().limits().firstFreePort() && !may(Capability.NET_BIND_SERVICE)) {
            throw NetworkError.EACCES.exception();
        }
        if (bound() || connected()) {
            throw NetworkError.EINVAL.exception();
        }
        bindPort(wanted, port);
        bindAddress(wanted);
        portLocked = port != 0;
    }

    /** Whether the port was asked for (SOCK_BINDPORT_LOCK). */
    private boolean portLocked;

    private void bindPort(IpAddress address, int port) throws NetworkException {
        PortBinding binding = endpoint.binding();
        binding.address(address);
        binding.v6Only(v6Only());
        binding.user(uid());
        share();
        NetworkError error = transport.ports().bind(binding, port);
        if (error != null) {
            // Who asks for any port and finds none taken by connect(2) or send(2) hears EAGAIN (inet_autobind).
            throw error.exception();
        }
    }

    @Override
    void autobind() throws NetworkException {
        if (!bound()) {
            try {
                bindPort(local(), 0);
            } catch (NetworkException none) {
                throw NetworkError.EAGAIN.exception();
            }
        }
    }

    @Override
    void unbind() {
        if (!portLocked) {
            transport.ports().release(endpoint.binding());
        }
    }

    @Override
    void rehash() {
        endpoint.binding().address(local());
        IpAddress to = peer();
        endpoint.peer(to == null ? IpAddress.ANY6 : to, peerPort());
        share();
    }

    private void share() {
        PortBinding binding = endpoint.binding();
        binding.reuseAddress(options().is(SO_REUSEADDR));
        binding.reusePort(options().is(SO_REUSEPORT));
        binding.boundInterface(options().boundInterface());
    }

    @Override
    protected void optionChanged(int level, int name) {
        super.optionChanged(level, name);
        if (level == SOL_SOCKET) {
            share();
        }
    }

    // --- sending

    @Override
    int ports(int toPort) {
        return localPort() << 16 | toPort;
    }

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException {
        autobind();
        int length = payload.remaining();
        if (length > Udp.LONGEST && !isV6()) {
            throw NetworkError.EMSGSIZE.exception();
        }
        refuseUrgent(flags);
        boolean more = this.flags.get(UDP_CORK) || (flags & MessageFlag.MSG_MORE) != 0;
        if (corked != null) {
            checkFamily(destination);
            checkWritable();
            cork(payload);
            if (!more) {
                uncork();
            }
            return;
        }
        int port = peerPort();
        int scope = 0;
        IpAddress to = null;
        if (destination instanceof SocketAddress.Inet4 inet) {
            to = inet.address();
            port = inet.port();
        } else if (destination instanceof SocketAddress.Inet6 inet && isV6()) {
            to = inet.address();
            port = inet.port();
            scope = inet.scope();
        } else if (destination != null && !(isV6() && destination.family() == Domain.AF_UNSPEC)) {
            throw (isV6() ? NetworkError.EINVAL : NetworkError.EAFNOSUPPORT).exception();
        }
        if (to == null && !connected()) {
            throw NetworkError.EDESTADDRREQ.exception();
        }
        refuseV4(to);
        boolean toV4 = to == null ? isV4(peer()) : to.isV4();
        if (port == 0 && (to != null || isV6() && toV4)) {
            throw NetworkError.EINVAL.exception();
        }
        if (length > Udp.LONGEST && toV4) {
            throw NetworkError.EMSGSIZE.exception();
        }
        Flow flow = flowTo(to, port, scope, control, flags);
        checkWritable();
        int segment = segmentSize(control);
        segment = segment != 0 ? segment : segmentSize;
        if ((flags & MessageFlag.MSG_PROBE) != 0) {
            return;
        }
        if (more) {
            corked = host().output().pool().take(LONGEST_PAYLOAD);
            corkedFlow = flow;
            corkedPort = port;
            corkedSegment = segment;
            cork(payload);
        } else if (segment != 0 && length > segment) {
            sendSegments(payload, flow, port, segment);
        } else {
            sendOne(payload, length, flow, port);
        }
        host().output().flush();
    }

    private static boolean isV4(@Nullable IpAddress address) {
        return address != null && address.isV4();
    }

    /** Pieces of a datagram over IPv6 cannot go to an address of IPv4. */
    private void checkFamily(@Nullable SocketAddress destination) throws NetworkException {
        Flow flow = corkedFlow;
        boolean v4 = destination instanceof SocketAddress.Inet4
                || destination instanceof SocketAddress.Inet6 inet
                        && inet.address().isV4();
        if (v4 && isV6() && flow != null && !flow.destination().isV4()) {
            throw (v6Only() ? NetworkError.ENETUNREACH : NetworkError.EINVAL).exception();
        }
    }

    private void sendOne(ByteBuffer payload, int length, Flow flow, int port) throws NetworkException {
        if (length > LONGEST_PAYLOAD) {
            throw tooLong(flow, port);
        }
        Packet packet = host().output().pool().take(length);
        packet.append(length);
        packet.put(0, payload, payload.position(), length);
        transmit(packet, flow, port);
    }

    private void transmit(Packet packet, Flow flow, int port) throws NetworkException {
        boolean v4 = flow.destination().isV4();
        int most = v4 ? LONGEST_PAYLOAD - IPV4_HEADER : LONGEST_PAYLOAD;
        if (packet.length() > most) {
            packet.release();
            throw tooLong(flow, port);
        }
        sent(transport.send(packet, flow, localPort(), port, coverage(v4)), flow, port);
    }

    private int coverage(boolean v4) {
        if (isLite()) {
            return sendCoverage == 0 ? UdpTransport.ALL : sendCoverage;
        }
        return (v4 ? options().is(SO_NO_CHECK) : flags.get(UDP_NO_CHECK6_TX)) ? 0 : UdpTransport.ALL;
    }

    private boolean isLite() {
        return protocol() == UdpLite.PROTOCOL;
    }

    private NetworkException tooLong(Flow flow, int port) {
        localError(flow, port);
        return NetworkError.EMSGSIZE.exception();
    }

    /** UDP_SEGMENT: one datagram for each piece (udp_send_skb). */
    private void sendSegments(ByteBuffer payload, Flow flow, int port, int segment) throws NetworkException {
        boolean v4 = flow.destination().isV4();
        int headers = (v4 ? IPV4_HEADER : IPV6_HEADER) + Udp.HEADER;
        if (headers + segment > flow.mtu()
                || payload.remaining() > segment * MOST_SEGMENTS
                || options().is(SO_NO_CHECK)
                || flags.get(UDP_NO_CHECK6_TX)) {
            throw NetworkError.EINVAL.exception();
        }
        if (isLite()) {
            throw NetworkError.EIO.exception();
        }
        if (payload.remaining() > LONGEST_PAYLOAD - (v4 ? IPV4_HEADER : 0)) {
            throw NetworkError.EMSGSIZE.exception();
        }
        int end = payload.limit();
        for (int at = payload.position(); at < end; at += segment) {
            payload.position(at);
            sendOne(payload, Math.min(segment, end - at), flow, port);
        }
    }

    private void cork(ByteBuffer payload) throws NetworkException {
        Packet pending = corked;
        if (pending == null) {
            return;
        }
        int length = payload.remaining();
        if (pending.length() + length > LONGEST_PAYLOAD) {
            dropCorked();
            throw NetworkError.EMSGSIZE.exception();
        }
        int at = pending.length();
        pending.append(length);
        pending.put(at, payload, payload.position(), length);
    }

    private void uncork() throws NetworkException {
        Packet pending = corked;
        Flow flow = corkedFlow;
        corked = null;
        corkedFlow = null;
        if (pending == null || flow == null) {
            return;
        }
        NetworkError error = host().output().route(flow);
        if (error != null) {
            pending.release();
            throw error.exception();
        }
        if (corkedSegment != 0 && pending.length() > corkedSegment) {
            byte[] whole = new byte[pending.length()];
            pending.get(0, whole, 0, whole.length);
            pending.release();
            sendSegments(ByteBuffer.wrap(whole), flow, corkedPort, corkedSegment);
        } else {
            transmit(pending, flow, corkedPort);
        }
        host().output().flush();
    }

    private void dropCorked() {
        Packet pending = corked;
        if (pending != null) {
            corked = null;
            corkedFlow = null;
            pending.release();
        }
    }

    // --- options

    @Override
    protected byte[] transportOption(int level, int name, int length) throws NetworkException {
        if (level != SOL_UDP && level != SOL_UDPLITE) {
            throw unknownLevel();
        }
        return switch (name) {
            case UDP_CORK, UDP_NO_CHECK6_TX, UDP_NO_CHECK6_RX, UDP_GRO -> OptionValue.of(flags.get(name), length);
            case UDP_SEGMENT -> OptionValue.of(segmentSize, length);
            case UDP_ENCAP -> OptionValue.of(encapsulation, length);
            // Linux answers the first for UDP too.
            case UDPLITE_SEND_CSCOV -> OptionValue.of(sendCoverage, length);
            case UDPLITE_RECV_CSCOV -> OptionValue.of(receiveCoverage, length);
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    @Override
    protected void transportOption(int level, int name, byte[] value) throws NetworkException {
        if (level != SOL_UDP && level != SOL_UDPLITE) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        int number = OptionValue.intOf(value);
        switch (name) {
            case UDP_CORK -> {
                flags.set(name, number != 0);
                if (number == 0 && corked != null) {
                    uncork();
                }
            }
            case UDP_NO_CHECK6_TX, UDP_NO_CHECK6_RX, UDP_GRO -> flags.set(name, number != 0);
            case UDP_SEGMENT -> {
                if (number < 0 || number > 0xffff) {
                    throw NetworkError.EINVAL.exception();
                }
                segmentSize = number;
            }
            case UDP_ENCAP -> {
                // 0 none, 2 ESP in UDP, which needs IPsec.
                if (number != 0) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                encapsulation = 0;
            }
            case UDPLITE_SEND_CSCOV -> sendCoverage = coverage(number);
            case UDPLITE_RECV_CSCOV -> {
                receiveCoverage = coverage(number);
                coverageWanted = true;
            }
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    /** What a coverage becomes that was asked for (udp_lib_setsockopt). */
    private int coverage(int wanted) throws NetworkException {
        if (!isLite()) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        return wanted != 0 && wanted < Udp.HEADER ? Udp.HEADER : Math.min(wanted, Udp.LONGEST);
    }

    @Override
    protected void checkPeekOffset() {
        // udp(7) does not say so, but UDP has it since Linux 4.9.
    }

    @Override
    protected void attachReusePortFilter(byte[] program) throws NetworkException {
        Filter verified = Filter.of(program);
        if (verified == null || !options().is(SO_REUSEPORT)) {
            throw NetworkError.EINVAL.exception();
        }
        selection = verified;
        // It is the whole group's: all that are bound to the same address and port.
        for (PortBinding at = transport.ports().first(localPort()); at != null; at = at.next()) {
            if (at.reusePort() && at.owner() instanceof Endpoint other) {
                other.select(verified);
            }
        }
    }

    @Override
    protected void detachReusePortFilter() throws NetworkException {
        if (!options().is(SO_REUSEPORT)) {
            throw NetworkError.EINVAL.exception();
        }
        if (selection == null) {
            throw NetworkError.ENOENT.exception();
        }
        for (PortBinding at = transport.ports().first(localPort()); at != null; at = at.next()) {
            if (at.reusePort() && at.owner() instanceof Endpoint other) {
                other.select((Filter) null);
            }
        }
        selection = null;
    }

    // --- receiving

    @Override
    void dropped(boolean v4) {
        transport.statistics().count(Counter.RcvbufErrors, v4);
        transport.statistics().count(Counter.InErrors, v4);
    }

    @Override
    public void discard() {
        ReceivedMessage message = queue().peek();
        if (message != null) {
            transport.statistics().count(Counter.InDatagrams, message.isV4());
        }
        super.discard();
    }

    @Override
    public void close() {
        dropCorked();
        transport.ports().release(endpoint.binding());
        super.close();
    }

    /** What UDP knows of it. */
    private final class Endpoint extends UdpEndpoint {
        @Override
        protected boolean acceptsMulticast(Received header) {
            boolean multicast = header.isV4()
                    ? (header.destinationLow() & 0xf0000000L) == 0xe0000000L
                    : header.destinationHigh() >>> 56 == 0xff;
            return !multicast
                    || UdpSocket.this.acceptsMulticast(
                            header.destinationHigh(),
                            header.destinationLow(),
                            header.sourceHigh(),
                            header.sourceLow(),
                            header.interfaceIndex());
        }

        @Override
        protected boolean acceptsCoverage(int covered) {
            if (isLite()) {
                return !coverageWanted || receiveCoverage != 0 && covered >= receiveCoverage;
            }
            return flags.get(UDP_NO_CHECK6_RX);
        }

        @Override
        protected void receive(Packet packet, Received header, int sourcePort, int destinationPort) {
            enqueue(packet, header, sourcePort, destinationPort, Udp.HEADER);
        }

        @Override
        protected void error(IcmpError error, Packet quoted, Received header, int destinationPort) {
            icmpError(error, quoted, Udp.HEADER, header.destination(), destinationPort);
        }

        void select(@Nullable Filter filter) {
            selection = filter;
        }

        @Override
        protected int select(Packet packet) {
            Filter filter = selection;
            if (filter == null) {
                return -1;
            }
            // The filter of a group sees the payload (reuseport_select_sock).
            int network = packet.networkHeader();
            return filter.run(
                    packet.memory(),
                    packet.headroom() + Udp.HEADER,
                    packet.length() - Udp.HEADER,
                    services().facts.set(0, PacketOption.PACKET_HOST, 0, 0, network, network));
        }
    }
}
