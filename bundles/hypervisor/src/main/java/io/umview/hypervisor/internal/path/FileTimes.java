package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.NativeBuffer;

/** The times that the relatives of utimensat(2) take, as two struct timespec in a buffer. */
final class FileTimes {
    private static final int MICROS = 1_000_000;

    private FileTimes() {}

    /** struct utimbuf: seconds. @return the address of the times, 0 for now */
    static long utime(Call call, NativeBuffer buffer) throws ErrnoException {
        if (call.argument(1) == 0) {
            return 0;
        }
        call.memory().read(call.argument(1), Results.part(buffer, 16));
        long modified = buffer.bytes().getLong(8);
        buffer.bytes().putLong(8, 0).putLong(16, modified).putLong(24, 0);
        return buffer.address();
    }

    /** Two struct timeval. */
    static long utimes(Call call, int argument, NativeBuffer buffer) throws ErrnoException {
        if (call.argument(argument) == 0) {
            return 0;
        }
        call.memory().read(call.argument(argument), Results.part(buffer, 32));
        for (int at = 8; at < 32; at += 16) {
            long fraction = buffer.bytes().getLong(at);
            if (fraction < 0 || fraction >= MICROS) {
                throw Errno.EINVAL.exception();
            }
            buffer.bytes().putLong(at, fraction * 1000);
        }
        return buffer.address();
    }

    /** Two struct timespec. */
    static long utimensat(Call call, NativeBuffer buffer) throws ErrnoException {
        if (call.argument(2) == 0) {
            return 0;
        }
        call.memory().read(call.argument(2), Results.part(buffer, 32));
        return buffer.address();
    }
}
