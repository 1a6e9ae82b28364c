package io.umview.linux;

import com.sun.jna.JNIEnv;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The C library's entry points, mapped directly. Variadic functions take their arguments in registers like any other. */
final class Libc {
    static {
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    /** The result of a C library call in the kernel's convention: -errno in place of -1. */
    static long result(long returned) {
        return returned == -1 ? -Native.getLastError() : returned;
    }

    static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** Addresses of user space are not negative, so this is where the environment of the current thread lies. */
    static native long llabs(JNIEnv environment);

    static native long signal(int signal, long handler);

    static native int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp);

    static native int posix_spawnattr_init(long attributes);

    static native int posix_spawnattr_destroy(long attributes);

    static native int posix_spawnattr_setflags(long attributes, short flags);

    static native int posix_spawnattr_setsigmask(long attributes, long mask);

    static native int posix_spawnattr_setsigdefault(long attributes, long mask);
}
