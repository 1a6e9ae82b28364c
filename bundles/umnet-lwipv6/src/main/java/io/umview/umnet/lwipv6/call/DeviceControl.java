package io.umview.umnet.lwipv6.call;

import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.lwipv6.net.NetworkException;

/** ioctls of interfaces, addresses and routes (netdevice(7)). */
@FunctionalInterface
public interface DeviceControl {
    /**
     * Does one.
     *
     * @param domain AF_* of the socket
     * @param request SIOC*
     * @param argument the address of what it is about, in the guest's memory
     */
    void control(int domain, int request, long argument, GuestMemory memory) throws NetworkException, ErrnoException;
}
