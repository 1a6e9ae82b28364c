package io.umview.linux;

/** Mounts that are in no mount namespace, and what else there is to do about a mounted file system. */
public final class Mounts {
    public static final int FSOPEN_CLOEXEC = 1;
    public static final int FSMOUNT_CLOEXEC = 1;
    public static final int MOUNT_ATTR_RDONLY = 1;
    public static final int MOUNT_ATTR_NOSUID = 2;
    public static final int MOUNT_ATTR_NODEV = 4;

    private static final int FSOPEN = 430;
    private static final int FSCONFIG = 431;
    private static final int FSMOUNT = 432;
    private static final int DUP3 = 292;
    private static final int SYNCFS = 306;
    private static final int FSTATFS = 138;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int STATFS = 120;
    private static final int POLLPRI = 2;

    private Mounts() {}

    /** fsopen(2), Linux 5.2, close-on-exec: the context of a file system that is about to be. */
    public static int fsopen(String type) {
        NativeBuffer name = NativeBuffer.text(type);
        int result = (int) Kernel.call(FSOPEN, name.address(), FSOPEN_CLOEXEC, 0);
        java.lang.ref.Reference.reachabilityFence(name);
        return result;
    }

    /** fsconfig(2): an option with a value. */
    public static int set(int context, String key, String value) {
        NativeBuffer name = NativeBuffer.text(key);
        NativeBuffer text = NativeBuffer.text(value);
        int result = (int) Kernel.call(FSCONFIG, context, FSCONFIG_SET_STRING, name.address(), text.address(), 0, 0);
        java.lang.ref.Reference.reachabilityFence(name);
        java.lang.ref.Reference.reachabilityFence(text);
        return result;
    }

    /** fsconfig(2): an option without a value. */
    public static int set(int context, String key) {
        NativeBuffer name = NativeBuffer.text(key);
        int result = (int) Kernel.call(FSCONFIG, context, FSCONFIG_SET_FLAG, name.address(), 0);
        java.lang.ref.Reference.reachabilityFence(name);
        return result;
    }

    /** fsconfig(2): makes the file system. */
    public static int create(int context) {
        return (int) Kernel.call(FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0);
    }

    /**
     * fsmount(2), close-on-exec: a mount that nothing leads to but the descriptor; the last one that is closed unmounts it.
     *
     * @param attributes MOUNT_ATTR_*
     */
    public static int fsmount(int context, int attributes) {
        return (int) Kernel.call(FSMOUNT, context, FSMOUNT_CLOEXEC, attributes);
    }

    /** syncfs(2). */
    public static int syncfs(int descriptor) {
        return (int) Kernel.call(SYNCFS, descriptor);
    }

    /** fstatfs(2), for the question alone: whether the file system answers. */
    public static int probe(int descriptor) {
        NativeBuffer status = new NativeBuffer(STATFS);
        int result = (int) Kernel.call(FSTATFS, descriptor, status.address(), 0);
        java.lang.ref.Reference.reachabilityFence(status);
        return result;
    }

    /**
     * Waits for a change of the mounts that an open {@code /proc/PID/mountinfo} tells of (proc(5): POLLPRI).
     *
     * @return whether there was one within the time
     */
    public static boolean awaitChange(int mountinfo, int millis) {
        NativeBuffer poll = new NativeBuffer(24);
        poll.bytes().putInt(0, mountinfo).putShort(4, (short) POLLPRI).putLong(8, millis / 1000);
        poll.bytes().putLong(16, millis % 1000 * 1_000_000L);
        long ready = Kernel.call(Machine.PPOLL, poll.address(), 1, poll.address() + 8, 0);
        java.lang.ref.Reference.reachabilityFence(poll);
        return ready > 0;
    }

    /** dup3(2), close-on-exec: what {@code replaced} stood for is let go of, at once and without the number becoming free. */
    public static int replace(int replaced, int by) {
        return (int) Kernel.call(DUP3, by, replaced, Files.O_CLOEXEC);
    }
}
