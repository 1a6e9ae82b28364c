package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.FlowWays;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.time.ManualClock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Random;

/** The peer of a TCP that is tested, whose segments are written by hand, in virtual time. */
final class ScriptedPeer implements IpOutput {
    static final int PORT = 80;
    static final int PEER_PORT = 5000;
    static final IpAddress OWN = IpAddress.v4(0x0a000001);
    static final IpAddress PEER = IpAddress.v4(0x0a000002);

    private static final long MILLI = 1_000_000;

    final ManualClock clock = new ManualClock(77);
    final TimerWheel timers = new TimerWheel(clock);
    final PacketPool pool = new PacketPool();
    final TcpLayer tcp = new TcpLayer(this, timers, new Random(9), () -> 1);
    final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final Received received = new Received();
    int mtu = 1500;
    Link.Offload offload = Link.Offload.NONE;

    /** The peer's and our initial sequence numbers; what is sent and expected counts from them. */
    int peerInitial = 1000;

    int initial;
    int ownPort = PORT;
    int peerPort = PEER_PORT;

    /** What segments of the peer have if nothing else is said. */
    int window = 65535;

    boolean timestamps;
    int peerTimestamp = 5000;
    int lastTimestamp;

    /** A segment that was sent, its numbers relative. */
    record Sent(
            int flags,
            int seq,
            int ack,
            int window,
            int urgentPointer,
            int length,
            int ports,
            TcpOptions options,
            int trafficClass,
            Packet.Segmentation segmentation) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    // --- the network

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public NetworkError route(Flow flow) {
        if (flow.source().isAny()) {
            flow.source(OWN);
        }
        FlowWays.set(flow, mtu, offload);
        return null;
    }

    @Override
    public NetworkError send(Packet packet, Flow flow) {
        InternetChecksum.complete(packet);
        packet.checksum(Packet.Checksum.UNVERIFIED);
        int header = Tcp.check(packet);
        assertThat(header).isPositive();
        assertThat(Tcp.verify(
                        packet,
                        flow.source().high(),
                        flow.source().low(),
                        flow.destination().high(),
                        flow.destination().low()))
                .isTrue();
        TcpOptions options = new TcpOptions();
        options.parse(packet, header);
        int flags = Tcp.flags(packet);
        if ((flags & Tcp.SYN) != 0) {
            initial = Tcp.sequence(packet);
        }
        if (options.timestamps()) {
            lastTimestamp = options.value();
        }
        int ack = (flags & Tcp.ACK) == 0 ? 0 : Tcp.acknowledgment(packet) - peerInitial;
        sent.add(new Sent(
                flags,
                Tcp.sequence(packet) - initial,
                ack,
                Tcp.window(packet),
                Tcp.urgentPointer(packet),
                packet.length() - header,
                Tcp.ports(packet),
                options,
                flow.trafficClass(),
                packet.segmentation()));
        packet.release();
        return null;
    }

    @Override
    public NetworkError sendWithHeader(Packet packet, Flow flow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void confirm(Flow flow) {}

    @Override
    public void flush() {}

    // --- time

    void pass(long millis) {
        long left = millis * MILLI;
        while (left > 0) {
            long delay = timers.delay();
            long step = delay < 0 || delay > left ? left : Math.max(1, delay);
            clock.advance(step);
            timers.advance();
            left -= step;
        }
    }

    /** Milliseconds until something is sent. */
    long untilSent(long most) {
        for (long millis = 0; millis <= most; millis++) {
            if (!sent.isEmpty()) {
                return millis;
            }
            pass(1);
        }
        throw new AssertionError("nothing was sent for " + most + " ms");
    }

    // --- what the peer sends

    final class Builder {
        private final int flags;
        private int seq;
        private int ack;
        private int window = ScriptedPeer.this.window;
        private int urgent;
        private int length;
        private int mss;
        private int scale = -1;
        private boolean sackPermitted;
        private boolean stamped = timestamps;
        private int value = peerTimestamp;
        private int echo = lastTimestamp;
        private int[] blocks = {};
        private int trafficClass;

        Builder(int flags, int seq, int ack) {
            this.flags = flags;
            this.seq = seq;
            this.ack = ack;
        }

        Builder window(int raw) {
            window = raw;
            return this;
        }

        Builder urgent(int pointer) {
            urgent = pointer;
            return this;
        }

        Builder data(int bytes) {
            length = bytes;
            return this;
        }

        Builder options(int peerMss, int peerScale, boolean sack, boolean withTimestamps) {
            mss = peerMss;
            scale = peerScale;
            sackPermitted = sack;
            stamped = withTimestamps;
            return this;
        }

        Builder stamp(int tsValue, int tsEcho) {
            stamped = true;
            value = tsValue;
            echo = tsEcho;
            return this;
        }

        Builder noStamp() {
            stamped = false;
            return this;
        }

        /** Starts and ends, relative to our initial sequence number. */
        Builder sack(int... edges) {
            blocks = edges;
            return this;
        }

        Builder trafficClass(int bits) {
            trafficClass = bits;
            return this;
        }

        void more() {
            int options = (mss > 0 ? 4 : 0)
                    + (scale >= 0 ? 4 : 0)
                    + (sackPermitted ? 4 : 0)
                    + (stamped ? 12 : 0)
                    + (blocks.length > 0 ? 4 + blocks.length * 4 : 0);
            Packet packet = pool.take(Tcp.HEADER + options + length);
            packet.append(Tcp.HEADER + options + length);
            int ackNumber = (flags & Tcp.ACK) == 0 ? 0 : ack + initial;
            Tcp.emit(
                    packet,
                    peerPort << 16 | ownPort,
                    seq + peerInitial,
                    ackNumber,
                    Tcp.HEADER + options,
                    flags,
                    window,
                    urgent);
            int at = Tcp.HEADER;
            if (mss > 0) {
                TcpOptions.emitMss(packet, at, mss);
                at += 4;
            }
            if (scale >= 0) {
                TcpOptions.emitScale(packet, at, scale);
                at += 4;
            }
            if (sackPermitted) {
                TcpOptions.emitSackPermitted(packet, at);
                at += 4;
            }
            if (stamped) {
                TcpOptions.emitTimestamps(packet, at, value, (flags & Tcp.ACK) == 0 ? 0 : echo);
                at += 12;
            }
            if (blocks.length > 0) {
                TcpOptions.emitSack(packet, at, blocks.length / 2);
                at += 4;
                for (int i = 0; i < blocks.length; i += 2) {
                    TcpOptions.emitBlock(packet, at, blocks[i] + initial, blocks[i + 1] + initial);
                    at += 8;
                }
            }
            for (int i = 0; i < length; i++) {
                packet.put8(at + i, seq + i & 0xff);
            }
            deliver(packet, trafficClass);
        }

        /** Sends it, and ends the batch. */
        void send() {
            more();
            tcp.received();
        }
    }

    void deliver(Packet packet, int trafficClass) {
        if (packet.length() >= Tcp.HEADER) {
            Tcp.complete(
                    packet,
                    InternetChecksum.pseudoHeader(PEER.high(), PEER.low(), OWN.high(), OWN.low(), Tcp.PROTOCOL, 0));
            packet.checksum(Packet.Checksum.UNVERIFIED);
        }
        received.set(PEER.high(), PEER.low(), OWN.high(), OWN.low(), 6, 64, trafficClass, 0, 1, true);
        tcp.receive(packet, received);
    }

    Builder segment(int flags, int seq, int ack) {
        return new Builder(flags, seq, ack);
    }

    void ack(int seq, int ack) {
        segment(Tcp.ACK, seq, ack).send();
    }

    void data(int seq, int ack, int length) {
        segment(Tcp.ACK | Tcp.PSH, seq, ack).data(length).send();
    }

    /** ICMP says something of what was sent at a sequence number. */
    void icmp(NetworkError meaning, boolean fatal, int type, int code, int info, int seq) {
        Packet quoted = pool.take(8);
        quoted.append(8);
        quoted.put32(0, ownPort << 16 | peerPort);
        quoted.put32(4, seq + initial);
        received.set(OWN.high(), OWN.low(), PEER.high(), PEER.low(), 6, 64, 0, 0, 1, true);
        tcp.error(new IcmpError(meaning, fatal, type, code, info, PEER), quoted, received);
        quoted.release();
    }

    // --- what is expected

    Sent next() {
        Sent next = sent.poll();
        assertThat(next).as("a segment").isNotNull();
        return Objects.requireNonNull(next);
    }

    Sent next(int flags, int seq, int ack, int length) {
        Sent next = next();
        assertThat(next.flags & ~Tcp.PSH).as("flags of %s", next).isEqualTo(flags & ~Tcp.PSH);
        assertThat(next.seq).as("seq of %s", next).isEqualTo(seq);
        assertThat(next.ack).as("ack of %s", next).isEqualTo(ack);
        assertThat(next.length).as("length of %s", next).isEqualTo(length);
        return next;
    }

    void silence() {
        assertThat(sent).isEmpty();
    }

    // --- connections

    Settings settings() {
        return new Settings(tcp.parameters());
    }

    Listener listen(Settings settings, int backlog) throws NetworkException {
        PortBinding binding = new PortBinding(null);
        binding.address(IpAddress.ANY4);
        assertThat(tcp.ports().bind(binding, PORT)).isNull();
        return tcp.listen(settings, binding, 2, backlog);
    }

    Connection begin(Settings settings) throws NetworkException {
        Flow flow = new Flow(Tcp.PROTOCOL);
        flow.destination(PEER);
        PortBinding binding = new PortBinding(null);
        Connection c = tcp.connect(settings, flow, binding, peerPort);
        ownPort = binding.number();
        return c;
    }

    /** An active open whose SYN is answered at once; the peer has no window scaling. */
    Connection connect(Settings settings, boolean sack, boolean withTimestamps) throws NetworkException {
        Connection c = begin(settings);
        next();
        timestamps = withTimestamps;
        segment(Tcp.SYN | Tcp.ACK, 0, 1).options(1460, -1, sack, withTimestamps).send();
        next(Tcp.ACK, 1, 1, 0);
        assertThat(c.phase()).isEqualTo(TcpState.ESTABLISHED);
        return c;
    }

    /** As {@link #connect}, with SACK and without timestamps. */
    Connection connect() throws NetworkException {
        return connect(settings(), true, false);
    }

    static void write(Connection c, int bytes) {
        int left = bytes;
        while (left > 0) {
            ByteBuffer part = c.sendBuffer(left);
            assertThat(part.remaining()).isPositive();
            int count = Math.min(left, part.remaining());
            c.sender.ring().commit(count);
            left -= count;
        }
        c.push(false);
    }

    static int read(Connection c) {
        int sum = 0;
        for (ByteBuffer part = c.incoming(); part.hasRemaining(); part = c.incoming()) {
            int count = part.remaining();
            sum += count;
            c.taken(count);
        }
        return sum;
    }
}
