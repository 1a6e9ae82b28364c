package io.umview.linux;

import com.sun.jna.Pointer;

/**
 * Makes a thread of this process leave the system call that it blocks in, with EINTR, by a signal (signal(7), "Interruption of
 * system calls"). Whoever interrupts a thread that is about to enter the call is too early, and must do it once more.
 *
 * <p>Some calls would be made again after a handler with SA_RESTART, others never: those that wait for a FUSE program, which
 * says EINTR itself. {@link #endedRestartable} tells them apart.
 */
public final class Interruption {
    /** The last real-time signal but one, which neither a JVM nor a C library uses. */
    private static final int SIGNAL = 63;

    private static final int PAGE = 4096;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long SA_RESTORER = 0x04000000;
    private static final long SA_RESTART = 0x10000000;
    private static final long SA_SIGINFO = 4;
    private static final int SIGSET = 8;

    /** ERESTARTSYS, which no call returns: what a call returns that would be made again. */
    static final int INSTEAD_OF_RESTART = -512;

    private static final ThreadLocal<Boolean> RESTARTABLE = ThreadLocal.withInitial(() -> false);
    private static final int PROCESS = (int) ProcessHandle.current().pid();
    private static final boolean INSTALLED = install();

    private final int thread;

    private Interruption(int thread) {
        this.thread = thread;
    }

    /** That of the current OS thread. */
    public static Interruption ofThisThread() {
        return new Interruption((int) Kernel.call(Machine.GETTID, 0));
    }

    /** Interrupts the thread. */
    public void interrupt() {
        if (INSTALLED) {
            Kernel.call(Machine.TGKILL, PROCESS, thread, SIGNAL);
        }
    }

    /** The result of a call that would be made again. */
    static long insteadOfRestart() {
        RESTARTABLE.set(true);
        return -Wait.EINTR;
    }

    /**
     * Whether a call of the current thread that has returned EINTR, since this was asked last, is one that is made again after a
     * signal if its handler is set up so. True as well when that is not known.
     */
    public static boolean endedRestartable() {
        boolean result = RESTARTABLE.get() || Kernel.entry() == 0;
        RESTARTABLE.set(false);
        return result;
    }

    private static boolean install() {
        long code = Kernel.call(Machine.MMAP, 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (code < 0) {
            return false;
        }
        long entry = Kernel.entry();
        byte[] handler = entry == 0 ? Machine.doNothing() : Machine.returnInsteadOfRestart(entry, INSTEAD_OF_RESTART);
        long flags = entry == 0 ? SA_RESTORER : SA_RESTORER | SA_RESTART | SA_SIGINFO;
        byte[] restorer = Machine.returnFromSignal();
        new Pointer(code).write(0, handler, 0, handler.length);
        new Pointer(code + handler.length).write(0, restorer, 0, restorer.length);
        // struct kernel_sigaction: handler, flags, restorer, mask.
        NativeBuffer action = new NativeBuffer(32);
        action.bytes().putLong(0, code).putLong(8, flags).putLong(16, code + handler.length);
        boolean installed = Kernel.call(Machine.MPROTECT, code, PAGE, PROT_READ_EXECUTE) == 0
                && Kernel.call(Machine.RT_SIGACTION, SIGNAL, action.address(), 0, SIGSET) == 0;
        java.lang.ref.Reference.reachabilityFence(action);
        return installed;
    }
}
