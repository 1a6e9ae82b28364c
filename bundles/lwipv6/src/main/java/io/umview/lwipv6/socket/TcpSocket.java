package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.transport.tcp.Connection;
import io.umview.lwipv6.transport.tcp.Listener;
import io.umview.lwipv6.transport.tcp.Settings;
import io.umview.lwipv6.transport.tcp.TcpEvents;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.transport.tcp.TcpState;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Tcp;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A TCP socket: tcp(7), with the states of struct socket as inet_stream_connect() and tcp_poll() have them. */
public final class TcpSocket extends InetSocket implements StreamSocket {
    private static final int RCV_SHUTDOWN = 1;
    private static final int SEND_SHUTDOWN = 2;
    private static final int BOTH_SHUTDOWN = 3;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED. */
    private enum Phase {
        UNCONNECTED,
        CONNECTING,
        CONNECTED
    }

    private final TcpLayer tcp;
    private final Settings settings;
    private final TcpOptions tcpOptions;
    private final PortBinding binding;
    private final Events events = new Events();

    /** What was bound by bind(2). */
    private IpAddress boundAddress;

    private boolean portBound;
    private Phase phase = Phase.UNCONNECTED;
    private @Nullable Connection connection;
    private @Nullable Listener listener;

    /** SHUT_RD and SHUT_WR of a socket that has no connection. */
    private int shut;

    /** A socket of AF_INET or AF_INET6 that is not connected. */
    public TcpSocket(Host host, Capabilities capabilities, TcpLayer tcp, int domain) {
        this(host, capabilities, tcp, domain, new Settings(tcp.parameters()), null);
    }

    /** The socket of a connection that was made without one: by {@link io.umview.lwipv6.transport.tcp.InterceptedSyn#accept}. */
    public static TcpSocket of(Host host, Capabilities capabilities, TcpLayer tcp, Connection connection) {
        int domain = connection.peerAddress().isV4() ? Domain.AF_INET : Domain.AF_INET6;
        return new TcpSocket(host, capabilities, tcp, domain, connection.settings(), connection);
    }

    private TcpSocket(
            Host host,
            Capabilities capabilities,
            TcpLayer tcp,
            int domain,
            Settings settings,
            @Nullable Connection accepted) {
        super(
                host,
                capabilities,
                domain,
                Domain.SOCK_STREAM,
                Tcp.PROTOCOL,
                settings.sendBuffer,
                settings.receiveBuffer);
        this.tcp = tcp;
        this.settings = settings;
        tcpOptions = new TcpOptions(this, tcp, settings);
        binding = accepted == null ? new PortBinding(this) : accepted.binding();
        boundAddress = isV6() ? IpAddress.ANY6 : IpAddress.ANY4;
        if (accepted == null) {
            binding.address(boundAddress);
        } else {
            connection = accepted;
            phase = Phase.CONNECTED;
            accepted.observe(events);
        }
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    TcpState state() {
        Connection c = connection;
        return listener != null ? TcpState.LISTEN : c != null ? c.phase() : TcpState.CLOSE;
    }

    // --- addresses

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        IpAddress wanted = checkedLocal(address);
        int port = address instanceof SocketAddress.Inet4 inet
                ? inet.port()
                : address instanceof SocketAddress.Inet6 inet6 ? inet6.port() : 0;
        if (port != 0 && port < host().limits().firstFreePort() && !may(Capability.NET_BIND_SERVICE)) {
            throw NetworkError.EACCES.exception();
        }
        if (state() != TcpState.CLOSE || binding.bound()) {
            throw NetworkError.EINVAL.exception();
        }
        binding.address(wanted);
        share();
        NetworkError failed = tcp.ports().bind(binding, port);
        if (failed != null) {
            binding.address(boundAddress);
            throw failed.exception();
        }
        boundAddress = wanted;
        portBound = port != 0;
    }

    private void share() {
        binding.reuseAddress(options().is(SO_REUSEADDR));
        binding.reusePort(options().is(SO_REUSEPORT));
        binding.boundInterface(options().boundInterface());
        binding.v6Only(v6Only());
        binding.user(uid());
    }

    @Override
    public SocketAddress localAddress() {
        Connection c = connection;
        if (c != null && !binding.bound()) {
            return shown(c.localAddress(), c.localPort(), c.boundInterface());
        }
        return shown(binding.address(), binding.number(), options().boundInterface());
    }

    @Override
    public SocketAddress peerAddress() throws NetworkException {
        Connection c = connection;
        if (c == null || c.phase() == TcpState.CLOSE || c.phase() == TcpState.SYN_SENT) {
            throw NetworkError.ENOTCONN.exception();
        }
        return shown(c.peerAddress(), c.peerPort(), c.boundInterface());
    }

    @Override
    protected boolean bound() {
        return binding.bound();
    }

    @Override
    protected boolean connected() {
        Connection c = connection;
        return c != null && c.phase() != TcpState.CLOSE && c.phase() != TcpState.SYN_SENT;
    }

    @Override
    protected boolean listening() {
        return listener != null;
    }

    @Override
    protected int pathMtu() throws NetworkException {
        Connection c = connection;
        if (c == null || c.phase() == TcpState.CLOSE) {
            throw NetworkError.ENOTCONN.exception();
        }
        return c.flow().mtu();
    }

    // --- connecting

    @Override
    public void connect(SocketAddress address) throws NetworkException {
        if (address.family() == Domain.AF_UNSPEC) {
            disconnect();
            return;
        }
        switch (phase) {
            case CONNECTED -> throw NetworkError.EISCONN.exception();
            case CONNECTING -> connecting();
            case UNCONNECTED -> {
                if (listener != null) {
                    throw NetworkError.EISCONN.exception();
                }
                begin(address);
                throw NetworkError.EINPROGRESS.exception();
            }
        }
    }

    /** connect(2) again, while the first one is under way or has been decided. */
    private void connecting() throws NetworkException {
        Connection c = connection;
        if (c != null && (c.phase() == TcpState.SYN_SENT || c.phase() == TcpState.SYN_RECV)) {
            throw NetworkError.EALREADY.exception();
        }
        if (c != null && c.phase() != TcpState.CLOSE) {
            phase = Phase.CONNECTED;
            return;
        }
        int error = takeError();
        NetworkError why = NetworkError.of(error);
        forget();
        throw (why == null ? NetworkError.ECONNABORTED : why).exception();
    }

    private void begin(SocketAddress address) throws NetworkException {
        Flow flow = new Flow(Tcp.PROTOCOL);
        int port = destination(flow, address);
        if (!boundAddress.isAny()) {
            if (boundAddress.isV4() != flow.destination().isV4()) {
                throw NetworkError.ENETUNREACH.exception();
            }
            flow.source(boundAddress);
        }
        binding.address(boundAddress);
        share();
        sync();
        Connection c = tcp.connect(settings, flow, binding, port);
        c.keepPort(portBound);
        connection = c;
        phase = Phase.CONNECTING;
        shut = 0;
        c.observe(events);
    }

    /** Sets the destination of a flow; answers the port. */
    private int destination(Flow flow, SocketAddress address) throws NetworkException {
        IpAddress to;
        int port;
        int scope = 0;
        if (address instanceof SocketAddress.Inet4 inet && !isV6()) {
            to = inet.address().isAny() ? IpAddress.LOOPBACK4 : inet.address();
            port = inet.port();
        } else if (address instanceof SocketAddress.Inet6 inet && isV6()) {
            to = inet.address();
            port = inet.port();
            scope = inet.scope();
            if (to.isAny()) {
                to = boundAddress.isV4() || to.isV4() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6;
            }
            if (to.isV4() && v6Only()) {
                throw NetworkError.ENETUNREACH.exception();
            }
        } else {
            // A struct sockaddr_in is too short for a socket of AF_INET6.
            boolean shorter = isV6() && address instanceof SocketAddress.Inet4;
            throw (shorter ? NetworkError.EINVAL : NetworkError.EAFNOSUPPORT).exception();
        }
        if (to.isMulticast() || to.isV4() && host().isBroadcast(to)) {
            throw NetworkError.ENETUNREACH.exception();
        }
        flow.destination(to);
        applyOptions(flow);
        if (!to.isV4() && to.isLinkLocal()) {
            int bound = options().boundInterface();
            if (scope != 0 && bound != 0 && scope != bound || scope == 0 && bound == 0) {
                throw NetworkError.EINVAL.exception();
            }
            flow.boundInterface(scope != 0 ? scope : bound);
        }
        return port;
    }

    /** connect(2) with AF_UNSPEC: tcp_disconnect(). */
    private void disconnect() {
        Listener l = listener;
        Connection c = connection;
        if (l != null) {
            l.close();
            listener = null;
        }
        if (c != null) {
            c.observe(TcpEvents.NONE);
            c.disconnect(NetworkError.ECONNRESET);
        }
        forget();
        replacePending(null);
        changed();
    }

    /** There is no connection any more; the port that was asked for stays. */
    private void forget() {
        connection = null;
        phase = Phase.UNCONNECTED;
        shut = 0;
        binding.address(boundAddress);
        if (!portBound) {
            tcp.ports().release(binding);
        }
    }

    // --- listening

    @Override
    public void listen(int backlog) throws NetworkException {
        Listener present = listener;
        if (present != null) {
            present.backlog(unsigned(backlog));
            return;
        }
        if (phase != Phase.UNCONNECTED || connection != null) {
            throw NetworkError.EINVAL.exception();
        }
        share();
        sync();
        if (!binding.bound()) {
            NetworkError failed = tcp.ports().bind(binding, 0);
            if (failed != null) {
                throw failed.exception();
            }
        }
        Listener l = tcp.listen(settings, binding, domain(), unsigned(backlog));
        listener = l;
        shut = 0;
        l.observe(events);
    }

    /** somaxconn limits it as an unsigned number: -1 is as many as may be. */
    private static int unsigned(int backlog) {
        return backlog < 0 ? Integer.MAX_VALUE : backlog;
    }

    @Override
    public @Nullable StreamSocket accept() throws NetworkException {
        Listener l = listener;
        if (l == null) {
            throw NetworkError.EINVAL.exception();
        }
        Connection c = l.accept();
        if (c == null) {
            return null;
        }
        TcpSocket accepted = new TcpSocket(host(), capabilities(), tcp, domain(), c.settings(), c);
        accepted.options().inherit(options());
        accepted.ipv4().inherit(ipv4());
        Ipv6Options own = ipv6();
        Ipv6Options its = accepted.ipv6();
        if (own != null && its != null) {
            its.inherit(own);
        }
        accepted.events.tuned();
        return accepted;
    }

    // --- data

    @Override
    public ByteBuffer sendBuffer(int wanted) throws NetworkException {
        throwError();
        Connection c = connection;
        if (c == null || (c.shutdownBits() & SEND_SHUTDOWN) != 0) {
            throw NetworkError.EPIPE.exception();
        }
        return c.phase().sends() ? c.sendBuffer(wanted) : NOTHING;
    }

    @Override
    public void sent(int bytes, boolean more) {
        Connection c = connection;
        if (c != null && bytes > 0) {
            c.sent(bytes, more);
        }
    }

    @Override
    public void sendUrgent(byte value) throws NetworkException {
        ByteBuffer space = sendBuffer(1);
        Connection c = connection;
        if (c == null || !space.hasRemaining()) {
            throw NetworkError.EAGAIN.exception();
        }
        c.sendUrgent(value);
    }

    @Override
    public ByteBuffer receiveBuffer() throws NetworkException {
        Connection c = connection;
        if (c == null) {
            throwError();
            if (listener != null || (shut & RCV_SHUTDOWN) == 0) {
                throw NetworkError.ENOTCONN.exception();
            }
            return NOTHING;
        }
        ByteBuffer data = c.incoming();
        if (!data.hasRemaining()) {
            throwError();
        }
        return data;
    }

    @Override
    public void received(int bytes) {
        Connection c = connection;
        if (c != null && bytes > 0) {
            c.taken(bytes);
        }
    }

    @Override
    public boolean atEnd() {
        Connection c = connection;
        return c == null ? (shut & RCV_SHUTDOWN) != 0 : c.unread() == 0 && (c.shutdownBits() & RCV_SHUTDOWN) != 0;
    }

    @Override
    public int urgent() {
        Connection c = connection;
        return c == null || options().is(SO_OOBINLINE) ? -1 : c.urgent(false);
    }

    @Override
    public boolean atMark() {
        Connection c = connection;
        return c != null && c.atMark();
    }

    /** Whether an urgent byte was announced that has not come yet: recv(2) with MSG_OOB fails with EAGAIN, not EINVAL. */
    public boolean urgentAnnounced() {
        Connection c = connection;
        return c != null && c.urgentAnnounced();
    }

    @Override
    public int unread() {
        Connection c = connection;
        return c == null ? 0 : c.inQueue();
    }

    @Override
    public int unsent() {
        Connection c = connection;
        return c == null ? 0 : c.outQueue();
    }

    @Override
    public boolean drained() {
        Connection c = connection;
        return c == null || c.drained();
    }

    /** Bytes in the send buffer that were never sent (SIOCOUTQNSD). */
    public int neverSent() {
        Connection c = connection;
        return c == null ? 0 : c.unsent();
    }

    @Override
    protected int receiveAllocated() {
        Connection c = connection;
        return c == null ? 0 : c.unread();
    }

    @Override
    protected int sendAllocated() {
        return unsent();
    }

    // --- ending

    @Override
    public void shutdown(int how) throws NetworkException {
        if (how < 0 || how > 2) {
            throw NetworkError.EINVAL.exception();
        }
        int bits = how + 1;
        Listener l = listener;
        if (l != null) {
            if ((bits & RCV_SHUTDOWN) != 0) {
                disconnect();
            } else {
                shut |= bits;
            }
            return;
        }
        Connection c = connection;
        if (c == null || c.phase() == TcpState.CLOSE) {
            throw NetworkError.ENOTCONN.exception();
        }
        if (c.phase() == TcpState.SYN_SENT) {
            // inet_shutdown() disconnects what is not connected yet.
            c.observe(TcpEvents.NONE);
            c.disconnect(NetworkError.ECONNRESET);
            forget();
            changed();
            return;
        }
        c.shutdown(bits);
    }

    @Override
    public void close() {
        observe(Observer.NONE);
        Listener l = listener;
        Connection c = connection;
        if (l != null) {
            l.close();
            tcp.ports().release(binding);
        } else if (c != null) {
            sync();
            c.close();
        } else {
            tcp.ports().release(binding);
        }
        listener = null;
        leaveGroups();
    }

    // --- readiness and errors

    @Override
    public int readiness() {
        Listener l = listener;
        if (l != null) {
            return l.waiting() > 0 ? POLLIN : 0;
        }
        Connection c = connection;
        int bits = pending() != null ? POLLERR : 0;
        if (c == null) {
            bits |= POLLHUP | POLLOUT;
            return (shut & RCV_SHUTDOWN) != 0 ? bits | POLLIN | POLLRDHUP : bits;
        }
        int down = c.shutdownBits();
        if (down == BOTH_SHUTDOWN || c.phase() == TcpState.CLOSE) {
            bits |= POLLHUP;
        }
        if ((down & RCV_SHUTDOWN) != 0) {
            bits |= POLLIN | POLLRDHUP;
        }
        return switch (c.phase()) {
            case SYN_SENT, SYN_RECV -> bits;
            default -> bits | data(c, down);
        };
    }

    private int data(Connection c, int down) {
        int bits = 0;
        int least = Math.max(1, options().receiveLowWater());
        if (c.atMark() && !options().is(SO_OOBINLINE)) {
            least++;
        }
        if (c.unread() >= least) {
            bits |= POLLIN;
        }
        if ((down & SEND_SHUTDOWN) != 0 || c.writable()) {
            bits |= POLLOUT;
        }
        return c.urgentThere() ? bits | POLLPRI : bits;
    }

    private @Nullable NetworkError pending() {
        Connection c = connection;
        NetworkError own = pendingError();
        return own != null || c == null ? own : c.pendingError();
    }

    private void throwError() throws NetworkException {
        throwPending();
        Connection c = connection;
        NetworkError error = c == null ? null : c.takeError();
        if (error != null) {
            throw error.exception();
        }
    }

    @Override
    public int takeError() {
        int own = super.takeError();
        Connection c = connection;
        if (own != 0 || c == null) {
            return own;
        }
        NetworkError error = c.takeError();
        return error == null ? 0 : error.number();
    }

    // --- options

    @Override
    protected byte[] transportOption(int level, int name, int length) throws NetworkException {
        if (level != SOL_TCP) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
        return tcpOptions.get(name, length);
    }

    @Override
    protected void transportOption(int level, int name, byte[] value) throws NetworkException {
        if (level != SOL_TCP) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        tcpOptions.set(name, value);
    }

    @Override
    protected void optionChanged(int level, int name) {
        share();
        sync();
        Connection c = connection;
        if (c == null || level != SOL_SOCKET) {
            return;
        }
        switch (name) {
            case SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE -> c.resized();
            case SO_KEEPALIVE -> c.keepAliveChanged();
            default -> {}
        }
    }

    /** Gives TCP the options that it heeds. */
    private void sync() {
        SocketOptions options = options();
        settings.keepAlive = options.is(SO_KEEPALIVE);
        settings.outOfBandInline = options.is(SO_OOBINLINE);
        settings.linger = options.linger();
        settings.receiveLowWater = options.receiveLowWater();
        settings.mark = options.mark();
        if (options.sendBufferLocked()) {
            settings.sendBuffer = options.sendBuffer();
            settings.sendBufferLocked = true;
        }
        if (options.receiveBufferLocked()) {
            settings.receiveBuffer = options.receiveBuffer();
            settings.receiveBufferLocked = true;
        }
        Connection c = connection;
        Ipv6Options v6 = ipv6();
        boolean overV4 = v6 == null || c != null && c.peerAddress().isV4();
        settings.trafficClass = (overV4 ? ipv4().typeOfService() : v6.trafficClass()) & ~3;
        settings.hops = overV4 ? ipv4().hops() : v6.hops();
        settings.receiveErrors = ipv4().is(IpOption.IP_RECVERR);
        if (c != null) {
            c.flow().hops(settings.hops);
        }
    }

    /** What TCP tells. */
    private final class Events implements TcpEvents {
        @Override
        public void changed() {
            TcpSocket.this.changed();
        }

        @Override
        public void tuned() {
            options().tuneSendBuffer(settings.sendBuffer);
            options().tuneReceiveBuffer(settings.receiveBuffer);
        }

        @Override
        public long inode() {
            return TcpSocket.this.inode();
        }

        @Override
        public int uid() {
            return TcpSocket.this.uid();
        }
    }
}
