package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.ByteRing;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import java.nio.ByteBuffer;

/** What a connection receives: the stream, the window, and what is acknowledged (RFC 9293, section 3.10.7.4, sixth to eighth). */
final class Receiver {
    private static final int LARGEST_WINDOW = 65535;
    private static final long TIMESTAMP_AGE = 24L * 86400 * 1_000_000;
    private static final int SMALLEST_SEGMENT = 536;

    private final ControlBlock c;
    private final ByteRing ring;
    private final Assembler assembler = new Assembler();
    final UrgentData urgent = new UrgentData();
    final Acknowledger acknowledger;
    final ReceiveTuning tuning;

    private int initial;
    private int next;

    /** What was acknowledged last, and the window that went with it. */
    private int acknowledged;

    private int window;

    /** Our shift. */
    private int scale;

    /** The sequence number of the first byte that the program has not taken. */
    private int copied;

    /** FIN has come in, maybe behind a gap. */
    private boolean finKnown;

    private int finAt;
    private boolean finished;

    /** TS.Recent (RFC 7323, section 4.3), and when it was set. */
    private int recent;

    private long recentSince;
    private boolean recentKnown;

    /** The peer is to be told that a router marked a packet, until it says that it knows. */
    private boolean congested;

    /** What the largest segments of the peer have. */
    private int segmentSize = SMALLEST_SEGMENT;

    long bytesReceived;

    Receiver(ControlBlock c) {
        this.c = c;
        ring = new ByteRing(space(c.settings), c.layer.memory());
        acknowledger = new Acknowledger(c);
        tuning = new ReceiveTuning(c, ring);
    }

    /** The part of a buffer of SO_RCVBUF that is payload; the rest stands for Linux's overhead. */
    static int space(Settings settings) {
        int bytes = Math.max(1, settings.receiveBuffer / 2);
        return settings.windowClamp > 0 ? Math.min(bytes, settings.windowClamp) : bytes;
    }

    /** The shift that a connection asks for (tcp_select_initial_window). */
    static int scaleFor(Settings settings, TcpParameters parameters) {
        int most = Math.max(Math.max(settings.receiveBuffer, parameters.rmemMax), parameters.socketReceiveMax);
        if (settings.windowClamp > 0) {
            most = Math.min(most, settings.windowClamp);
        }
        int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, most));
        return Math.max(0, Math.min(TcpOptions.LARGEST_SHIFT, bits - 15));
    }

    /** The window of a SYN, which is not scaled. */
    static int initialWindow(Settings settings) {
        return Math.min(LARGEST_WINDOW, space(settings));
    }

    /** The peer's SYN is known. */
    void start(int peerInitial, int shift) {
        initial = peerInitial;
        next = peerInitial + 1;
        acknowledged = next;
        copied = next;
        scale = shift;
        window = Math.min(initialWindow(c.settings), LARGEST_WINDOW);
    }

    int initial() {
        return initial;
    }

    int next() {
        return next;
    }

    int acknowledged() {
        return acknowledged;
    }

    int scale() {
        return scale;
    }

    ByteRing ring() {
        return ring;
    }

    int segmentSize() {
        return segmentSize;
    }

    /** The window that the peer knows of, from {@link #next} on. */
    int window() {
        return Math.max(0, acknowledged + window - next);
    }

    int unacknowledged() {
        return next - acknowledged;
    }

    /** Whether more than a segment is not acknowledged, or so much of the window that no more than a segment may follow. */
    boolean muchUnacknowledged() {
        return unacknowledged() > Math.min(segmentSize, ring.limit() / 2);
    }

    /** Bytes that the program may take. */
    int unread() {
        return ring.size();
    }

    int copied() {
        return copied;
    }

    boolean missing() {
        return !assembler.isEmpty();
    }

    /** Whether the peer's FIN has been reached. */
    boolean finished() {
        return finished;
    }

    /** Whether a segment lies within what may come, at least in part (RFC 9293, section 3.10.7.4, first). */
    boolean acceptable(int seq, int end) {
        return !Sequence.before(end, acknowledged) && !Sequence.after(seq, next + window());
    }

    boolean echoCongestion() {
        return congested;
    }

    /** What a segment says of ECN. */
    void congestion(Segment segment) {
        if (segment.has(Tcp.CWR)) {
            congested = false;
        }
        if (segment.congestionExperienced()) {
            congested = true;
            acknowledger.atOnce();
        }
    }

    int recentTimestamp() {
        return recent;
    }

    boolean recentKnown() {
        return recentKnown;
    }

    long recentSince() {
        return recentSince;
    }

    /** RFC 7323, section 5.3, R1: whether a segment is from before. */
    boolean tooOld(int value, long now) {
        return recentKnown && value - recent < 0 && now - recentSince < TIMESTAMP_AGE;
    }

    /** RFC 7323, section 4.3. */
    void noteTimestamp(int seq, int value, long now) {
        if (!Sequence.after(seq, acknowledged) && (!recentKnown || value - recent >= 0 || tooLongAgo(now))) {
            recent = value;
            recentSince = now;
            recentKnown = true;
        }
    }

    private boolean tooLongAgo(long now) {
        return now - recentSince >= TIMESTAMP_AGE;
    }

    /** Takes what is new in a segment. */
    void accept(Packet packet, Segment segment, long now) {
        int end = segment.seq + segment.length;
        boolean fin = segment.has(Tcp.FIN);
        int size = packet.segmentSize() > 0 ? Math.min(packet.segmentSize(), segment.length) : segment.length;
        if (size > segmentSize) {
            segmentSize = Math.min(size, Math.max(SMALLEST_SEGMENT, c.advertisedMss));
        }
        if (Sequence.before(segment.seq, next)) {
            if (!Sequence.after(segment.end(), next) && segment.span() > 0) {
                reportDuplicate(segment.seq, segment.end());
                return;
            }
            if (segment.length > 0) {
                reportDuplicate(segment.seq, Sequence.min(next, end));
                segment.trimFront(Math.min(segment.length, next - segment.seq));
            }
        }
        if (finKnown && Sequence.after(segment.seq + segment.length, finAt)) {
            // Nothing follows a FIN.
            segment.truncate(Math.max(0, Math.min(segment.length, finAt - segment.seq)));
            fin = false;
        }
        int room = next + window() - segment.seq;
        if (segment.length > Math.max(0, room)) {
            acknowledger.atOnce();
            if (room <= 0) {
                c.layer.statistics().zeroWindowDrop++;
                return;
            }
            segment.truncate(room);
            fin = false;
        }
        if (fin && !finKnown) {
            finKnown = true;
            finAt = segment.seq + segment.length;
        }
        if (segment.seq == next) {
            inOrder(packet, segment, now);
        } else {
            outOfOrder(packet, segment);
        }
    }

    /** Something has come in twice. */
    void reportDuplicate(int start, int end) {
        acknowledger.quickly();
        if (c.sack && c.layer.parameters().dsack && Sequence.before(start, end)) {
            c.layer.statistics().dsackOldSent++;
            assembler.duplicate(start, end);
        }
    }

    /** The payload of a segment follows what is there. */
    void inOrder(Packet packet, Segment segment, long now) {
        int length = segment.length;
        if (length > 0) {
            ring.put(ring.size(), packet, segment.offset, length);
            ring.commit(length);
            next += length;
            bytesReceived += length;
            if (!assembler.isEmpty()) {
                fillGap();
            }
            tuning.received(next, window, now);
            acknowledger.dataArrived(length >= segmentSize, segment.has(Tcp.PSH), now, c.sender.rtt.base());
            c.readable();
        }
        if (finKnown && next == finAt && !finished) {
            finished = true;
            next++;
            acknowledger.atOnce();
            c.finReceived(now);
        }
    }

    private void fillGap() {
        int upTo = assembler.advance(next);
        int more = upTo - next;
        if (more > 0) {
            ring.commit(more);
            next = upTo;
            bytesReceived += more;
        }
        acknowledger.atOnce();
    }

    private void outOfOrder(Packet packet, Segment segment) {
        acknowledger.quickly();
        if (segment.length == 0) {
            return;
        }
        int start = segment.seq;
        c.layer.statistics().ofoQueue++;
        if (assembler.add(start, start + segment.length)) {
            ring.put(ring.size() + (start - next), packet, segment.offset, segment.length);
        } else {
            c.layer.statistics().ofoDrop++;
        }
    }

    int blocksToSend() {
        return c.sack ? assembler.blocks() : 0;
    }

    void emitBlocks(Packet packet, int offset, int blocks) {
        assembler.emit(packet, offset, blocks);
    }

    /** What the window is to be now; never less than the peer was told already. */
    private int select() {
        int limit = ring.limit();
        int free = ring.space();
        // RFC 1122, section 4.2.3.3: no silly window.
        if (free < Math.min(limit / 2, segmentSize)) {
            free = 0;
        }
        free = Math.min(free, LARGEST_WINDOW << scale);
        return Math.max(free, window());
    }

    /** Whether the window need not shrink by what has come in. */
    boolean windowMayStay() {
        return select() >= window;
    }

    /** Advertises the window, as it goes into the header. */
    int windowToSend() {
        int before = window;
        int bytes = select();
        int promised = window();
        int field = bytes >>> scale;
        if (field << scale < promised) {
            field = promised + (1 << scale) - 1 >>> scale;
        }
        field = Math.min(field, LARGEST_WINDOW);
        acknowledged = next;
        window = field << scale;
        if (window == 0 && before > 0) {
            c.layer.statistics().toZeroWindow++;
        } else if (window > 0 && before == 0) {
            c.layer.statistics().fromZeroWindow++;
        }
        return field;
    }

    /** A segment has gone out that acknowledges what is there. */
    void acknowledged(boolean withData, long now) {
        acknowledger.sent(withData, now);
    }

    /** What may be read in one piece; it ends at an urgent mark. */
    ByteBuffer readable() {
        if (urgent.pending() && ring.size() > 0) {
            int distance = urgent.distance(copied);
            if (distance == 0 && !c.settings.outOfBandInline) {
                skip();
                distance = urgent.distance(copied);
            }
            if (distance > 0 && distance < ring.size()) {
                ByteBuffer part = ring.readable();
                return part.remaining() > distance ? part.limit(part.position() + distance) : part;
            }
        }
        return ring.readable();
    }

    private void skip() {
        ring.drop(1);
        copied++;
        urgent.read(copied);
    }

    /** Whether the next byte is the urgent one (SIOCATMARK). */
    boolean atMark() {
        return urgent.pending() && urgent.distance(copied) == 0;
    }

    /** Bytes up to the urgent mark, or all (SIOCINQ). */
    int inQueue() {
        int distance = urgent.distance(copied);
        return c.settings.outOfBandInline || distance < 0 || distance >= ring.size() ? ring.size() : distance;
    }

    /** The program has taken bytes. */
    void taken(int bytes, long now) {
        ring.drop(bytes);
        copied += bytes;
        urgent.read(copied);
        if (ring.size() == 0 && assembler.isEmpty()) {
            ring.shrink();
        }
        tuning.taken(bytes, now);
        if (!c.state.receives()) {
            return;
        }
        acknowledger.read(now);
        // Only a window that has grown much is worth a segment (tcp_cleanup_rbuf).
        int current = window();
        if (2 * current <= ring.limit()) {
            int possible = select();
            if (possible > 0 && possible >= 2 * current) {
                c.sender.sendAck(now);
            }
        }
    }

    /** SO_RCVBUF or TCP_WINDOW_CLAMP has changed. */
    void resize() {
        ring.limit(space(c.settings));
    }

    /** Nothing comes in any more; what is there may still be read. */
    void stop() {
        acknowledger.stop();
        assembler.clear();
        if (ring.size() == 0) {
            ring.shrink();
        }
    }

    /** Nobody will read what is there. */
    void discard() {
        ring.drop(ring.size());
        stop();
    }
}
