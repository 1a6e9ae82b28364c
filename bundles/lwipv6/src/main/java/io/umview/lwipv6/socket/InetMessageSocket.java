package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.bpf.Filter;
import io.umview.lwipv6.bpf.PacketFacts;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What UDP, ping and raw sockets have in common: a peer, queues of messages and of errors, ancillary data, readiness. */
abstract class InetMessageSocket extends InetSocket implements MessageSocket, ReceivedMessage.MessageReader {
    private static final int ETH_P_IP = 0x800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int SHUT_READ = 1;
    private static final int SHUT_WRITE = 2;

    private final DatagramServices services;
    private final ReceiveQueue queue;
    private final FlowCache connectedFlow;
    private final FlowCache otherFlow;
    private @Nullable ErrorQueue errors;
    private @Nullable Filter filter;
    private int shut;
    private boolean closed;

    /** The local address that it was bound to, also a multicast or broadcast address; unspecified: all. */
    private IpAddress local;

    /** Whether the local address was asked for (SOCK_BINDADDR_LOCK), or came of connect(2). */
    private boolean addressLocked;

    /** The local address as a source of messages: unspecified if it is a multicast or broadcast address. */
    private IpAddress source;

    private @Nullable IpAddress peer;
    private int peerPort;
    private int peerScope;

    InetMessageSocket(
            Host host, Capabilities capabilities, DatagramServices services, int domain, int type, int protocol) {
        super(
                host,
                capabilities,
                domain,
                type,
                protocol,
                host.limits().sendBuffer(),
                host.limits().receiveBuffer());
        this.services = services;
        this.queue = new ReceiveQueue(services.messages);
        this.connectedFlow = new FlowCache(protocol);
        this.otherFlow = new FlowCache(protocol);
        this.local = any();
        this.source = local;
        services.sockets.add(this);
    }

    /** What it shows of itself. */
    final SocketInfo info() {
        return new InetSocketInfo(this);
    }

    final DatagramServices services() {
        return services;
    }

    final IpAddress any() {
        return isV6() ? IpAddress.ANY6 : IpAddress.ANY4;
    }

    // --- addresses

    /** The local address, also a multicast or broadcast address. */
    final IpAddress local() {
        return local;
    }

    final @Nullable IpAddress peer() {
        return peer;
    }

    final int peerPort() {
        return peerPort;
    }

    /** The port, identifier or protocol that getsockname(2) shows. */
    abstract int localPort();

    /** Gets a local port, if it has none and the protocol has such. */
    abstract void autobind() throws NetworkException;

    /** Lets a local port go that it got by {@link #autobind}. */
    void unbind() {}

    /** Local address or peer have changed: the demultiplexer is to know. */
    void rehash() {}

    /** Sets the local address by bind(2). */
    final void bindAddress(IpAddress address) {
        local = address;
        source = address.isMulticast() || host().isBroadcast(address) ? any() : address;
        // inet6_bind() takes ::ffff:0.0.0.0 for an address that was asked for.
        addressLocked = !address.equals(any());
        boundTo(address);
    }

    @Override
    public final SocketAddress localAddress() {
        return shown(local, localPort(), options().boundInterface());
    }

    @Override
    public final SocketAddress peerAddress() throws NetworkException {
        IpAddress address = peer;
        if (address == null || peerPort == 0) {
            throw NetworkError.ENOTCONN.exception();
        }
        return shown(address, peerPort, peerScope);
    }

    @Override
    protected final boolean connected() {
        return peer != null;
    }

    @Override
    public final void connect(SocketAddress address) throws NetworkException {
        if (address.family() == Domain.AF_UNSPEC) {
            disconnect();
            return;
        }
        autobind();
        int scope = 0;
        int port;
        IpAddress to;
        if (address instanceof SocketAddress.Inet4 inet) {
            if (v6Only()) {
                throw NetworkError.EAFNOSUPPORT.exception();
            }
            to = inet.address();
            port = inet.port();
        } else if (address instanceof SocketAddress.Inet6 inet && isV6()) {
            to = inet.address();
            port = inet.port();
            scope = inet.scope();
            if (to.isV4() && v6Only()) {
                throw NetworkError.ENETUNREACH.exception();
            }
        } else {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        to = orLoopback(to);
        if (!to.isV4() && local.isV4()) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        if (!to.isV4() && (to.isLinkLocal() || to.high() >>> 48 == 0xff02)) {
            bindToScope(scope, to.isMulticast());
        }
        Flow flow = direct(connectedFlow, to, scope, null);
        flow.ports(ports(port));
        route(flow);
        peer = to;
        peerPort = port;
        peerScope = scope;
        if (local.isAny()) {
            local = flow.source();
            source = local;
        }
        rehash();
    }

    /** ip6_datagram_connect(): a link-local peer belongs to an interface. */
    private void bindToScope(int scope, boolean multicast) throws NetworkException {
        int bound = options().boundInterface();
        if (scope != 0) {
            if (bound != 0 && bound != scope) {
                throw NetworkError.EINVAL.exception();
            }
            options().boundInterface(scope);
            return;
        }
        Ipv6Options v6 = ipv6();
        int preset = multicast && v6 != null ? v6.multicastInterface() : 0;
        if (bound == 0 && preset == 0) {
            throw NetworkError.EINVAL.exception();
        }
    }

    private void disconnect() {
        peer = null;
        peerPort = 0;
        peerScope = 0;
        if (!addressLocked) {
            local = any();
            source = local;
        }
        unbind();
        rehash();
    }

    /** The unspecified address as a destination is this host: of IPv4 the address of the sender, if that is known. */
    private IpAddress orLoopback(IpAddress to) {
        if (!to.isAny()) {
            return to;
        }
        if (to.isV4()) {
            return source.isV4() && !source.isAny() ? source : IpAddress.LOOPBACK4;
        }
        return local.isV4() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6;
    }

    // --- sending

    /** IPV6_V6ONLY. */
    final void refuseV4(@Nullable IpAddress destination) throws NetworkException {
        if (destination != null && destination.isV4() && v6Only()) {
            throw NetworkError.ENETUNREACH.exception();
        }
    }

    /** There is no urgent data. */
    static void refuseUrgent(int flags) throws NetworkException {
        if ((flags & MessageFlag.MSG_OOB) != 0) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
    }

    /** Throws the pending error, or EPIPE after shutdown(2). Linux looks at that last, when it makes the packet. */
    final void checkWritable() throws NetworkException {
        throwPending();
        if ((shut & SHUT_WRITE) != 0) {
            throw NetworkError.EPIPE.exception();
        }
    }

    /**
     * The flow by which a message goes, with a route.
     *
     * @param to the destination, or null: the peer
     * @param port the peer's, for rules; 0 if the protocol has none
     * @param control ancillary data
     * @param flags MSG_*
     * @throws NetworkException EDESTADDRREQ and what routing says
     */
    final Flow flowTo(@Nullable IpAddress to, int port, int scope, ByteBuffer control, int flags)
            throws NetworkException {
        IpAddress destination = to;
        int wantedScope = scope;
        if (destination == null) {
            destination = peer;
            wantedScope = peerScope;
            if (destination == null) {
                throw NetworkError.EDESTADDRREQ.exception();
            }
        } else {
            destination = orLoopback(destination);
        }
        refuseV4(destination);
        if (!destination.isV4() && local.isV4()) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        SendControl wanted = null;
        if (control.hasRemaining()) {
            wanted = services.sendControl;
            wanted.parse(control, this, !destination.isV4());
        }
        boolean plain = to == null && wanted == null;
        Flow flow = direct(plain ? connectedFlow : otherFlow, destination, wantedScope, wanted);
        if ((flags & MessageFlag.MSG_DONTROUTE) != 0) {
            flow.direct(true);
        }
        flow.ports(ports(port));
        route(flow);
        if ((flags & MessageFlag.MSG_CONFIRM) != 0) {
            host().output().confirm(flow);
        }
        return flow;
    }

    /** What rules are told of ports: both, the own one in the high half, if the protocol has ports. */
    int ports(int toPort) {
        return 0;
    }

    /** UDP_SEGMENT of the message whose flow was asked for last; 0 if there is none. */
    final int segmentSize(ByteBuffer control) {
        return control.hasRemaining() ? services.sendControl.segmentSize : 0;
    }

    private Flow direct(FlowCache cache, IpAddress to, int scope, @Nullable SendControl control)
            throws NetworkException {
        boolean v4 = to.isV4();
        IpAddress from = control != null && control.source != null ? control.source : IpAddress.ANY6;
        if (!from.isAny()) {
            if (host().interfaceOf(from) == 0 && !bindsForeign()) {
                throw NetworkError.EINVAL.exception();
            }
        } else {
            from = sourceFor(to);
        }
        if (!from.isAny() && from.isV4() != v4) {
            throw NetworkError.EINVAL.exception();
        }
        int index = interfaceFor(to, scope, control);
        Flow flow = cache.direct(to, from, index);
        apply(flow);
        if (control != null) {
            if (control.hops != SendControl.UNSET) {
                flow.hops(control.hops);
            }
            if (control.trafficClass != SendControl.UNSET) {
                flow.trafficClass(control.trafficClass);
            }
            if (control.dontFragment != SendControl.UNSET) {
                flow.fragmentable(control.dontFragment == 0);
            }
        }
        return flow;
    }

    /** The local address as a source, or what the options for multicast and IPV6_PKTINFO say, or unspecified. */
    private IpAddress sourceFor(IpAddress to) {
        if (!source.isAny() && source.isV4() == to.isV4()) {
            return source;
        }
        if (to.isV4()) {
            int address = to.isMulticast() ? ipv4().multicastAddress() : 0;
            return address == 0 ? IpAddress.ANY4 : IpAddress.v4(address);
        }
        Ipv6Options v6 = ipv6();
        return v6 == null ? IpAddress.ANY6 : v6.packetInfoAddress();
    }

    private int interfaceFor(IpAddress to, int scope, @Nullable SendControl control) throws NetworkException {
        int bound = options().boundInterface();
        int asked = control != null ? control.interfaceIndex : 0;
        boolean scoped = !to.isV4() && (to.isLinkLocal() || to.high() >>> 48 == 0xff02);
        if (asked == 0 && scoped) {
            asked = scope;
        }
        if (asked != 0) {
            if (bound != 0 && bound != asked && !to.isV4()) {
                throw NetworkError.EINVAL.exception();
            }
            if (host().interfaceName(asked) == null) {
                throw NetworkError.ENODEV.exception();
            }
            return asked;
        }
        if (bound != 0) {
            return bound;
        }
        Ipv6Options v6 = ipv6();
        if (to.isV4() || v6 == null) {
            return to.isMulticast() ? ipv4().multicastInterface() : ipv4().unicastInterface();
        }
        if (v6.packetInfoInterface() != 0) {
            return v6.packetInfoInterface();
        }
        return to.isMulticast() ? v6.multicastInterface() : v6.unicastInterface();
    }

    private void route(Flow flow) throws NetworkException {
        NetworkError error = host().output().route(flow);
        if (error != null) {
            throw error.exception();
        }
    }

    /** Fails as sending has failed, and says so in the error queue if the message was too large. */
    final void sent(@Nullable NetworkError error, Flow flow, int port) throws NetworkException {
        if (error == null) {
            return;
        }
        if (error == NetworkError.EMSGSIZE) {
            localError(flow, port);
        }
        throw error.exception();
    }

    /** ip_local_error(): a message that is too large, with the MTU. */
    final void localError(Flow flow, int port) {
        boolean v4 = flow.destination().isV4();
        if (wantsErrors(v4)) {
            SocketAddress to = shown(flow.destination(), port, flow.boundInterface());
            addError(new ErrorQueue.Entry(
                    new byte[0],
                    to,
                    !isV6(),
                    NetworkError.EMSGSIZE,
                    ErrorQueue.ORIGIN_LOCAL,
                    0,
                    0,
                    flow.mtu(),
                    IpAddress.ANY6));
        }
    }

    @Override
    protected final int pathMtu() throws NetworkException {
        if (peer == null) {
            throw NetworkError.ENOTCONN.exception();
        }
        NetworkError error = host().output().route(connectedFlow.flow());
        if (error != null) {
            throw NetworkError.ENOTCONN.exception();
        }
        return connectedFlow.flow().mtu();
    }

    // --- receiving

    /**
     * Puts a received packet into the queue.
     *
     * @param packet its window is what the program is to see; belongs to the socket from now on
     * @param skipped bytes in front of the window that a filter sees too
     */
    final void enqueue(Packet packet, Received header, int sourcePort, int destinationPort, int skipped) {
        int length = packet.length();
        Filter program = filter;
        if (program != null) {
            int network = packet.networkHeader() + skipped;
            PacketFacts facts = services.facts.set(
                    header.isV4() ? ETH_P_IP : ETH_P_IPV6,
                    header.unicast() ? PacketOption.PACKET_HOST : PacketOption.PACKET_MULTICAST,
                    header.interfaceIndex(),
                    host().hardwareType(header.interfaceIndex()),
                    network,
                    network);
            int kept = program.run(packet.memory(), packet.headroom() - skipped, length + skipped, facts);
            if (kept == 0) {
                packet.release();
                return;
            }
            length = (int) Math.min(length, Math.max(0, (kept & 0xffffffffL) - skipped));
        }
        ReceivedMessage message = queue.take(options().receiveBuffer());
        if (message == null) {
            dropped(header.isV4());
            packet.release();
            return;
        }
        message.fill(packet, header, sourcePort, destinationPort);
        message.length = length;
        message.originalLength = length;
        if (includesNetworkHeader()) {
            message.includeNetworkHeader();
        }
        message.reader = this;
        if (message.received == 0 && ReceivedControl.wantsTime(options())) {
            message.received = timers().clock().wallMicros();
        }
        queue.add(message);
        changed();
    }

    /** Whether the program sees the IP header too. */
    boolean includesNetworkHeader() {
        return false;
    }

    /** A packet found the receive buffer full. */
    abstract void dropped(boolean v4);

    final ReceiveQueue queue() {
        return queue;
    }

    @Override
    public final @Nullable Message peek() throws NetworkException {
        throwPending();
        return oldest();
    }

    @Override
    public final @Nullable Message oldest() {
        ReceivedMessage message = queue.peek();
        if (message == null && (shut & SHUT_READ) != 0) {
            return EndOfMessages.of(any());
        }
        return message;
    }

    @Override
    public void discard() {
        queue.discard();
    }

    @Override
    public final int nextLength() {
        ReceivedMessage message = queue.peek();
        return message == null ? 0 : message.length;
    }

    @Override
    public final SocketAddress source(ReceivedMessage message) {
        return ReceivedControl.source(message, showsV4());
    }

    @Override
    public final int source(ReceivedMessage message, ByteBuffer into) {
        return ReceivedControl.source(message, showsV4(), ipv6(), into);
    }

    @Override
    public final ByteBuffer control(ReceivedMessage message) {
        return ReceivedControl.of(this, message, services.control);
    }

    // --- errors

    private boolean wantsErrors(boolean v4) {
        Ipv6Options v6 = ipv6();
        return v4 || v6 == null ? ipv4().is(IpOption.IP_RECVERR) : v6.is(Ipv6Option.IPV6_RECVERR);
    }

    /**
     * An ICMP error about a message that was sent: goes to the error queue if that is wanted, and becomes pending as __udp4_lib_err()
     * and its relatives decide.
     *
     * @param quoted what was sent, as far as it is known
     * @param headerLength bytes of the transport header in front of what the program has sent
     */
    final void icmpError(IcmpError error, Packet quoted, int headerLength, IpAddress destination, int destinationPort) {
        boolean v4 = destination.isV4();
        Ipv6Options v6 = ipv6();
        boolean hard = error.fatal();
        if (error.tooBig()) {
            int discover = v4 || v6 == null ? ipv4().mtuDiscover() : v6.mtuDiscover();
            if (discover == IpOption.PMTUDISC_DONT) {
                return;
            }
            hard = true;
        }
        if (wantsErrors(v4)) {
            byte[] sent = new byte[Math.max(0, quoted.length() - headerLength)];
            quoted.get(quoted.length() - sent.length, sent, 0, sent.length);
            addError(new ErrorQueue.Entry(
                    sent,
                    shown(destination, destinationPort, options().boundInterface()),
                    !isV6(),
                    error.meaning(),
                    v4 ? ErrorQueue.ORIGIN_ICMP : ErrorQueue.ORIGIN_ICMP6,
                    error.type(),
                    error.code(),
                    error.info(),
                    error.offender()));
        } else if (!hard || !connected()) {
            return;
        }
        fail(error.meaning());
    }

    /** Errors that are no longer wanted are forgotten. */
    @Override
    protected void optionChanged(int level, int name) {
        ErrorQueue mine = errors;
        boolean ofErrors =
                level == SOL_IP && name == IpOption.IP_RECVERR || level == SOL_IPV6 && name == Ipv6Option.IPV6_RECVERR;
        if (mine != null && ofErrors && !wantsErrors(level == SOL_IP)) {
            mine.clear();
        }
    }

    private void addError(ErrorQueue.Entry entry) {
        ErrorQueue mine = errors;
        if (mine == null) {
            mine = new ErrorQueue();
            errors = mine;
        }
        if (mine.add(entry, options().receiveBuffer())) {
            changed();
        }
    }

    @Override
    public final @Nullable Message takeErrorMessage() {
        ErrorQueue mine = errors;
        ErrorQueue.Entry entry = mine == null ? null : mine.poll();
        if (entry != null && mine != null) {
            NetworkError next = mine.next();
            if (next != null || entry.origin() != ErrorQueue.ORIGIN_LOCAL) {
                replacePending(next);
            }
        }
        return entry;
    }

    // --- state

    @Override
    public final int readiness() {
        int events = 0;
        ErrorQueue mine = errors;
        if (pendingError() != null || mine != null && !mine.isEmpty()) {
            events |= POLLERR | (options().is(SO_SELECT_ERR_QUEUE) ? POLLPRI : 0);
        }
        if ((shut & SHUT_READ) != 0) {
            events |= POLLIN | POLLRDHUP | ((shut & SHUT_WRITE) != 0 ? POLLHUP : 0);
        }
        return queue.isEmpty() ? events | POLLOUT : events | POLLIN | POLLOUT;
    }

    @Override
    public final void shutdown(int how) throws NetworkException {
        if (how < 0 || how > 2) {
            throw NetworkError.EINVAL.exception();
        }
        shut |= how + 1;
        changed();
        // inet_shutdown() marks an unconnected socket too, and complains nevertheless.
        if (peer == null) {
            throw NetworkError.ENOTCONN.exception();
        }
    }

    /** Ends it with ECONNABORTED for its program: {@code ss -K}, udp_abort(). */
    final boolean abort() {
        disconnect();
        fail(NetworkError.ECONNABORTED);
        return true;
    }

    final int shutdownBits() {
        return shut;
    }

    @Override
    protected final int receiveAllocated() {
        return queue.charged();
    }

    @Override
    protected final int drops() {
        return queue.drops();
    }

    @Override
    protected final void attachFilter(byte[] program) throws NetworkException {
        Filter verified = Filter.of(program);
        if (verified == null) {
            throw NetworkError.EINVAL.exception();
        }
        filter = verified;
    }

    @Override
    protected final void detachFilter() throws NetworkException {
        if (filter == null) {
            throw NetworkError.ENOENT.exception();
        }
        filter = null;
    }

    @Override
    protected final byte[] filter() {
        Filter program = filter;
        return program == null ? new byte[0] : program.bytes();
    }

    final boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        services.sockets.remove(this);
        leaveGroups();
        queue.clear();
        ErrorQueue mine = errors;
        if (mine != null) {
            mine.clear();
        }
    }
}
