package io.umview.lwipv6.wire;

/**
 * A block of addresses of one family.
 *
 * @param address with zeros behind the prefix
 * @param length in bits of its family: 0 to 32, or 0 to 128
 */
public record IpPrefix(IpAddress address, int length) {
    /** {@code 0.0.0.0/0} */
    public static final IpPrefix ALL4 = new IpPrefix(IpAddress.ANY4, 0);

    /** {@code ::/0} */
    public static final IpPrefix ALL6 = new IpPrefix(IpAddress.ANY6, 0);

    /** Clears what is behind the prefix. */
    public IpPrefix {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException("no prefix of " + length + " bits");
        }
        address = address.masked(length);
    }

    /** The block that is one address. */
    public static IpPrefix host(IpAddress address) {
        return new IpPrefix(address, address.bits());
    }

    /** A block written as {@code address/length}; without a length it is one address. */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(IpAddress.parse(text));
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        return new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
    }

    /** Whether it is a block of IPv4 addresses. */
    public boolean isV4() {
        return address.isV4();
    }

    /** Its length where IPv4 addresses are held as IPv6 addresses: 0 to 128. */
    public int mappedLength() {
        return isV4() ? length + 96 : length;
    }

    /** Whether an address lies in it. */
    public boolean contains(IpAddress other) {
        return contains(other.high(), other.low());
    }

    /** Whether an address, given by its halves, lies in it. */
    public boolean contains(long high, long low) {
        int bits = mappedLength();
        return ((high ^ address.high()) & IpAddress.highMask(bits)) == 0
                && ((low ^ address.low()) & IpAddress.lowMask(bits)) == 0
                && IpAddress.isV4(high, low) == isV4();
    }

    /** The last address: of IPv4, the broadcast address of a subnet. */
    public IpAddress last() {
        int bits = mappedLength();
        return new IpAddress(address.high() | ~IpAddress.highMask(bits), address.low() | ~IpAddress.lowMask(bits));
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
