package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.time.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The ioctls of netdevice(7), arp(7) and rtnetlink's predecessors, which work on sockets of any family. Those of a socket itself, such
 * as SIOCINQ, are not here.
 */
public final class InterfaceControl {
    private final DeviceNames names;
    private final DeviceControl devices;
    private final Inet4Control inet4;
    private final Inet6Control inet6;
    private final RouteControl routes;
    private final ArpControl arp;

    /** Control of the interfaces of a stack. */
    public InterfaceControl(Network network, DeviceNames names, Clock clock) {
        this.names = names;
        this.devices = new DeviceControl(names);
        this.inet4 = new Inet4Control(network, names);
        this.inet6 = new Inet6Control(network, names);
        this.routes = new RouteControl(network, names, clock);
        this.arp = new ArpControl(network, names);
    }

    /** Whether a request code is one of those that are answered here, if only with an error. */
    public static boolean serves(int request) {
        return request >= Ioctl.SIOCADDRT
                && request <= Ioctl.LAST
                && (request <= Ioctl.SIOCETHTOOL + 4 || request >= Ioctl.SIOCDARP);
    }

    /**
     * How large the argument of a request is.
     *
     * @param domain AF_* of the socket
     * @return bytes, 0 if it has none that is looked at
     */
    public static int size(int domain, int request) {
        return Ioctl.size(domain, request);
    }

    /**
     * Does what a request asks for.
     *
     * @param domain AF_* of the socket
     * @param argument {@link #size} bytes that the caller's argument points to; changed to what is to be written back
     * @param memory of the caller, for pointers in the argument
     * @param privileged whether the caller has CAP_NET_ADMIN
     * @throws NetworkException EPERM, ENODEV, EINVAL, EOPNOTSUPP, EADDRNOTAVAIL and others; ENOTTY for what is no such request
     */
    public void control(int domain, int request, byte[] argument, GuestMemory memory, boolean privileged)
            throws NetworkException {
        if (argument.length < size(domain, request)) {
            throw NetworkError.EFAULT.exception();
        }
        boolean inet = domain != Ioctl.AF_INET6;
        switch (request) {
            case Ioctl.SIOCGIFCONF -> configuration(argument, memory);
            case Ioctl.SIOCADDRT, Ioctl.SIOCDELRT -> {
                if (domain != Ioctl.AF_INET && domain != Ioctl.AF_INET6) {
                    throw NetworkError.ENOTTY.exception();
                }
                require(privileged);
                routes.control(inet, request == Ioctl.SIOCADDRT, argument, memory);
            }
            case Ioctl.SIOCRTMSG -> throw NetworkError.EINVAL.exception();
            case Ioctl.SIOCDARP, Ioctl.SIOCGARP, Ioctl.SIOCSARP -> {
                if (domain != Ioctl.AF_INET) {
                    throw NetworkError.ENOTTY.exception();
                }
                if (request != Ioctl.SIOCGARP) {
                    require(privileged);
                }
                arp.control(request, argument);
            }
            case Ioctl.SIOCGIFADDR, Ioctl.SIOCGIFBRDADDR, Ioctl.SIOCGIFDSTADDR, Ioctl.SIOCGIFNETMASK -> {
                requireInet(inet);
                inet4.get(request, new InterfaceRequest(argument));
            }
            case Ioctl.SIOCSIFADDR, Ioctl.SIOCDIFADDR -> {
                if (inet && request == Ioctl.SIOCDIFADDR) {
                    throw NetworkError.ENOTTY.exception();
                }
                require(privileged);
                if (inet) {
                    inet4.set(request, new InterfaceRequest(argument));
                } else {
                    inet6.control(request == Ioctl.SIOCSIFADDR, argument);
                }
            }
            case Ioctl.SIOCSIFBRDADDR, Ioctl.SIOCSIFDSTADDR, Ioctl.SIOCSIFNETMASK -> {
                requireInet(inet);
                require(privileged);
                inet4.set(request, new InterfaceRequest(argument));
            }
            case Ioctl.SIOCSIFFLAGS -> {
                require(privileged);
                InterfaceRequest what = new InterfaceRequest(argument);
                if (inet && what.hasAlias()) {
                    inet4.set(request, what);
                } else {
                    devices.control(request, what, memory, true);
                }
            }
            case Ioctl.SIOCSIFPFLAGS, Ioctl.SIOCGIFPFLAGS -> {
                if (!inet) {
                    throw NetworkError.ENOTTY.exception();
                }
                throw NetworkError.EINVAL.exception();
            }
            default -> devices.control(request, new InterfaceRequest(argument), memory, privileged);
        }
    }

    private static void require(boolean privileged) throws NetworkException {
        if (!privileged) {
            throw NetworkError.EPERM.exception();
        }
    }

    private static void requireInet(boolean inet) throws NetworkException {
        if (!inet) {
            throw NetworkError.ENOTTY.exception();
        }
    }

    /** SIOCGIFCONF: struct ifconf is a length and a pointer to as many struct ifreq, one for each IPv4 address. */
    private void configuration(byte[] argument, GuestMemory memory) throws NetworkException {
        ByteBuffer configuration = ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder());
        int room = configuration.getInt(0);
        long pointer = configuration.getLong(8);
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        for (NetworkInterface device : names.all()) {
            for (InterfaceAddress address : device.addresses()) {
                if (address.isV4() && (pointer == 0 || found.size() + Ioctl.IFREQ <= room)) {
                    InterfaceRequest entry = new InterfaceRequest(new byte[Ioctl.IFREQ]);
                    entry.name(address.label());
                    entry.address(address.address().v4());
                    found.writeBytes(entry.bytes());
                }
            }
        }
        if (pointer != 0 && found.size() > 0) {
            memory.write(pointer, found.toByteArray());
        }
        configuration.putInt(0, found.size());
    }
}
