package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** SIOCGARP, SIOCSARP, SIOCDARP of arp(7): struct arpreq. */
final class ArpControl {
    private static final int ARP_HA = 16;
    private static final int ARP_FLAGS = 32;
    private static final int ARP_DEV = 52;

    private static final int ATF_COM = 0x02;
    private static final int ATF_PERM = 0x04;
    private static final int ATF_PUBL = 0x08;
    private static final int ATF_NETMASK = 0x20;
    private static final int ATF_DONTPUB = 0x40;

    private final Network network;
    private final DeviceNames names;

    ArpControl(Network network, DeviceNames names) {
        this.network = network;
        this.names = names;
    }

    void control(int request, byte[] argument) throws NetworkException {
        ByteBuffer entry = ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder());
        int flags = entry.getInt(ARP_FLAGS);
        if (entry.getShort(0) != Ioctl.AF_INET) {
            throw NetworkError.EPFNOSUPPORT.exception();
        }
        if ((flags & ATF_PUBL) == 0 && (flags & (ATF_NETMASK | ATF_DONTPUB)) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        IpAddress address =
                IpAddress.v4(entry.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(4));
        NetworkInterface device = device(InterfaceRequest.text(argument, ARP_DEV), address, request);
        int type = entry.getShort(ARP_HA) & 0xffff;
        if (type != 0 && type != device.hardwareType()) {
            throw NetworkError.EINVAL.exception();
        }
        switch (request) {
            case Ioctl.SIOCGARP -> get(device, address, entry);
            case Ioctl.SIOCSARP -> set(device, address, flags, argument);
            default -> delete(device, address, flags);
        }
    }

    private NetworkInterface device(String name, IpAddress address, int request) throws NetworkException {
        NetworkInterface device = names.byName(name);
        if (name.isEmpty() && request != Ioctl.SIOCGARP) {
            Route route = network.routing().lookup(address, IpAddress.ANY6, 0, 0, null, null);
            if (route == null) {
                throw NetworkError.ENETUNREACH.exception();
            }
            device = route.device();
        }
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        return device;
    }

    private void get(NetworkInterface device, IpAddress address, ByteBuffer entry) throws NetworkException {
        Neighbour neighbour = network.neighbours().find(device, address);
        MacAddress mac = neighbour == null ? null : neighbour.macAddress();
        if (neighbour == null || mac == null) {
            throw NetworkError.ENXIO.exception();
        }
        entry.putShort(ARP_HA, (short) device.hardwareType());
        byte[] bytes = mac.bytes();
        for (int i = 0; i < bytes.length; i++) {
            entry.put(ARP_HA + 2 + i, bytes[i]);
        }
        entry.putInt(ARP_FLAGS, ATF_COM | (neighbour.state() == Neighbour.NUD_PERMANENT ? ATF_PERM : 0));
    }

    private void set(NetworkInterface device, IpAddress address, int flags, byte[] argument) throws NetworkException {
        if ((flags & ATF_PUBL) != 0) {
            network.neighbours().addProxy(device, address);
            return;
        }
        MacAddress mac = MacAddress.of(Arrays.copyOfRange(argument, ARP_HA + 2, ARP_HA + 2 + MacAddress.LENGTH));
        int state = (flags & ATF_PERM) != 0 ? Neighbour.NUD_PERMANENT : Neighbour.NUD_STALE;
        network.neighbours().set(device, address, mac, state, 0, true, true);
    }

    private void delete(NetworkInterface device, IpAddress address, int flags) throws NetworkException {
        if ((flags & ATF_PUBL) != 0) {
            network.neighbours().removeProxy(device, address);
            return;
        }
        if (network.neighbours().find(device, address) == null) {
            throw NetworkError.ENXIO.exception();
        }
        network.neighbours().remove(device, address);
    }
}
