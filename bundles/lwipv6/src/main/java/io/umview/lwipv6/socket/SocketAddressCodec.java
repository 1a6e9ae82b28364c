package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * struct sockaddr of Linux: sockaddr_in (ip(7)), sockaddr_in6 (ipv6(7)), sockaddr_ll (packet(7)), sockaddr_nl (netlink(7)). The family is
 * in native byte order, ports and addresses are big-endian, indexes native.
 */
public final class SocketAddressCodec {
    /** The longest that any of them is, in bytes. */
    public static final int LONGEST = 28;

    private static final int INET = 16;
    private static final int INET6 = 28;

    /** Without the scope, as RFC 2133 had it: Linux takes that too. */
    private static final int INET6_SHORT = 24;

    private static final int PACKET = 20;
    private static final int PACKET_HEADER = 12;
    private static final int NETLINK = 12;
    private static final int HARDWARE_ADDRESS = 8;

    /** Lengths above are refused before anything is read (move_addr_to_kernel). */
    private static final int STORAGE = 128;

    private SocketAddressCodec() {}

    /** An address in bytes, of the length that getsockname(2) says. */
    public static byte[] encode(SocketAddress address) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        int length = encode(address, bytes);
        byte[] exact = new byte[length];
        bytes.get(0, exact);
        return exact;
    }

    /**
     * Puts an address to the position of a buffer, which moves behind it.
     *
     * @return how many bytes it is long
     */
    public static int encode(SocketAddress address, ByteBuffer into) {
        into.order(ByteOrder.nativeOrder()).putShort((short) address.family());
        if (address instanceof SocketAddress.Inet4 inet) {
            putInet4(into, inet.address().v4(), inet.port());
            return INET;
        }
        if (address instanceof SocketAddress.Inet6 inet) {
            putInet6(into, inet.address().high(), inet.address().low(), inet.port(), inet.flowInfo(), inet.scope());
            return INET6;
        }
        if (address instanceof SocketAddress.PacketAddress packet) {
            putPacket(into, packet);
            return PACKET;
        }
        if (address instanceof SocketAddress.Netlink netlink) {
            into.putShort((short) 0).putInt(netlink.port()).putInt(netlink.groups());
            return NETLINK;
        }
        return Short.BYTES;
    }

    static int encodeInet4(ByteBuffer into, int address, int port) {
        into.order(ByteOrder.nativeOrder()).putShort((short) Domain.AF_INET);
        putInet4(into, address, port);
        return INET;
    }

    static int encodeInet6(ByteBuffer into, long high, long low, int port, int flowInfo, int scope) {
        into.order(ByteOrder.nativeOrder()).putShort((short) Domain.AF_INET6);
        putInet6(into, high, low, port, flowInfo, scope);
        return INET6;
    }

    /**
     * Reads an address, from the buffer's position to its limit.
     *
     * @return an address of a family that a stack has, or the family alone ({@link SocketAddress.Unspecified}) for all others, which
     *     sockets refuse with EAFNOSUPPORT
     * @throws NetworkException EINVAL if it is too short for its family, or too long for any
     */
    public static SocketAddress decode(ByteBuffer bytes) throws NetworkException {
        int at = bytes.position();
        int length = bytes.remaining();
        ByteOrder order = bytes.order();
        try {
            check(length >= Short.BYTES && length <= STORAGE);
            int family = bytes.order(ByteOrder.nativeOrder()).getShort(at) & 0xffff;
            return switch (family) {
                case Domain.AF_INET -> inet4(bytes, at, length);
                case Domain.AF_INET6 -> inet6(bytes, at, length);
                case Domain.AF_PACKET -> packet(bytes, at, length);
                case Domain.AF_NETLINK -> netlink(bytes, at, length);
                default -> new SocketAddress.Unspecified(family);
            };
        } finally {
            bytes.order(order);
        }
    }

    private static SocketAddress inet4(ByteBuffer bytes, int at, int length) throws NetworkException {
        check(length >= INET);
        bytes.order(ByteOrder.BIG_ENDIAN);
        return new SocketAddress.Inet4(IpAddress.v4(bytes.getInt(at + 4)), bytes.getShort(at + 2) & 0xffff);
    }

    private static SocketAddress inet6(ByteBuffer bytes, int at, int length) throws NetworkException {
        check(length >= INET6_SHORT);
        int scope = length >= INET6 ? bytes.getInt(at + INET6_SHORT) : 0;
        bytes.order(ByteOrder.BIG_ENDIAN);
        IpAddress address = new IpAddress(bytes.getLong(at + 8), bytes.getLong(at + 16));
        return new SocketAddress.Inet6(address, bytes.getShort(at + 2) & 0xffff, bytes.getInt(at + 4), scope);
    }

    private static SocketAddress packet(ByteBuffer bytes, int at, int length) throws NetworkException {
        check(length >= PACKET_HEADER);
        int interfaceIndex = bytes.getInt(at + 4);
        int hardwareType = bytes.getShort(at + 8) & 0xffff;
        int packetType = bytes.get(at + 10) & 0xff;
        int hardwareLength = bytes.get(at + 11) & 0xff;
        check(length >= PACKET || length >= PACKET_HEADER + hardwareLength);
        byte[] hardware = new byte[Math.min(hardwareLength, Math.min(HARDWARE_ADDRESS, length - PACKET_HEADER))];
        bytes.get(at + PACKET_HEADER, hardware);
        int protocol = bytes.order(ByteOrder.BIG_ENDIAN).getShort(at + 2) & 0xffff;
        return new SocketAddress.PacketAddress(protocol, interfaceIndex, hardwareType, packetType, hardware);
    }

    private static SocketAddress netlink(ByteBuffer bytes, int at, int length) throws NetworkException {
        check(length >= NETLINK);
        return new SocketAddress.Netlink(bytes.getInt(at + 4), bytes.getInt(at + 8));
    }

    private static void putInet4(ByteBuffer into, int address, int port) {
        into.order(ByteOrder.BIG_ENDIAN).putShort((short) port).putInt(address).putLong(0);
        into.order(ByteOrder.nativeOrder());
    }

    private static void putInet6(ByteBuffer into, long high, long low, int port, int flowInfo, int scope) {
        into.order(ByteOrder.BIG_ENDIAN)
                .putShort((short) port)
                .putInt(flowInfo)
                .putLong(high)
                .putLong(low);
        into.order(ByteOrder.nativeOrder()).putInt(scope);
    }

    private static void putPacket(ByteBuffer into, SocketAddress.PacketAddress packet) {
        byte[] hardware = packet.hardwareAddress();
        int length = Math.min(hardware.length, HARDWARE_ADDRESS);
        into.order(ByteOrder.BIG_ENDIAN).putShort((short) packet.protocol());
        into.order(ByteOrder.nativeOrder()).putInt(packet.interfaceIndex());
        into.putShort((short) packet.hardwareType())
                .put((byte) packet.packetType())
                .put((byte) length);
        into.put(hardware, 0, length);
        for (int i = length; i < HARDWARE_ADDRESS; i++) {
            into.put((byte) 0);
        }
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
