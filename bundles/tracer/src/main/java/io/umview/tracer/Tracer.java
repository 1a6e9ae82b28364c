package io.umview.tracer;

import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.osgi.annotation.versioning.ProviderType;

/** Runs guests and traps their calls. One tracer serves one hypervisor; its guests are all processes that it started. */
@ProviderType
public interface Tracer extends AutoCloseable {
    /** What the kernel offers and what this tracer uses of it. */
    Features features();

    /**
     * Starts a guest. Its first trapped call is the execve of the program; when that fails the supervisor is told by
     * {@link Supervisor#execFailed}.
     */
    Guest start(Program program) throws ErrnoException;

    /**
     * Takes a running process, with all its threads, among the guests.
     *
     * @throws ErrnoException ESRCH when there is no such process, EPERM when it belongs to somebody else or is being
     *     debugged
     */
    void attach(int pid, int mark) throws ErrnoException;

    /**
     * Traps more calls, in all guests that run and in all that will. Returns when the wider interest is in force; a thread
     * that waits in vfork(2) follows when its wait is over, before it makes another call.
     *
     * @throws ErrnoException EBUSY while a guest is being debugged and cannot be brought to follow; nothing has changed then
     */
    void widen(Interest interest) throws ErrnoException;

    /** Whether a guest thread has a mark for which the test holds. */
    boolean anyMark(IntPredicate test);

    /** The guest processes that live now. */
    List<GuestProcessInfo> processes();

    /** A live guest process and the mark of its first thread. */
    record GuestProcessInfo(int pid, int mark) {}

    /** Completes when no guest is left. */
    CompletableFuture<Void> ended();

    /** Lets the guests go: calls that are trapped from now on fail with ENOSYS. */
    @Override
    void close();

    /** A guest process that the tracer started. */
    record Guest(int pid, CompletableFuture<ExitStatus> exit) {}

    /**
     * How a process ended.
     *
     * @param signal the signal that killed it, 0 when it exited
     * @param code its exit code, 0 when it was killed
     */
    record ExitStatus(int code, int signal) {
        /** What a shell shows for it in {@code $?}. */
        public int shell() {
            return signal == 0 ? code : 128 + signal;
        }
    }
}
