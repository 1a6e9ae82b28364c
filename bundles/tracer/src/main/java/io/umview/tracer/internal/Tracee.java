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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A guest thread that is held by ptrace, to run system calls in its place. Belongs to the OS thread that traces it.
 *
 * <p>{@link #takeOver} or {@link #takeOverCall} begins, calls are injected, and one of {@link #restore}, {@link #goOn} and
 * {@link #enterCall} ends; {@link #release} does what is due and detaches.
 */
final class Tracee {
    /** Between looks at a thread that may be in vfork(2), which no event tells. */
    static final long LOOK_AGAIN_NANOS = 20_000;

    /** Who sleeps uninterruptibly for longer waits for something that may never come. Disks are quicker. */
    private static final long UNINTERRUPTIBLE_NANOS = 50_000_000;

    /** Looks at a thread that runs a short call, before it is left in peace for a moment. */
    private static final int LOOKS_IN_A_ROW = 100;

    /** After so many looks a call is one that blocks, and is looked at seldom. */
    private static final int LOOKS_BEFORE_LONG = 300;

    private static final int LOOKS_AT_THE_DYING = 1000;
    private static final int SELF = (int) ProcessHandle.current().pid();

    private static final long LONG_CALL_NANOS = 2_000_000;

    private static final int SIGTRAP = 5;
    private static final int SIGSTOP = 19;
    static final int SYSCALL_STOP = SIGTRAP | 0x80;
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
    private final ProcFiles proc;
    private final NativeBuffer registers;
    private final NativeBuffer vector = new NativeBuffer(16);
    private final NativeBuffer word = new NativeBuffer(8);
    private final ByteBuffer original;
    private final ByteBuffer saved;
    private final ProcessMemory memory = new FileMemory();
    private int thread;
    private int endStatus = -1;
    private long signalMask;
    private boolean signalsBlocked;
    private long kernelEntry;
    private boolean taken;
    private boolean settled;
    private boolean stopped;
    private int deferredStop;

    /** Holds no thread yet. */
    Tracee(Architecture architecture, ProcFiles proc) {
        this.architecture = architecture;
        this.proc = proc;
        registers = new NativeBuffer(architecture.registersSize());
        original = ByteBuffer.allocate(architecture.registersSize()).order(ByteOrder.nativeOrder());
        saved = ByteBuffer.allocate(architecture.registersSize()).order(ByteOrder.nativeOrder());
    }

    /**
     * Becomes the tracer of a thread and asks it to stop.
     *
     * @throws ErrnoException ESRCH when it has ended, EPERM when it is being debugged or belongs to somebody else
     */
    static Tracee seize(Architecture architecture, ProcFiles proc, int thread, int options) throws ErrnoException {
        check(Ptrace.seize(thread, options | Ptrace.TRACESYSGOOD));
        int interrupted = Ptrace.interrupt(thread);
        if (interrupted < 0) {
            takeNotice(thread);
            check(interrupted);
        }
        return attached(architecture, proc, thread);
    }

    /**
     * Waits for a thread that is dying. Its parent is told of its end only when who traces it has taken notice, unless that is this
     * process itself. Not for long: of the first thread of a process nothing is told before the others have ended.
     */
    private static void takeNotice(int thread) {
        if (new ProcFiles().parentOf(thread) == SELF) {
            return;
        }
        NativeBuffer status = new NativeBuffer(8);
        for (int looks = 0; looks < LOOKS_AT_THE_DYING; looks++) {
            int result = Wait.waitpid(thread, status.address(), Wait.WALL | Wait.WNOHANG);
            if (result < 0 && result != -Wait.EINTR
                    || result > 0 && Wait.ended(status.bytes().getInt(0))) {
                return;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** A thread that the kernel attached because its creator was traced with TRACEFORK or its like. */
    static Tracee attached(Architecture architecture, ProcFiles proc, int thread) {
        Tracee tracee = new Tracee(architecture, proc);
        tracee.turnTo(thread);
        return tracee;
    }

    /** Turns to another thread, which this OS thread traces. */
    Tracee turnTo(int newThread) {
        thread = newThread;
        memory.of(newThread);
        endStatus = -1;
        signalsBlocked = false;
        taken = false;
        settled = false;
        stopped = true;
        deferredStop = 0;
        return this;
    }

    int thread() {
        return thread;
    }

    /** Whether it is between a take-over and its end. */
    boolean taken() {
        return taken;
    }

    ProcessMemory memory() {
        return memory;
    }

    /** The status with which the thread ended while it was waited for, -1 when that was not seen. */
    int endStatus() {
        return endStatus;
    }

    /** What {@link #awaitStop} found. */
    enum Stop {
        /** The thread is stopped and calls can be injected. */
        STOPPED,
        /** The thread waits for a vfork child or a file system that does not answer; it stops when that is over. */
        LATER
    }

    /** Told of threads that the kernel attached along with their creator. */
    @FunctionalInterface
    interface ChildListener {
        void attached(int thread);
    }

    /** Waits until the thread has stopped, or, if asked to look for it, is found where it cannot be stopped. */
    Stop awaitStop(boolean lookForLater, ChildListener children) throws ErrnoException {
        while (true) {
            if (lookForLater) {
                int status;
                long asleep = 0;
                while ((status = poll()) == 0) {
                    long now = System.nanoTime();
                    asleep = proc.sleepsUninterruptibly(thread) ? asleep == 0 ? now : asleep : 0;
                    if (asleep != 0 && now - asleep > UNINTERRUPTIBLE_NANOS || waitsInVfork()) {
                        return Stop.LATER;
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

    /** Whether a thread that was to stop later has done so. ESRCH: it has ended. */
    boolean hasStopped() throws ErrnoException {
        int status = poll();
        if (status == 0 && proc.hasEnded(thread)) {
            stopped = false;
            throw Errno.ESRCH.exception();
        }
        return status != 0 && arrived(status, child -> {});
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
        // A signal goes on its way. Any stop takes back the one that was asked for, so that is asked for again.
        check(Ptrace.interrupt(thread));
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

    /**
     * Waits for the thread's next status. Not in the kernel: of the first thread of a killed process that tells nothing before
     * the others are waited for too, and who does that may be the one that waits here.
     */
    private int awaitStatus() throws ErrnoException {
        for (int looks = 0; ; looks++) {
            int result = Wait.waitpid(thread, word.address(), Wait.WALL | Wait.WNOHANG);
            if (result != 0 && result != -Wait.EINTR) {
                return status(result);
            }
            if (looks >= LOOKS_IN_A_ROW) {
                if (proc.hasEnded(thread)) {
                    result = Wait.waitpid(thread, word.address(), Wait.WALL | Wait.WNOHANG);
                    if (result > 0) {
                        return status(result);
                    }
                    stopped = false;
                    throw Errno.ESRCH.exception();
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private int status(int result) throws ErrnoException {
        int status = word.bytes().getInt(0);
        if (result < 0 || Wait.ended(status)) {
            endStatus = result < 0 ? -1 : status;
            stopped = false;
            throw Errno.ESRCH.exception();
        }
        return status;
    }

    /** Takes over a stopped thread: keeps its registers and blocks its signals, so that injected calls run undisturbed. */
    void takeOver() throws ErrnoException {
        begin();
        if (architecture.pendingNumber(saved) >= 0
                && architecture.result(saved) == -EINTR
                && proc.pendingSignals(thread) == 0) {
            // Some calls answer a mere stop with EINTR (signal(7), "Interruption of system calls and library functions
            // by stop signals"): without a signal that is no answer, and the call is made again.
            rewind();
        }
    }

    /**
     * Takes over a thread that is stopped at the entry of a call, and makes it leave the call. It then stands as one whose
     * call was interrupted.
     */
    void takeOverCall() throws ErrnoException {
        begin();
        ByteBuffer set = registers.bytes();
        set.put(0, saved.array());
        architecture.pendingNumber(set, -1);
        architecture.result(set, -ERESTARTSYS);
        storeRegisters();
        toSyscallStop();
        architecture.result(original, -ERESTARTSYS);
        architecture.result(saved, -ERESTARTSYS);
    }

    private void begin() throws ErrnoException {
        loadRegisters();
        registers.bytes().get(0, original.array());
        saved.put(0, original.array());
        kernelEntry = findKernelEntry();
        blockSignals();
        taken = true;
        settled = false;
    }

    /** Signals would run handlers between injected calls. */
    private void blockSignals() throws ErrnoException {
        check(Ptrace.getSignalMask(thread, word.address()));
        signalMask = word.bytes().getLong(0);
        setSignalMask(ALL_SIGNALS);
        signalsBlocked = true;
    }

    private void unblockSignals() throws ErrnoException {
        setSignalMask(signalMask);
        signalsBlocked = false;
        if (deferredStop != 0) {
            Processes.kill(thread, deferredStop);
            deferredStop = 0;
        }
    }

    private void setSignalMask(long mask) throws ErrnoException {
        word.bytes().putLong(0, mask);
        check(Ptrace.setSignalMask(thread, word.address()));
    }

    private boolean standsAt(long address, byte[] instruction) {
        try {
            return Arrays.equals(memory.bytes(address, instruction.length), instruction);
        } catch (ErrnoException unreadable) {
            return false;
        }
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

    /** Runs a call with up to five arguments in the thread. @return its result, negative errors included */
    long inject(SystemCall call, long... arguments) throws ErrnoException {
        ByteBuffer set = registers.bytes();
        set.put(0, saved.array());
        architecture.enter(set, architecture.number(call));
        architecture.instructionPointer(set, kernelEntry);
        for (int i = 0; i < 6; i++) {
            architecture.argument(set, i, i < arguments.length ? arguments[i] : 0);
        }
        architecture.argument(set, InjectionMark.ARGUMENT, InjectionMark.OWN.value());
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

    /** Resumes to a syscall stop or an event; stop signals, which cannot be blocked, wait until the end. */
    private int resumeAndWait() throws ErrnoException {
        while (true) {
            check(Ptrace.resumeToSyscall(thread, 0));
            int status = awaitStatus();
            int event = Wait.event(status);
            if (event == Ptrace.EVENT_STOP || event == Ptrace.EVENT_SECCOMP) {
                continue;
            }
            if (event != 0 || Wait.stopSignal(status) == SYSCALL_STOP) {
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
        long address = injectChecked(SystemCall.MMAP, 0, content.length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1);
        memory.write(address, content);
        return address;
    }

    /** Makes placed bytes executable, and no longer writable. */
    void makeExecutable(long address, int size) throws ErrnoException {
        injectChecked(SystemCall.MPROTECT, address, size, PROT_READ_EXECUTE);
    }

    /** The register set with which the thread will go on, for changes. */
    ByteBuffer registers() {
        settled = true;
        return saved;
    }

    /** The register set with which the thread was taken over, its result aside. */
    byte[] original() {
        return original.array().clone();
    }

    /** The thread makes its pending call again when it goes on. */
    void rewind() {
        architecture.enter(saved, architecture.pendingNumber(original));
        architecture.instructionPointer(
                saved, architecture.instructionPointer(original) - architecture.syscallInstruction().length);
        settled = true;
    }

    /** The pending call is over: the thread goes on behind it, with this result. */
    void finishPending(long result) {
        saved.put(0, original.array());
        if (interrupted(result)) {
            architecture.result(saved, result == -ERESTART_RESTARTBLOCK ? -ERESTARTNOHAND : result);
            settled = false;
        } else {
            architecture.pendingNumber(saved, -1);
            architecture.result(saved, result);
            settled = true;
        }
    }

    /** Whether the thread can go on as it stands, with no call that the kernel must restart. */
    boolean settled() {
        return settled;
    }

    /** Like {@link #goOn}, when something went wrong: as far as it goes. */
    void giveUp() {
        try {
            if (taken) {
                goOn();
            } else if (signalsBlocked) {
                unblockSignals();
            }
        } catch (ErrnoException gone) {
            taken = false;
        }
    }

    private static boolean interrupted(long result) {
        return result == -ERESTARTSYS
                || result == -ERESTARTNOINTR
                || result == -ERESTARTNOHAND
                || result == -ERESTART_RESTARTBLOCK;
    }

    /**
     * Gives the thread its registers and signals back; it stays stopped. Not for a call that is still to be restarted: see
     * {@link #restore}.
     */
    void goOn() throws ErrnoException {
        registers.bytes().put(0, saved.array());
        storeRegisters();
        unblockSignals();
        taken = false;
    }

    /**
     * Gives the thread its registers and signals back, so that it goes through another stop before it runs. On the way out of
     * that one the kernel looks at signals, and at how an interrupted call goes on; out of an injected call it would not.
     */
    void restore() throws ErrnoException {
        goOn();
        check(Ptrace.interrupt(thread));
        check(Ptrace.resume(thread, 0));
    }

    /** Makes the pending call with the arguments that {@link #registers} holds; the thread stays stopped at its entry. */
    void enterCall() throws ErrnoException {
        registers.bytes().put(0, saved.array());
        storeRegisters();
        toSyscallStop();
        // Only now: a signal that comes before the entry would run its handler first.
        unblockSignals();
        taken = false;
    }

    /** Makes the pending call; the thread stays stopped where a filter with RET_TRACE stops it. */
    void enterCallToFilter() throws ErrnoException {
        registers.bytes().put(0, saved.array());
        storeRegisters();
        int status;
        do {
            check(Ptrace.resumeToSyscall(thread, 0));
            status = awaitStatus();
            if (Wait.event(status) == 0 && Wait.stopSignal(status) == SIGSTOP) {
                deferredStop = SIGSTOP;
            }
        } while (Wait.event(status) != Ptrace.EVENT_SECCOMP);
        unblockSignals();
        taken = false;
    }

    /**
     * Takes over a thread at the exit of a call that it made by {@link #enterCall}.
     *
     * @param before what {@link #original} said then
     * @return the result of the call
     */
    long takeOverResult(byte @Nullable [] before) throws ErrnoException {
        loadRegisters();
        long result = architecture.result(registers.bytes());
        if (before != null) {
            original.put(0, before);
        }
        saved.put(0, original.array());
        kernelEntry = findKernelEntry();
        blockSignals();
        taken = true;
        return result;
    }

    /** Gives the thread back to itself and traces it no longer. */
    void release() {
        if (!stopped) {
            return;
        }
        try {
            if (taken && settled) {
                goOn();
            } else if (taken) {
                restore();
                awaitStop(false, child -> {});
            } else if (signalsBlocked) {
                unblockSignals();
            }
        } catch (ErrnoException gone) {
            taken = false;
        }
        if (Ptrace.detach(thread, 0) < 0) {
            takeNotice(thread);
        }
        stopped = false;
    }

    /** How a call that was made again ended. */
    enum Outcome {
        /** An execve that succeeded: another program runs now, and the thread is released. */
        EXECUTED,
        /** The call came back, or was interrupted; the thread is held and its result set. */
        RETURNED
    }

    /**
     * Makes the pending call with the arguments that {@link #registers} holds, and waits for its end.
     *
     * @param urgent asked from time to time while the call blocks: whether it is to be interrupted, as a signal would
     */
    Outcome runPending(BooleanSupplier urgent) throws ErrnoException {
        enterCall();
        if (Wait.event(resumeThroughExec(urgent)) == Ptrace.EVENT_EXEC) {
            release();
            return Outcome.EXECUTED;
        }
        finishPending(takeOverResult(null));
        return Outcome.RETURNED;
    }

    /** An execve in another than the first thread gives it the process's id: so wait for whatever this OS thread traces. */
    private int resumeThroughExec(BooleanSupplier urgent) throws ErrnoException {
        while (true) {
            check(Ptrace.resumeToSyscall(thread, 0));
            int result = awaitAny(urgent);
            int status = status(result);
            thread = result;
            int event = Wait.event(status);
            if (event == Ptrace.EVENT_EXEC || event == 0 && Wait.stopSignal(status) == SYSCALL_STOP) {
                return status;
            }
            if (event == 0) {
                // Signals run their handlers only behind the call; it ends for them.
                throw Errno.EIO.exception();
            }
        }
    }

    private int awaitAny(BooleanSupplier urgent) throws ErrnoException {
        boolean asked = false;
        for (int looks = 0; ; looks++) {
            int result = Wait.waitpid(-1, word.address(), Wait.WALL | Wait.WNOTHREAD | Wait.WNOHANG);
            if (result != 0 && result != -Wait.EINTR) {
                return result;
            }
            if (!asked && looks >= LOOKS_IN_A_ROW && urgent.getAsBoolean()) {
                asked = true;
                check(Ptrace.interrupt(thread));
            }
            if (looks >= LOOKS_IN_A_ROW) {
                LockSupport.parkNanos(looks < LOOKS_BEFORE_LONG ? LOOK_AGAIN_NANOS : LONG_CALL_NANOS);
            }
        }
    }

    private void loadRegisters() throws ErrnoException {
        check(Ptrace.getRegisters(thread, registerVector()));
        if (vector.bytes().getLong(8) != architecture.registersSize()) {
            // A thread in another mode of the processor (a 32-bit program) has another register set.
            throw Errno.ENOEXEC.exception();
        }
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
