package io.umview.lwipv6.wire;

/**
 * An IPv6 address, or an IPv4 address in its IPv4-mapped form {@code ::ffff:a.b.c.d} (RFC 4291, section 2.5.5.2).
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {
    /** {@code ::} */
    public static final IpAddress ANY6 = new IpAddress(0, 0);

    /** {@code ::1} */
    public static final IpAddress LOOPBACK6 = new IpAddress(0, 1);

    /** {@code 0.0.0.0} */
    public static final IpAddress ANY4 = v4(0);

    /** {@code 127.0.0.1} */
    public static final IpAddress LOOPBACK4 = v4(0x7f000001);

    /** {@code 255.255.255.255} */
    public static final IpAddress BROADCAST4 = v4(-1);

    /** {@code ff02::1} */
    public static final IpAddress ALL_NODES = new IpAddress(0xff02_0000_0000_0000L, 1);

    /** {@code ff02::2} */
    public static final IpAddress ALL_ROUTERS = new IpAddress(0xff02_0000_0000_0000L, 2);

    /** The first half of solicited-node multicast addresses. */
    public static final long SOLICITED_NODE_HIGH = 0xff02_0000_0000_0000L;

    private static final long MAPPED = 0xffffL << 32;

    /** An IPv4 address; its first byte is in the highest bits. */
    public static IpAddress v4(int address) {
        return new IpAddress(0, mapped(address));
    }

    /** The last 64 bits of an IPv4 address in mapped form; the first are 0. */
    public static long mapped(int address) {
        return MAPPED | (address & 0xffffffffL);
    }

    /** Whether two halves are an IPv4 address. */
    public static boolean isV4(long high, long low) {
        return high == 0 && (low >>> 32) == 0xffff;
    }

    /** Whether it is an IPv4 address. */
    public boolean isV4() {
        return isV4(high, low);
    }

    /** The IPv4 address, if {@link #isV4}. */
    public int v4() {
        return (int) low;
    }

    /** Whether it is unspecified, in either family. */
    public boolean isAny() {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /** Whether it is a loopback address: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isV4() ? (v4() >>> 24) == 127 : high == 0 && low == 1;
    }

    /** Whether it is a multicast address: 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return isV4() ? (v4() >>> 28) == 0xe : (high >>> 56) == 0xff;
    }

    /** Whether it is a link-local unicast address: fe80::/10 or 169.254.0.0/16. */
    public boolean isLinkLocal() {
        return isV4() ? (v4() >>> 16) == 0xa9fe : (high >>> 54) == 0x3fa;
    }

    /** Whether it is a link-local unicast or multicast address of IPv6, which means something with an interface only. */
    public boolean needsScope() {
        return !isV4() && (isLinkLocal() || isMulticast() && (multicastScope() == 1 || multicastScope() == 2));
    }

    /** The scope of an IPv6 multicast address (RFC 7346): 1 interface, 2 link, 5 site, 8 organisation, 14 global. */
    public int multicastScope() {
        return (int) (high >>> 48) & 15;
    }

    /** How many bits addresses of its family have: 32 or 128. */
    public int bits() {
        return isV4() ? 32 : 128;
    }

    /** The address with zeros behind its first {@code length} bits, counted in its family. */
    public IpAddress masked(int length) {
        int mapped = isV4() ? length + 96 : length;
        return new IpAddress(high & highMask(mapped), low & lowMask(mapped));
    }

    /** The mask of the first half for a prefix of 0 to 128 bits. */
    public static long highMask(int length) {
        return length >= 64 ? -1 : length == 0 ? 0 : -1L << (64 - length);
    }

    /** The mask of the second half for a prefix of 0 to 128 bits. */
    public static long lowMask(int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    /** How many leading bits two addresses have in common, each given by its halves: 0 to 128. */
    public static int commonPrefix(long aHigh, long aLow, long bHigh, long bLow) {
        long difference = aHigh ^ bHigh;
        return difference != 0 ? Long.numberOfLeadingZeros(difference) : 64 + Long.numberOfLeadingZeros(aLow ^ bLow);
    }

    /** The solicited-node multicast address (RFC 4291, section 2.7.1): its second half; the first is {@link #SOLICITED_NODE_HIGH}. */
    public static long solicitedNodeLow(long low) {
        return 0x1_ff00_0000L | low & 0xff_ffffL;
    }

    /**
     * The address that a text means: a dotted quad, or RFC 4291, section 2.2; no scope.
     *
     * @throws IllegalArgumentException it means none
     */
    public static IpAddress parse(String text) {
        return IpAddressText.parse(text);
    }

    /** A dotted quad, or the text that RFC 5952 recommends. */
    @Override
    public String toString() {
        return IpAddressText.format(this);
    }
}
