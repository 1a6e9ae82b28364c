package io.umview.linux;

/** wait(2) and what its status words mean. */
public final class Wait {
    public static final int EINTR = 4;
    public static final int ECHILD = 10;
    public static final int WNOHANG = 1;
    public static final int WUNTRACED = 2;
    public static final int WEXITED = 4;
    public static final int WNOWAIT = 0x01000000;
    public static final int WNOTHREAD = 0x20000000;
    public static final int WALL = 0x40000000;
    public static final int P_ALL = 0;
    public static final int P_PID = 1;
    public static final int CLD_EXITED = 1;
    public static final int CLD_KILLED = 2;
    public static final int CLD_DUMPED = 3;
    public static final int CLD_STOPPED = 5;

    /** Bytes of a siginfo_t. */
    public static final int SIGINFO = 128;

    /** Offset of {@code si_code} in a siginfo_t. */
    public static final int SI_CODE = 8;

    /** Offset of {@code si_pid} in a SIGCHLD siginfo_t on 64-bit machines. */
    public static final int SI_PID = 16;

    /** Offset of {@code si_status} in a SIGCHLD siginfo_t on 64-bit machines. */
    public static final int SI_STATUS = 24;

    private Wait() {}

    /** waitpid(2); the status goes to 4 bytes at {@code status}. */
    public static int waitpid(int pid, long status, int options) {
        return (int) Kernel.call(Machine.WAIT4, pid, status, options);
    }

    /** waitid(2). */
    public static int waitid(int kind, int id, long info, int options) {
        return (int) Kernel.call(Machine.WAITID, kind, id, info, options);
    }

    /** WIFSTOPPED. */
    public static boolean stopped(int status) {
        return (status & 0xff) == 0x7f;
    }

    /** WIFEXITED or WIFSIGNALED. */
    public static boolean ended(int status) {
        return !stopped(status) && status != 0xffff;
    }

    /** Whether {@code si_code} says that the child has ended. */
    public static boolean endedBy(int code) {
        return code == CLD_EXITED || code == CLD_KILLED || code == CLD_DUMPED;
    }

    /** WSTOPSIG. */
    public static int stopSignal(int status) {
        return status >> 8 & 0xff;
    }

    /** The PTRACE_EVENT_* of a ptrace stop, 0 for other stops. */
    public static int event(int status) {
        return status >>> 16;
    }
}
