package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An attribute of a message (struct nlattr). Reading more than there is gives zeros: who needs more says so in a {@link Policy}.
 *
 * @param type without flags
 * @param offset where it begins in the message, in bytes from the message's header
 * @param payload from position 0 to limit, native byte order
 */
public record Attribute(int type, int offset, ByteBuffer payload) {
    /** How many bytes it holds. */
    public int length() {
        return payload.limit();
    }

    /** An unsigned byte. */
    public int u8() {
        return length() < 1 ? 0 : payload.get(0) & 0xff;
    }

    /** An unsigned 16-bit number. */
    public int u16() {
        return u16(0);
    }

    /** The unsigned 16-bit number at an offset in bytes. */
    public int u16(int at) {
        return length() < at + 2 ? 0 : payload.getShort(at) & 0xffff;
    }

    /** A 16-bit number in network byte order. */
    public int big16() {
        return length() < 2 ? 0 : (payload.get(0) & 0xff) << 8 | payload.get(1) & 0xff;
    }

    /** A 32-bit number. */
    public int u32() {
        return u32(0);
    }

    /** The 32-bit number at an offset in bytes. */
    public int u32(int at) {
        return length() < at + 4 ? 0 : payload.getInt(at);
    }

    /** A 64-bit number. */
    public long u64() {
        return length() < 8 ? 0 : payload.getLong(0);
    }

    /** Text, up to its NUL if it has one. */
    public String text() {
        int end = 0;
        while (end < length() && payload.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end];
        payload.get(0, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** What it holds. */
    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        payload.get(0, bytes);
        return bytes;
    }

    /** An IPv4 address if it has four bytes, an IPv6 address if it has sixteen, else {@code ::}. */
    public IpAddress address() {
        ByteBuffer big = payload.duplicate().order(ByteOrder.BIG_ENDIAN);
        return switch (length()) {
            case 4 -> IpAddress.v4(big.getInt(0));
            case 16 -> new IpAddress(big.getLong(0), big.getLong(8));
            default -> IpAddress.ANY6;
        };
    }

    /** The attributes that it consists of. */
    public Attributes nested(Policy policy, boolean strict) throws NetlinkFailure {
        return Attributes.parse(payload, 0, offset + 4, policy, strict);
    }
}
