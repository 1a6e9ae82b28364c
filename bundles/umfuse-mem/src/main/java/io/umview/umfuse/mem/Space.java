package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.util.concurrent.atomic.AtomicLong;

/** What may be used, and what is, in bytes. */
final class Space {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Space(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    long free() {
        return Math.max(0, limit - used.get());
    }

    /** @throws ErrnoException ENOSPC */
    void take(long bytes) throws ErrnoException {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw Errno.ENOSPC.exception();
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }
}
