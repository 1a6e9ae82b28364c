package io.umview.lwipv6.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SKF_AD_NLATTR and SKF_AD_NLATTR_NEST: finds an attribute in a netlink message, in native byte order. */
final class NetlinkAttributes {
    private static final int HEADER = 4;
    private static final int TYPE = 0x3fff;

    private NetlinkAttributes() {}

    /** Where, from the beginning of the packet, the first attribute of a type is in those that begin at {@code from}; 0: nowhere. */
    static int find(ByteBuffer packet, int start, int length, int from, int type) {
        if (length < HEADER || Integer.compareUnsigned(from, length - HEADER) > 0) {
            return 0;
        }
        return search(packet, start, from, length, type);
    }

    /** Where the first attribute of a type is in the attribute that begins at {@code from}; 0: nowhere. */
    static int findNested(ByteBuffer packet, int start, int length, int from, int type) {
        if (length < HEADER || Integer.compareUnsigned(from, length - HEADER) > 0) {
            return 0;
        }
        int size = number(packet, start + from);
        return size > length - from ? 0 : search(packet, start, from + HEADER, from + size, type);
    }

    private static int search(ByteBuffer packet, int start, int from, int end, int type) {
        int at = from;
        while (end - at >= HEADER) {
            int size = number(packet, start + at);
            if (size < HEADER || size > end - at) {
                return 0;
            }
            if ((number(packet, start + at + 2) & TYPE) == type) {
                return at;
            }
            at += (size + 3) & ~3;
        }
        return 0;
    }

    private static int number(ByteBuffer packet, int at) {
        short value = packet.getShort(at);
        return (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value)) & 0xffff;
    }
}
