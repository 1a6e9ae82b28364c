package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.MemoryPool;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.transport.PortTable;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Tcp;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * TCP: finds whom a segment is for, and opens connections. For the stack's thread only. What segments lead to is sent, and programs hear of
 * it, when a batch of them {@linkplain #received ends}.
 */
public final class TcpLayer implements Transport {
    private static final long MICROS = 1000;
    private static final long SECOND = 1_000_000;
    private static final long COOKIE_LIFE = 120 * SECOND;

    private final IpOutput output;
    private final TimerWheel timers;
    private final RandomGenerator random;
    private final LongSupplier cookieNumbers;
    private final long origin;
    private long now;

    private final TcpParameters parameters = new TcpParameters();
    private final TcpStatistics statistics = new TcpStatistics();
    private final MemoryPool memory = new MemoryPool();
    private final PortTable ports;
    private final EndpointTable table;
    private final ListenerTable listeners = new ListenerTable();
    private final TimeWaits timeWaits;
    private final SegmentWriter writer;
    private final SegmentArrival arrival = new SegmentArrival(this);
    private final Segment segment = new Segment();
    private final SipHash sequences;
    private final SynCookies cookies;
    private final Flow reply = new Flow(Tcp.PROTOCOL);
    private final ArrayDeque<Listener> announcements = new ArrayDeque<>();

    private @Nullable SynInterceptor interceptor;
    private @Nullable ControlBlock firstDirty;
    private @Nullable ControlBlock lastDirty;
    private boolean flushing;
    private int orphans;
    private long cookiesSent = Long.MIN_VALUE / 2;
    private long challengeSecond;
    private int challenges;

    /**
     * TCP over a network layer.
     *
     * @param random what cannot be foreseen: sequence numbers, ports, keys of hashes
     * @param cookieNumbers numbers that no other socket has
     */
    public TcpLayer(IpOutput output, TimerWheel timers, RandomGenerator random, LongSupplier cookieNumbers) {
        this.output = output;
        this.timers = timers;
        this.random = random;
        this.cookieNumbers = cookieNumbers;
        origin = timers.clock().nanos();
        now = SECOND;
        ports = new PortTable(PortTable.Rules.TCP, random);
        table = new EndpointTable(random.nextLong(), random.nextLong());
        writer = new SegmentWriter(output, statistics);
        timeWaits = new TimeWaits(this);
        sequences = new SipHash(random.nextLong(), random.nextLong());
        cookies = new SynCookies(random);
        // Of a gateway; other stacks get no segments for addresses that are not theirs.
        reply.foreignSource(true);
    }

    // --- for sockets

    /** What holds for all connections. */
    public TcpParameters parameters() {
        return parameters;
    }

    /** Counters. */
    public TcpStatistics statistics() {
        return statistics;
    }

    /** Who is bound where. */
    public PortTable ports() {
        return ports;
    }

    /** How many connections there are, those included that are being made or have ended a while ago. */
    public int size() {
        return table.size();
    }

    /** How many connections are in TIME_WAIT. */
    public int timeWaiting() {
        return timeWaits.size();
    }

    /** How many connections have no socket any more and have not ended. */
    public int orphans() {
        return orphans;
    }

    /** How many ports are listened at. */
    public int listening() {
        return listeners.size();
    }

    /** Bytes of memory outside the heap that buffers of connections use. */
    public long bufferBytes() {
        return memory.inUse();
    }

    /**
     * Begins a connection: sends a SYN.
     *
     * @param flow its destination is the peer; a source is chosen if it has none
     * @param binding bound already, or bound here to an ephemeral port
     * @throws NetworkException what {@link IpOutput#route} says, EADDRNOTAVAIL if no port is left or the connection exists
     */
    public Connection connect(Settings settings, Flow flow, PortBinding binding, int peerPort) throws NetworkException {
        readClock();
        flow.ports(binding.number() << 16 | peerPort);
        NetworkError failed = output.route(flow);
        if (failed != null) {
            throw failed.exception();
        }
        IpAddress bound = binding.address();
        binding.address(flow.source());
        if (!binding.bound()) {
            failed = ports.connect(binding, candidate -> free(flow, candidate, peerPort));
        } else if (!free(flow, binding.number(), peerPort)) {
            failed = NetworkError.EADDRNOTAVAIL;
        }
        if (failed != null) {
            binding.address(bound);
            throw failed.exception();
        }
        return open(settings, flow, binding, peerPort);
    }

    private Connection open(Settings settings, Flow flow, PortBinding binding, int peerPort) {
        int both = binding.number() << 16 | peerPort;
        flow.ports(both);
        Endpoint old = find(flow, both);
        int initial = 0;
        if (old instanceof TimeWait wait) {
            initial = wait.next + 65535 + 2;
            timeWaits.remove(wait);
        }
        IpAddress own = flow.source();
        IpAddress peer = flow.destination();
        if (initial == 0) {
            initial = initialSequence(own.high(), own.low(), peer.high(), peer.low(), both);
        }
        Connection c = new Connection(this, settings, flow, binding, initial);
        c.address(own.high(), own.low(), peer.high(), peer.low(), both);
        c.handshake.open(now);
        flush();
        return c;
    }

    /** Whether no connection is in the way of a new one. */
    private boolean free(Flow flow, int port, int peerPort) {
        Endpoint there = find(flow, port << 16 | peerPort);
        return there == null || there instanceof TimeWait wait && timeWaits.mayReuse(wait, now);
    }

    private @Nullable Endpoint find(Flow flow, int both) {
        IpAddress own = flow.source();
        IpAddress peer = flow.destination();
        return table.find(own.high(), own.low(), peer.high(), peer.low(), both, flow.boundInterface());
    }

    /**
     * listen(2).
     *
     * @param binding bound already
     * @param domain AF_INET or AF_INET6
     * @throws NetworkException EADDRINUSE if somebody else listens there
     */
    public Listener listen(Settings settings, PortBinding binding, int domain, int backlog) throws NetworkException {
        if (!ports.listen(binding)) {
            throw NetworkError.EADDRINUSE.exception();
        }
        Listener listener = new Listener(this, settings, binding, domain, 0);
        listener.backlog(backlog);
        listeners.add(listener);
        return listener;
    }

    /** Sets who takes connections to any address and port. */
    public void intercept(SynInterceptor all) {
        interceptor = all;
    }

    /** Whether TCP_CONGESTION may have a value. */
    public boolean knowsCongestionControl(String name) {
        return CongestionControl.of(name) != null;
    }

    /** Shows listeners, connections, and those in TIME_WAIT. */
    public void forEach(Consumer<? super SocketInfo> visitor) {
        readClock();
        listeners.forEach(visitor);
        table.forEach(visitor);
    }

    /** Ends everything at once, without a word to peers. */
    public void close() {
        ArrayDeque<Endpoint> all = new ArrayDeque<>();
        table.forEach(all::add);
        for (Endpoint endpoint : all) {
            if (endpoint instanceof Connection c) {
                c.abortQuietly(NetworkError.ENETDOWN);
            } else if (endpoint instanceof SynRequest request) {
                request.listener.drop(request);
            } else if (endpoint instanceof InterceptedSyn syn) {
                syn.decide();
            }
        }
        timeWaits.clear();
        timeWaits.stop();
        flush();
    }

    // --- segments in

    @Override
    public boolean receive(Packet packet, Received header) {
        statistics.inSegs++;
        int headerLength = header.unicast() ? Tcp.check(packet) : -1;
        if (headerLength < 0) {
            statistics.inErrs += header.unicast() ? 1 : 0;
        } else if (!Tcp.verify(
                packet, header.sourceHigh(), header.sourceLow(), header.destinationHigh(), header.destinationLow())) {
            statistics.inCsumErrors++;
            statistics.inErrs++;
        } else {
            segment.read(packet, headerLength, header);
            dispatch(packet, segment, readClock());
        }
        packet.release();
        return true;
    }

    private void dispatch(Packet packet, Segment s, long time) {
        Endpoint endpoint = table.find(s);
        if (endpoint instanceof Connection c) {
            arrival.process(c, packet, s, time);
        } else if (endpoint == null) {
            unknown(packet, s, time);
        } else if (endpoint instanceof TimeWait wait) {
            boolean listening = interceptor != null || listeners.find(s, hash(s)) != null;
            timeWaits.process(wait, packet, s, listening, time);
        } else if (endpoint instanceof SynRequest request) {
            Connection c = request.listener.check(request, s, time);
            if (c != null) {
                arrival.process(c, packet, s, time);
            }
        } else if (endpoint instanceof InterceptedSyn syn) {
            syn.process(s);
        }
    }

    /** @param initial the sequence number to answer with, or 0: one is chosen */
    private boolean intercepted(Packet packet, Segment s, int initial) {
        SynInterceptor all = interceptor;
        if (all == null || (s.flags & (Tcp.SYN | Tcp.ACK | Tcp.FIN)) != Tcp.SYN) {
            return false;
        }
        InterceptedSyn syn = new InterceptedSyn(this, s, packet, initial);
        table.add(syn);
        if (all.incoming(syn)) {
            return true;
        }
        syn.decide();
        return false;
    }

    /** RFC 9293, section 3.10.7.1 and 3.10.7.2. */
    private void unknown(Packet packet, Segment s, long time) {
        if (s.has(Tcp.RST)) {
            return;
        }
        Listener listener = listeners.find(s, hash(s));
        if (listener == null || s.sourcePort() == 0) {
            if (!intercepted(packet, s, 0)) {
                reset(s);
            }
        } else if (s.has(Tcp.ACK)) {
            if (s.has(Tcp.SYN) || time - cookiesSent >= COOKIE_LIFE) {
                reset(s);
                return;
            }
            Connection c = listener.checkCookie(s, time);
            if (c != null) {
                arrival.process(c, packet, s, time);
            }
        } else if (s.has(Tcp.SYN) && !s.has(Tcp.FIN)) {
            listener.syn(s, 0, time);
        }
    }

    /** A SYN, for whoever listens, that is to be answered with a sequence number. */
    void listen(Packet packet, Segment s, int initial, long time) {
        Listener listener = listeners.find(s, hash(s));
        if (listener != null) {
            listener.syn(s, initial, time);
        } else if (!intercepted(packet, s, initial)) {
            reset(s);
        }
    }

    private int hash(Segment s) {
        return table.hash(s.destinationHigh, s.destinationLow, s.sourceHigh, s.sourceLow, s.endpointPorts());
    }

    @Override
    public void received() {
        flush();
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        if (quoted.length() < 8) {
            return;
        }
        readClock();
        Endpoint endpoint = table.find(
                header.sourceHigh(),
                header.sourceLow(),
                header.destinationHigh(),
                header.destinationLow(),
                Tcp.ports(quoted),
                header.interfaceIndex());
        int sequence = Tcp.sequence(quoted);
        if (endpoint instanceof Connection c) {
            error(c, error, sequence);
            flush();
        } else if (endpoint instanceof SynRequest request
                && sequence == request.initial
                && error.fatal()
                && !error.tooBig()) {
            request.listener.drop(request);
            statistics.listenDrops++;
        }
    }

    /** RFC 5927, section 4.1: only an error about what is in flight is believed. */
    private void error(ControlBlock c, IcmpError error, int sequence) {
        if (Sequence.before(sequence, c.sender.una()) || Sequence.after(sequence, c.sender.nxt())) {
            statistics.outOfWindowIcmps++;
            return;
        }
        if (error.tooBig()) {
            c.pathChanged();
        } else if (c.state == TcpState.SYN_SENT || c.state == TcpState.SYN_RECV) {
            c.abortQuietly(error.meaning());
        } else if (c.settings.receiveErrors) {
            c.fail(error.meaning());
        } else {
            c.softError = error.meaning();
        }
    }

    // --- segments out

    /** Answers a segment that is for nobody with RST (RFC 9293, section 3.10.7.1). */
    void reset(Segment s) {
        reply.boundInterface(scope(s, 0));
        reply.source(new IpAddress(s.destinationHigh, s.destinationLow));
        reply.destination(new IpAddress(s.sourceHigh, s.sourceLow));
        reply.ports(s.endpointPorts());
        reply.hops(Flow.DEFAULT_HOPS);
        resetFor(s, reply);
    }

    /** Answers a SYN with RST. */
    void refuse(Endpoint endpoint, int ack) {
        sendBare(endpoint, 0, ack, Tcp.RST | Tcp.ACK, 0, false, 0, 0);
    }

    void resetFor(Segment s, Flow flow) {
        if (s.has(Tcp.RST) || output.route(flow) != null) {
            return;
        }
        boolean ack = s.has(Tcp.ACK);
        flow.trafficClass(0);
        writer.sendBare(
                flow,
                pseudoHeader(s.destinationHigh, s.destinationLow, s.sourceHigh, s.sourceLow),
                s.endpointPorts(),
                ack ? s.ack : 0,
                ack ? 0 : s.end(),
                ack ? Tcp.RST : Tcp.RST | Tcp.ACK,
                0,
                false,
                0,
                0);
    }

    void sendBare(Endpoint from, int seq, int ack, int flags, int window, boolean timestamps, int timestamp, int echo) {
        Flow flow = replyFlow(from);
        if (output.route(flow) != null) {
            return;
        }
        flow.hops(Flow.DEFAULT_HOPS);
        flow.trafficClass(0);
        long sum = pseudoHeader(from.localHigh, from.localLow, from.remoteHigh, from.remoteLow);
        writer.sendBare(flow, sum, from.ports, seq, ack, flags, Math.min(window, 65535), timestamps, timestamp, echo);
    }

    /** A way to an endpoint that has none of its own; valid until the next call. */
    Flow replyFlow(Endpoint endpoint) {
        direct(reply, endpoint);
        return reply;
    }

    void direct(Flow flow, Endpoint endpoint) {
        flow.boundInterface(endpoint.boundInterface);
        flow.source(endpoint.localAddress());
        flow.destination(endpoint.peerAddress());
        flow.ports(endpoint.ports);
    }

    /** The interface that answers to a segment must leave by: that of a device-bound socket, or of link-local addresses. */
    int scope(Segment s, int bound) {
        boolean linkLocal = s.sourceHigh >>> 54 == 0x3fa || s.destinationHigh >>> 54 == 0x3fa;
        return bound != 0 || !linkLocal ? bound : s.interfaceIndex;
    }

    static long pseudoHeader(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        return InternetChecksum.pseudoHeader(sourceHigh, sourceLow, destinationHigh, destinationLow, Tcp.PROTOCOL, 0);
    }

    // --- batches

    /** Something is to be done for a connection at the end of the batch. */
    void markDirty(ControlBlock c) {
        if (c.dirty) {
            return;
        }
        c.dirty = true;
        ControlBlock tail = lastDirty;
        if (tail == null) {
            firstDirty = c;
        } else {
            tail.nextDirty = c;
        }
        lastDirty = c;
    }

    void announce(Listener listener) {
        if (!listener.announced()) {
            announcements.add(listener);
        }
    }

    /** Ends a batch: sends, acknowledges, tells programs. */
    void flush() {
        if (flushing) {
            return;
        }
        flushing = true;
        try {
            for (Listener l = announcements.poll(); l != null; l = announcements.poll()) {
                l.tell();
            }
            for (ControlBlock c = firstDirty; c != null; c = firstDirty) {
                firstDirty = c.nextDirty;
                if (firstDirty == null) {
                    lastDirty = null;
                }
                c.nextDirty = null;
                c.dirty = false;
                c.endBatch(now);
            }
        } finally {
            flushing = false;
        }
        output.flush();
    }

    // --- for the parts of TCP

    /** The time, as it was read last, in microseconds since some moment. */
    long now() {
        return now;
    }

    long readClock() {
        now = SECOND + (timers.clock().nanos() - origin) / MICROS;
        return now;
    }

    TimerWheel timers() {
        return timers;
    }

    IpOutput output() {
        return output;
    }

    RandomGenerator random() {
        return random;
    }

    MemoryPool memory() {
        return memory;
    }

    EndpointTable table() {
        return table;
    }

    ListenerTable listeners() {
        return listeners;
    }

    TimeWaits timeWaits() {
        return timeWaits;
    }

    SegmentWriter writer() {
        return writer;
    }

    SynCookies cookies() {
        return cookies;
    }

    long nextCookie() {
        return cookieNumbers.getAsLong();
    }

    void cookieSent(long time) {
        cookiesSent = time;
    }

    void orphans(int change) {
        orphans += change;
    }

    boolean tooManyOrphans() {
        return orphans > parameters.maxOrphans;
    }

    int initialSequence(Endpoint endpoint) {
        return initialSequence(
                endpoint.localHigh, endpoint.localLow, endpoint.remoteHigh, endpoint.remoteLow, endpoint.ports);
    }

    /** RFC 6528, with a clock of 64 ns as in Linux. */
    private int initialSequence(long ownHigh, long ownLow, long peerHigh, long peerLow, int both) {
        long clock = timers.clock().nanos() >> 6;
        return (int) (sequences.hash(ownHigh, ownLow, peerHigh, peerLow, both & 0xffffffffL) + clock);
    }

    /**
     * What is added to the time in time stamps (RFC 7323, section 5.4): one value for a pair of addresses, so that a new connection is
     * not taken for an old one by a peer in TIME_WAIT.
     */
    int timestampOffset(Endpoint endpoint) {
        return (int) sequences.hash(endpoint.localHigh, endpoint.localLow, endpoint.remoteHigh, endpoint.remoteLow, -1);
    }

    /** RFC 5961, section 10: so many challenge ACKs in a second. */
    boolean mayChallenge(long time) {
        long second = time / SECOND;
        if (second != challengeSecond) {
            challengeSecond = second;
            // A number that cannot be guessed (CVE-2016-5696).
            int limit = parameters.challengeAckLimit;
            challenges = limit / 2 + random.nextInt(Math.max(1, limit));
        }
        return challenges-- > 0;
    }
}
