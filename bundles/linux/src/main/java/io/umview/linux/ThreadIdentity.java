package io.umview.linux;

/**
 * What the current OS thread, and no other of this process, is to files. The C library's functions of these names change all
 * threads; the system calls change one (credentials(7), "C library/kernel differences").
 */
public final class ThreadIdentity {
    private static final int CLONE_FS = 0x200;
    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private ThreadIdentity() {}

    /** unshare(2) of CLONE_FS: umask and working directory become the thread's own. @return 0 or a negative error */
    public static int unshareFileSystemState() {
        return (int) Kernel.call(FileNumbers.UNSHARE, CLONE_FS);
    }

    /** umask(2). @return the mask before */
    public static int umask(int mask) {
        return (int) Kernel.call(FileNumbers.UMASK, mask);
    }

    /** setfsuid(2): it has failed if the same call with -1 does not return the new id. */
    public static int setfsuid(int uid) {
        return (int) Kernel.call(FileNumbers.SETFSUID, uid);
    }

    /** setfsgid(2). */
    public static int setfsgid(int gid) {
        return (int) Kernel.call(FileNumbers.SETFSGID, gid);
    }

    /** setgroups(2); {@code groups} is the address of 32-bit ids. */
    public static int setgroups(int count, long groups) {
        return (int) Kernel.call(FileNumbers.SETGROUPS, count, groups, 0);
    }

    /** Sets the effective capabilities; the permitted and inheritable ones stay (capset(2)). */
    public static int effective(long capabilities) {
        NativeBuffer header = new NativeBuffer(8);
        NativeBuffer data = new NativeBuffer(24);
        header.bytes().putInt(0, CAPABILITY_VERSION_3);
        int result = (int) Kernel.call(FileNumbers.CAPGET, header.address(), data.address(), 0);
        if (result == 0) {
            data.bytes().putInt(0, (int) capabilities).putInt(12, (int) (capabilities >>> 32));
            result = (int) Kernel.call(FileNumbers.CAPSET, header.address(), data.address(), 0);
        }
        java.lang.ref.Reference.reachabilityFence(header);
        java.lang.ref.Reference.reachabilityFence(data);
        return result;
    }
}
