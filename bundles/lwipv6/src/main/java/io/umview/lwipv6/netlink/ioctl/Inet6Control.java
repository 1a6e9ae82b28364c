package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** IPv6 addresses by ioctl: struct in6_ifreq is an address, the length of its prefix, and the index of an interface. */
final class Inet6Control {
    private final Network network;
    private final DeviceNames names;

    Inet6Control(Network network, DeviceNames names) {
        this.network = network;
        this.names = names;
    }

    void control(boolean add, byte[] argument) throws NetworkException {
        ByteBuffer big = ByteBuffer.wrap(argument);
        ByteBuffer numbers = ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder());
        IpAddress address = new IpAddress(big.getLong(0), big.getLong(8));
        int length = numbers.getInt(16);
        NetworkInterface device = names.byIndex(numbers.getInt(20));
        if (length < 0 || length > 128 || address.isV4()) {
            throw NetworkError.EINVAL.exception();
        }
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        if (add) {
            network.addresses().add(device, AddressRequest.of(address, length));
        } else {
            network.addresses().remove(device, address, length);
        }
    }
}
