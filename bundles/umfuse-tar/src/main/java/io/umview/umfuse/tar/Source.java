package io.umview.umfuse.tar;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The archive: a descriptor that is read at offsets. */
final class Source implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    private final int descriptor;
    private final NativeBuffer buffer = new NativeBuffer(BUFFER);

    Source(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Fills what remains of a buffer, unless the archive ends before. */
    synchronized void read(long offset, ByteBuffer into) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            long count = Files.pread(descriptor, buffer.address(), Math.min(BUFFER, into.remaining()), at);
            if (count < 0) {
                throw new IOException("error " + -count);
            }
            if (count == 0) {
                return;
            }
            into.put(buffer.bytes().limit((int) count).position(0));
            buffer.bytes().clear();
            at += count;
        }
    }

    @Override
    public void close() {
        Files.close(descriptor);
    }
}
