package io.umview.lwipv6.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes ancillary data: struct cmsghdr of cmsg(3) for 64 bits (a length of 8 bytes, level and type of 4) with its data, each message
 * aligned to 8 bytes. All in native byte order, except what is of the network.
 */
final class ControlWriter {
    static final int HEADER = 16;

    private static final int CAPACITY = 2048;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

    /** Begins anew. */
    ControlWriter clear() {
        buffer.clear();
        return this;
    }

    /** What was written, from position to limit. Valid until it begins anew. */
    ByteBuffer finish() {
        return buffer.flip();
    }

    /**
     * Begins a message.
     *
     * @return where its data are to be put, at the position; exactly {@code length} bytes must be
     */
    ByteBuffer message(int level, int type, int length) {
        align();
        return buffer.putLong(HEADER + length).putInt(level).putInt(type);
    }

    void number(int level, int type, int value) {
        message(level, type, 4).putInt(value);
    }

    void octet(int level, int type, int value) {
        message(level, type, 1).put((byte) value);
    }

    /** A message whose data are a struct sockaddr_in. */
    void inet4(int level, int type, int address, int port) {
        SocketAddressCodec.encodeInet4(message(level, type, 16), address, port);
    }

    /** A message whose data are a struct sockaddr_in6. */
    void inet6(int level, int type, long high, long low, int port, int flowInfo, int scope) {
        SocketAddressCodec.encodeInet6(message(level, type, 28), high, low, port, flowInfo, scope);
    }

    /** A message whose data are the time: struct timeval, or struct timespec. */
    void time(int type, long micros, boolean nanos) {
        long fraction = micros % 1_000_000;
        message(SocketOption.SOL_SOCKET, type, 16)
                .putLong(micros / 1_000_000)
                .putLong(nanos ? fraction * 1000 : fraction);
    }

    /** Big-endian numbers in the data of a message. */
    static void putNetwork(ByteBuffer data, long number) {
        data.order(ByteOrder.BIG_ENDIAN).putLong(number).order(ByteOrder.nativeOrder());
    }

    /** A big-endian number in the data of a message. */
    static void putNetwork(ByteBuffer data, int number) {
        data.order(ByteOrder.BIG_ENDIAN).putInt(number).order(ByteOrder.nativeOrder());
    }

    private void align() {
        while ((buffer.position() & 7) != 0) {
            buffer.put((byte) 0);
        }
    }
}
