package io.umview.linux;

/** Calls on descriptors and paths. Paths are addresses of NUL-terminated bytes. */
public final class Files {
    /** Relative paths start at the working directory. */
    public static final int AT_FDCWD = -100;

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_CLOEXEC = 02000000;
    public static final int F_DUPFD = 0;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int FD_CLOEXEC = 1;
    public static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;

    /** Bytes of a struct open_how: flags, mode and resolve, 8 bytes each. */
    public static final int OPEN_HOW = 24;

    /** Bytes of a struct statx. */
    public static final int STATX = 256;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO = 0x100;
    private static final int STX_INO = 32;

    private Files() {}

    /** openat(2). */
    public static int openat(int directory, long path, int flags, int mode) {
        return (int) Kernel.call(Machine.OPENAT, directory, path, flags, mode);
    }

    /** openat2(2), Linux 5.6; {@code how} is the address of a struct open_how of {@link #OPEN_HOW} bytes. */
    public static int openat2(int directory, long path, long how) {
        return (int) Kernel.call(Machine.OPENAT2, directory, path, how, OPEN_HOW);
    }

    /** statx(2), Linux 4.11; {@code status} is the address of a struct statx of {@link #STATX} bytes. */
    public static int statx(int directory, long path, int flags, int mask, long status) {
        return (int) Kernel.call(Machine.STATX, directory, path, flags, mask, status, 0);
    }

    /** Opens a path given as text. */
    public static int open(String path, int flags, int mode) {
        NativeBuffer name = NativeBuffer.text(path);
        int result = openat(AT_FDCWD, name.address(), flags, mode);
        java.lang.ref.Reference.reachabilityFence(name);
        return result;
    }

    /** close(2). */
    public static int close(int descriptor) {
        return (int) Kernel.call(Machine.CLOSE, descriptor);
    }

    /** read(2). */
    public static long read(int descriptor, long buffer, long count) {
        return Kernel.call(Machine.READ, descriptor, buffer, count);
    }

    /** write(2). */
    public static long write(int descriptor, long buffer, long count) {
        return Kernel.call(Machine.WRITE, descriptor, buffer, count);
    }

    /** pread(2). */
    public static long pread(int descriptor, long buffer, long count, long offset) {
        return Kernel.call(Machine.PREAD64, descriptor, buffer, count, offset);
    }

    /** pwrite(2). */
    public static long pwrite(int descriptor, long buffer, long count, long offset) {
        return Kernel.call(Machine.PWRITE64, descriptor, buffer, count, offset);
    }

    /** Writes all bytes; the result is their number or the error of the write that failed. */
    public static long write(int descriptor, byte[] bytes) {
        NativeBuffer buffer = new NativeBuffer(Math.max(1, bytes.length));
        buffer.bytes().put(0, bytes);
        long done = 0;
        while (done < bytes.length) {
            long written = write(descriptor, buffer.address() + done, bytes.length - done);
            if (written < 0 && written != -Wait.EINTR) {
                return written;
            }
            done += Math.max(0, written);
        }
        java.lang.ref.Reference.reachabilityFence(buffer);
        return done;
    }

    /** readlinkat(2): the length of the target, which is not NUL-terminated. */
    public static long readlinkat(int directory, long path, long buffer, long size) {
        return Kernel.call(Machine.READLINKAT, directory, path, buffer, size);
    }

    /** ioctl(2). */
    public static int ioctl(int descriptor, long request, long argument) {
        return (int) Kernel.call(Machine.IOCTL, descriptor, request, argument);
    }

    /** fcntl(2). */
    public static int fcntl(int descriptor, int command, long argument) {
        return (int) Kernel.call(Machine.FCNTL, descriptor, command, argument);
    }

    /** readv(2); the vector is an address of struct iovec. */
    public static long readv(int descriptor, long vector, int count) {
        return Kernel.call(Machine.READV, descriptor, vector, count);
    }

    /** writev(2). */
    public static long writev(int descriptor, long vector, int count) {
        return Kernel.call(Machine.WRITEV, descriptor, vector, count);
    }

    /**
     * The inode that a descriptor refers to, or a negative error.
     *
     * @param scratch {@link #STATX} bytes or more
     */
    public static long inode(int descriptor, NativeBuffer scratch) {
        // The last 8 bytes are no part of the answer for this mask; they are the empty path.
        scratch.bytes().putLong(STATX - 8, 0);
        int error = (int) Kernel.call(
                Machine.STATX,
                descriptor,
                scratch.address() + STATX - 8,
                AT_EMPTY_PATH,
                STATX_INO,
                scratch.address(),
                0);
        return error == 0 ? scratch.bytes().getLong(STX_INO) : error;
    }

    /** unlink(2) of a path given as text. */
    public static int unlink(String path) {
        NativeBuffer name = NativeBuffer.text(path);
        int result = (int) Kernel.call(Machine.UNLINKAT, AT_FDCWD, name.address(), 0);
        java.lang.ref.Reference.reachabilityFence(name);
        return result;
    }

    /** Lets execve(2) close a descriptor. */
    public static int closeOnExec(int descriptor) {
        return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }

    /** memfd_create(2), close-on-exec. */
    public static int memfd(String name) {
        NativeBuffer text = NativeBuffer.text(name);
        int result = (int) Kernel.call(Machine.MEMFD_CREATE, text.address(), MFD_CLOEXEC, 0);
        java.lang.ref.Reference.reachabilityFence(text);
        return result;
    }

    /**
     * A memfd of a size that nobody can change (F_ADD_SEALS), so that memory mapped from it stays.
     *
     * @return the descriptor, close-on-exec, or a negative error
     */
    public static int sealedMemory(String name, long size) {
        NativeBuffer text = NativeBuffer.text(name);
        int result = (int) Kernel.call(Machine.MEMFD_CREATE, text.address(), MFD_CLOEXEC | MFD_ALLOW_SEALING, 0);
        java.lang.ref.Reference.reachabilityFence(text);
        if (result < 0) {
            return result;
        }
        long error = Kernel.call(Machine.FTRUNCATE, result, size, 0);
        if (error == 0) {
            error = fcntl(result, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW);
        }
        if (error < 0) {
            close(result);
            return (int) error;
        }
        return result;
    }

    /** lseek(2) to the beginning. */
    public static long rewind(int descriptor) {
        return Kernel.call(Machine.LSEEK, descriptor, 0, 0);
    }

    /** eventfd(2), close-on-exec. */
    public static int eventfd() {
        return (int) Kernel.call(Machine.EVENTFD2, 0, O_CLOEXEC, 0);
    }
}
