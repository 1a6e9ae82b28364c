package io.umview.linux;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import java.util.Map;

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

    /** Index of RegisterNatives in the table of the Java Native Interface (JNI specification, chapter 4). */
    private static final int REGISTER_NATIVES = 215;

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
        return BOUND ? enter(number, a, b, c, d, e, f) : Libc.result(Libc.syscall(number, a, b, c, d, e, f));
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
        long code = Libc.result(
                Libc.syscall(Machine.MMAP, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (code < 0) {
            return false;
        }
        byte[] instructions = Machine.enterKernel();
        new Pointer(code).write(0, instructions, 0, instructions.length);
        if (Libc.syscall(Machine.MPROTECT, code, PAGE, PROT_READ | PROT_EXEC, 0, 0, 0) != 0) {
            return false;
        }
        // JNINativeMethod: name, signature, code
        NativeBuffer name = NativeBuffer.text("enter");
        NativeBuffer signature = NativeBuffer.text("(JJJJJJJ)J");
        NativeBuffer method = new NativeBuffer(24);
        method.bytes()
                .putLong(0, name.address())
                .putLong(8, signature.address())
                .putLong(16, code);
        long environment = Libc.llabs(JNIEnv.CURRENT);
        Function registerNatives = Function.getFunction(
                new Pointer(environment).getPointer(0).getPointer((long) REGISTER_NATIVES * Long.BYTES));
        Object[] arguments = {JNIEnv.CURRENT, Kernel.class, new Pointer(method.address()), 1};
        Object result =
                registerNatives.invoke(Integer.class, arguments, Map.of(Library.OPTION_ALLOW_OBJECTS, Boolean.TRUE));
        java.lang.ref.Reference.reachabilityFence(name);
        java.lang.ref.Reference.reachabilityFence(signature);
        java.lang.ref.Reference.reachabilityFence(method);
        return Integer.valueOf(0).equals(result);
    }
}
