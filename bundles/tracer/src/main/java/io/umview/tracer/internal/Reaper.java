package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Wait;
import io.umview.tracer.Tracer.ExitStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Collects the children of this process as they end: guests, and what guests leave behind, which the kernel hands to this
 * process as their subreaper. Children that somebody else in this process started are left to whoever that was.
 */
final class Reaper {
    private static final long SOMEBODY_ELSE_IS_AT_IT_NANOS = 100_000;
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final Children children = new Children();
    private final ProcFiles proc = new ProcFiles();
    private final Thread thread = new Thread(this::run, "umview-reaper");
    private volatile boolean closed;

    Reaper() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A child was started. */
    CompletableFuture<ExitStatus> started(int pid) {
        return children.started(pid);
    }

    /** Completes when there are no children left. */
    CompletableFuture<Void> ended() {
        return children.ended();
    }

    /** Ends with the last child. */
    void close() {
        closed = true;
        children.wake();
    }

    private void run() {
        NativeBuffer info = new NativeBuffer(Wait.SIGINFO);
        while (!closed || children.someAwaited()) {
            // WNOWAIT, because the threads that trace guests see their stops through the same call: those stay theirs.
            int result = Wait.waitid(Wait.P_ALL, 0, info.address(), Wait.WEXITED | Wait.WNOWAIT);
            if (result == -Wait.ECHILD) {
                children.none();
                children.awaitSome(() -> closed);
            } else if (result == 0) {
                collect(info);
            }
        }
    }

    private void collect(NativeBuffer info) {
        int code = info.bytes().getInt(Wait.SI_CODE);
        int pid = info.bytes().getInt(Wait.SI_PID);
        int status = info.bytes().getInt(Wait.SI_STATUS);
        if (!Wait.endedBy(code) || !children.isAwaited(pid) && !isLeftBehind(pid)) {
            LockSupport.parkNanos(SOMEBODY_ELSE_IS_AT_IT_NANOS);
            return;
        }
        Wait.waitid(Wait.P_PID, pid, info.address(), Wait.WEXITED);
        children.ended(pid, code == Wait.CLD_EXITED ? new ExitStatus(status, 0) : new ExitStatus(0, status));
        if (!children.someAwaited() && proc.children(SELF, SELF).isEmpty()) {
            children.none();
        }
    }

    /**
     * Whether a child came to this process as an orphan. Those go to its first thread, which runs no Java; who is started by
     * Java, through ProcessBuilder say, is a child of the thread that did it.
     */
    private boolean isLeftBehind(int pid) {
        return proc.children(SELF, SELF).contains(pid);
    }
}
