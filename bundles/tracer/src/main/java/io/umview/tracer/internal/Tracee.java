package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import io.umview.linux.Ptrace;
import io.umview.linux.Wait;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A guest thread that is held by ptrace for a short while, to run system calls in its place. Belongs to the OS thread that
 * seized it, from {@link #seize} to {@link #release}.
 */
final class Tracee {
    /** Between looks at a thread that may be in vfork(2), which no event tells. */
    private static final long LOOK_AGAIN_NANOS = 20_000;

    private static final int SIGTRAP = 5;
    private static final int SIGSTOP = 19;
    private static final int SYSCALL_STOP = SIGTRAP | 0x80;
    private static final int ERESTARTSYS = 512;
    private static final int ERESTARTNOINTR = 513;
    private static final int ERESTARTNOHAND = 514;
    private static final int ERESTART_RESTARTBLOCK = 516;
    private static final int EINTR = 4;
    private static final long ALL_SIGNALS = -1L;
    private static final long PROT_READ_WRITE = 3;
    private static final long PROT_READ_EXECUTE = 5;
    private static final long MAP_PRIVATE_ANONYMOUS = 0x22;

    private final Architecture architecture;
    private int thread;
    private final NativeBuffer registers;
    private final NativeBuffer vector = new NativeBuffer(16);
    private final NativeBuffer word = new NativeBuffer(8);
    private final ByteBuffer original;
    private final ByteBuffer saved;
    private final ProcFiles proc = new ProcFiles();
    private final ProcessMemory memory = new ProcessMemory();
    private long signalMask;
    private long kernelEntry;
    private boolean stopped;
    private int deferredStop;

    private Tracee(Architecture architecture, int thread) {
        this.architecture = architecture;
        this.thread = thread;
        registers = new NativeBuffer(architecture.registersSize());
        original = ByteBuffer.allocate(architecture.registersSize()).order(ByteOrder.nativeOrder());
        saved = ByteBuffer.allocate(architecture.registersSize()).order(ByteOrder.nativeOrder());
        memory.of(thread);
    }

    /**
     * Becomes the tracer of a thread and asks it to stop.
     *
     * @throws ErrnoException ESRCH when it has ended, EPERM when it is being debugged or belongs to somebody else
     */
    static Tracee seize(Architecture architecture, int thread, int options) throws ErrnoException {
        check(Ptrace.seize(thread, options | Ptrace.TRACESYSGOOD));
        check(Ptrace.interrupt(thread));
        return new Tracee(architecture, thread);
    }

    /** A thread that the kernel attached because its creator was traced with TRACEFORK or its like. */
    static Tracee attached(Architecture architecture, int thread) {
        return new Tracee(architecture, thread);
    }

    int thread() {
        return thread;
    }

    /** Whether {@link #takeOver} has run. */
    boolean taken() {
        return kernelEntry != 0;
    }

    ProcessMemory memory() {
        return memory;
    }

    /** What {@link #awaitStop} found. */
    enum Stop {
        /** The thread is stopped and calls can be injected. */
        STOPPED,
        /** The thread waits for a vfork child; it stops when that is over. */
        IN_VFORK
    }

    /** Told of threads that the kernel attached along with their creator. */
    @FunctionalInterface
    interface ChildListener {
        void attached(int thread);
    }

    /** Waits until the thread has stopped, or, if asked to look for it, is found waiting for a vfork child. */
    Stop awaitStop(boolean lookForVfork, ChildListener children) throws ErrnoException {
        while (true) {
            if (lookForVfork) {
                int status;
                while ((status = poll()) == 0) {
                    if (waitsInVfork()) {
                        return Stop.IN_VFORK;
                    }
                    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                }
                if (arrived(status, children)) {
                    return Stop.STOPPED;
                }
            } else if (arrived(awaitStatus(), children)) {
                return Stop.STOPPED;
            }
        }
    }

    private boolean arrived(int status, ChildListener children) throws ErrnoException {
        int event = Wait.event(status);
        if (event == Ptrace.EVENT_STOP) {
            stopped = true;
            return true;
        }
        if (event == Ptrace.EVENT_FORK || event == Ptrace.EVENT_VFORK || event == Ptrace.EVENT_CLONE) {
            check(Ptrace.eventMessage(thread, word.address()));
            children.attached((int) word.bytes().getLong(0));
        }
        // A signal goes on its way; the stop that was asked for follows before the thread runs on.
        check(Ptrace.resume(thread, event == 0 ? Wait.stopSignal(status) : 0));
        return false;
    }

    private boolean waitsInVfork() {
        int number = proc.blockedIn(thread);
        SystemCall call = architecture.systemCall(number);
        return number >= 0 && (call == SystemCall.VFORK || call == SystemCall.CLONE || call == SystemCall.CLONE3);
    }

    private int poll() throws ErrnoException {
        int result = Wait.waitpid(thread, word.address(), Wait.WALL | Wait.WNOHANG);
        return result == 0 ? 0 : status(result);
    }

    private int awaitStatus() throws ErrnoException {
        int result;
        do {
            result = Wait.waitpid(thread, word.address(), Wait.WALL);
        } while (result == -Wait.EINTR);
        return status(result);
    }

    private int status(int result) throws ErrnoException {
        int status = word.bytes().getInt(0);
        if (result < 0 || Wait.ended(status)) {
            stopped = false;
            throw Errno.ESRCH.exception();
        }
        return status;
    }

    /** Takes over a stopped thread: keeps its registers and blocks its signals, so that injected calls run undisturbed. */
    void takeOver() throws ErrnoException {
        check(Ptrace.getSignalMask(thread, word.address()));
        signalMask = word.bytes().getLong(0);
        setSignalMask(ALL_SIGNALS);
        loadRegisters();
        registers.bytes().get(0, original.array());
        saved.put(0, original.array());
        kernelEntry = findKernelEntry();
        prepareRestart();
    }

    private boolean standsAt(long address, byte[] instruction) {
        try {
            return Arrays.equals(memory.bytes(address, instruction.length), instruction);
        } catch (ErrnoException unreadable) {
            return false;
        }
    }

    private void setSignalMask(long mask) throws ErrnoException {
        word.bytes().putLong(0, mask);
        check(Ptrace.setSignalMask(thread, word.address()));
    }

    /** The address of a syscall instruction: the one that the thread is behind, or one in the vdso. */
    private long findKernelEntry() throws ErrnoException {
        byte[] instruction = architecture.syscallInstruction();
        long before = architecture.instructionPointer(saved) - instruction.length;
        // A thread that comes out of execve or sigreturn is in a call too, but stands elsewhere.
        if (architecture.pendingNumber(saved) >= 0 && standsAt(before, instruction)) {
            return before;
        }
        long vdso = proc.vdso(thread);
        if (vdso == 0) {
            throw Errno.EPERM.exception();
        }
        return vdso + Vdso.offset(instruction);
    }

    /**
     * Lets an interrupted call be made again when the thread goes on. The kernel would do it on its way out of the stop, but
     * that way is lost once other calls were run here. EINTR is a restart too if no signal is pending: some calls answer a
     * mere stop with it (signal(7), "Interruption of system calls and library functions by stop signals").
     */
    private void prepareRestart() {
        if (architecture.pendingNumber(saved) < 0) {
            return;
        }
        long result = architecture.result(saved);
        boolean again = result == -ERESTARTSYS
                || result == -ERESTARTNOINTR
                || result == -ERESTARTNOHAND
                || result == -EINTR && proc.pendingSignals(thread) == 0;
        if (again || result == -ERESTART_RESTARTBLOCK) {
            long number = again ? architecture.pendingNumber(saved) : architecture.number(SystemCall.RESTART_SYSCALL);
            architecture.enter(saved, number);
            architecture.instructionPointer(
                    saved, architecture.instructionPointer(saved) - architecture.syscallInstruction().length);
        }
    }

    /** Runs a call in the thread. @return its result, negative errors included */
    long inject(SystemCall call, long... arguments) throws ErrnoException {
        ByteBuffer set = registers.bytes();
        set.put(0, saved.array());
        architecture.enter(set, architecture.number(call));
        architecture.instructionPointer(set, kernelEntry);
        for (int i = 0; i < 6; i++) {
            architecture.argument(set, i, i < arguments.length ? arguments[i] : 0);
        }
        storeRegisters();
        toSyscallStop();
        toSyscallStop();
        loadRegisters();
        return architecture.result(registers.bytes());
    }

    /** Like {@link #inject}, for calls that must succeed. */
    long injectChecked(SystemCall call, long... arguments) throws ErrnoException {
        return check(inject(call, arguments));
    }

    /** Resumes to the next entry to or exit from a call. */
    private void toSyscallStop() throws ErrnoException {
        int status = resumeAndWait();
        if (Wait.event(status) != 0 || Wait.stopSignal(status) != SYSCALL_STOP) {
            throw Errno.EIO.exception();
        }
    }

    /** Resumes to a syscall stop or an event; stop signals, which cannot be blocked, wait until the release. */
    private int resumeAndWait() throws ErrnoException {
        while (true) {
            check(Ptrace.resumeToSyscall(thread, 0));
            int status = awaitStatus();
            if (Wait.event(status) == Ptrace.EVENT_STOP) {
                continue;
            }
            if (Wait.event(status) != 0 || Wait.stopSignal(status) == SYSCALL_STOP) {
                return status;
            }
            if (Wait.stopSignal(status) != SIGSTOP) {
                throw Errno.EFAULT.exception();
            }
            deferredStop = SIGSTOP;
        }
    }

    /** Maps {@code size} bytes in the guest and fills them. @return their address */
    long place(byte[] content) throws ErrnoException {
        long address = injectChecked(SystemCall.MMAP, 0, content.length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        memory.write(address, content);
        return address;
    }

    /** Makes placed bytes executable, and no longer writable. */
    void makeExecutable(long address, int size) throws ErrnoException {
        injectChecked(SystemCall.MPROTECT, address, size, PROT_READ_EXECUTE);
    }

    /** The register set with which the thread will go on; changes count from {@link #release}. */
    ByteBuffer registers() {
        return saved;
    }

    /** Gives the thread its signals and registers back and lets it run on. */
    void release() {
        if (!stopped) {
            return;
        }
        try {
            registers.bytes().put(0, saved.array());
            storeRegisters();
            setSignalMask(signalMask);
        } catch (ErrnoException gone) {
            return;
        }
        Ptrace.detach(thread, 0);
        if (deferredStop != 0) {
            Processes.kill(thread, deferredStop);
        }
        stopped = false;
    }

    /** Lets a thread go that was stopped but not taken over. */
    void detach() {
        Ptrace.detach(thread, 0);
        stopped = false;
    }

    /** How a call that was made again ended. */
    enum Outcome {
        /** An execve that succeeded: another program runs now, and the thread is released. */
        EXECUTED,
        /** A signal came first; the thread is released and makes the call again when it was handled. */
        INTERRUPTED,
        /** The call came back; the thread is still held. */
        RETURNED
    }

    /** Puts another call in the place of the pending one. */
    void replacePending(SystemCall call) {
        architecture.enter(saved, architecture.number(call));
    }

    /** Makes the pending call with the arguments that {@link #registers} holds, and waits for its end. */
    Outcome runPending() throws ErrnoException {
        registers.bytes().put(0, saved.array());
        storeRegisters();
        toSyscallStop();
        // Only now: a signal that comes before the entry would run its handler first.
        setSignalMask(signalMask);
        if (Wait.event(resumeThroughExec()) == Ptrace.EVENT_EXEC) {
            detach();
            return Outcome.EXECUTED;
        }
        loadRegisters();
        long result = result();
        if (result == -ERESTARTSYS || result == -ERESTARTNOINTR || result == -ERESTARTNOHAND) {
            detach();
            return Outcome.INTERRUPTED;
        }
        setSignalMask(ALL_SIGNALS);
        return Outcome.RETURNED;
    }

    /** An execve in another than the first thread gives it the process's id: so wait for whatever this OS thread traces. */
    private int resumeThroughExec() throws ErrnoException {
        check(Ptrace.resumeToSyscall(thread, 0));
        int result;
        do {
            result = Wait.waitpid(-1, word.address(), Wait.WALL | Wait.WNOTHREAD);
        } while (result == -Wait.EINTR);
        int status = status(result);
        thread = result;
        return status;
    }

    /** The result of the call that {@link #runPending} saw return. */
    long result() {
        return architecture.result(registers.bytes());
    }

    /** The pending call is over: the thread goes on behind it, with this result. */
    void finishPending(long result) {
        saved.put(0, original.array());
        architecture.enter(saved, -1);
        architecture.result(saved, result);
    }

    private void loadRegisters() throws ErrnoException {
        check(Ptrace.getRegisters(thread, registerVector()));
    }

    private void storeRegisters() throws ErrnoException {
        check(Ptrace.setRegisters(thread, registerVector()));
    }

    private long registerVector() {
        vector.bytes().putLong(0, registers.address()).putLong(8, architecture.registersSize());
        return vector.address();
    }

    private static long check(long result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
        return result;
    }
}
