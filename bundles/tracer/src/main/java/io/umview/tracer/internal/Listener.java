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
     * Receives a notification, of which the caller was told after it received its last. Whoever has led before may take one too,
     * so one that did not receive last looks once more: SECCOMP_IOCTL_NOTIF_RECV would block in one that comes second, and
     * nothing could wake it. If the notification was withdrawn the ioctl fails.
     *
     * @return 0 or a negative error
     */
    synchronized int receive(NotifiedCall call, Poll poll) {
        boolean there = last == call;
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
