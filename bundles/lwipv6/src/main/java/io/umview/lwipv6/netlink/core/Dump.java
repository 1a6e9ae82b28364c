package io.umview.lwipv6.netlink.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The messages of a dump that are still to be handed out, as many at a time as the reader's buffer holds. */
final class Dump {
    private final byte[] messages;
    private int position;

    Dump(byte[] messages) {
        this.messages = messages;
    }

    boolean finished() {
        return position == messages.length;
    }

    /** The next messages; at least one, then as many as fit into so many bytes. */
    byte[] next(int size) {
        ByteBuffer buffer = ByteBuffer.wrap(messages).order(ByteOrder.nativeOrder());
        int end = position;
        while (end < messages.length) {
            int after = end + buffer.getInt(end);
            if (end > position && after - position > size) {
                break;
            }
            end = after;
        }
        byte[] part = Arrays.copyOfRange(messages, position, end);
        position = end;
        return part;
    }
}
