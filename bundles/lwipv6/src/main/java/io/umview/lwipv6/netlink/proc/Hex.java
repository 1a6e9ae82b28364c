package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.wire.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses as files of /proc/net write them. */
final class Hex {
    private Hex() {}

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** An IPv4 address as the number that a little-endian machine takes its bytes for. */
    static String inet(@Nullable IpAddress address) {
        return format("%08X", address == null ? 0 : Integer.reverseBytes(address.v4()));
    }

    /** Sixteen bytes in order. */
    static String inet6(@Nullable IpAddress address) {
        return address == null ? "0".repeat(32) : format("%016x%016x", address.high(), address.low());
    }

    /** Four numbers, each as a little-endian machine takes four bytes for. */
    static String words(IpAddress address) {
        long high = address.isAny() ? 0 : address.high();
        long low = address.isAny() ? 0 : address.low();
        return format("%08X%08X", Integer.reverseBytes((int) (high >>> 32)), Integer.reverseBytes((int) high))
                + format("%08X%08X", Integer.reverseBytes((int) (low >>> 32)), Integer.reverseBytes((int) low));
    }

    /** A line filled up with spaces, as some files have it. */
    static String padded(String line, int width) {
        return line + " ".repeat(Math.max(0, width - line.length())) + '\n';
    }
}
