package io.umview.lwipv6.fuzz;

import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Tcp;
import java.nio.ByteBuffer;

/** What TCP of the stack expects next, so that a script need not know its sequence numbers. */
final class RelativeNumbers {
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGMENT = 8;
    private static final int OFFSET = 12;
    private static final int FLAGS = 13;

    private int next;
    private int expected;

    /** The stack has sent a frame, whose network header is at {@code network}. */
    void sent(byte[] frame, int network) {
        int tcp = tcp(frame, network);
        if (tcp < 0) {
            return;
        }
        ByteBuffer segment = ByteBuffer.wrap(frame, tcp, frame.length - tcp).slice();
        int flags = segment.get(FLAGS);
        int payload = segment.limit() - (segment.get(OFFSET) >> 4 & 15) * 4;
        int ends = (flags & Tcp.SYN) != 0 || (flags & Tcp.FIN) != 0 ? 1 : 0;
        next = segment.getInt(SEQUENCE) + payload + ends;
        if ((flags & Tcp.ACK) != 0) {
            expected = segment.getInt(ACKNOWLEDGMENT);
        }
    }

    /** Adds to the numbers of a segment what the stack expects: 0 and 0 are the right ones. */
    void addTo(byte[] frame, int network) {
        int tcp = tcp(frame, network);
        if (tcp >= 0) {
            ByteBuffer segment = ByteBuffer.wrap(frame, tcp, frame.length - tcp).slice();
            segment.putInt(SEQUENCE, segment.getInt(SEQUENCE) + expected);
            segment.putInt(ACKNOWLEDGMENT, segment.getInt(ACKNOWLEDGMENT) + next);
        }
    }

    /** Where the header of TCP is, or -1. */
    private static int tcp(byte[] frame, int network) {
        int header = -1;
        if (frame.length >= network + 20 && frame[network] >> 4 == 4 && frame[network + 9] == IpProtocol.TCP) {
            header = network + (frame[network] & 15) * 4;
        } else if (frame.length >= network + 40 && frame[network] >> 4 == 6 && frame[network + 6] == IpProtocol.TCP) {
            header = network + 40;
        }
        return frame.length >= header + Tcp.HEADER ? header : -1;
    }
}
