package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/** A SYN that is not answered yet: its local address is where it was sent to, whatever that is. More of the same are swallowed meanwhile. */
public final class InterceptedSyn extends Endpoint {
    private static final Runnable NOTHING = () -> {};

    private final TcpLayer layer;
    private final long cookie;
    private final int initial;
    private final int sequence;
    private final int window;
    private final boolean ecnAsked;
    private final TcpOptions options = new TcpOptions();
    private @Nullable Packet packet;
    private Runnable cancelled = NOTHING;
    private boolean decided;

    /**
     * Remembers a SYN.
     *
     * @param received its window begins with the TCP header
     * @param initial the sequence number to answer with, or 0: one is chosen
     */
    InterceptedSyn(TcpLayer layer, Segment s, Packet received, int initial) {
        this.layer = layer;
        this.initial = initial;
        cookie = layer.nextCookie();
        address(s.destinationHigh, s.destinationLow, s.sourceHigh, s.sourceLow, s.endpointPorts());
        boundInterface = layer.scope(s, 0);
        sequence = s.seq;
        window = s.window;
        ecnAsked = (s.flags & (Tcp.ECE | Tcp.CWR)) == (Tcp.ECE | Tcp.CWR);
        options.parse(received, Tcp.check(received));
        int header = -received.networkHeader();
        received.prepend(header);
        packet = layer.output().pool().copy(received);
        received.trimFront(header);
    }

    /** Whom to tell when the peer has reset it. */
    public void onCancel(Runnable action) {
        cancelled = action;
    }

    /**
     * Makes the connection: answers with SYN and ACK. It is established when the peer has acknowledged.
     *
     * @param settings of the connection
     */
    public Connection accept(Settings settings) {
        decide();
        Flow flow = new Flow(Tcp.PROTOCOL);
        flow.foreignSource(true);
        layer.direct(flow, this);
        layer.output().route(flow);
        int first = initial != 0 ? initial : layer.initialSequence(this);
        Connection c = new Connection(layer, settings, flow, new PortBinding(null), first);
        c.address(this);
        c.handshake.answer(this, layer.readClock());
        layer.flush();
        return c;
    }

    /** Answers with RST. */
    public void refuse() {
        decide();
        layer.refuse(this, sequence + 1);
        layer.flush();
    }

    /** Forgets it. The peer will try again, and be heard again. */
    public void drop() {
        decide();
    }

    /**
     * Forgets it, and gives its packet to the caller, to be quoted in an ICMP error.
     *
     * @return its window begins with the IP header
     */
    public Packet take() {
        Packet whole = packet;
        if (whole == null) {
            throw new IllegalStateException("decided already");
        }
        packet = null;
        decide();
        return whole;
    }

    /** A segment has come in for it. */
    void process(Segment s) {
        if (s.has(Tcp.RST)) {
            Runnable action = cancelled;
            decide();
            action.run();
        }
    }

    void decide() {
        if (decided) {
            throw new IllegalStateException("decided already");
        }
        decided = true;
        cancelled = NOTHING;
        layer.table().remove(this);
        Packet whole = packet;
        packet = null;
        if (whole != null) {
            whole.release();
        }
    }

    TcpOptions options() {
        return options;
    }

    int sequence() {
        return sequence;
    }

    int window() {
        return window;
    }

    boolean ecnAsked() {
        return ecnAsked;
    }

    @Override
    public int state() {
        return TcpState.SYN_RECV.number();
    }

    @Override
    public long cookie() {
        return cookie;
    }
}
