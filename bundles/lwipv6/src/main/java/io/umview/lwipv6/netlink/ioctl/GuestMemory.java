package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.NetworkException;

/** The memory of who calls ioctl(2), for arguments that point to more. */
public interface GuestMemory {
    /**
     * Reads bytes.
     *
     * @throws NetworkException EFAULT
     */
    byte[] read(long address, int length) throws NetworkException;

    /**
     * Writes bytes.
     *
     * @throws NetworkException EFAULT
     */
    void write(long address, byte[] bytes) throws NetworkException;
}
