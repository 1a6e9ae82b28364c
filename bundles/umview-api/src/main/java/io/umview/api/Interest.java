package io.umview.api;

import java.util.ArrayList;
import java.util.List;

/** Which calls a claim must see. What is not of interest stays native and costs nothing. */
public record Interest(List<Trap> traps) {
    /** Keeps a copy of the traps. */
    public Interest {
        traps = List.copyOf(traps);
    }

    /** Every occurrence of these calls. */
    public static Interest in(SystemCall... calls) {
        List<Trap> traps = new ArrayList<>();
        for (SystemCall call : calls) {
            traps.add(new Trap(call, List.of()));
        }
        return new Interest(traps);
    }

    /** One call, when all tests hold. */
    public static Interest when(SystemCall call, ArgumentTest... tests) {
        return new Interest(List.of(new Trap(call, List.of(tests))));
    }

    /** This interest and another. */
    public Interest and(Interest other) {
        List<Trap> all = new ArrayList<>(traps);
        all.addAll(other.traps);
        return new Interest(all);
    }

    /** One call, trapped when all tests hold; without tests always. */
    public record Trap(SystemCall call, List<ArgumentTest> tests) {
        /** Keeps a copy of the tests. */
        public Trap {
            tests = List.copyOf(tests);
        }
    }

    /**
     * A test of one argument that the kernel makes in the seccomp filter: {@code (argument & mask) == value}, or its
     * opposite. Pointers can be compared (with NULL) but not followed.
     *
     * @param index 0 to 5
     */
    public record ArgumentTest(int index, long mask, long value, boolean equal) {
        private static final long INT = 0xffffffffL;

        /** The argument, taken as a C int, has this value. */
        public static ArgumentTest is(int index, int value) {
            return new ArgumentTest(index, INT, value & INT, true);
        }

        /** The pointer argument is not NULL. */
        public static ArgumentTest notNull(int index) {
            return new ArgumentTest(index, -1L, 0, false);
        }

        /** The pointer argument is NULL. */
        public static ArgumentTest isNull(int index) {
            return new ArgumentTest(index, -1L, 0, true);
        }

        /** Whether the test holds for a value of the argument. */
        public boolean holds(long argument) {
            return ((argument & mask) == value) == equal;
        }
    }
}
