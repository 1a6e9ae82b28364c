package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;

/**
 * What the kernel charges a sender for a message of a length as long as the receiver has not taken it ({@code truesize}): found by
 * sending one. So SIOCOUTQ tells how many of several messages were taken.
 */
final class MessageSizes implements AutoCloseable {
    private static final int LONGEST = 65536;

    private final int[] sizes = new int[LONGEST + 1];
    private final NativeBuffer result = new NativeBuffer(8);
    private int sender = -1;
    private int receiver = -1;

    /** Bytes for a message of {@code length} bytes, 0 to 65536. */
    int of(int length) {
        if (sizes[length] == 0) {
            sizes[length] = measure(length);
        }
        return sizes[length];
    }

    /** What was sent through a socket and is not yet taken. */
    int outstanding(int socket) {
        return Files.ioctl(socket, Sockets.SIOCOUTQ, result.address()) == 0
                ? result.bytes().getInt(0)
                : 0;
    }

    private int measure(int length) {
        if (sender < 0) {
            Sockets.pair(Sockets.SOCK_SEQPACKET | Sockets.SOCK_NONBLOCK, result.address());
            sender = result.bytes().getInt(0);
            receiver = result.bytes().getInt(4);
        }
        NativeBuffer message = new NativeBuffer(Math.max(8, length));
        Sockets.send(sender, message.address(), length, Sockets.MSG_DONTWAIT);
        int size = outstanding(sender);
        Sockets.receive(receiver, message.address(), length, Sockets.MSG_DONTWAIT);
        return Math.max(1, size);
    }

    @Override
    public void close() {
        if (sender >= 0) {
            Files.close(sender);
            Files.close(receiver);
            sender = -1;
        }
    }
}
