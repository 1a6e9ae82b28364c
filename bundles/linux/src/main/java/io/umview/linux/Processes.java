package io.umview.linux;

import java.util.List;

/** Making, reaching and ending processes. */
public final class Processes {
    public static final int PR_SET_DUMPABLE = 4;
    public static final int PR_SET_CHILD_SUBREAPER = 36;
    public static final int PR_SET_NO_NEW_PRIVS = 38;

    private static final int KCMP_VM = 1;
    private static final short POSIX_SPAWN_SETSIGDEF = 4;
    private static final short POSIX_SPAWN_SETSIGMASK = 8;
    private static final int SPAWNATTR = 336;
    private static final int SIGSET = 128;
    private static final long SIG_IGN = 1;
    private static final long ALL_SIGNALS = -1;

    private Processes() {}

    /**
     * posix_spawn(3) with an empty environment, this process's descriptors, and all signals in their default disposition.
     *
     * @param blocked signals that the child starts with blocked, bit n-1 for signal n
     * @return the pid, or the negative error number of the exec
     */
    public static int spawn(String path, List<String> arguments, long blocked) {
        NativeBuffer name = NativeBuffer.text(path);
        NativeBuffer vector = new NativeBuffer(8 * (arguments.size() + 1));
        List<NativeBuffer> texts = arguments.stream().map(NativeBuffer::text).toList();
        for (int i = 0; i < texts.size(); i++) {
            vector.bytes().putLong(8 * i, texts.get(i).address());
        }
        NativeBuffer none = new NativeBuffer(8);
        NativeBuffer pid = new NativeBuffer(8);
        NativeBuffer attributes = new NativeBuffer(SPAWNATTR);
        NativeBuffer mask = new NativeBuffer(SIGSET);
        Libc.posix_spawnattr_init(attributes.address());
        Libc.posix_spawnattr_setflags(attributes.address(), (short) (POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
        mask.bytes().putLong(0, blocked);
        Libc.posix_spawnattr_setsigmask(attributes.address(), mask.address());
        mask.bytes().putLong(0, ALL_SIGNALS);
        Libc.posix_spawnattr_setsigdefault(attributes.address(), mask.address());
        int error = Libc.posix_spawn(
                pid.address(), name.address(), 0, attributes.address(), vector.address(), none.address());
        Libc.posix_spawnattr_destroy(attributes.address());
        for (Object keep : List.of(name, vector, texts, none, mask)) {
            java.lang.ref.Reference.reachabilityFence(keep);
        }
        return error == 0 ? pid.bytes().getInt(0) : -error;
    }

    /** prctl(2). */
    public static int prctl(int option, long argument) {
        return (int) Kernel.call(Machine.PRCTL, option, argument, 0, 0);
    }

    /** kill(2). */
    public static int kill(int pid, int signal) {
        return (int) Kernel.call(Machine.KILL, pid, signal, 0);
    }

    /** Ignores a signal in this process: signal(2) with SIG_IGN. */
    public static void ignore(int signal) {
        Libc.signal(signal, SIG_IGN);
    }

    /** pidfd_open(2), Linux 5.3; the descriptor is close-on-exec. */
    public static int pidfdOpen(int pid) {
        return (int) Kernel.call(Machine.PIDFD_OPEN, pid);
    }

    /** pidfd_getfd(2), Linux 5.6: a duplicate of another process's descriptor, close-on-exec. */
    public static int pidfdGetfd(int pidfd, int descriptor) {
        return (int) Kernel.call(Machine.PIDFD_GETFD, pidfd, descriptor, 0);
    }

    /** Whether two processes have the same memory: kcmp(2). Where the kernel does not tell (CONFIG_KCMP), they may have. */
    public static boolean shareMemory(int pid, int other) {
        long order = Kernel.call(Machine.KCMP, pid, other, KCMP_VM, 0);
        return order <= 0;
    }

    /** _exit(2): ends this process at once, without waiting for threads that are in the kernel. */
    public static void exit(int status) {
        Kernel.call(Machine.EXIT_GROUP, status);
    }

    /** process_vm_readv(2); both vectors are addresses of struct iovec. */
    public static long readMemory(int pid, long local, long remote) {
        return Kernel.call(Machine.PROCESS_VM_READV, pid, local, 1, remote, 1, 0);
    }

    /** process_vm_writev(2). */
    public static long writeMemory(int pid, long local, long remote) {
        return Kernel.call(Machine.PROCESS_VM_WRITEV, pid, local, 1, remote, 1, 0);
    }
}
