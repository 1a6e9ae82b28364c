package io.umview.umdev.trivhd;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.CharDevice;
import java.nio.ByteBuffer;

/** 65536 bytes. */
final class TrivialDisk implements CharDevice {
    private static final int SIZE = 65536;

    private final byte[] bytes = new byte[SIZE];

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public synchronized int read(ByteBuffer destination, long offset) {
        int count = room(destination, offset);
        destination.put(bytes, (int) Math.min(offset, SIZE), count);
        return count;
    }

    @Override
    public synchronized int write(ByteBuffer source, long offset) throws ErrnoException {
        int count = room(source, offset);
        if (count == 0 && source.hasRemaining()) {
            throw Errno.ENOSPC.exception();
        }
        source.get(bytes, (int) Math.min(offset, SIZE), count);
        return count;
    }

    private static int room(ByteBuffer buffer, long offset) {
        return (int) Math.min(buffer.remaining(), Math.max(0, SIZE - offset));
    }
}
