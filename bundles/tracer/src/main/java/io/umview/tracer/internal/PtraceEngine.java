package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.tracer.Features;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.Tracer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * The tracer that works by ptrace(2) alone, for kernels without seccomp user notification: guests stay traced for as long as they
 * live, so no debugger can have them. They outlive their tracer: calls that are trapped then fail with ENOSYS.
 */
final class PtraceEngine implements Tracer {
    private static final long CLOSE_SECONDS = 2;

    private final Features features;
    private final Children children = new Children();
    private final TraceLoop loop;
    private volatile boolean closed;

    /** Something that the loop does for a caller. */
    @FunctionalInterface
    private interface Task<T> {
        void run(CompletableFuture<T> done) throws ErrnoException;
    }

    PtraceEngine(
            Architecture architecture,
            Supervisor supervisor,
            Features features,
            Supplier<ProcessMemory> memories,
            boolean filters)
            throws ErrnoException {
        this.features = features;
        loop = new TraceLoop(
                architecture, supervisor, memories, new GuestFilters(architecture, TraceLoop.OWN, filters), children);
        loop.start();
    }

    /** Has the loop do something and waits until it is done. */
    private <T> T call(Task<T> task) throws ErrnoException {
        if (closed) {
            throw Errno.ESRCH.exception();
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        Runnable attempt = () -> {
            try {
                task.run(done);
            } catch (ErrnoException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        };
        if (loop.isCurrentThread()) {
            attempt.run();
        } else {
            loop.post(attempt);
        }
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrnoException errno) {
                throw errno;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Errno.EINTR.exception();
        }
    }

    private void notWhileACallIsHandled() {
        if (Attendant.isCurrentThread()) {
            throw new IllegalStateException("not while a call is handled: defer it first");
        }
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public Guest start(Program program) throws ErrnoException {
        return call(done -> done.complete(loop.start(program)));
    }

    @Override
    public void attach(int pid, int mark) throws ErrnoException {
        notWhileACallIsHandled();
        this.<Void>call(done -> loop.attach(pid, mark, done));
    }

    @Override
    public void widen(Interest interest) throws ErrnoException {
        notWhileACallIsHandled();
        this.<Void>call(done -> loop.widen(interest, done));
    }

    @Override
    public boolean anyMark(IntPredicate test) {
        ProcFiles proc = new ProcFiles();
        return loop.guestThreads()
                .map(proc::personality)
                .filter(personality -> personality != -1)
                .map(Injection::mark)
                .anyMatch(test);
    }

    @Override
    public List<GuestProcessInfo> processes() {
        ProcFiles proc = new ProcFiles();
        return loop.guestThreads()
                .filter(thread -> proc.processOf(thread) == thread)
                .mapToObj(process -> new GuestProcessInfo(process, Injection.mark(proc.personality(process))))
                .toList();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return children.ended();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.post(() -> loop.close(done));
        try {
            if (!loop.isCurrentThread()) {
                done.get(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Who cannot be stopped now is let go at its next stop.
            return;
        }
    }
}
