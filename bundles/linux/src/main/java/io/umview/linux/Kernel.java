package io.umview.linux;

import com.sun.jna.Pointer;

/**
 * System calls. What a library for native calls does around each of them, converting arguments of any kind and keeping errno,
 * takes longer than a short call itself; so {@link #enter} is a native method whose code is a few instructions that do nothing
 * but enter the kernel. Where they cannot be had, calls go through syscall(2) of the C library.
 *
 * <p>Calls whose wrapper in the C library does more than enter the kernel are in {@link Libc}.
 */
final class Kernel {
    private static final int PAGE = 4096;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;

    private static final long CODE = bind();
    private static final boolean BOUND = CODE != 0;

    private Kernel() {}

    private static native long enter(long number, long a, long b, long c, long d, long e, long f);

    /**
     * Makes a system call.
     *
     * @param number one of {@link Machine}
     * @return the result or a negative error number
     */
    static long call(int number, long a, long b, long c, long d, long e, long f) {
        if (!BOUND) {
            return Libc.syscall(number, a, b, c, d, e, f);
        }
        long result = enter(number, a, b, c, d, e, f);
        return result == Interruption.INSTEAD_OF_RESTART ? Interruption.insteadOfRestart() : result;
    }

    /** The address of the instruction by which calls enter the kernel, 0 when there are many. */
    static long entry() {
        return BOUND ? CODE + Machine.entry() : 0;
    }

    static long call(int number, long a, long b, long c, long d) {
        return call(number, a, b, c, d, 0, 0);
    }

    static long call(int number, long a, long b, long c) {
        return call(number, a, b, c, 0, 0, 0);
    }

    static long call(int number, long a) {
        return call(number, a, 0, 0, 0, 0, 0);
    }

    /** Makes {@link Machine#enterKernel} the code of {@link #enter}. @return its address, 0 when that was impossible */
    private static long bind() {
        long code = Libc.syscall(Machine.MMAP, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (code < 0) {
            return 0;
        }
        byte[] instructions = Machine.enterKernel();
        new Pointer(code).write(0, instructions, 0, instructions.length);
        boolean bound = Libc.syscall(Machine.MPROTECT, code, PAGE, PROT_READ | PROT_EXEC, 0, 0, 0) == 0
                && Libc.register(Kernel.class, "enter", "(JJJJJJJ)J", code);
        return bound ? code : 0;
    }
}
