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

    /** This interest and what another has beyond it; this object if that is nothing. */
    public Interest with(Interest more) {
        List<Trap> all = new ArrayList<>(traps);
        for (Trap trap : more.traps) {
            if (!covers(trap)) {
                all.add(trap);
            }
        }
        return all.size() == traps.size() ? this : new Interest(all);
    }

    /** Whether every call that a trap catches is caught by this interest too. */
    public boolean covers(Trap trap) {
        for (Trap mine : traps) {
            if (mine.call == trap.call && mine.isWeakerThan(trap)) {
                return true;
            }
        }
        return false;
    }

    /** One call, trapped when all tests hold; without tests always. */
    public record Trap(SystemCall call, List<ArgumentTest> tests) {
        /** Keeps a copy of the tests. */
        public Trap {
            tests = List.copyOf(tests);
        }

        /** Whether each test here is one of the other's too. */
        private boolean isWeakerThan(Trap other) {
            for (ArgumentTest test : tests) {
                if (!other.makes(test)) {
                    return false;
                }
            }
            return true;
        }

        private boolean makes(ArgumentTest wanted) {
            for (ArgumentTest test : tests) {
                if (test.isSameAs(wanted)) {
                    return true;
                }
            }
            return false;
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

        /** {@link #equals}, but cheap when called for the first time, which is before the first guest starts. */
        private boolean isSameAs(ArgumentTest other) {
            return index == other.index && mask == other.mask && value == other.value && equal == other.equal;
        }

        /** Whether the test holds for a value of the argument. */
        public boolean holds(long argument) {
            return ((argument & mask) == value) == equal;
        }
    }
}
