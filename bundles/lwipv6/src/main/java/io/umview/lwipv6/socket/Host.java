package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.MulticastMembership;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** The stack as its sockets see it. */
public interface Host {
    /** Its timers, and with them its clock. */
    TimerWheel timers();

    /** How packets are sent. */
    IpOutput output();

    /** Its settings. */
    Limits limits();

    /** The index of an interface, or 0 if there is none of that name. */
    int interfaceIndex(String name);

    /** The name of an interface, or null if there is none with that index. */
    @Nullable
    String interfaceName(int index);

    /** ARPHRD_* of an interface, or 0 if there is none with that index. */
    int hardwareType(int index);

    /** The index of the interface that has a local address, or 0: it is not an address of this host. */
    int interfaceOf(IpAddress address);

    /** The first IPv4 address of an interface, from which answers to a broadcast would come, or 0. */
    int primaryAddress(int interfaceIndex);

    /** Whether an address is a broadcast address of one of its networks, or 255.255.255.255. */
    boolean isBroadcast(IpAddress address);

    /** The index of the interface that a multicast group is joined on if none is named, or 0. */
    int multicastInterface(IpAddress group);

    /**
     * Wants packets for a multicast group from an interface.
     *
     * @throws NetworkException ENODEV
     */
    MulticastMembership join(int interfaceIndex, IpAddress group) throws NetworkException;

    /** A number that no socket has had (SO_COOKIE). */
    long cookie();

    /**
     * Settings: sysctls of net.core and net.ipv4, with the defaults of Linux 6.18.
     *
     * @param receiveBuffer net.core.rmem_default in bytes
     * @param receiveBufferMost net.core.rmem_max in bytes
     * @param sendBuffer net.core.wmem_default in bytes
     * @param sendBufferMost net.core.wmem_max in bytes
     * @param hops net.ipv4.ip_default_ttl
     * @param firstFreePort net.ipv4.ip_unprivileged_port_start
     */
    record Limits(
            int receiveBuffer, int receiveBufferMost, int sendBuffer, int sendBufferMost, int hops, int firstFreePort) {
        /** The defaults. */
        public static final Limits DEFAULT = new Limits(212992, 4 << 20, 212992, 4 << 20, 64, 1024);
    }
}
