package io.umview.hypervisor.internal.path;

import java.nio.ByteBuffer;

/** Numbers as text, written without allocation. */
final class Decimal {
    private Decimal() {}

    /** Puts a number that is not negative. @return the position behind it */
    static int put(ByteBuffer buffer, int at, int value) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = digits - 1, rest = value; i >= 0; i--, rest /= 10) {
            buffer.put(at + i, (byte) ('0' + rest % 10));
        }
        return at + digits;
    }
}
