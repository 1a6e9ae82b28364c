package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import java.nio.ByteBuffer;

/**
 * Asks the kernel whether a socket of AF_UNIX is still there (sock_diag(7)). When both directions of a pair are shut down, poll(2)
 * does not tell a closed peer from one that is open.
 */
final class UnixSockets implements AutoCloseable {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLMSG_ERROR = 2;
    private static final int REQUEST = 16 + 24;
    private static final int ENOENT = 2;

    private final NativeBuffer buffer = new NativeBuffer(512);
    private int socket = -1;

    /** Whether there is one with an inode; true if that cannot be found out. */
    boolean exist(long inode) {
        if (socket < 0) {
            socket = Sockets.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, NETLINK_SOCK_DIAG);
        }
        ByteBuffer bytes = buffer.bytes();
        // struct nlmsghdr, struct unix_diag_req
        bytes.putInt(0, REQUEST).putShort(4, SOCK_DIAG_BY_FAMILY).putShort(6, NLM_F_REQUEST);
        bytes.putInt(8, 0)
                .putInt(12, 0)
                .putInt(16, Sockets.AF_UNIX)
                .putInt(20, -1)
                .putInt(24, (int) inode);
        bytes.putInt(28, 0).putInt(32, -1).putInt(36, -1);
        if (Sockets.send(socket, buffer.address(), REQUEST, 0) != REQUEST) {
            return true;
        }
        long length = Sockets.receive(socket, buffer.address(), 512, Sockets.MSG_DONTWAIT);
        return length < 20 || bytes.getShort(4) != NLMSG_ERROR || bytes.getInt(16) != -ENOENT;
    }

    @Override
    public void close() {
        if (socket >= 0) {
            Files.close(socket);
            socket = -1;
        }
    }
}
