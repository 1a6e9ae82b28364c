package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Values of socket options as bytes: integers and structures in native byte order. */
final class OptionValue {
    private OptionValue() {}

    /** An int, of which as much is given as there is room for: SOL_SOCKET and IPv6. */
    static byte[] of(int value, int room) {
        return truncate(buffer(4).putInt(0, value).array(), room);
    }

    /** On or off. */
    static byte[] of(boolean value, int room) {
        return of(value ? 1 : 0, room);
    }

    /** An int; a small one fits into one byte if there is no more room. So it is with IPPROTO_IP and IPPROTO_RAW (ip_getsockopt). */
    static byte[] compact(int value, int room) {
        if (room < 4 && room > 0 && value >= 0 && value <= 255) {
            return new byte[] {(byte) value};
        }
        return of(value, room);
    }

    /** As many bytes as there is room for. */
    static byte[] truncate(byte[] value, int room) {
        if (value.length <= room) {
            return value;
        }
        byte[] part = new byte[Math.max(0, room)];
        System.arraycopy(value, 0, part, 0, part.length);
        return part;
    }

    /** An int, of at least 4 bytes. */
    static int intOf(byte[] value) throws NetworkException {
        return buffer(value, 4).getInt(0);
    }

    /** An int in 4 bytes or in one; 0 if there is none (ip_setsockopt). */
    static int compactOf(byte[] value) {
        if (value.length >= 4) {
            return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt(0);
        }
        return value.length > 0 ? value[0] & 0xff : 0;
    }

    /** A value to be read, in native byte order, which must have at least {@code length} bytes. */
    static ByteBuffer buffer(byte[] value, int length) throws NetworkException {
        if (value.length < length) {
            throw NetworkError.EINVAL.exception();
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    /** A value to be written, in native byte order. */
    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }
}
