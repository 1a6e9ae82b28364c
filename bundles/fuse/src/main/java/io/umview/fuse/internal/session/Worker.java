package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Negotiation;
import io.umview.fuse.internal.protocol.Opcode;
import io.umview.fuse.internal.protocol.Outgoing;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import org.jspecify.annotations.Nullable;

/** A thread that reads requests and answers them, with a buffer that it has for itself. */
final class Worker implements Runnable, Request {
    /** Room for the largest request or reply with the smallest counterpart, and for two texts of a page. */
    private static final int CAPACITY = Negotiation.MAX_WRITE + (128 << 10);

    /** Bytes of a {@code struct iovec}. */
    private static final int IOVEC = 16;

    private final Session session;
    private final int device;
    private final NativeBuffer buffer = new NativeBuffer(CAPACITY);
    private final NativeBuffer vector = new NativeBuffer(2 * IOVEC);
    private final Requests requests;
    private final Incoming in;
    private final Outgoing out;
    private final Operations operations;

    private volatile long unique;
    private boolean interrupted;
    private @Nullable Runnable onInterrupt;

    /** @param device a descriptor that this thread closes */
    Worker(Session session, int device) {
        this.session = session;
        this.device = device;
        this.in = new Incoming(buffer.bytes(), session.identities());
        this.out = new Outgoing(buffer.bytes(), session.identities());
        this.requests = new Requests(device, buffer, session.settings());
        this.operations = new Operations(session, this, requests, in, out, buffer.bytes());
    }

    int device() {
        return device;
    }

    @Override
    public void run() {
        try {
            while (session.mayRead()) {
                long count = requests.next();
                session.hasRead();
                if (count < 0 ? session.endsWith((int) -count) : in.received(count) && !serve()) {
                    break;
                }
            }
        } finally {
            requests.close();
            session.leave(this);
        }
    }

    /** @return whether to go on */
    private boolean serve() {
        if (in.opcode() != Opcode.WRITE) {
            requests.complete();
        }
        switch (in.opcode()) {
            case Opcode.FORGET, Opcode.BATCH_FORGET -> guardedForget();
            case Opcode.INTERRUPT -> passInterrupt();
            case Opcode.DESTROY -> {
                session.destroy();
                answer(0);
            }
            default -> answer(perform());
        }
        return true;
    }

    private int perform() {
        out.begin(Incoming.HEADER + in.length());
        start(in.unique());
        try {
            operations.perform();
            return 0;
        } catch (ErrnoException e) {
            return e.errno().number();
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
            session.failed(in.opcode(), e);
            return Errno.EIO.number();
        } finally {
            end();
        }
    }

    private void answer(int errno) {
        if (in.opcode() == Opcode.DESTROY) {
            out.begin(Incoming.HEADER + in.length());
        }
        out.finish(in.unique(), errno);
        long written = send();
        if (written < 0 && errno == 0) {
            operations.undo();
        }
    }

    private long send() {
        long start = buffer.address() + out.start();
        if (out.placeLength() == 0) {
            return Files.write(device, start, out.length());
        }
        vector.bytes()
                .putLong(0, start)
                .putLong(8, out.length())
                .putLong(IOVEC, out.place())
                .putLong(IOVEC + 8, out.placeLength());
        return Files.writev(device, vector.address(), 2);
    }

    private void guardedForget() {
        try {
            operations.forget();
        } catch (ErrnoException | RuntimeException e) {
            session.failed(in.opcode(), e);
        }
    }

    private void passInterrupt() {
        try {
            session.interrupt(in.wide(0));
        } catch (ErrnoException tooShort) {
            session.failed(in.opcode(), tooShort);
        }
    }

    private synchronized void start(long number) {
        interrupted = false;
        onInterrupt = null;
        unique = number;
        if (session.wasInterrupted(number)) {
            interrupted = true;
        }
    }

    private synchronized void end() {
        unique = 0;
        onInterrupt = null;
    }

    /** A signal came for the caller of a request. @return whether this thread is at it */
    boolean interrupt(long number) {
        if (unique != number) {
            return false;
        }
        Runnable action;
        synchronized (this) {
            if (unique != number) {
                return false;
            }
            interrupted = true;
            action = onInterrupt;
        }
        if (action != null) {
            action.run();
        }
        return true;
    }

    @Override
    public int uid() {
        return in.uid();
    }

    @Override
    public int gid() {
        return in.gid();
    }

    @Override
    public int pid() {
        return in.pid();
    }

    @Override
    public synchronized boolean interrupted() {
        return interrupted;
    }

    @Override
    public void onInterrupt(Runnable action) {
        synchronized (this) {
            onInterrupt = action;
            if (!interrupted) {
                return;
            }
        }
        action.run();
    }
}
