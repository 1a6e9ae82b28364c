package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;

/**
 * The urgent byte of what is received (RFC 9293, section 3.8.5; RFC 6093). As in Linux there is one, it is the one before where the
 * pointer points, and it is taken out of the stream unless SO_OOBINLINE is set.
 */
final class UrgentData {
    private enum State {
        NONE,
        ANNOUNCED,
        THERE,
        TAKEN
    }

    private State state = State.NONE;
    private int sequence;
    private int value;

    /** A segment announces urgent data. */
    void announced(int pointerSequence, int copied, int next) {
        int at = pointerSequence - 1;
        if (Sequence.after(copied, at) || Sequence.after(next, at)) {
            return;
        }
        if (state != State.NONE && !Sequence.after(at, sequence)) {
            return;
        }
        state = State.ANNOUNCED;
        sequence = at;
    }

    /** Takes the byte if it is in a segment. */
    boolean look(Packet packet, Segment segment) {
        int at = sequence - segment.seq;
        if (state != State.ANNOUNCED || at < 0 || at >= segment.length) {
            return false;
        }
        value = packet.get8(segment.offset + at);
        state = State.THERE;
        return true;
    }

    boolean pending() {
        return state != State.NONE;
    }

    /** Whether the byte is there and was not asked for (POLLPRI). */
    boolean there() {
        return state == State.THERE;
    }

    /** The byte, or -1: announced only, or taken already, or none. */
    int take() {
        if (state != State.THERE) {
            return -1;
        }
        state = State.TAKEN;
        return value;
    }

    /** The byte, or -1. */
    int peek() {
        return state == State.THERE ? value : -1;
    }

    /** Whether recv(2) with MSG_OOB is to fail with EAGAIN, not EINVAL. */
    boolean announcedOnly() {
        return state == State.ANNOUNCED;
    }

    /** Bytes from {@code copied} on up to the mark, or -1 if there is none. */
    int distance(int copied) {
        return state == State.NONE ? -1 : sequence - copied;
    }

    /** The program has read up to a sequence number. */
    void read(int copied) {
        if (state != State.NONE && Sequence.after(copied, sequence)) {
            state = State.NONE;
        }
    }
}
