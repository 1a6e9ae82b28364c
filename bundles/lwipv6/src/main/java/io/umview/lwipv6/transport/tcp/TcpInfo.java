package io.umview.lwipv6.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What TCP_INFO gives: struct tcp_info of linux/tcp.h (Linux 6.7), native byte order. */
final class TcpInfo {
    private static final int LENGTH = 248;
    private static final int TIMESTAMPS = 1;
    private static final int SACK = 2;
    private static final int SCALE = 4;
    private static final int ECN = 8;
    private static final long MILLI = 1000;
    private static final int REORDERING = 3;

    private TcpInfo() {}

    static byte[] of(ControlBlock c) {
        Sender sender = c.sender;
        Receiver receiver = c.receiver;
        RttEstimator rtt = sender.rtt;
        Scoreboard board = sender.board;
        CongestionWindow window = sender.window;
        int mss = window.mss();
        long now = c.layer.now();
        ByteBuffer info = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());
        info.put((byte) c.state.number());
        info.put((byte) sender.recovery.number());
        info.put((byte) sender.timer.retransmits());
        info.put((byte) sender.timer.probes());
        info.put((byte) rtt.backoff());
        info.put((byte) options(c));
        info.put((byte) (c.peerScale | receiver.scale() << 4));
        info.put((byte) 0);
        info.putInt((int) rtt.timeout());
        info.putInt((int) receiver.acknowledger.ato());
        info.putInt(mss);
        info.putInt(receiver.segmentSize());
        info.putInt(segments(sender.outstanding(), mss));
        info.putInt(segments(board.sackedBytes(), mss));
        info.putInt(segments(board.lostBytes(), mss));
        info.putInt(segments(board.retransmittedBytes(), mss));
        info.putInt(0);
        info.putInt(since(sender.lastSent, now));
        info.putInt(0);
        info.putInt(since(receiver.acknowledger.lastData(), now));
        info.putInt(since(c.lastReceived, now));
        info.putInt(c.flow.mtu());
        info.putInt(receiver.ring().limit());
        info.putInt((int) rtt.smoothed());
        info.putInt((int) rtt.variance());
        info.putInt(window.threshold() == CongestionWindow.INFINITE ? Integer.MAX_VALUE : window.threshold() / mss);
        info.putInt(window.segments());
        info.putInt(c.advertisedMss);
        info.putInt(REORDERING);
        info.putInt((int) receiver.tuning.roundTrip());
        info.putInt(receiver.tuning.space());
        info.putInt(sender.totalRetransmits);
        info.putLong(-1);
        info.putLong(-1);
        info.putLong(sender.bytesAcked);
        info.putLong(receiver.bytesReceived);
        info.putInt((int) c.segmentsSent);
        info.putInt((int) c.segmentsReceived);
        info.putInt(sender.unsent());
        info.putInt((int) rtt.minimum());
        info.putInt((int) c.dataSegmentsReceived);
        info.putInt(sender.dataSegments);
        info.putLong(rtt.smoothed() == 0 ? 0 : window.size() * 1_000_000L / rtt.smoothed());
        info.putLong(0);
        info.putLong(0);
        info.putLong(0);
        info.putInt(segments((int) sender.bytesAcked, mss));
        info.putInt(0);
        info.putLong(sender.bytesSent + sender.bytesRetransmitted);
        info.putLong(sender.bytesRetransmitted);
        info.putInt(0);
        info.putInt(sender.recovery.rack.reorderingSeen() ? 1 : 0);
        info.putInt(0);
        info.putInt(sender.peerWindow());
        info.putInt(receiver.window());
        return info.array();
    }

    private static int options(ControlBlock c) {
        return (c.timestamps ? TIMESTAMPS : 0)
                | (c.sack ? SACK : 0)
                | (c.handshake.scaling() ? SCALE : 0)
                | (c.ecn ? ECN : 0);
    }

    private static int segments(int bytes, int mss) {
        return (bytes + mss - 1) / mss;
    }

    private static int since(long time, long now) {
        return time == 0 ? 0 : (int) ((now - time) / MILLI);
    }
}
