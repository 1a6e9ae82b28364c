package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses by ioctl (devinet_ioctl of the kernel): each has a label, which is the interface's name or begins with it and a colon. */
final class Inet4Control {
    private final Network network;
    private final DeviceNames names;

    Inet4Control(Network network, DeviceNames names) {
        this.network = network;
        this.names = names;
    }

    private NetworkInterface device(InterfaceRequest what) throws NetworkException {
        NetworkInterface device = names.byName(what.name());
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        return device;
    }

    /** The first address of a label; who names an address too gets that one if it has the label. */
    private static @Nullable InterfaceAddress find(NetworkInterface device, InterfaceRequest what, boolean byAddress) {
        InterfaceAddress first = null;
        for (InterfaceAddress address : device.addresses()) {
            if (address.isV4() && address.label().equals(what.label())) {
                if (byAddress
                        && what.family() == Ioctl.AF_INET
                        && address.address().equals(what.address())) {
                    return address;
                }
                first = first == null ? address : first;
            }
        }
        return first;
    }

    /** SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK. */
    void get(int request, InterfaceRequest what) throws NetworkException {
        InterfaceAddress address = find(device(what), what, true);
        if (address == null) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        IpAddress broadcast = address.broadcast();
        what.address(
                switch (request) {
                    case Ioctl.SIOCGIFADDR -> address.address().v4();
                    case Ioctl.SIOCGIFDSTADDR -> address.peer().v4();
                    case Ioctl.SIOCGIFBRDADDR -> broadcast == null ? 0 : broadcast.v4();
                    default -> mask(address.prefixLength());
                });
    }

    static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    /** SIOCSIFADDR, SIOCSIFDSTADDR, SIOCSIFBRDADDR, SIOCSIFNETMASK, and SIOCSIFFLAGS for a label with a colon. */
    void set(int request, InterfaceRequest what) throws NetworkException {
        NetworkInterface device = device(what);
        InterfaceAddress address = find(device, what, false);
        if (request != Ioctl.SIOCSIFFLAGS && what.family() != Ioctl.AF_INET) {
            throw NetworkError.EINVAL.exception();
        }
        if (request == Ioctl.SIOCSIFADDR) {
            setAddress(device, address, what);
            return;
        }
        if (address == null) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        switch (request) {
            case Ioctl.SIOCSIFFLAGS -> {
                if ((what.flags() & NetworkInterface.IFF_UP) == 0) {
                    remove(address);
                }
            }
            case Ioctl.SIOCSIFBRDADDR -> {
                if (!what.address().equals(address.broadcast())) {
                    change(address, address.prefixLength(), address.peer(), what.address());
                }
            }
            case Ioctl.SIOCSIFDSTADDR -> {
                if (classLength(what.address()) < 0) {
                    throw NetworkError.EINVAL.exception();
                }
                change(address, address.prefixLength(), what.address(), address.broadcast());
            }
            default -> setMask(device, address, what.address().v4());
        }
    }

    private void setAddress(NetworkInterface device, @Nullable InterfaceAddress old, InterfaceRequest what)
            throws NetworkException {
        IpAddress wanted = what.address();
        int length = classLength(wanted);
        if (length < 0) {
            throw NetworkError.EINVAL.exception();
        }
        if (old != null) {
            if (old.address().equals(wanted)) {
                return;
            }
            remove(old);
        }
        if (wanted.isAny()) {
            return;
        }
        boolean point = (device.flags() & NetworkInterface.IFF_POINTOPOINT) != 0;
        IpAddress broadcast = null;
        if (point) {
            length = 32;
        } else if ((device.flags() & NetworkInterface.IFF_BROADCAST) != 0 && length < 31) {
            broadcast = IpAddress.v4(wanted.v4() | ~mask(length));
        }
        int scope = wanted.isLoopback() ? Route.SCOPE_HOST : Route.SCOPE_UNIVERSE;
        network.addresses()
                .add(
                        device,
                        new AddressRequest(
                                wanted,
                                length,
                                null,
                                broadcast,
                                scope,
                                0,
                                what.label(),
                                AddressRequest.FOREVER,
                                AddressRequest.FOREVER,
                                0,
                                0));
        device.up(true);
    }

    /** The prefix length of the class that an address was of before there were prefixes; -1 if it is no host's. */
    private static int classLength(IpAddress address) {
        int bits = address.v4();
        if (bits == 0) {
            return 0;
        }
        if (bits == -1 || address.isMulticast()) {
            return -1;
        }
        return bits >= 0 ? 8 : bits >>> 30 == 2 ? 16 : bits >>> 29 == 6 ? 24 : -1;
    }

    private void setMask(NetworkInterface device, InterfaceAddress address, int mask) throws NetworkException {
        int length = Integer.bitCount(mask);
        if (mask != mask(length)) {
            throw NetworkError.EINVAL.exception();
        }
        if (length == address.prefixLength()) {
            return;
        }
        IpAddress broadcast = address.broadcast();
        boolean usual =
                broadcast != null && broadcast.v4() == (address.address().v4() | ~mask(address.prefixLength()));
        boolean shared = (device.flags() & NetworkInterface.IFF_BROADCAST) != 0 && address.prefixLength() < 31;
        change(
                address,
                length,
                address.peer(),
                usual && shared ? IpAddress.v4(address.address().v4() | ~mask) : broadcast);
    }

    private void remove(InterfaceAddress address) throws NetworkException {
        network.addresses().remove(address.device(), address.address(), address.prefixLength());
    }

    /** Takes an address away and sets it again, otherwise. */
    private void change(InterfaceAddress address, int length, IpAddress peer, @Nullable IpAddress broadcast)
            throws NetworkException {
        remove(address);
        network.addresses()
                .add(
                        address.device(),
                        new AddressRequest(
                                address.address(),
                                length,
                                peer.equals(address.address()) ? null : peer,
                                broadcast,
                                address.scope(),
                                0,
                                address.label(),
                                AddressRequest.FOREVER,
                                AddressRequest.FOREVER,
                                address.metric(),
                                address.protocol()));
    }
}
