package io.umview.linux;

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

    static native int openat(int directory, long path, int flags, int mode);

    static native int close(int descriptor);

    static native long read(int descriptor, long buffer, long count);

    static native long write(int descriptor, long buffer, long count);

    static native long pread(int descriptor, long buffer, long count, long offset);

    static native long pwrite(int descriptor, long buffer, long count, long offset);

    static native int poll(long descriptors, long count, int timeout);

    static native long sendmsg(int socket, long message, int flags);

    static native long readlinkat(int directory, long path, long buffer, long size);

    static native long lseek(int descriptor, long offset, int whence);

    static native int ioctl(int descriptor, long request, long argument);

    static native int fcntl(int descriptor, int command, long argument);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int descriptor, long event);

    static native int epoll_wait(int epoll, long events, int maximum, int timeout);

    static native int eventfd(int initial, int flags);

    static native long ptrace(long request, long pid, long address, long data);

    static native int waitpid(int pid, long status, int options);

    static native int waitid(int kind, int id, long info, int options);

    static native long process_vm_readv(int pid, long local, long locals, long remote, long remotes, long flags);

    static native long process_vm_writev(int pid, long local, long locals, long remote, long remotes, long flags);

    static native int prctl(int option, long a, long b, long c, long d);

    static native int kill(int pid, int signal);

    static native long signal(int signal, long handler);

    static native int memfd_create(long name, int flags);

    static native int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp);

    static native int posix_spawnattr_init(long attributes);

    static native int posix_spawnattr_destroy(long attributes);

    static native int posix_spawnattr_setflags(long attributes, short flags);

    static native int posix_spawnattr_setsigmask(long attributes, long mask);

    static native int posix_spawnattr_setsigdefault(long attributes, long mask);

    static native void _exit(int status);
}
