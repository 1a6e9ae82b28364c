package io.umview.lwipv6.socket;

import org.jspecify.annotations.Nullable;

/** Messages that wait to be used again, for all sockets of a stack. */
final class MessagePool {
    private static final int KEPT = 4096;

    private @Nullable ReceivedMessage free;
    private int spare;

    ReceivedMessage take() {
        ReceivedMessage message = free;
        if (message == null) {
            return new ReceivedMessage();
        }
        free = message.next;
        message.next = null;
        spare--;
        return message;
    }

    void give(ReceivedMessage message) {
        message.release();
        if (spare < KEPT) {
            message.next = free;
            free = message;
            spare++;
        }
    }
}
