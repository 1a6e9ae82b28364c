package io.umview.tracer.internal;

import io.umview.api.SystemCall;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** x86-64. Registers are a {@code struct user_regs_struct} (arch/x86/include/asm/user_64.h). */
final class X86_64 implements Architecture {
    private static final int R10 = 56;
    private static final int R9 = 64;
    private static final int R8 = 72;
    private static final int RAX = 80;
    private static final int RDX = 96;
    private static final int RSI = 104;
    private static final int RDI = 112;
    private static final int ORIG_RAX = 120;
    private static final int RIP = 128;
    private static final int CS = 136;
    private static final int SIZE = 27 * 8;
    private static final int USER_CS = 0x33;
    private static final int[] ARGUMENTS = {RDI, RSI, RDX, R10, R8, R9};
    private static final int X32_BIT = 0x40000000;
    private static final int AUDIT_ARCH_X86_64 = 0xc000003e;
    private static final int AUDIT_ARCH_I386 = 0x40000003;
    private static final int I386_EAX = 24;
    private static final int I386_ORIG_EAX = 44;
    private static final int I386_SOCKET = 359;
    private static final int I386_SOCKETCALL = 102;

    private final int[] numbers = new int[SystemCall.values().length];

    X86_64() {
        Arrays.fill(numbers, -1);
        for (int number = 0; number < X86_64Calls.TABLE.length; number++) {
            numbers[X86_64Calls.TABLE[number].ordinal()] = number;
        }
        numbers[SystemCall.UNKNOWN.ordinal()] = -1;
    }

    @Override
    public int auditArchitecture() {
        return AUDIT_ARCH_X86_64;
    }

    @Override
    public SystemCall systemCall(int number) {
        return number >= 0 && number < X86_64Calls.TABLE.length ? X86_64Calls.TABLE[number] : SystemCall.UNKNOWN;
    }

    @Override
    public int number(SystemCall call) {
        return numbers[call.ordinal()];
    }

    @Override
    public int compatArchitecture() {
        return AUDIT_ARCH_I386;
    }

    @Override
    public int compatNumber(SystemCall call) {
        return call == SystemCall.SOCKET ? I386_SOCKET : -1;
    }

    @Override
    public void skipCompat(ByteBuffer registers, int result) {
        registers.putInt(I386_ORIG_EAX, -1).putInt(I386_EAX, result);
    }

    @Override
    public int compatDetour(SystemCall call) {
        return call == SystemCall.SOCKET ? I386_SOCKETCALL : -1;
    }

    @Override
    public int foreignAbiBit() {
        return X32_BIT;
    }

    @Override
    public int registersSize() {
        return SIZE;
    }

    @Override
    public byte[] syscallInstruction() {
        return new byte[] {0x0f, 0x05};
    }

    @Override
    public long instructionPointer(ByteBuffer registers) {
        return registers.getLong(RIP);
    }

    @Override
    public void instructionPointer(ByteBuffer registers, long address) {
        registers.putLong(RIP, address);
    }

    @Override
    public long result(ByteBuffer registers) {
        return registers.getLong(RAX);
    }

    @Override
    public void result(ByteBuffer registers, long value) {
        registers.putLong(RAX, value);
    }

    @Override
    public long pendingNumber(ByteBuffer registers) {
        return registers.getLong(ORIG_RAX);
    }

    @Override
    public void pendingNumber(ByteBuffer registers, long number) {
        registers.putLong(ORIG_RAX, number);
    }

    @Override
    public boolean nativeMode(ByteBuffer registers) {
        return registers.getLong(CS) == USER_CS;
    }

    @Override
    public long argument(ByteBuffer registers, int index) {
        return registers.getLong(ARGUMENTS[index]);
    }

    @Override
    public void argument(ByteBuffer registers, int index, long value) {
        registers.putLong(ARGUMENTS[index], value);
    }

    @Override
    public void enter(ByteBuffer registers, long number) {
        registers.putLong(RAX, number).putLong(ORIG_RAX, -1);
    }

    @Override
    public byte[] execOrReport(int request) {
        int pivotRoot = number(SystemCall.PIVOT_ROOT);
        int exitGroup = number(SystemCall.EXIT_GROUP);
        return Code.bytes(
                0x0f, 0x05, // syscall
                0x49, 0x89, 0xc2, // mov r10, rax
                0xba, Code.INT, request, // mov edx, request
                0xbe, Code.INT, 1, // mov esi, 1
                0x31, 0xff, // xor edi, edi
                0xb8, Code.INT, pivotRoot, // mov eax, pivot_root
                0x0f, 0x05, // syscall
                0x89, 0xc7, // mov edi, eax
                0xb8, Code.INT, exitGroup, // mov eax, exit_group
                0x0f, 0x05); // syscall
    }

    /** Assembles bytes and little-endian 32-bit immediates. */
    private static final class Code {
        /** Says that the next number is an immediate of four bytes. */
        static final int INT = 0x100;

        static byte[] bytes(int... parts) {
            java.io.ByteArrayOutputStream code = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < parts.length; i++) {
                if (parts[i] == INT) {
                    int immediate = parts[++i];
                    for (int shift = 0; shift < 32; shift += 8) {
                        code.write(immediate >>> shift);
                    }
                } else {
                    code.write(parts[i]);
                }
            }
            return code.toByteArray();
        }
    }
}
