package io.umview.umnet.lwipv6.socket;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;

/**
 * Two sockets of AF_UNIX that are connected to each other.
 *
 * @param ours the hypervisor's end, where every call says that it does not want to wait (MSG_DONTWAIT), or -1
 * @param guests the end that a guest gets
 * @param inode of the guest's end
 */
record SocketPair(int ours, int guests, long inode) {
    /**
     * Makes a pair.
     *
     * @param type SOCK_STREAM, or SOCK_DGRAM for messages
     * @param nonBlocking whether the guest's end does not block (SOCK_NONBLOCK)
     * @param scratch memory for what the kernel answers
     */
    static SocketPair create(int type, boolean nonBlocking, NativeBuffer scratch) throws ErrnoException {
        int result = Sockets.pair(nonBlocking ? type | Sockets.SOCK_NONBLOCK : type, scratch.address());
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        int ours = scratch.bytes().getInt(0);
        int guests = scratch.bytes().getInt(4);
        return new SocketPair(ours, guests, Files.inode(guests, scratch));
    }

    /** Makes a guest's end for a stream that has no other end yet, see {@link SocketJoint}. */
    static SocketPair half(boolean nonBlocking, NativeBuffer scratch) throws ErrnoException {
        int guests =
                Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM | (nonBlocking ? Sockets.SOCK_NONBLOCK : 0), 0);
        if (guests < 0) {
            throw Errno.of(-guests).exception();
        }
        return new SocketPair(-1, guests, Files.inode(guests, scratch));
    }

    /** Closes both. */
    void close() {
        if (ours >= 0) {
            Files.close(ours);
        }
        Files.close(guests);
    }
}
