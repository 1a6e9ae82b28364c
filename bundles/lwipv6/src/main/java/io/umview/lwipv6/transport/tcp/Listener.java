package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Tcp;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A port where connections are taken: the queues of listen(2), and the passive handshake (RFC 9293, section 3.10.7.2; RFC 4987). */
public final class Listener implements SocketInfo {
    private static final long MILLI = 1000;

    private final TcpLayer layer;
    final Settings settings;
    final PortBinding binding;
    private final long cookie;
    private final int domain;
    private int backlog;
    private final ArrayDeque<Connection> accepted = new ArrayDeque<>();
    private @Nullable SynRequest requests;
    private int requestCount;
    private TcpEvents events = TcpEvents.NONE;
    private boolean closed;
    private boolean announced;

    @Nullable
    Listener chain;

    Listener(TcpLayer layer, Settings settings, PortBinding binding, int domain, int backlog) {
        this.layer = layer;
        this.settings = settings;
        this.binding = binding;
        this.domain = domain;
        this.backlog = backlog;
        cookie = layer.nextCookie();
    }

    /** Whom to tell when a connection is there to be accepted. */
    public void observe(TcpEvents observer) {
        events = observer;
    }

    /** listen(2) again. */
    public void backlog(int connections) {
        backlog = Math.max(0, Math.min(connections, layer.parameters().somaxconn));
    }

    /** Where it is bound. */
    public PortBinding binding() {
        return binding;
    }

    /** How many connections are there to be accepted. */
    public int waiting() {
        return accepted.size();
    }

    /** Takes the oldest connection, or null. */
    public @Nullable Connection accept() {
        return accepted.poll();
    }

    /** Ends listening; connections that were not accepted are reset. The port stays bound. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        events = TcpEvents.NONE;
        layer.listeners().remove(this);
        binding.deaf();
        while (requests != null) {
            drop(requests);
        }
        for (Connection c = accepted.poll(); c != null; c = accepted.poll()) {
            c.settings().linger = 0;
            c.close();
        }
        layer.flush();
    }

    /** Notes that connections have come; answers whether that was noted already. */
    boolean announced() {
        boolean before = announced;
        announced = true;
        return before;
    }

    /** Tells that connections have come. */
    void tell() {
        announced = false;
        events.changed();
    }

    private boolean full() {
        return accepted.size() > backlog;
    }

    /** How well it fits, or -1: an address of its own before any, a device of its own before any (compute_score). */
    int score(Segment s) {
        IpAddress own = binding.address();
        int score = 0;
        boolean v4 = IpAddress.isV4(s.destinationHigh, s.destinationLow);
        if (own.isAny()) {
            if (own.isV4() ? !v4 : v4 && binding.v6Only()) {
                return -1;
            }
            score += own.isV4() == v4 ? 1 : 0;
        } else if (own.high() != s.destinationHigh || own.low() != s.destinationLow) {
            return -1;
        } else {
            score += 4;
        }
        if (binding.boundInterface() != 0) {
            return binding.boundInterface() == s.interfaceIndex ? score + 2 : -1;
        }
        return score;
    }

    // --- SYN

    /** A SYN has come in; {@code initial} is our sequence number if not 0. */
    void syn(Segment s, int initial, long now) {
        TcpParameters parameters = layer.parameters();
        boolean cookies = parameters.synCookies == 2;
        if (requestCount >= Math.max(1, backlog) && initial == 0) {
            if (parameters.synCookies == 0) {
                layer.statistics().reqQFullDrop++;
                layer.statistics().listenDrops++;
                return;
            }
            layer.statistics().reqQFullDoCookies++;
            cookies = true;
        }
        if (full()) {
            layer.statistics().listenOverflows++;
            layer.statistics().listenDrops++;
            return;
        }
        SynRequest request = request(s);
        if (cookies && initial == 0) {
            cookie(request, s, now);
            return;
        }
        request.initial = initial != 0 ? initial : layer.initialSequence(request);
        request.timestampOffset = layer.timestampOffset(request);
        layer.table().add(request);
        link(request);
        request.sentAt = now;
        answer(request, now);
        request.timer.at(now + RttEstimator.INITIAL_RTO);
    }

    /** What a SYN asks for, as far as it is granted. */
    private SynRequest request(Segment s) {
        TcpParameters parameters = layer.parameters();
        SynRequest request = new SynRequest(this, layer);
        request.address(s.destinationHigh, s.destinationLow, s.sourceHigh, s.sourceLow, s.endpointPorts());
        request.boundInterface = layer.scope(s, binding.boundInterface());
        request.peerInitial = s.seq;
        request.mss = s.options.mss() > 0 ? Math.max(64, s.options.mss()) : request.isV4() ? 536 : 1220;
        request.timestamps = parameters.timestamps && s.options.timestamps();
        request.recentTimestamp = s.options.value();
        request.sack = parameters.sack && s.options.sackPermitted();
        request.peerScale = parameters.windowScaling ? s.options.scale() : -1;
        request.scale = request.peerScale >= 0 ? Receiver.scaleFor(settings, parameters) : 0;
        request.ecn = parameters.ecn != 0
                && (s.flags & (Tcp.ECE | Tcp.CWR)) == (Tcp.ECE | Tcp.CWR)
                && (s.trafficClass & 3) == 0;
        return request;
    }

    private void cookie(SynRequest request, Segment s, long now) {
        layer.statistics().syncookiesSent++;
        layer.cookieSent(now);
        request.initial = layer.cookies().make(s, request.mss, request.isV4(), now);
        int stamp = 0;
        if (request.timestamps) {
            stamp = SynCookies.encode((int) (now / MILLI), request.peerScale, request.sack, request.ecn);
        } else {
            request.peerScale = -1;
            request.sack = false;
            request.ecn = false;
        }
        send(request, stamp);
    }

    private void answer(SynRequest request, long now) {
        send(request, request.timestampAt(now));
    }

    private void send(SynRequest request, int timestamp) {
        Flow flow = layer.replyFlow(request);
        if (layer.output().route(flow) != null) {
            return;
        }
        flow.hops(settings.hops);
        flow.trafficClass(settings.trafficClass);
        layer.writer()
                .sendSyn(
                        flow,
                        TcpLayer.pseudoHeader(
                                request.localHigh, request.localLow, request.remoteHigh, request.remoteLow),
                        request.ports,
                        request.initial,
                        request.peerInitial + 1,
                        Tcp.SYN | Tcp.ACK | (request.ecn ? Tcp.ECE : 0),
                        Receiver.initialWindow(settings),
                        ControlBlock.mssFor(flow, settings, request.isV4()),
                        request.peerScale >= 0 ? request.scale : -1,
                        request.sack,
                        request.timestamps,
                        timestamp,
                        request.recentTimestamp);
    }

    void requestTimedOut(SynRequest request, long now) {
        int limit = settings.synRetries > 0 ? settings.synRetries : layer.parameters().synAckRetries;
        if (request.retransmits >= Math.max(limit, deferredRetransmits())) {
            drop(request);
            return;
        }
        request.retransmits++;
        // With TCP_DEFER_ACCEPT the peer is asked again only when it is time to take it without data.
        boolean waits = request.completed && request.retransmits < deferredRetransmits();
        if (!waits) {
            layer.statistics().retransSegs++;
            layer.statistics().synRetrans++;
            answer(request, now);
        }
        request.timer.at(
                now + Math.min(RttEstimator.MAX_RTO, RttEstimator.INITIAL_RTO << Math.min(request.retransmits, 7)));
    }

    /** After how many timeouts TCP_DEFER_ACCEPT takes connections without data (secs_to_retrans). */
    private int deferredRetransmits() {
        int count = 0;
        int seconds = 1;
        int step = 1;
        if (settings.deferAccept > 0) {
            count = 1;
            while (settings.deferAccept > seconds && count < 255) {
                count++;
                step = Math.min(step * 2, 120);
                seconds += step;
            }
        }
        return count;
    }

    // --- ACK

    /**
     * A segment for a request (tcp_check_req).
     *
     * @return the connection that is to look at the segment, or null
     */
    @Nullable
    Connection check(SynRequest request, Segment s, long now) {
        int flags = s.flags & (Tcp.SYN | Tcp.ACK | Tcp.RST);
        if (s.seq == request.peerInitial && flags == Tcp.SYN) {
            if (now - request.answered >= layer.parameters().invalidRateLimit * MILLI) {
                request.answered = now;
                answer(request, now);
            }
            return null;
        }
        if ((flags & Tcp.ACK) != 0 && s.ack != request.initial + 1 && (flags & Tcp.RST) == 0) {
            layer.reset(s);
            return null;
        }
        boolean old = request.timestamps && s.options.timestamps() && s.options.value() - request.recentTimestamp < 0;
        int next = request.peerInitial + 1;
        boolean within =
                !Sequence.before(s.end(), next) && !Sequence.after(s.seq, next + Receiver.initialWindow(settings));
        if (old || !within) {
            if ((flags & Tcp.RST) == 0) {
                acknowledge(request, now);
            }
            return null;
        }
        if ((flags & (Tcp.RST | Tcp.SYN)) != 0) {
            layer.statistics().embryonicRsts++;
            if ((flags & Tcp.RST) == 0) {
                layer.reset(s);
            }
            drop(request);
            return null;
        }
        return (flags & Tcp.ACK) == 0 ? null : complete(request, s, now);
    }

    private @Nullable Connection complete(SynRequest request, Segment s, long now) {
        if (request.timestamps && s.options.timestamps()) {
            request.recentTimestamp = s.options.value();
        }
        if (request.retransmits < deferredRetransmits() && s.span() == 0) {
            request.completed = true;
            layer.statistics().deferAcceptDrop++;
            return null;
        }
        if (full()) {
            layer.statistics().listenOverflows++;
            if (layer.parameters().abortOnOverflow) {
                layer.reset(s);
                drop(request);
            } else {
                request.completed = true;
            }
            return null;
        }
        drop(request);
        return adopt(request, s, now);
    }

    private void acknowledge(SynRequest request, long now) {
        if (now - request.answered < layer.parameters().invalidRateLimit * MILLI) {
            layer.statistics().ackSkippedSynRecv++;
            return;
        }
        request.answered = now;
        layer.sendBare(
                request,
                request.initial + 1,
                request.peerInitial + 1,
                Tcp.ACK,
                Receiver.initialWindow(settings) >>> request.scale,
                request.timestamps,
                request.timestampAt(now),
                request.recentTimestamp);
    }

    /**
     * An acknowledgment for which there is no request: maybe it answers a cookie; else it is reset. While the queue is full one that
     * does is ignored: the peer repeats what it sends (cookie_v4_check() of Linux).
     *
     * @return the connection that is to look at the segment, or null
     */
    @Nullable
    Connection checkCookie(Segment s, long now) {
        int mss = layer.cookies().check(s, IpAddress.isV4(s.sourceHigh, s.sourceLow), now);
        if (mss < 0) {
            layer.statistics().syncookiesFailed++;
            layer.reset(s);
            return null;
        }
        layer.statistics().syncookiesRecv++;
        if (full()) {
            layer.statistics().listenOverflows++;
            return null;
        }
        SynRequest request = request(s);
        request.peerInitial = s.seq - 1;
        request.initial = s.ack - 1;
        request.mss = mss;
        request.ecn = false;
        request.peerScale = -1;
        request.sack = false;
        request.scale = 0;
        if (request.timestamps) {
            int echo = s.options.echo();
            request.peerScale = SynCookies.scale(echo);
            request.sack = SynCookies.sack(echo);
            request.ecn = SynCookies.ecn(echo);
            request.scale = request.peerScale >= 0 ? Receiver.scaleFor(settings, layer.parameters()) : 0;
        }
        return adopt(request, s, now);
    }

    private @Nullable Connection adopt(SynRequest request, Segment s, long now) {
        Flow flow = new Flow(Tcp.PROTOCOL);
        layer.direct(flow, request);
        if (layer.output().route(flow) != null) {
            layer.statistics().listenDrops++;
            return null;
        }
        PortBinding child = new PortBinding(null);
        child.address(request.localAddress());
        layer.ports().inherit(child, binding);
        Connection c = new Connection(layer, settings.clone(), flow, child, request.initial);
        child.owner(c);
        c.address(request);
        c.boundInterface = request.boundInterface;
        layer.statistics().passiveOpens++;
        c.handshake.adopt(request, s, now);
        accepted.add(c);
        layer.announce(this);
        return c;
    }

    // --- requests

    private void link(SynRequest request) {
        SynRequest head = requests;
        request.following = head;
        if (head != null) {
            head.previous = request;
        }
        requests = request;
        requestCount++;
    }

    void drop(SynRequest request) {
        SynRequest before = request.previous;
        SynRequest after = request.following;
        if (before != null) {
            before.following = after;
        } else if (requests == request) {
            requests = after;
        } else {
            return;
        }
        if (after != null) {
            after.previous = before;
        }
        request.previous = null;
        request.following = null;
        requestCount--;
        request.timer.stop();
        layer.table().remove(request);
    }

    // --- what it shows of itself

    @Override
    public int domain() {
        return domain;
    }

    @Override
    public int protocol() {
        return Tcp.PROTOCOL;
    }

    @Override
    public int state() {
        return TcpState.LISTEN.number();
    }

    @Override
    public IpAddress localAddress() {
        return binding.address();
    }

    @Override
    public int localPort() {
        return binding.number();
    }

    @Override
    public IpAddress peerAddress() {
        return domain == 2 ? IpAddress.ANY4 : IpAddress.ANY6;
    }

    @Override
    public int peerPort() {
        return 0;
    }

    @Override
    public int receiveQueue() {
        return accepted.size();
    }

    @Override
    public int sendQueue() {
        return backlog;
    }

    @Override
    public boolean v6Only() {
        return binding.v6Only();
    }

    @Override
    public int boundInterface() {
        return binding.boundInterface();
    }

    @Override
    public int uid() {
        return events.uid();
    }

    @Override
    public long inode() {
        return events.inode();
    }

    @Override
    public long cookie() {
        return cookie;
    }
}
