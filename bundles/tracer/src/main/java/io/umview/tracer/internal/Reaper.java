package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Wait;
import io.umview.tracer.Tracer.ExitStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Collects the children of this process as they end: guests, and what guests leave behind, which the kernel hands to this
 * process as their subreaper.
 */
final class Reaper {
    private static final long STOP_IS_BEING_HANDLED_NANOS = 100_000;

    private final Map<Integer, CompletableFuture<ExitStatus>> awaited = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "umview-reaper");

    // Guarded by this.
    private boolean childless = true;
    private CompletableFuture<Void> ended = new CompletableFuture<>();

    Reaper() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A child was started. */
    synchronized CompletableFuture<ExitStatus> started(int pid) {
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        awaited.put(pid, exit);
        if (ended.isDone()) {
            ended = new CompletableFuture<>();
        }
        childless = false;
        notifyAll();
        return exit;
    }

    /** Completes when there are no children left. */
    synchronized CompletableFuture<Void> ended() {
        if (childless) {
            ended.complete(null);
        }
        return ended;
    }

    private void run() {
        NativeBuffer info = new NativeBuffer(Wait.SIGINFO);
        while (true) {
            // WNOWAIT, because the threads that trace guests see their stops through the same call: those stay theirs.
            int result = Wait.waitid(Wait.P_ALL, 0, info.address(), Wait.WEXITED | Wait.WNOWAIT);
            if (result == -Wait.ECHILD) {
                awaitChild();
            } else if (result == 0) {
                collect(info);
            }
        }
    }

    private void collect(NativeBuffer info) {
        int code = info.bytes().getInt(Wait.SI_CODE);
        int pid = info.bytes().getInt(Wait.SI_PID);
        int status = info.bytes().getInt(Wait.SI_STATUS);
        if (code != Wait.CLD_EXITED && code != Wait.CLD_KILLED && code != Wait.CLD_DUMPED) {
            LockSupport.parkNanos(STOP_IS_BEING_HANDLED_NANOS);
            return;
        }
        Wait.waitid(Wait.P_PID, pid, info.address(), Wait.WEXITED);
        CompletableFuture<ExitStatus> exit = awaited.remove(pid);
        if (exit != null) {
            exit.complete(code == Wait.CLD_EXITED ? new ExitStatus(status, 0) : new ExitStatus(0, status));
        }
    }

    private synchronized void awaitChild() {
        if (!awaited.isEmpty()) {
            // Between a spawn and this thread's look at it, or a child that somebody else waited for.
            awaited.values().forEach(exit -> exit.complete(new ExitStatus(0, 0)));
            awaited.clear();
        }
        childless = true;
        ended.complete(null);
        while (childless) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
