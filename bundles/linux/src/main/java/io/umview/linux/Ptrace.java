package io.umview.linux;

/** ptrace(2). All requests for one tracee come from the thread that seized it. */
public final class Ptrace {
    public static final int TRACESYSGOOD = 1;
    public static final int TRACEFORK = 2;
    public static final int TRACEVFORK = 4;
    public static final int TRACECLONE = 8;
    public static final int TRACEEXEC = 16;
    public static final int TRACEVFORKDONE = 32;
    public static final int TRACESECCOMP = 128;
    public static final int EXITKILL = 1 << 20;

    public static final int EVENT_FORK = 1;
    public static final int EVENT_VFORK = 2;
    public static final int EVENT_CLONE = 3;
    public static final int EVENT_EXEC = 4;
    public static final int EVENT_VFORK_DONE = 5;
    public static final int EVENT_SECCOMP = 7;
    public static final int EVENT_STOP = 128;

    private static final int CONT = 7;
    private static final int DETACH = 17;
    private static final int SYSCALL = 24;
    private static final int GETEVENTMSG = 0x4201;
    private static final int GETREGSET = 0x4204;
    private static final int SETREGSET = 0x4205;
    private static final int SEIZE = 0x4206;
    private static final int INTERRUPT = 0x4207;
    private static final int LISTEN = 0x4208;
    private static final int GETSIGMASK = 0x420a;
    private static final int SETSIGMASK = 0x420b;
    private static final int GET_SYSCALL_INFO = 0x420e;
    private static final int NT_PRSTATUS = 1;

    /** Bytes of a {@code struct ptrace_syscall_info}. */
    public static final int CALL_SIZE = 88;

    /** Offsets in it: AUDIT_ARCH_*, the number and the arguments of the call at whose entry the thread is stopped. */
    public static final int CALL_ARCH = 4;

    public static final int CALL_NUMBER = 24;
    public static final int CALL_ARGUMENTS = 32;

    private Ptrace() {}

    private static int request(int request, int thread, long address, long data) {
        return (int) Kernel.call(Machine.PTRACE, request, thread, address, data);
    }

    /** PTRACE_SEIZE: becomes the tracer without stopping the thread. */
    public static int seize(int thread, int options) {
        return request(SEIZE, thread, 0, options);
    }

    /** PTRACE_INTERRUPT: makes the thread report {@link #EVENT_STOP}. */
    public static int interrupt(int thread) {
        return request(INTERRUPT, thread, 0, 0);
    }

    /** PTRACE_CONT. */
    public static int resume(int thread, int signal) {
        return request(CONT, thread, 0, signal);
    }

    /** PTRACE_SYSCALL: resumes to the next entry to or exit from a system call. */
    public static int resumeToSyscall(int thread, int signal) {
        return request(SYSCALL, thread, 0, signal);
    }

    /** PTRACE_LISTEN: leaves a job-control stopped thread stopped. */
    public static int listen(int thread) {
        return request(LISTEN, thread, 0, 0);
    }

    /** PTRACE_DETACH. */
    public static int detach(int thread, int signal) {
        return request(DETACH, thread, 0, signal);
    }

    /** PTRACE_GETREGSET of the general registers; {@code iovec} is the address of a struct iovec. */
    public static int getRegisters(int thread, long iovec) {
        return request(GETREGSET, thread, NT_PRSTATUS, iovec);
    }

    /** PTRACE_SETREGSET of the general registers. */
    public static int setRegisters(int thread, long iovec) {
        return request(SETREGSET, thread, NT_PRSTATUS, iovec);
    }

    /** PTRACE_GETSIGMASK into 8 bytes (Linux 3.11). */
    public static int getSignalMask(int thread, long mask) {
        return request(GETSIGMASK, thread, 8, mask);
    }

    /** PTRACE_SETSIGMASK from 8 bytes. */
    public static int setSignalMask(int thread, long mask) {
        return request(SETSIGMASK, thread, 8, mask);
    }

    /** PTRACE_GETEVENTMSG into 8 bytes. */
    public static int eventMessage(int thread, long message) {
        return request(GETEVENTMSG, thread, 0, message);
    }

    /** PTRACE_GET_SYSCALL_INFO (Linux 5.3) into {@link #CALL_SIZE} bytes. @return how many are of use, or a negative error */
    public static int callInfo(int thread, long info) {
        return request(GET_SYSCALL_INFO, thread, CALL_SIZE, info);
    }
}
