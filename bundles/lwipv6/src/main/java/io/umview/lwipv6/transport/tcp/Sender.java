package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.ByteRing;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.Tcp;

/** What a connection sends: the stream, and when which part of it goes out (RFC 9293, section 3.8; RFC 1122, section 4.2.3.4). */
final class Sender {
    /** Payload of the largest packet that is left to the link to segment, within the 64 KiB of IPv4. */
    private static final int LARGEST_BURST = 65535 - 20 - Tcp.LARGEST_HEADER;

    private final ControlBlock c;
    private final ByteRing ring;
    final Scoreboard board = new Scoreboard();
    final RttEstimator rtt = new RttEstimator();
    final CongestionWindow window = new CongestionWindow();
    final Recovery recovery;
    final RetransmissionTimer timer;

    private int initial;
    private int una;
    private int nxt;

    /** SND.WND, scaled, and what it was at most. */
    private int peerWindow;

    private int largestWindow;

    /** SND.WL1 and SND.WL2. */
    private int windowSeq;

    private int windowAck;

    /** SND.UP; there is urgent data if it is behind {@link #una}. */
    private int urgent;

    /** The sequence number of the first byte in the ring. */
    private int ringStart;

    private boolean finQueued;

    /** The sequence number behind the last segment that was not full (J. Minshall's addition to RFC 896). */
    private int smallEnd;

    /** The congestion window, not the program or the peer, is what limits sending. */
    private boolean limited;

    private int mostOutstanding;
    private int limitedUntil;
    long lastSent;
    long bytesSent;
    long bytesAcked;
    long bytesRetransmitted;
    int totalRetransmits;
    int dataSegments;
    private boolean reducedSignal;

    Sender(ControlBlock c, int initialSequence) {
        this.c = c;
        ring = new ByteRing(c.settings.sendBuffer, c.layer.memory());
        recovery = new Recovery(c, this);
        timer = new RetransmissionTimer(c, this);
        start(initialSequence);
    }

    private void start(int initialSequence) {
        initial = initialSequence;
        una = initialSequence;
        nxt = initialSequence;
        ringStart = initialSequence + 1;
        smallEnd = initialSequence;
        urgent = initialSequence;
        limitedUntil = initialSequence;
        board.reset(initialSequence + 1);
    }

    int initial() {
        return initial;
    }

    int una() {
        return una;
    }

    int nxt() {
        return nxt;
    }

    ByteRing ring() {
        return ring;
    }

    int peerWindow() {
        return peerWindow;
    }

    int largestWindow() {
        return largestWindow;
    }

    int windowSeq() {
        return windowSeq;
    }

    /** The SYN occupies a sequence number from now on. */
    void synSent() {
        nxt = initial + 1;
    }

    /** The SYN is acknowledged. */
    void synAcknowledged() {
        una = initial + 1;
        windowAck = una;
    }

    /** Bytes that are sent and not acknowledged, FIN included. */
    int outstanding() {
        return nxt - una;
    }

    /** Bytes that were never sent. */
    int unsent() {
        return Math.max(0, streamEnd() - nxt);
    }

    /** Whether anything is left that the peer has not acknowledged. */
    boolean drained() {
        return ring.size() == 0 && una == nxt && (!finQueued || finAcknowledged());
    }

    /** Whether there is anything that might go out now. */
    boolean hasWork() {
        return board.pendingBytes() > 0 || ring.size() > nxt - ringStart || finQueued && !finSent();
    }

    private int streamEnd() {
        return ringStart + ring.size();
    }

    boolean finQueued() {
        return finQueued;
    }

    /** The program sends no more. */
    void queueFin() {
        finQueued = true;
    }

    boolean finSent() {
        return finQueued && nxt == streamEnd() + 1;
    }

    boolean finAcknowledged() {
        return finSent() && una == nxt;
    }

    /** What was put into the ring ends with an urgent byte. */
    void urgentByte() {
        urgent = streamEnd();
    }

    /** RFC 9293, section 3.10.7.4, fifth: the window of an acceptable segment, scaled. */
    boolean updateWindow(int seq, int ack, int bytes) {
        if (!Sequence.after(ack, una)
                && !Sequence.after(seq, windowSeq)
                && !(seq == windowSeq && (bytes > peerWindow || peerWindow == 0))) {
            return false;
        }
        windowSeq = seq;
        windowAck = ack;
        boolean changed = bytes != peerWindow;
        peerWindow = bytes;
        largestWindow = Math.max(largestWindow, bytes);
        return changed;
    }

    /** The window of a handshake's segment. */
    void initWindow(int seq, int bytes) {
        windowSeq = seq;
        peerWindow = bytes;
        largestWindow = bytes;
    }

    /** Everything before {@code ack} has arrived. */
    int acknowledge(int ack, long now, AckSample sample) {
        int bytes = ack - una;
        board.acknowledge(ack, now, recovery.rack, sample);
        una = ack;
        int data = Math.min(ring.size(), ack - ringStart);
        if (data > 0) {
            ring.drop(data);
            ringStart += data;
            bytesAcked += data;
            if (ring.size() == 0) {
                ring.shrink();
                board.trim();
            }
        }
        if (Sequence.before(urgent, una)) {
            urgent = una;
        }
        if (Sequence.before(smallEnd, una)) {
            smallEnd = una;
        }
        return bytes;
    }

    /** Whether the congestion window is what limits: only then it may grow (RFC 7661; is_cwnd_limited of Linux). */
    boolean limitedByWindow() {
        return limited || window.slowStart() && window.size() < 2L * mostOutstanding;
    }

    /**
     * Sends what may be sent: first what is lost, then what is new.
     *
     * @param more the program is about to send more (MSG_MORE)
     * @return whether anything was sent
     */
    boolean output(long now, boolean more) {
        c.checkPath();
        Frto frto = recovery.frto;
        boolean any = frto.lets() && retransmitLost(now);
        if (c.state.sends() || finQueued) {
            any |= sendNew(now, more);
        }
        if (frto.wantsNew()) {
            frto.newSent(any);
            any = any || retransmitLost(now);
        }
        if (any) {
            timer.sent(now);
        } else {
            timer.nothingSent(now);
        }
        return any;
    }

    private boolean retransmitLost(long now) {
        boolean any = false;
        int record = board.nextLost();
        while (record >= 0) {
            int room = window.size() - recovery.inFlight();
            int length = board.length(record);
            if (room < Math.min(length, mss()) || !retransmit(record, Math.max(mss(), room), now)) {
                break;
            }
            any = true;
            record = board.nextLost();
        }
        return any;
    }

    /** Sends a record, or so much of it as there is room for, again. */
    boolean retransmit(int record, int room, long now) {
        int start = board.start(record);
        int end = board.end(record);
        if (start != una && !Sequence.before(start, una + peerWindow)) {
            // The peer has shrunk its window.
            return false;
        }
        int mss = mss();
        int limit = Math.min(end - start, Math.max(mss, Math.min(room, burst())));
        if (limit < end - start) {
            limit = Math.max(mss, limit - limit % mss);
            board.split(record, start + limit);
            end = start + limit;
        }
        boolean fin = finSent() && end == nxt;
        int length = end - start - (fin ? 1 : 0);
        int flags = Tcp.ACK | (fin ? Tcp.FIN : 0) | (end == nxt || fin ? Tcp.PSH : 0);
        if (length == 0) {
            flags &= ~Tcp.PSH;
        }
        recovery.retransmitted(end - start, now);
        board.retransmit(record, now);
        int segments = Math.max(1, (length + mss - 1) / mss);
        c.layer.statistics().retransSegs += segments;
        totalRetransmits += segments;
        bytesRetransmitted += length;
        transmit(start, flags, length, now, false);
        return true;
    }

    private boolean sendNew(long now, boolean more) {
        boolean any = false;
        boolean windowLimited = false;
        afterIdle(now);
        while (true) {
            int unsent = unsent();
            boolean fin = finQueued && !finSent();
            if (unsent == 0 && !fin) {
                break;
            }
            int usable = una + peerWindow - nxt;
            int room = window.size() - recovery.inFlight();
            int size = sizeToSend(unsent, usable, room, more);
            if (size < 0) {
                windowLimited = room < Math.min(unsent, mss());
                break;
            }
            boolean last = size == unsent;
            boolean withFin = fin && last && usable > size;
            if (size == 0 && !withFin) {
                break;
            }
            sendRun(size, withFin, last, now);
            any = true;
        }
        noteLimit(windowLimited);
        return any;
    }

    /** How many bytes go out now; -1 if nothing, 0 if only a FIN. */
    private int sizeToSend(int unsent, int usable, int room, boolean more) {
        int mss = mss();
        if (unsent == 0) {
            return usable > 0 ? 0 : -1;
        }
        int limit = Math.min(usable, room);
        if (limit >= unsent) {
            int tail = unsent % mss;
            return tail > 0 && holdBack(tail, more) ? (unsent == tail ? -1 : unsent - tail) : unsent;
        }
        if (limit >= mss) {
            return limit - limit % mss;
        }
        // Silly window avoidance, RFC 1122, section 4.2.3.4: less than a segment only if it is much of what the peer
        // has.
        boolean fair = usable > 0 && usable <= room && usable >= largestWindow / 2 && usable < unsent;
        return fair && outstanding() == 0 ? usable : -1;
    }

    /** Nagle's algorithm (RFC 896) as Linux has it: a small segment waits while another small one is under way. */
    private boolean holdBack(int tail, boolean more) {
        if (finQueued || Sequence.after(urgent, nxt)) {
            return false;
        }
        if (c.settings.cork || more) {
            return true;
        }
        return !c.settings.noDelay && Sequence.after(smallEnd, una) && outstanding() > 0;
    }

    /** Sends {@code size} new bytes in as few packets as may be. */
    private void sendRun(int size, boolean fin, boolean last, long now) {
        int left = size;
        int mss = mss();
        int burst = burst();
        do {
            int length = Math.min(left, burst);
            left -= length;
            boolean end = left == 0;
            int flags = Tcp.ACK;
            int start = nxt;
            nxt += length;
            if (end && fin) {
                flags |= Tcp.FIN;
                nxt++;
            }
            if (end && last && length > 0) {
                flags |= Tcp.PSH;
            }
            if (length % mss != 0) {
                smallEnd = nxt;
            }
            board.sent(nxt, now);
            recovery.sentNew(nxt - start);
            bytesSent += length;
            int segments = Math.max(1, (length + mss - 1) / mss);
            dataSegments += segments;
            c.layer.statistics().origDataSent += segments;
            transmit(start, flags, length, now, true);
        } while (left > 0);
    }

    private void transmit(int start, int flags, int length, long now, boolean fresh) {
        int urgentPointer = 0;
        int marks = flags;
        if (Sequence.after(urgent, start) && urgent - start <= 0xffff) {
            // As Linux and BSD: the pointer points behind the urgent byte.
            marks |= Tcp.URG;
            urgentPointer = urgent - start;
        }
        if (c.ecn && fresh && length > 0) {
            marks |= reducedSignal ? Tcp.CWR : 0;
            reducedSignal = false;
        }
        if (c.receiver.echoCongestion()) {
            marks |= Tcp.ECE;
        }
        c.flow.trafficClass(c.settings.trafficClass | (c.ecn && fresh && length > 0 ? 2 : 0));
        int advertised = c.receiver.windowToSend();
        lastSent = now;
        NetworkError error =
                c.layer.writer().send(c, start, marks, start - ringStart, length, mss(), urgentPointer, advertised);
        c.receiver.acknowledged(length > 0, now);
        if (error != null) {
            c.sendFailed(error);
        }
    }

    /** The peer is told that the congestion window was reduced (RFC 3168, section 6.1.2). */
    void signalReduction() {
        reducedSignal = true;
    }

    /** RFC 5681, section 4.1, as RFC 2861 has it: a halving for each timeout that nothing was sent. */
    private void afterIdle(long now) {
        if (outstanding() != 0 || lastSent == 0 || unsent() == 0) {
            return;
        }
        long idle = now - lastSent;
        if (idle > rtt.base()) {
            recovery.idle(idle);
            lastSent = now;
            if (c.layer.parameters().slowStartAfterIdle) {
                int restart = Math.min(CongestionWindow.INITIAL_SEGMENTS * mss(), window.size());
                window.threshold(Math.max(window.threshold(), window.size() / 4 * 3));
                int size = window.size();
                for (long left = idle; left > rtt.base() && size > restart; left -= rtt.base()) {
                    size /= 2;
                }
                window.size(Math.max(size, restart));
            }
        }
    }

    private void noteLimit(boolean windowLimited) {
        int out = outstanding();
        if (!Sequence.before(una, limitedUntil) || windowLimited || !limited && out > mostOutstanding) {
            limited = windowLimited;
            mostOutstanding = out;
            limitedUntil = nxt;
        }
    }

    /** Bytes of one packet. */
    private int burst() {
        int mss = mss();
        boolean segmented =
                c.isV4() ? c.flow.offload().tcp4() : c.flow.offload().tcp6();
        return segmented && mss < LARGEST_BURST ? LARGEST_BURST - LARGEST_BURST % mss : mss;
    }

    private int mss() {
        return window.mss();
    }

    /**
     * Tail loss probe (RFC 8985, section 7.3): something new if the window lets it through, else the last segment again.
     *
     * @return whether it was something that had been sent already
     */
    boolean sendTail(long now) {
        int size = Math.min(unsent(), mss());
        if (size > 0 && una + peerWindow - nxt >= size) {
            sendRun(size, false, size == unsent(), now);
            return false;
        }
        int last = board.size() - 1;
        int length = board.length(last);
        if (length > mss()) {
            board.split(last, board.end(last) - mss());
            last++;
        }
        retransmit(last, mss(), now);
        return true;
    }

    /**
     * A probe of a closed window (RFC 9293, section 3.8.6.1): a part of what waits if the window lets any through, else what is
     * acknowledged already, as Linux does it.
     *
     * @return whether data was sent, so that retransmission takes over
     */
    boolean probe(long now) {
        int usable = una + peerWindow - nxt;
        boolean fin = finQueued && !finSent();
        if (usable > 0 && (unsent() > 0 || fin)) {
            int size = Math.min(Math.min(usable, unsent()), mss());
            sendRun(size, fin && size == unsent() && usable > size, size == unsent(), now);
            return true;
        }
        c.layer.statistics().winProbe++;
        probeAcknowledged(now);
        return false;
    }

    /** A segment that makes the peer answer: without payload, and one before what it expects. */
    void probeAcknowledged(long now) {
        int advertised = c.receiver.windowToSend();
        c.flow.trafficClass(c.settings.trafficClass);
        NetworkError error = c.layer.writer().send(c, una - 1, Tcp.ACK, 0, 0, mss(), 0, advertised);
        c.receiver.acknowledged(false, now);
        if (error != null) {
            c.sendFailed(error);
        }
    }

    /** A segment without payload. */
    void sendAck(long now) {
        int advertised = c.receiver.windowToSend();
        c.flow.trafficClass(c.settings.trafficClass);
        int flags = Tcp.ACK | (c.receiver.echoCongestion() ? Tcp.ECE : 0);
        NetworkError error = c.layer.writer().send(c, nxt, flags, 0, 0, mss(), 0, advertised);
        c.receiver.acknowledged(false, now);
        if (error != null) {
            c.sendFailed(error);
        }
    }

    /** Segments have at most so much payload from now on; what is larger and under way is lost (RFC 1191, section 6.5). */
    void segmentSize(int bytes, boolean pathShrank) {
        boolean smaller = bytes < window.mss();
        window.mss(bytes);
        if (smaller && pathShrank) {
            for (int i = 0; i < board.size(); i++) {
                if (board.length(i) > bytes && !board.is(i, Scoreboard.SACKED)) {
                    board.lose(i);
                }
            }
        }
    }

    /** Nothing goes out any more. */
    void stop() {
        timer.stop();
        if (ring.size() > 0) {
            ring.drop(ring.size());
        }
        ring.shrink();
        board.reset(nxt);
        board.trim();
    }
}
