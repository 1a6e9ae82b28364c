package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import io.umview.linux.Ptrace;
import io.umview.linux.Wait;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread that waits for its tracees. Nothing but a tracee can end a waitpid(2) cleanly: a signal to the waiting thread
 * is the virtual machine's, and comes too early as easily as in time. So one tracee is there for that alone: a process that
 * idles. A signal that is sent to it makes it stop, which ends the wait, and never reaches it; one that is sent before the
 * wait begins is found by it. It dies with its tracer.
 */
final class WakeUp {
    private static final int SIGUSR1 = 10;
    private static final int SIGKILL = 9;

    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile int process;

    /** Starts the process. By the thread that is to be woken. */
    void start() throws ErrnoException {
        int pid = Processes.spawn("/bin/sleep", List.of("sleep", "2147483647"), 0);
        int result = pid < 0 ? pid : Ptrace.seize(pid, Ptrace.EXITKILL);
        if (result < 0) {
            if (pid > 0) {
                Processes.kill(pid, SIGKILL);
            }
            throw Errno.of(-result).exception();
        }
        process = pid;
    }

    /** Whether an event is of the idle process, which then is made ready to be signalled again. */
    boolean takes(int thread, int status) throws ErrnoException {
        if (thread != process) {
            return false;
        }
        asked.set(false);
        if (Wait.ended(status)) {
            process = 0;
            start();
        } else {
            Ptrace.resume(thread, 0);
        }
        return true;
    }

    /** Wakes the waiting thread, now or when it waits next. */
    void signal() {
        int pid = process;
        if (pid != 0 && !asked.getAndSet(true)) {
            Processes.kill(pid, SIGUSR1);
        }
    }

    /** Ends the process; its death is the last event. */
    void end() {
        int pid = process;
        process = 0;
        if (pid != 0) {
            Processes.kill(pid, SIGKILL);
            NativeBuffer status = new NativeBuffer(4);
            int result;
            do {
                result = Wait.waitpid(pid, status.address(), Wait.WALL);
            } while (result == -Wait.EINTR
                    || result == pid && !Wait.ended(status.bytes().getInt(0)));
        }
    }
}
