package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;

/**
 * Makes the other end of a stream socket of AF_UNIX that a guest has already: the kernel connects a socket to one that listens only,
 * so there is one that listens for the moment.
 */
final class SocketJoint {
    private static final int PID = (int) ProcessHandle.current().pid();
    private static final int SO_PEERCRED = 17;
    private static final int FAMILY = 2;
    private static final int NAME = 0;
    private static final int LENGTH = 128;
    private static final int CREDENTIALS = 136;
    private static final int LONGEST_NAME = 110;

    private SocketJoint() {}

    /**
     * Connects a socket.
     *
     * @param guests a descriptor of it, of this process
     * @param memory 512 bytes that need not be kept
     * @return the other end, which does not block, or a negative error
     */
    static int join(int guests, NativeBuffer memory) {
        int listener = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0);
        if (listener < 0) {
            return listener;
        }
        long name = memory.address() + NAME;
        long length = memory.address() + LENGTH;
        // Of the family alone: the kernel chooses a name.
        memory.bytes().putShort(NAME, (short) Sockets.AF_UNIX);
        Sockets.bind(listener, name, FAMILY);
        memory.bytes().putInt(LENGTH, LONGEST_NAME);
        Sockets.name(listener, name, length);
        int result = Sockets.listen(listener, 1);
        if (result == 0) {
            result = Sockets.connect(guests, name, memory.bytes().getInt(LENGTH));
        }
        if (result == 0) {
            result = accept(listener, memory);
        }
        Files.close(listener);
        return result;
    }

    /** Others could connect too, who know the name. */
    private static int accept(int listener, NativeBuffer memory) {
        while (true) {
            int end = Sockets.accept(listener, Sockets.SOCK_NONBLOCK);
            if (end < 0) {
                return end;
            }
            memory.bytes().putInt(LENGTH, 12);
            int result = Sockets.getOption(
                    end, Sockets.SOL_SOCKET, SO_PEERCRED, memory.address() + CREDENTIALS, memory.address() + LENGTH);
            if (result == 0 && memory.bytes().getInt(CREDENTIALS) == PID) {
                return end;
            }
            Files.close(end);
            if (result < 0) {
                return result;
            }
        }
    }
}
