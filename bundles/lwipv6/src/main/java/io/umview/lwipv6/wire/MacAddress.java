package io.umview.lwipv6.wire;

/**
 * A 48-bit link-layer address.
 *
 * @param bits the address; its first byte is in bits 47 to 40
 */
public record MacAddress(long bits) {
    /** How many bytes it has. */
    public static final int LENGTH = 6;

    /** {@code 00:00:00:00:00:00} */
    public static final MacAddress ZERO = new MacAddress(0);

    /** {@code ff:ff:ff:ff:ff:ff} */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    private static final long GROUP = 1L << 40;

    /** Keeps the low 48 bits. */
    public MacAddress {
        bits &= 0xffff_ffff_ffffL;
    }

    /** An address from its bytes in the order of transmission. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a link-layer address has 6 bytes, not " + bytes.length);
        }
        long bits = 0;
        for (byte b : bytes) {
            bits = bits << 8 | b & 0xff;
        }
        return new MacAddress(bits);
    }

    /** An address written as {@code 02:02:47:11:08:06}. */
    public static MacAddress parse(String text) {
        String[] parts = text.split("[:-]", -1);
        long bits = 0;
        if (parts.length != LENGTH) {
            throw new IllegalArgumentException("not a link-layer address: " + text);
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 2) {
                throw new IllegalArgumentException("not a link-layer address: " + text);
            }
            bits = bits << 8 | Integer.parseUnsignedInt(part, 16);
        }
        return new MacAddress(bits);
    }

    /** Whether bits are the address of a group of stations (multicast or broadcast). */
    public static boolean isGroup(long bits) {
        return (bits & GROUP) != 0;
    }

    /** Whether it addresses a group of stations. */
    public boolean isGroup() {
        return isGroup(bits);
    }

    /** Its bytes in the order of transmission. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) (bits >>> (40 - 8 * i));
        }
        return bytes;
    }

    /** The modified EUI-64 interface identifier (RFC 4291, appendix A). */
    public long eui64() {
        long high = bits >>> 24;
        return (high ^ 0x02_0000L) << 40 | 0xfffeL << 24 | bits & 0xff_ffffL;
    }

    /** The group address for an IPv4 multicast address (RFC 1112, section 6.4). */
    public static long multicast4(int group) {
        return 0x0100_5e00_0000L | group & 0x7f_ffff;
    }

    /** The group address for an IPv6 multicast address (RFC 2464, section 7). */
    public static long multicast6(long groupLow) {
        return 0x3333_0000_0000L | groupLow & 0xffff_ffffL;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift) & 0xff;
            text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
