package io.umview.linux;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;

/**
 * The C library, for what is no mere system call, through JNA. Functions are looked up and invoked one by one: mapping a class
 * to them would make a call quicker, but what JNA must prepare for that takes longer than all these calls together.
 */
final class Libc {
    private static final NativeLibrary LIBRARY = NativeLibrary.getProcess();

    /** Index of RegisterNatives in the table of the Java Native Interface (JNI specification, chapter 4). */
    private static final int REGISTER_NATIVES = 215;

    private static final Map<String, Object> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private Libc() {}

    private static int call(String function, Object... arguments) {
        return LIBRARY.getFunction(function).invokeInt(arguments);
    }

    /** syscall(2). @return the result or a negative error number */
    static long syscall(long number, long a, long b, long c, long d, long e, long f) {
        long result = LIBRARY.getFunction("syscall").invokeLong(new Object[] {number, a, b, c, d, e, f});
        return result == -1 ? -Native.getLastError() : result;
    }

    /** Makes some machine code the code of a native method. @return whether that was possible */
    static boolean register(Class<?> owner, String method, String signature, long code) {
        NativeBuffer methodName = NativeBuffer.text(method);
        NativeBuffer methodSignature = NativeBuffer.text(signature);
        // JNINativeMethod
        NativeBuffer binding = new NativeBuffer(24);
        binding.bytes()
                .putLong(0, methodName.address())
                .putLong(8, methodSignature.address())
                .putLong(16, code);
        // An address of user space is not negative, so this function returns it as it is.
        Object[] environment = {JNIEnv.CURRENT};
        long address = (Long) LIBRARY.getFunction("llabs").invoke(Long.class, environment, WITH_OBJECTS);
        Pointer table = new Pointer(address).getPointer(0);
        Function registerNatives = Function.getFunction(table.getPointer((long) REGISTER_NATIVES * Long.BYTES));
        Object[] arguments = {JNIEnv.CURRENT, owner, new Pointer(binding.address()), 1};
        Object result = registerNatives.invoke(Integer.class, arguments, WITH_OBJECTS);
        java.lang.ref.Reference.reachabilityFence(methodName);
        java.lang.ref.Reference.reachabilityFence(methodSignature);
        java.lang.ref.Reference.reachabilityFence(binding);
        return Integer.valueOf(0).equals(result);
    }

    /** signal(2). */
    static void signal(int signal, long handler) {
        LIBRARY.getFunction("signal").invokeLong(new Object[] {signal, handler});
    }

    static int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp) {
        return call("posix_spawn", pid, path, actions, attributes, argv, envp);
    }

    static void posix_spawnattr_init(long attributes) {
        call("posix_spawnattr_init", attributes);
    }

    static void posix_spawnattr_destroy(long attributes) {
        call("posix_spawnattr_destroy", attributes);
    }

    static void posix_spawnattr_setflags(long attributes, short flags) {
        call("posix_spawnattr_setflags", attributes, flags);
    }

    static void posix_spawnattr_setsigmask(long attributes, long mask) {
        call("posix_spawnattr_setsigmask", attributes, mask);
    }

    static void posix_spawnattr_setsigdefault(long attributes, long mask) {
        call("posix_spawnattr_setsigdefault", attributes, mask);
    }
}
