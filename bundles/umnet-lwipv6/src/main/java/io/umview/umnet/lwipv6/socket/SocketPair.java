package io.umview.umnet.lwipv6.socket;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;

/**
 * Two sockets of AF_UNIX that are connected to each other.
 *
 * @param ours the hypervisor's end, which does not block
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
        int result = Sockets.pair(type | Sockets.SOCK_NONBLOCK, scratch.address());
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        int ours = scratch.bytes().getInt(0);
        int guests = scratch.bytes().getInt(4);
        if (!nonBlocking) {
            Files.fcntl(guests, Files.F_SETFL, Files.O_RDWR);
        }
        return new SocketPair(ours, guests, Files.inode(guests, scratch));
    }

    /** Closes both. */
    void close() {
        Files.close(ours);
        Files.close(guests);
    }
}
