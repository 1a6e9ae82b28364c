package io.umview.umnet.lwipv6;

import io.umview.api.ErrnoException;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.ioctl.GuestMemory;

/** The memory of a guest, as the stack asks for it. */
record CallerMemory(io.umview.api.GuestMemory memory) implements GuestMemory {
    /** No argument of an ioctl points to more. */
    private static final int MOST = 1 << 20;

    @Override
    public byte[] read(long address, int length) throws NetworkException {
        if (length < 0 || length > MOST) {
            throw NetworkError.EINVAL.exception();
        }
        try {
            return memory.bytes(address, length);
        } catch (ErrnoException e) {
            throw NetworkError.EFAULT.exception();
        }
    }

    @Override
    public void write(long address, byte[] bytes) throws NetworkException {
        try {
            memory.write(address, bytes);
        } catch (ErrnoException e) {
            throw NetworkError.EFAULT.exception();
        }
    }
}
