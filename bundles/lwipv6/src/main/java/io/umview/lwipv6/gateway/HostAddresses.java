package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses as the stack has them and as Java's sockets have them. */
final class HostAddresses {
    private HostAddresses() {}

    static InetAddress of(IpAddress address) throws UnknownHostException {
        byte[] bytes = address.isV4()
                ? ByteBuffer.allocate(4).putInt(address.v4()).array()
                : ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array();
        return InetAddress.getByAddress(bytes);
    }

    static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }
}
