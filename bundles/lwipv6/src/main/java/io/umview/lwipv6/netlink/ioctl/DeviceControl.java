package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.wire.MacAddress;

/** What can be asked of an interface whatever is spoken over it (dev_ioctl of the kernel). */
final class DeviceControl {
    /** IFF_ that ioctls can change beside those that are derived: IFF_UP, NOARP, PROMISC, ALLMULTI, MULTICAST. */
    private static final int FLAGS = 0x1381;

    private final DeviceNames names;
    private final EthernetToolControl tool = new EthernetToolControl();

    DeviceControl(DeviceNames names) {
        this.names = names;
    }

    void control(int request, InterfaceRequest what, GuestMemory memory, boolean privileged) throws NetworkException {
        switch (request) {
            case Ioctl.SIOCGIFNAME -> {
                NetworkInterface device = names.byIndex(what.number());
                if (device == null) {
                    throw NetworkError.ENODEV.exception();
                }
                what.name(device.name());
            }
            case Ioctl.SIOCGIFFLAGS,
                    Ioctl.SIOCGIFMETRIC,
                    Ioctl.SIOCGIFMTU,
                    Ioctl.SIOCGIFHWADDR,
                    Ioctl.SIOCGIFSLAVE,
                    Ioctl.SIOCGIFMAP,
                    Ioctl.SIOCGIFINDEX,
                    Ioctl.SIOCGIFTXQLEN -> get(request, device(what), what);
            case Ioctl.SIOCETHTOOL -> tool.control(device(what), what, memory, privileged);
            case Ioctl.SIOCSIFFLAGS,
                    Ioctl.SIOCSIFMETRIC,
                    Ioctl.SIOCSIFMTU,
                    Ioctl.SIOCSIFHWADDR,
                    Ioctl.SIOCSIFHWBROADCAST,
                    Ioctl.SIOCSIFSLAVE,
                    Ioctl.SIOCSIFMAP,
                    Ioctl.SIOCADDMULTI,
                    Ioctl.SIOCDELMULTI,
                    Ioctl.SIOCSIFTXQLEN,
                    Ioctl.SIOCSIFNAME -> {
                if (!privileged) {
                    throw NetworkError.EPERM.exception();
                }
                set(request, device(what), what);
            }
            default -> other(request, what);
        }
    }

    private NetworkInterface device(InterfaceRequest what) throws NetworkException {
        NetworkInterface device = names.byName(what.name());
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        return device;
    }

    private static void get(int request, NetworkInterface device, InterfaceRequest what) throws NetworkException {
        switch (request) {
            case Ioctl.SIOCGIFFLAGS -> what.flags(device.flags());
            case Ioctl.SIOCGIFMETRIC -> what.number(0);
            case Ioctl.SIOCGIFMTU -> what.number(device.mtu());
            case Ioctl.SIOCGIFHWADDR ->
                what.hardware(device.hardwareType(), device.macAddress().bytes());
            case Ioctl.SIOCGIFMAP -> what.clear();
            case Ioctl.SIOCGIFINDEX -> what.number(device.index());
            case Ioctl.SIOCGIFTXQLEN -> what.number(device.transmitQueueLength());
            default -> throw NetworkError.EINVAL.exception();
        }
    }

    private void set(int request, NetworkInterface device, InterfaceRequest what) throws NetworkException {
        switch (request) {
            case Ioctl.SIOCSIFFLAGS -> device.flags(what.flags(), FLAGS);
            case Ioctl.SIOCSIFMTU -> device.mtu(what.number());
            case Ioctl.SIOCSIFHWADDR -> {
                if (what.family() != device.hardwareType()) {
                    throw NetworkError.EINVAL.exception();
                }
                device.macAddress(MacAddress.of(what.hardware(MacAddress.LENGTH)));
            }
            case Ioctl.SIOCADDMULTI, Ioctl.SIOCDELMULTI -> {
                // All frames for groups are looked at anyway.
                if (!device.isEthernet() || what.family() != 0) {
                    throw NetworkError.EINVAL.exception();
                }
            }
            case Ioctl.SIOCSIFTXQLEN -> {
                if (what.number() < 0) {
                    throw NetworkError.EINVAL.exception();
                }
                device.transmitQueueLength(what.number());
            }
            case Ioctl.SIOCSIFNAME -> rename(device, what.newName());
            case Ioctl.SIOCSIFMETRIC, Ioctl.SIOCSIFMAP -> throw NetworkError.EOPNOTSUPP.exception();
            default -> throw NetworkError.EINVAL.exception();
        }
    }

    private void rename(NetworkInterface device, String name) throws NetworkException {
        NetworkInterface other = names.byName(name);
        if (other != null && other != device) {
            throw NetworkError.EEXIST.exception();
        }
        device.name(name);
    }

    /** What a kernel without bridges, VLANs, bonding and drivers of old hardware says. */
    private void other(int request, InterfaceRequest what) throws NetworkException {
        if (request == Ioctl.SIOCGIFVLAN || request == Ioctl.SIOCSIFVLAN) {
            throw NetworkError.ENOPKG.exception();
        }
        if (request == Ioctl.SIOCGIFBR
                || request == Ioctl.SIOCSIFBR
                || request >= Ioctl.SIOCBRADDBR && request <= Ioctl.SIOCBRDELIF) {
            throw NetworkError.ENOPKG.exception();
        }
        boolean known = request >= Ioctl.SIOCGMIIPHY && request <= Ioctl.SIOCSMIIREG
                || request == Ioctl.SIOCWANDEV
                || request >= Ioctl.SIOCBONDENSLAVE && request <= Ioctl.SIOCBONDCHANGEACTIVE
                || request == Ioctl.SIOCSHWTSTAMP
                || request == Ioctl.SIOCGHWTSTAMP
                || request >= Ioctl.SIOCDEVPRIVATE && request <= Ioctl.LAST;
        if (!known) {
            throw NetworkError.ENOTTY.exception();
        }
        device(what);
        throw NetworkError.EOPNOTSUPP.exception();
    }
}
