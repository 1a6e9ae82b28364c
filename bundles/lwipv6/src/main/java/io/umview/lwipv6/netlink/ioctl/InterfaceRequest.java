package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Struct ifreq of netdevice(7): a name of 16 bytes, then 24 bytes of whatever the request is about. */
final class InterfaceRequest {
    static final int NAME = 16;
    private static final int SOCKADDR_IN_ADDRESS = NAME + 4;
    private static final int SOCKADDR_DATA = NAME + 2;

    private final byte[] bytes;
    private final ByteBuffer buffer;

    InterfaceRequest(byte[] bytes) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    byte[] bytes() {
        return bytes;
    }

    /** The name as given, which may have a colon and more behind it. */
    String label() {
        return text(bytes, 0);
    }

    /** The name of the interface. */
    String name() {
        String label = label();
        int colon = label.indexOf(':');
        return colon < 0 ? label : label.substring(0, colon);
    }

    boolean hasAlias() {
        return label().indexOf(':') >= 0;
    }

    void name(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        java.util.Arrays.fill(bytes, 0, NAME, (byte) 0);
        System.arraycopy(text, 0, bytes, 0, Math.min(text.length, NAME - 1));
    }

    /** The other name, of SIOCSIFNAME. */
    String newName() {
        return text(bytes, NAME);
    }

    int number() {
        return buffer.getInt(NAME);
    }

    void number(int value) {
        buffer.putInt(NAME, value);
    }

    int flags() {
        return buffer.getShort(NAME) & 0xffff;
    }

    void flags(int value) {
        buffer.putShort(NAME, (short) value);
    }

    /** Where ifr_data points to. */
    long pointer() {
        return buffer.getLong(NAME);
    }

    int family() {
        return buffer.getShort(NAME) & 0xffff;
    }

    /** The IPv4 address of the socket address. */
    IpAddress address() {
        return IpAddress.v4(buffer.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(SOCKADDR_IN_ADDRESS));
    }

    /** Sets the socket address to an IPv4 address. */
    void address(int address) {
        clear();
        buffer.putShort(NAME, (short) Ioctl.AF_INET);
        buffer.duplicate().order(ByteOrder.BIG_ENDIAN).putInt(SOCKADDR_IN_ADDRESS, address);
    }

    /** The bytes of a link-layer address. */
    byte[] hardware(int length) {
        return java.util.Arrays.copyOfRange(bytes, SOCKADDR_DATA, SOCKADDR_DATA + length);
    }

    /** Sets the socket address to a link-layer address. */
    void hardware(int type, byte[] address) {
        clear();
        buffer.putShort(NAME, (short) type);
        System.arraycopy(address, 0, bytes, SOCKADDR_DATA, address.length);
    }

    /** Zeros instead of a socket address. */
    void clear() {
        java.util.Arrays.fill(bytes, NAME, NAME + 16, (byte) 0);
    }

    static String text(byte[] bytes, int from) {
        int end = from;
        int limit = Math.min(bytes.length, from + NAME);
        while (end < limit && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
