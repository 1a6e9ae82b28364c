package io.umview.umnet.lwipv6.host;

import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.gateway.HostAddresses;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.SocketAddressCodec;
import io.umview.lwipv6.wire.IpAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Memory for the address that a call gives to the kernel or gets from it: a struct sockaddr_in or sockaddr_in6, and its length. */
final class SocketName {
    private static final int LENGTH = 32;
    private static final int PORT = 2;
    private static final int ADDRESS4 = 4;
    private static final int ADDRESS6 = 8;

    private final NativeBuffer memory = new NativeBuffer(LENGTH + 4);
    private final ByteBuffer network = memory.bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
    private @Nullable InetSocketAddress put;
    private int putLength;

    /** Where the address is. */
    long address() {
        return memory.address();
    }

    /** Where the length is that the kernel says. */
    long lengthAddress() {
        return memory.address() + LENGTH;
    }

    /** Puts an address there. @return how many bytes it has */
    int put(InetSocketAddress address) {
        if (address != put) {
            IpAddress ip = HostAddresses.of(address.getAddress());
            int port = address.getPort();
            int scope = address.getAddress() instanceof Inet6Address inet ? inet.getScopeId() : 0;
            ByteBuffer bytes = memory.bytes().clear();
            putLength = SocketAddressCodec.encode(
                    ip.isV4() ? new SocketAddress.Inet4(ip, port) : new SocketAddress.Inet6(ip, port, 0, scope), bytes);
            put = address;
        }
        return putLength;
    }

    /** The kernel is about to put one there. */
    void expect() {
        put = null;
        memory.bytes().putInt(LENGTH, LENGTH);
    }

    private boolean isV4() {
        return memory.bytes().getShort(0) == Domain.AF_INET;
    }

    /** The port that the kernel has put there. */
    int port() {
        return network.getShort(PORT) & 0xffff;
    }

    /** The first half of the address that the kernel has put there. */
    long high() {
        return isV4() ? 0 : network.getLong(ADDRESS6);
    }

    /** The second half. */
    long low() {
        return isV4() ? IpAddress.mapped(network.getInt(ADDRESS4)) : network.getLong(ADDRESS6 + 8);
    }

    /** The address that the kernel has put there. */
    InetSocketAddress get() {
        return new InetSocketAddress(HostAddresses.of(new IpAddress(high(), low())), port());
    }
}
