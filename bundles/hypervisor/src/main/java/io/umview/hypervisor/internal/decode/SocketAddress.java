package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** {@code struct sockaddr} of the families that have a name (bind(2), connect(2), sendto(2)). */
final class SocketAddress {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;

    /** {@code sizeof(struct sockaddr_storage)}: the kernel takes no longer ones. */
    private static final int LARGEST = 128;

    private SocketAddress() {}

    static String text(Call call, long address, int length) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        if (length < Short.BYTES || length > LARGEST) {
            return Text.hex(address);
        }
        byte[] bytes = call.memory().bytes(address, length);
        try {
            return text(bytes);
        } catch (BufferUnderflowException | UnknownHostException e) {
            // The length is too short for the family.
            return unknown(bytes);
        }
    }

    private static String text(byte[] bytes) throws UnknownHostException {
        ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return switch (fields.getShort()) {
            case AF_UNIX -> "{sa_family=AF_UNIX" + unixPath(Arrays.copyOfRange(bytes, 2, bytes.length)) + "}";
            case AF_INET ->
                "{sa_family=AF_INET, sin_port=htons(" + networkShort(fields) + "), sin_addr=inet_addr(\""
                        + address(fields, 4) + "\")}";
            case AF_INET6 -> inet6(fields);
            case AF_NETLINK -> {
                fields.getShort();
                yield "{sa_family=AF_NETLINK, nl_pid=" + fields.getInt() + ", nl_groups="
                        + String.format("%08x", fields.getInt()) + "}";
            }
            case AF_PACKET ->
                "{sa_family=AF_PACKET, sll_protocol=htons(" + Constants.ETHERTYPE.nameOrNumber(networkShort(fields))
                        + "), sll_ifindex=" + fields.getInt() + "}";
            default -> unknown(bytes);
        };
    }

    private static String inet6(ByteBuffer fields) throws UnknownHostException {
        int port = networkShort(fields);
        int flow = Integer.reverseBytes(fields.getInt());
        String address = address(fields, 16);
        return "{sa_family=AF_INET6, sin6_port=htons(" + port + "), sin6_flowinfo=htonl(" + flow
                + "), inet_pton(AF_INET6, \"" + address + "\", &sin6_addr), sin6_scope_id=" + fields.getInt() + "}";
    }

    private static String unixPath(byte[] path) {
        if (path.length == 0) {
            return "";
        }
        if (path[0] == 0) {
            return ", sun_path=@" + Text.quote(Arrays.copyOfRange(path, 1, path.length));
        }
        int end = 0;
        while (end < path.length && path[end] != 0) {
            end++;
        }
        return ", sun_path=" + Text.quote(Arrays.copyOf(path, end));
    }

    private static int networkShort(ByteBuffer fields) {
        return (fields.get() & 0xff) << 8 | fields.get() & 0xff;
    }

    private static String address(ByteBuffer fields, int size) throws UnknownHostException {
        byte[] bytes = new byte[size];
        fields.get(bytes);
        return size == 4 ? InetAddress.getByAddress(bytes).getHostAddress() : Inet6Text.of(bytes);
    }

    private static String unknown(byte[] bytes) {
        int family = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort() & 0xffff;
        return "{sa_family=" + Constants.FAMILY.name(family) + ", sa_data="
                + Text.quote(Arrays.copyOfRange(bytes, 2, bytes.length)) + "}";
    }
}
