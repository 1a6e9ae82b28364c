package io.umview.lwipv6.socket;

import io.umview.lwipv6.wire.IpAddress;

/** What bind(2), connect(2) and others take: one kind for each address family that a stack has. */
public sealed interface SocketAddress {
    /** AF_INET, AF_INET6, AF_NETLINK or AF_PACKET. */
    int family();

    /** ip(7): an address in IPv4-mapped form, and a port. */
    record Inet4(IpAddress address, int port) implements SocketAddress {
        @Override
        public int family() {
            return Domain.AF_INET;
        }
    }

    /**
     * ipv6(7).
     *
     * @param scope index of the interface for link-local addresses, else 0
     */
    record Inet6(IpAddress address, int port, int flowInfo, int scope) implements SocketAddress {
        @Override
        public int family() {
            return Domain.AF_INET6;
        }
    }

    /**
     * packet(7).
     *
     * @param protocol the ethertype, in host byte order
     * @param hardwareAddress up to 8 bytes
     */
    record PacketAddress(int protocol, int interfaceIndex, int hardwareType, int packetType, byte[] hardwareAddress)
            implements SocketAddress {
        @Override
        public int family() {
            return Domain.AF_PACKET;
        }
    }

    /** netlink(7). */
    record Netlink(int port, int groups) implements SocketAddress {
        @Override
        public int family() {
            return Domain.AF_NETLINK;
        }
    }

    /** Only a family: connect(2) to AF_UNSPEC dissolves the association of a socket. */
    record Unspecified(int family) implements SocketAddress {}
}
