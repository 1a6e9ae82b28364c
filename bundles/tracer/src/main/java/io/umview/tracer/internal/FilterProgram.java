package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import io.umview.linux.Seccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The seccomp filter of an interest: classic BPF over {@code struct seccomp_data}, 8 bytes an instruction
 * ({@code struct sock_filter}). It allows what nobody wants to see; the kernel remembers which calls are allowed whatever their
 * arguments and does not run the filter for them (Linux 5.11).
 */
record FilterProgram(byte[] code) {
    private static final int MOST_INSTRUCTIONS = 4096;

    /** A jump reaches 255 instructions; some room is left for what stands around a body. */
    private static final int LONGEST_BODY = 240;

    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;
    private static final int ENOSYS = 38;

    /** Instructions of the program. */
    int length() {
        return code.length / 8;
    }

    /**
     * Compiles an interest.
     *
     * @param action the SECCOMP_RET_* of a trapped call
     * @param injected how calls are recognised that the tracer itself injects; those are allowed whatever the interest
     * @throws ErrnoException E2BIG when the program is longer than the kernel takes
     */
    static FilterProgram compile(Architecture architecture, Interest interest, int action, InjectionMark injected)
            throws ErrnoException {
        Map<SystemCall, List<Trap>> calls = new EnumMap<>(SystemCall.class);
        for (Trap trap : interest.traps()) {
            if (architecture.number(trap.call()) >= 0) {
                calls.computeIfAbsent(trap.call(), call -> new ArrayList<>()).add(trap);
            }
        }
        Assembler program = new Assembler();
        program.add(LOAD_WORD, 0, 0, ARCHITECTURE);
        Assembler compat = compat(architecture, calls, action);
        program.add(JUMP_EQUAL, compat.size(), 0, architecture.auditArchitecture());
        program.append(compat);
        program.add(LOAD_WORD, 0, 0, NUMBER);
        if (architecture.foreignAbiBit() != 0) {
            program.add(JUMP_ANY_BIT, 0, 1, architecture.foreignAbiBit());
            program.add(RETURN, 0, 0, Seccomp.RET_ERRNO | ENOSYS);
        }
        calls.forEach((call, traps) -> {
            Assembler body = exemption(call, injected);
            body.append(shortBody(call, traps, action));
            program.add(JUMP_EQUAL, 0, body.size(), architecture.number(call));
            program.append(body);
        });
        program.add(RETURN, 0, 0, Seccomp.RET_ALLOW);
        if (program.size() > MOST_INSTRUCTIONS) {
            throw Errno.E2BIG.exception();
        }
        return new FilterProgram(program.bytes());
    }

    /**
     * What 32-bit programs, and {@code int 0x80} in others, meet. Sockets are trapped like all others, or a stack could be got
     * round; the rest runs natively: such a program does not see what is virtual.
     */
    private static Assembler compat(Architecture architecture, Map<SystemCall, List<Trap>> calls, int action) {
        Assembler program = new Assembler();
        Assembler traps = new Assembler();
        calls.forEach((call, list) -> {
            if (architecture.compatNumber(call) >= 0) {
                Assembler body = shortBody(call, list, action);
                traps.add(JUMP_EQUAL, 0, body.size(), architecture.compatNumber(call));
                traps.append(body);
            }
            if (architecture.compatDetour(call) >= 0) {
                traps.add(JUMP_EQUAL, 0, 1, architecture.compatDetour(call));
                traps.add(RETURN, 0, 0, Seccomp.RET_ERRNO | ENOSYS);
            }
        });
        program.add(JUMP_EQUAL, 0, traps.size() + 1, architecture.compatArchitecture());
        program.add(LOAD_WORD, 0, 0, NUMBER);
        program.append(traps);
        program.add(RETURN, 0, 0, Seccomp.RET_ALLOW);
        return program;
    }

    /** A body that can be jumped over: if the tests are too many, all calls are trapped. */
    private static Assembler shortBody(SystemCall call, List<Trap> traps, int action) {
        Assembler body = body(traps, action);
        return body.size() <= LONGEST_BODY ? body : body(List.of(new Trap(call, List.of())), action);
    }

    /** Allows the call if it is an injected one, else falls through. */
    private static Assembler exemption(SystemCall call, InjectionMark injected) {
        Assembler exemption = new Assembler();
        if (injected.mayBeOn(call)) {
            int low = ARGUMENTS + 8 * InjectionMark.ARGUMENT;
            exemption.add(LOAD_WORD, 0, 0, low);
            exemption.add(JUMP_EQUAL, 0, 3, (int) injected.value());
            exemption.add(LOAD_WORD, 0, 0, low + 4);
            exemption.add(JUMP_EQUAL, 0, 1, (int) (injected.value() >>> 32));
            exemption.add(RETURN, 0, 0, Seccomp.RET_ALLOW);
        }
        return exemption;
    }

    /** Returns the action if one of the traps matches, else ALLOW. */
    private static Assembler body(List<Trap> traps, int action) {
        Assembler body = new Assembler();
        if (traps.stream().noneMatch(trap -> trap.tests().isEmpty())) {
            for (Trap trap : traps) {
                body.append(trap(trap, action));
            }
            body.add(RETURN, 0, 0, Seccomp.RET_ALLOW);
        } else {
            body.add(RETURN, 0, 0, action);
        }
        return body;
    }

    /** Returns the action if all tests hold, else falls through to what follows. Built from its end, so that jumps are known. */
    private static Assembler trap(Trap trap, int action) {
        Assembler rest = new Assembler();
        rest.add(RETURN, 0, 0, action);
        for (int i = trap.tests().size() - 1; i >= 0; i--) {
            Assembler test = test(trap.tests().get(i), rest.size());
            test.append(rest);
            rest = test;
        }
        return rest;
    }

    /** Falls through if the test holds, else skips {@code rest} further instructions. */
    private static Assembler test(ArgumentTest test, int rest) {
        int low = ARGUMENTS + 8 * test.index();
        int high = low + 4;
        Assembler compareLow = new Assembler();
        compareLow.add(LOAD_WORD, 0, 0, low);
        mask(compareLow, (int) test.mask());
        compareLow.add(JUMP_EQUAL, test.equal() ? 0 : rest, test.equal() ? rest : 0, (int) test.value());
        if ((test.mask() | test.value()) >>> 32 == 0) {
            return compareLow;
        }
        Assembler compare = new Assembler();
        compare.add(LOAD_WORD, 0, 0, high);
        mask(compare, (int) (test.mask() >>> 32));
        // A high word that differs decides: it skips the low word, and the rest too when equality is wanted.
        int skip = compareLow.size() + (test.equal() ? rest : 0);
        compare.add(JUMP_EQUAL, 0, skip, (int) (test.value() >>> 32));
        compare.append(compareLow);
        return compare;
    }

    private static void mask(Assembler program, int mask) {
        if (mask != -1) {
            program.add(AND, 0, 0, mask);
        }
    }

    /** A growing list of instructions. */
    private static final class Assembler {
        private final java.io.ByteArrayOutputStream code = new java.io.ByteArrayOutputStream();

        int size() {
            return code.size() / 8;
        }

        void add(int operation, int whenTrue, int whenFalse, int operand) {
            code.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) operation)
                    .put((byte) whenTrue)
                    .put((byte) whenFalse)
                    .putInt(operand)
                    .array());
        }

        void append(Assembler other) {
            code.writeBytes(other.code.toByteArray());
        }

        byte[] bytes() {
            return code.toByteArray();
        }
    }
}
