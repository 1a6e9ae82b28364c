package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.MountSettings;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Negotiation;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * What a worker reads. Of a write that comes by a pipe the header is read first; its bytes are pages of the writer's until it is
 * known where they go ({@link io.umview.fuse.NodeFileSystem#place}).
 */
final class Requests implements AutoCloseable {
    /** Shorter ones are read as a whole: all but writes. */
    private static final int SHORT = 4096;

    /** Bytes before those of a write: the header and {@code struct fuse_write_in}. */
    private static final int BEGINNING = Incoming.HEADER + 40;

    /**
     * What an ordinary user's pipe has at most. Each page of a write takes a page of it, and so do the headers; what does not fit
     * would fail, hence {@link Negotiation#MAX_WRITE_IN_PLACE}.
     */
    private static final int CAPACITY = 2 * Negotiation.MAX_WRITE_IN_PLACE;

    private final int device;
    private final NativeBuffer buffer;
    private final @Nullable Pipe pipe;
    private int had;
    private int left;

    Requests(int device, NativeBuffer buffer, MountSettings settings) {
        this.device = device;
        this.buffer = buffer;
        this.pipe = settings.inPlace() ? Pipe.ofCapacity(CAPACITY) : null;
    }

    /** Waits for a request, and reads it, or its beginning. What nobody took of the one before is lost. @return its length or a negative error */
    long next() {
        int capacity = buffer.bytes().capacity();
        if (pipe == null) {
            return Files.read(device, buffer.address(), capacity);
        }
        complete();
        long count = pipe.fill(device, capacity);
        if (count <= 0) {
            return count;
        }
        had = 0;
        left = (int) count;
        read(buffer.address(), count <= SHORT ? left : BEGINNING);
        return count;
    }

    /** Whether only the beginning was read. */
    boolean hasMore() {
        return left > 0;
    }

    /** Reads the rest. */
    void complete() {
        read(buffer.address() + had, left);
    }

    /** Reads the rest to somewhere else. @throws ErrnoException EFAULT: it could not, or not all */
    void moveTo(long address) throws ErrnoException {
        read(address, left);
        if (left > 0) {
            throw Errno.EFAULT.exception();
        }
    }

    private void read(long address, int count) {
        int done = 0;
        while (done < count && pipe != null) {
            long got = pipe.read(address + done, count - done);
            if (got <= 0 && got != -Errno.EINTR.number()) {
                break;
            }
            done += (int) Math.max(0, got);
        }
        had += done;
        left -= done;
    }

    @Override
    public void close() {
        if (pipe != null) {
            pipe.close();
        }
    }
}
