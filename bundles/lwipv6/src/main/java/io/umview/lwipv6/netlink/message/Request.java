package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message that a program sent.
 *
 * @param type nlmsg_type
 * @param flags NLM_F_*
 * @param sequence nlmsg_seq
 * @param port of the socket that it came from
 * @param privileged whether that has CAP_NET_ADMIN
 * @param strict NETLINK_GET_STRICT_CHK
 * @param message the whole message with its header, from position 0 to limit, native byte order
 */
public record Request(
        int type, int flags, int sequence, int port, boolean privileged, boolean strict, ByteBuffer message) {
    /** Whether all of some bits are set in the flags. */
    public boolean has(int bits) {
        return (flags & bits) == bits;
    }

    /** Whether everything is asked for, not one thing. */
    public boolean dump() {
        return (flags & Netlink.NLM_F_DUMP) != 0;
    }

    /** How many bytes come after the header. */
    public int length() {
        return message.limit() - Netlink.NLMSG_HDRLEN;
    }

    /** The family-specific header must have so many bytes, else EINVAL. */
    public void require(int bytes) throws NetlinkFailure {
        if (length() < bytes) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
    }

    /** An unsigned byte of the family-specific header; 0 behind the end. */
    public int u8(int at) {
        return length() < at + 1 ? 0 : message.get(Netlink.NLMSG_HDRLEN + at) & 0xff;
    }

    /** An unsigned 16-bit number of the family-specific header; 0 behind the end. */
    public int u16(int at) {
        return length() < at + 2 ? 0 : message.getShort(Netlink.NLMSG_HDRLEN + at) & 0xffff;
    }

    /** A 16-bit number in network byte order of the family-specific header; 0 behind the end. */
    public int big16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** A 32-bit number of the family-specific header; 0 behind the end. */
    public int u32(int at) {
        return length() < at + 4 ? 0 : message.getInt(Netlink.NLMSG_HDRLEN + at);
    }

    /** An address of the family-specific header: 4 bytes of IPv4, else 16 of IPv6; unspecified behind the end. */
    public IpAddress address(int at, boolean v4) {
        int from = Netlink.NLMSG_HDRLEN + at;
        ByteBuffer big = message.duplicate().order(ByteOrder.BIG_ENDIAN);
        if (v4) {
            return length() < at + 4 ? IpAddress.ANY4 : IpAddress.v4(big.getInt(from));
        }
        return length() < at + 16 ? IpAddress.ANY6 : new IpAddress(big.getLong(from), big.getLong(from + 8));
    }

    /**
     * The attributes behind the family-specific header.
     *
     * @param header the length of that header in bytes
     */
    public Attributes attributes(int header, Policy policy, boolean strictly) throws NetlinkFailure {
        return Attributes.parse(message, Netlink.NLMSG_HDRLEN + Netlink.align(header), 0, policy, strictly);
    }
}
