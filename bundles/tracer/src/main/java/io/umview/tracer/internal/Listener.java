package io.umview.tracer.internal;

import io.umview.linux.Files;
import io.umview.linux.Poll;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A seccomp listener. It is known by a serial number, because the kernel gives descriptor numbers out again. */
final class Listener {
    private static final int ENOENT = 2;
    private static final AtomicLong SERIALS = new AtomicLong();

    private final int descriptor;
    private final int owner;
    private final long serial = SERIALS.incrementAndGet();
    private boolean closed;
    private @Nullable NotifiedCall last;

    private volatile int unreadableMark;

    /** @param owner the process that got it; its children have it too */
    Listener(int owner, int descriptor) {
        this.owner = owner;
        this.descriptor = descriptor;
    }

    int owner() {
        return owner;
    }

    /** The mark of a process whose personality cannot be read. */
    int unreadableMark() {
        return unreadableMark;
    }

    void unreadableMark(int mark) {
        unreadableMark = mark;
    }

    int descriptor() {
        return descriptor;
    }

    long serial() {
        return serial;
    }

    /**
     * Receives a notification if there is one. Handlers take turns and look first: SECCOMP_IOCTL_NOTIF_RECV would block in one
     * that comes second, and nothing could wake it. One that received last need not look if it was told since that there is a
     * notification: nobody else can have taken it, and if it was withdrawn the ioctl fails.
     *
     * @param announced whether the caller was told so after it received its last
     * @return 0 or a negative error
     */
    synchronized int receive(NotifiedCall call, Poll poll, boolean announced) {
        boolean there = announced && last == call;
        if (closed || !there && (poll.now(descriptor, Poll.POLLIN) & Poll.POLLIN) == 0) {
            return -ENOENT;
        }
        last = call;
        return call.receive(this);
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            Files.close(descriptor);
        }
    }
}
