package io.umview.tracer.internal;

import io.umview.linux.Files;
import io.umview.linux.Poll;
import java.util.concurrent.atomic.AtomicLong;

/** A seccomp listener. It is known by a serial number, because the kernel gives descriptor numbers out again. */
final class Listener {
    private static final int ENOENT = 2;
    private static final AtomicLong SERIALS = new AtomicLong();

    private final int descriptor;
    private final long serial = SERIALS.incrementAndGet();
    private boolean closed;

    Listener(int descriptor) {
        this.descriptor = descriptor;
    }

    int descriptor() {
        return descriptor;
    }

    long serial() {
        return serial;
    }

    /**
     * Receives a notification if there is one. Handlers take turns and look first: SECCOMP_IOCTL_NOTIF_RECV would block in one
     * that comes second, and nothing could wake it.
     *
     * @return 0 or a negative error
     */
    synchronized int receive(NotifiedCall call, Poll poll) {
        if (closed || (poll.now(descriptor, Poll.POLLIN) & Poll.POLLIN) == 0) {
            return -ENOENT;
        }
        return call.receive(this);
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            Files.close(descriptor);
        }
    }
}
