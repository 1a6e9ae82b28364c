package io.umview.lwipv6.netlink;

import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.wire.IpAddress;
import java.util.function.Consumer;

/** Requests as programs send them. */
final class Ask {
    static final int REQUEST = 0x1;
    static final int ACK = 0x5;
    static final int DUMP = 0x301;
    static final int ADD = 0x605;
    static final int REPLACE = 0x505;
    static final int CHANGE = 0x105;
    static final int APPEND = 0xc05;

    private Ask() {}

    static byte[] message(int type, int flags, Consumer<MessageWriter> content) {
        MessageWriter out = new MessageWriter(1, 0, flags);
        out.begin(type);
        content.accept(out);
        out.end();
        return out.bytes();
    }

    static byte[] link(
            int type, int flags, int index, int deviceFlags, int change, Consumer<MessageWriter> attributes) {
        return message(type, flags, out -> {
            out.u8(0).u8(0).u16(0).u32(index).u32(deviceFlags).u32(change);
            attributes.accept(out);
        });
    }

    static byte[] address(int type, int flags, String prefix, int index, Consumer<MessageWriter> attributes) {
        IpAddress address = IpAddress.parse(prefix.substring(0, prefix.indexOf('/')));
        int length = Integer.parseInt(prefix.substring(prefix.indexOf('/') + 1));
        return message(type, flags, out -> {
            out.u8(family(address)).u8(length).u8(0).u8(0).u32(index);
            out.attribute(2, address).attribute(1, address);
            attributes.accept(out);
        });
    }

    static byte[] route(
            int type, int flags, String prefix, int table, int scope, int kind, Consumer<MessageWriter> attributes) {
        IpAddress address = IpAddress.parse(prefix.substring(0, prefix.indexOf('/')));
        int length = Integer.parseInt(prefix.substring(prefix.indexOf('/') + 1));
        return message(type, flags, out -> {
            out.u8(family(address))
                    .u8(length)
                    .u8(0)
                    .u8(0)
                    .u8(table)
                    .u8(3)
                    .u8(scope)
                    .u8(kind)
                    .u32(0);
            if (length > 0) {
                out.attribute(1, address);
            }
            attributes.accept(out);
        });
    }

    static byte[] rule(int type, int flags, boolean v4, int table, int action, Consumer<MessageWriter> attributes) {
        return message(type, flags, out -> {
            out.u8(v4 ? 2 : 10)
                    .u8(0)
                    .u8(0)
                    .u8(0)
                    .u8(table)
                    .u8(0)
                    .u8(0)
                    .u8(action)
                    .u32(0);
            attributes.accept(out);
        });
    }

    static byte[] neighbour(
            int type, int flags, String address, int index, int state, int ntf, Consumer<MessageWriter> attributes) {
        IpAddress destination = IpAddress.parse(address);
        return message(type, flags, out -> {
            out.u8(family(destination))
                    .u8(0)
                    .u16(0)
                    .u32(index)
                    .u16(state)
                    .u8(ntf)
                    .u8(0);
            out.attribute(1, destination);
            attributes.accept(out);
        });
    }

    /** A request whose family-specific header is a family and zeros. */
    static byte[] all(int type, int family, int header) {
        return message(type, DUMP, out -> out.u8(family).zeros(header - 1));
    }

    static int family(IpAddress address) {
        return address.isV4() ? 2 : 10;
    }

    static Consumer<MessageWriter> nothing() {
        return out -> {};
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
