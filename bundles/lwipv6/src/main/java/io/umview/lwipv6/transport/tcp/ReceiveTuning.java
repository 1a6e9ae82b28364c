package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.ByteRing;

/** Grows the receive window with what the program takes in a round trip (dynamic right-sizing, as in Linux's tcp_rcv_space_adjust). */
final class ReceiveTuning {
    private static final int SEGMENTS_MORE = 16;
    private static final long UNKNOWN = 0;

    private final ControlBlock c;
    private final ByteRing ring;
    private long copied;
    private int space;
    private long since;

    /** Round-trip time as the receiver sees it, in microseconds. */
    private long roundTrip = UNKNOWN;

    private int windowEnd;
    private long windowSince;

    ReceiveTuning(ControlBlock c, ByteRing ring) {
        this.c = c;
        this.ring = ring;
        space = Math.min(ring.limit(), CongestionWindow.INITIAL_SEGMENTS * 1460);
    }

    long roundTrip() {
        return roundTrip;
    }

    int space() {
        return space;
    }

    /** Data has come in that echoes a timestamp of so many microseconds ago. */
    void echoed(long micros) {
        long measured = Math.max(1000, micros);
        roundTrip = roundTrip == UNKNOWN ? measured : Math.min(roundTrip - roundTrip / 8 + measured / 8, measured * 8);
    }

    /** Without timestamps: the time that a window takes is no less than a round trip. */
    void received(int next, int window, long now) {
        if (windowSince == 0 || !Sequence.before(next, windowEnd)) {
            if (windowSince != 0 && !c.timestamps) {
                long measured = Math.max(1, now - windowSince);
                roundTrip = roundTrip == UNKNOWN ? measured : Math.min(roundTrip, measured);
            }
            windowEnd = next + window;
            windowSince = now;
        }
    }

    /** The program has taken bytes. */
    void taken(int bytes, long now) {
        copied += bytes;
        if (since == 0) {
            since = now;
            return;
        }
        if (roundTrip == UNKNOWN || now - since < roundTrip) {
            return;
        }
        if (copied > space) {
            grow();
            space = (int) Math.min(copied, Integer.MAX_VALUE / 4);
        }
        copied = 0;
        since = now;
    }

    private void grow() {
        if (c.settings.receiveBufferLocked) {
            return;
        }
        long wanted = 2 * copied + SEGMENTS_MORE * (long) c.receiver.segmentSize();
        wanted += wanted * (copied - space) / space * 2;
        int most = c.layer.parameters().rmemMax / 2;
        int limit = (int) Math.min(most, wanted);
        if (c.settings.windowClamp > 0) {
            limit = Math.min(limit, c.settings.windowClamp);
        }
        if (limit > ring.limit()) {
            ring.limit(limit);
            c.settings.receiveBuffer = limit * 2;
            c.tuned();
        }
    }
}
