package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Wait;
import io.umview.tracer.Tracer.ExitStatus;
import java.util.List;
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
            int starts = children.starts();
            // WNOWAIT, because the threads that trace guests see their stops through the same call: those stay theirs.
            int result = Wait.waitid(Wait.P_ALL, 0, info.address(), Wait.WEXITED | Wait.WNOWAIT);
            if (result == -Wait.ECHILD) {
                children.none(starts);
                children.awaitSome(() -> closed);
            } else if (result == 0) {
                collect(info);
            }
        }
    }

    /** Takes the child that the kernel shows, or, if it is somebody else's, those behind it that are not. */
    private void collect(NativeBuffer info) {
        int starts = children.starts();
        int shown = info.bytes().getInt(Wait.SI_PID);
        List<Integer> leftBehind = leftBehind();
        boolean ours = children.isAwaited(shown) || leftBehind.contains(shown);
        if (!(ours && collect(shown, info)) && !collectHidden(leftBehind, info)) {
            LockSupport.parkNanos(SOMEBODY_ELSE_IS_AT_IT_NANOS);
        } else if (!children.someAwaited() && leftBehind().isEmpty()) {
            children.none(starts);
        }
    }

    /**
     * The kernel shows one child, and the same again until it is taken. Whose that is may in turn be shown one of ours, and wait
     * for us to take it.
     */
    private boolean collectHidden(List<Integer> leftBehind, NativeBuffer info) {
        boolean some = false;
        for (int pid : children.awaited()) {
            some |= collect(pid, info);
        }
        for (int pid : leftBehind) {
            some |= collect(pid, info);
        }
        return some;
    }

    private boolean collect(int pid, NativeBuffer info) {
        ExitStatus status = Children.collectIfEnded(pid, info);
        if (status != null) {
            children.ended(pid, status);
        }
        return status != null;
    }

    /**
     * The children that came to this process as orphans. They go to its first thread, which runs no Java; who is started by
     * Java, through ProcessBuilder say, is a child of the thread that did it.
     */
    private List<Integer> leftBehind() {
        return proc.children(SELF, SELF);
    }
}
