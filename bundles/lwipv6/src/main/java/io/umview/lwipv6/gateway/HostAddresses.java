package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses as the stack has them and as Java's sockets have them. */
public final class HostAddresses {
    private HostAddresses() {}

    /** An address as Java's sockets have it. */
    public static InetAddress of(IpAddress address) {
        byte[] bytes = address.isV4()
                ? ByteBuffer.allocate(4).putInt(address.v4()).array()
                : ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** An address as the stack has it. */
    public static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }
}
