package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Wait;
import io.umview.tracer.Tracer.ExitStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Who waits for the end of which child of this process, and for the end of all. */
final class Children {
    private final Map<Integer, CompletableFuture<ExitStatus>> awaited = new ConcurrentHashMap<>();

    // Guarded by this.
    private boolean childless = true;

    private int starts;
    private CompletableFuture<Void> ended = new CompletableFuture<>();

    /** A child was started. */
    synchronized CompletableFuture<ExitStatus> started(int pid) {
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
        awaited.put(pid, exit);
        starts++;
        some();
        return exit;
    }

    /** How many children were started so far. */
    synchronized int starts() {
        return starts;
    }

    /** There are children again. */
    synchronized void some() {
        if (ended.isDone()) {
            ended = new CompletableFuture<>();
        }
        childless = false;
        notifyAll();
    }

    /** Whether somebody waits for a child. */
    boolean isAwaited(int pid) {
        return awaited.containsKey(pid);
    }

    /** Whom somebody waits for. */
    Set<Integer> awaited() {
        return awaited.keySet();
    }

    /** Whether somebody waits for any child. */
    boolean someAwaited() {
        return !awaited.isEmpty();
    }

    /** A child has ended. */
    void ended(int pid, ExitStatus status) {
        CompletableFuture<ExitStatus> exit = awaited.remove(pid);
        if (exit != null) {
            exit.complete(status);
        }
    }

    /** No child was left when so many had been started. */
    synchronized void none(int whenStarted) {
        if (starts == whenStarted) {
            none();
        }
    }

    /** No child is left. */
    synchronized void none() {
        // Of these somebody else took the status.
        awaited.values().forEach(exit -> exit.complete(new ExitStatus(0, 0)));
        awaited.clear();
        childless = true;
        ended.complete(null);
    }

    /** Waits until there are children again, or there will be none. */
    synchronized void awaitSome(BooleanSupplier noMore) {
        boolean interrupted = false;
        while (childless && !noMore.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has {@link #awaitSome} look again. */
    synchronized void wake() {
        notifyAll();
    }

    /** Completes when there are no children left. */
    synchronized CompletableFuture<Void> ended() {
        if (childless) {
            ended.complete(null);
        }
        return ended;
    }

    /** How a process ended, from the status word of wait(2). */
    static ExitStatus exitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new ExitStatus(status >> 8 & 0xff, 0) : new ExitStatus(0, signal);
    }

    /**
     * Takes a child off the kernel's list if it has ended; stops of one that is traced are left alone.
     *
     * @param info room for a siginfo_t
     * @return how it ended, null if it has not
     */
    static @Nullable ExitStatus collectIfEnded(int pid, NativeBuffer info) {
        int look = Wait.WEXITED | Wait.WNOHANG;
        if (Wait.waitid(Wait.P_PID, pid, info.address(), look | Wait.WNOWAIT) != 0) {
            return null;
        }
        int code = info.bytes().getInt(Wait.SI_CODE);
        int status = info.bytes().getInt(Wait.SI_STATUS);
        if (!Wait.endedBy(code)) {
            return null;
        }
        Wait.waitid(Wait.P_PID, pid, info.address(), look);
        return code == Wait.CLD_EXITED ? new ExitStatus(status, 0) : new ExitStatus(0, status);
    }
}
