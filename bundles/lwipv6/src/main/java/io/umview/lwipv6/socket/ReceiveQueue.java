package io.umview.lwipv6.socket;

import org.jspecify.annotations.Nullable;

/** Messages that wait to be read, up to the size of the receive buffer. */
final class ReceiveQueue {
    private final MessagePool pool;
    private @Nullable ReceivedMessage first;
    private @Nullable ReceivedMessage last;
    private int charged;
    private int bytes;
    private int drops;

    ReceiveQueue(MessagePool pool) {
        this.pool = pool;
    }

    /**
     * A message that is about to be filled and {@linkplain #add added}, or null if the buffer is full: it is counted as dropped. One
     * message is always taken, however small the buffer is, as in Linux.
     */
    @Nullable
    ReceivedMessage take(int limit) {
        if (first != null && charged > limit) {
            drops++;
            return null;
        }
        return pool.take();
    }

    /** Puts a message at the end. */
    void add(ReceivedMessage message) {
        message.charged = message.length + ReceivedMessage.OVERHEAD;
        message.drops = drops;
        charged += message.charged;
        bytes += message.length;
        ReceivedMessage tail = last;
        if (tail == null) {
            first = message;
        } else {
            tail.next = message;
        }
        last = message;
    }

    @Nullable
    ReceivedMessage peek() {
        return first;
    }

    /** Lets the first message go, if there is one. */
    void discard() {
        ReceivedMessage message = first;
        if (message != null) {
            first = message.next;
            if (first == null) {
                last = null;
            }
            charged -= message.charged;
            bytes -= message.length;
            pool.give(message);
        }
    }

    void clear() {
        while (first != null) {
            discard();
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Memory in bytes that the messages occupy. */
    int charged() {
        return charged;
    }

    /** Payload bytes of all messages. */
    int bytes() {
        return bytes;
    }

    int drops() {
        return drops;
    }

    void countDrop() {
        drops++;
    }

    /** Drops since the last time, which are forgotten: PACKET_STATISTICS. */
    void forgetDrops() {
        drops = 0;
    }
}
