package io.umview.linux;

/** The space that a file takes, what is durable of it, and who has it for himself. Results are the kernel's; errors are negative. */
public final class FileSpace {
    private static final int FSYNC = 74;
    private static final int FDATASYNC = 75;
    private static final int FTRUNCATE = 77;
    private static final int FALLOCATE = 285;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int SEEK_END = 2;
    private static final int F_OFD_SETLK = 37;
    private static final int F_RDLCK = 0;
    private static final int F_WRLCK = 1;
    private static final int FLOCK = 32;

    private FileSpace() {}

    /** lseek(2) to the end, which block devices have too. */
    public static long size(int descriptor) {
        return seek(descriptor, 0, SEEK_END);
    }

    /** ftruncate(2). */
    public static int resize(int descriptor, long size) {
        return (int) Kernel.call(FTRUNCATE, descriptor, size, 0);
    }

    /** fallocate(2). */
    public static int allocate(int descriptor, int mode, long offset, long length) {
        return (int) Kernel.call(FALLOCATE, descriptor, mode, offset, length);
    }

    /** lseek(2). */
    public static long seek(int descriptor, long offset, int whence) {
        return Kernel.call(Machine.LSEEK, descriptor, offset, whence);
    }

    /** fallocate(2) with FALLOC_FL_PUNCH_HOLE: the range reads as zeros and takes no space. */
    public static int punchHole(int descriptor, long offset, long length) {
        return allocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
    }

    /** fdatasync(2). */
    public static int syncData(int descriptor) {
        return (int) Kernel.call(FDATASYNC, descriptor);
    }

    /** fsync(2). */
    public static int sync(int descriptor) {
        return (int) Kernel.call(FSYNC, descriptor);
    }

    /**
     * fcntl(2) with F_OFD_SETLK: locks the whole file for this open file description, for as long as it is open.
     *
     * @param exclusive for writing; else others may have such a lock too
     * @return EAGAIN, negative, if somebody else has it
     */
    public static int lock(int descriptor, boolean exclusive) {
        NativeBuffer lock = new NativeBuffer(FLOCK);
        lock.bytes().putShort(0, (short) (exclusive ? F_WRLCK : F_RDLCK));
        int result = Files.fcntl(descriptor, F_OFD_SETLK, lock.address());
        java.lang.ref.Reference.reachabilityFence(lock);
        return result;
    }
}
