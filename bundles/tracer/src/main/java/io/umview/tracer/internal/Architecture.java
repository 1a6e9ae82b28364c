package io.umview.tracer.internal;

import io.umview.api.SystemCall;
import java.nio.ByteBuffer;

/** What differs between processor architectures. Registers are a {@code NT_PRSTATUS} register set in native byte order. */
interface Architecture {
    /** The architecture of this machine. */
    static Architecture current() {
        String name = System.getProperty("os.arch");
        if ("amd64".equals(name)) {
            return new X86_64();
        }
        throw new UnsupportedOperationException("no tracer for " + name);
    }

    /** AUDIT_ARCH_* of native calls (include/uapi/linux/audit.h). */
    int auditArchitecture();

    /** The call with a number; {@link SystemCall#UNKNOWN} for numbers that stand for none. */
    SystemCall systemCall(int number);

    /** The number of a call, -1 where this architecture does not have it. */
    int number(SystemCall call);

    /** AUDIT_ARCH_* of the 32-bit calls that programs of this machine can make, 0 if there are none. */
    int compatArchitecture();

    /** The number of a call among the 32-bit calls, if its arguments mean the same there; else -1. */
    int compatNumber(SystemCall call);

    /** The call with a number among those of {@link #compatNumber}; {@link SystemCall#UNKNOWN} for all others. */
    default SystemCall compatCall(int number) {
        for (SystemCall call : SystemCall.values()) {
            if (number >= 0 && compatNumber(call) == number) {
                return call;
            }
        }
        return SystemCall.UNKNOWN;
    }

    /** In the register set of a 32-bit program: takes the call away from the kernel and sets its result. */
    void skipCompat(ByteBuffer registers, int result);

    /** The number of the 32-bit call that can do what a call does in another form, and so must be refused; else -1. */
    int compatDetour(SystemCall call);

    /** Bits that numbers of another ABI on the same audit architecture have set, 0 if there is none. */
    int foreignAbiBit();

    /** Bytes of a register set. */
    int registersSize();

    /** The machine code of the instruction that enters the kernel. */
    byte[] syscallInstruction();

    /** The address of the next instruction. */
    long instructionPointer(ByteBuffer registers);

    /** The address of the next instruction. */
    void instructionPointer(ByteBuffer registers, long address);

    /** The result of the call, or what a call's restart code is. */
    long result(ByteBuffer registers);

    /** Sets the result that the guest sees. */
    void result(ByteBuffer registers, long value);

    /** The number of the call that the thread is in, negative when it is in none. */
    long pendingNumber(ByteBuffer registers);

    /** Changes the number of the call that the thread is in; -1 takes the call away from the kernel and keeps the result. */
    void pendingNumber(ByteBuffer registers, long number);

    /** Whether the thread runs in the mode whose calls this architecture numbers. */
    boolean nativeMode(ByteBuffer registers);

    /** One argument of the pending call. */
    long argument(ByteBuffer registers, int index);

    /** Sets one argument of the pending call. */
    void argument(ByteBuffer registers, int index, long value);

    /** Makes the register set enter a call at the next {@link #syscallInstruction}, with no kernel restart logic left over. */
    void enter(ByteBuffer registers, long number);

    /**
     * Machine code, independent of its position: executes the syscall instruction with the registers as they are (an execve);
     * when that comes back, calls pivot_root(NULL, 1, {@code request}, result) and exits with what that returns.
     */
    byte[] execOrReport(int request);
}
