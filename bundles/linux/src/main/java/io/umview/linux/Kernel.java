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

    private static final boolean BOUND = bind();

    private Kernel() {}

    private static native long enter(long number, long a, long b, long c, long d, long e, long f);

    /**
     * Makes a system call.
     *
     * @param number one of {@link Machine}
     * @return the result or a negative error number
     */
    static long call(int number, long a, long b, long c, long d, long e, long f) {
        return BOUND ? enter(number, a, b, c, d, e, f) : Libc.syscall(number, a, b, c, d, e, f);
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

    /** Makes {@link Machine#enterKernel} the code of {@link #enter}. @return whether that was possible */
    private static boolean bind() {
        long code = Libc.syscall(Machine.MMAP, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (code < 0) {
            return false;
        }
        byte[] instructions = Machine.enterKernel();
        new Pointer(code).write(0, instructions, 0, instructions.length);
        return Libc.syscall(Machine.MPROTECT, code, PAGE, PROT_READ | PROT_EXEC, 0, 0, 0) == 0
                && Libc.register(Kernel.class, "enter", "(JJJJJJJ)J", code);
    }
}
