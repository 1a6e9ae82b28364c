package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.Attributes;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Times;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.Interruption;
import io.umview.linux.NativeBuffer;
import io.umview.linux.ThreadIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls on files of layers, by descriptors that need be open with O_PATH only. Belongs to one thread, whose umask is 0: the kernel
 * has applied the caller's.
 */
final class LayerCalls {
    static final int O_PATH = 010000000;
    static final int O_DIRECTORY = 0200000;
    static final int O_NOFOLLOW = 0400000;

    private static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int PATH_MAX = 4096;
    private static final int XATTR_SIZE_MAX = 65536;
    private static final int LIST = 32 << 10;
    private static final int STATFS_FLAGS = 80;

    /** statfs(2). */
    private static final int ST_RDONLY = 1;

    private static final int STATX_BASIC_STATS = 0x7ff;

    private static final ThreadLocal<LayerCalls> OF_THREADS = ThreadLocal.withInitial(LayerCalls::new);

    private final NativeBuffer how = new NativeBuffer(Files.OPEN_HOW);
    private final NativeBuffer name = new NativeBuffer(PATH_MAX);
    private final NativeBuffer second = new NativeBuffer(PATH_MAX);
    private final NativeBuffer nothing = new NativeBuffer(8);
    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private @Nullable NativeBuffer large;
    private final Runnable interruption = Interruption.ofThisThread()::interrupt;
    private boolean maskless;

    /** For an operation: a signal for who asks ends what is waited for in a layer. */
    static LayerCalls of(Request request) throws ErrnoException {
        LayerCalls calls = OF_THREADS.get();
        if (!calls.maskless) {
            check(ThreadIdentity.unshareFileSystemState());
            ThreadIdentity.umask(0);
            calls.maskless = true;
        }
        request.onInterrupt(calls.interruption);
        return calls;
    }

    static long check(long result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
        return result;
    }

    private static long put(NativeBuffer buffer, String text) throws ErrnoException {
        byte[] bytes = GuestText.encode(text);
        if (bytes.length >= PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        buffer.bytes().put(0, bytes).put(bytes.length, (byte) 0);
        return buffer.address();
    }

    private long name(String text) throws ErrnoException {
        return put(name, text);
    }

    /** A path to what a descriptor is open for, even if that is a symbolic link: those of proc(5) are followed once. */
    private long self(int descriptor) throws ErrnoException {
        return name("/proc/self/fd/" + descriptor);
    }

    /**
     * What is at a path below a directory: O_PATH. A symbolic link on the way, which was none when the kernel came by, is ELOOP.
     *
     * @return a descriptor or a negative error
     */
    int find(int directory, String path) throws ErrnoException {
        how.bytes().putLong(0, O_PATH | O_NOFOLLOW | Files.O_CLOEXEC).putLong(16, RESOLVE_NO_SYMLINKS);
        return Files.openat2(directory, name(path), how.address());
    }

    /** An open file of what a descriptor stands for. */
    int open(int file, int flags) throws ErrnoException {
        return (int) check(Files.openat(Files.AT_FDCWD, self(file), flags | Files.O_CLOEXEC, 0));
    }

    int create(int directory, String text, int flags, int mode) throws ErrnoException {
        return (int) check(Files.openat(directory, name(text), flags | O_NOFOLLOW | Files.O_CLOEXEC, mode));
    }

    /** @param text empty: of the descriptor itself. @return null if there is no such file */
    @Nullable
    LayerFile statusIfAny(int directory, String text) throws ErrnoException {
        int flags = FileCalls.AT_SYMLINK_NOFOLLOW | FileCalls.AT_EMPTY_PATH;
        int error = Files.statx(directory, name(text), flags, STATX_BASIC_STATS, status.address());
        if (error == -Errno.ENOENT.number()) {
            return null;
        }
        check(error);
        ByteBuffer of = status.bytes();
        Attributes attributes = new Attributes(
                of.getLong(32),
                of.getShort(28) & 0xffff,
                of.getInt(16),
                of.getInt(20),
                of.getInt(24),
                device(of.getInt(128), of.getInt(132)),
                of.getLong(40),
                of.getLong(48),
                time(of, 64),
                time(of, 112),
                time(of, 96),
                of.getInt(4));
        return new LayerFile((long) of.getInt(136) << 32 | of.getInt(140) & 0xffffffffL, attributes);
    }

    LayerFile status(int descriptor) throws ErrnoException {
        return status(descriptor, "");
    }

    LayerFile status(int directory, String text) throws ErrnoException {
        LayerFile file = statusIfAny(directory, text);
        if (file == null) {
            throw Errno.ENOENT.exception();
        }
        return file;
    }

    private static long time(ByteBuffer of, int at) {
        return Times.nanos(of.getLong(at), of.getInt(at + 8));
    }

    /** new_encode_dev() of include/linux/kdev_t.h. */
    private static int device(int major, int minor) {
        return minor & 0xff | major << 8 | (minor & ~0xff) << 12;
    }

    void chmod(int file, int mode) throws ErrnoException {
        check(FileCalls.chmod(Files.AT_FDCWD, self(file), mode));
    }

    void chown(int file, int uid, int gid) throws ErrnoException {
        check(FileCalls.chown(file, nothing.address(), uid, gid, FileCalls.AT_EMPTY_PATH));
    }

    void truncate(int file, long size) throws ErrnoException {
        check(FileCalls.truncate(self(file), size));
    }

    /** Nanoseconds since 1970, or UTIME_* in the second half of a time. */
    void utimens(int file, long accessed, long accessedNanos, long modified, long modifiedNanos) throws ErrnoException {
        second.bytes()
                .putLong(0, accessed)
                .putLong(8, accessedNanos)
                .putLong(16, modified)
                .putLong(24, modifiedNanos);
        check(FileCalls.utimens(file, nothing.address(), second.address(), FileCalls.AT_EMPTY_PATH));
    }

    String readlink(int link) throws ErrnoException {
        int size = (int) check(Files.readlinkat(link, nothing.address(), second.address(), PATH_MAX));
        return GuestText.decode(taken(second, size));
    }

    private static byte[] taken(NativeBuffer buffer, int size) {
        byte[] bytes = new byte[size];
        buffer.bytes().get(0, bytes);
        return bytes;
    }

    void mkdir(int directory, String text, int mode) throws ErrnoException {
        check(FileCalls.mkdir(directory, name(text), mode));
    }

    void mknod(int directory, String text, int mode, int device) throws ErrnoException {
        check(FileCalls.mknod(directory, name(text), mode, Integer.toUnsignedLong(device)));
    }

    void symlink(String target, int directory, String text) throws ErrnoException {
        check(FileCalls.symlink(put(second, target), directory, name(text)));
    }

    void unlink(int directory, String text, int flags) throws ErrnoException {
        check(FileCalls.unlink(directory, name(text), flags));
    }

    void link(int file, int directory, String text) throws ErrnoException {
        long from = put(second, "/proc/self/fd/" + file);
        check(FileCalls.link(Files.AT_FDCWD, from, directory, name(text), FileCalls.AT_SYMLINK_FOLLOW));
    }

    void rename(int directory, String text, int newDirectory, String newText, int flags) throws ErrnoException {
        check(FileCalls.rename(directory, name(text), newDirectory, put(second, newText), flags));
    }

    void access(int file, int mask) throws ErrnoException {
        int flags = FileCalls.AT_EACCESS | FileCalls.AT_EMPTY_PATH;
        check(FileCalls.access(file, nothing.address(), mask, flags));
    }

    private NativeBuffer large() {
        NativeBuffer buffer = large;
        if (buffer == null) {
            buffer = new NativeBuffer(XATTR_SIZE_MAX);
            large = buffer;
        }
        return buffer;
    }

    void setxattr(int file, String attribute, byte[] value, int flags) throws ErrnoException {
        NativeBuffer buffer = large();
        if (value.length > XATTR_SIZE_MAX) {
            throw Errno.E2BIG.exception();
        }
        buffer.bytes().put(0, value);
        long called = put(second, attribute);
        check(FileCalls.setxattr(self(file), called, buffer.address(), value.length, flags));
    }

    byte[] getxattr(int file, String attribute) throws ErrnoException {
        NativeBuffer buffer = large();
        long called = put(second, attribute);
        int size = (int) check(FileCalls.getxattr(self(file), called, buffer.address(), XATTR_SIZE_MAX));
        return taken(buffer, size);
    }

    List<String> listxattr(int file) throws ErrnoException {
        NativeBuffer buffer = large();
        int size = (int) check(FileCalls.listxattr(self(file), buffer.address(), XATTR_SIZE_MAX));
        byte[] list = taken(buffer, size);
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < size; i++) {
            if (list[i] == 0) {
                names.add(GuestText.decode(Arrays.copyOfRange(list, from, i)));
                from = i + 1;
            }
        }
        return names;
    }

    void removexattr(int file, String attribute) throws ErrnoException {
        long called = put(second, attribute);
        check(FileCalls.removexattr(self(file), called));
    }

    /** struct statfs of x86-64. */
    FileSystemStatistics statfs(int file) throws ErrnoException {
        check(FileCalls.statfs(file, second.address()));
        ByteBuffer of = second.bytes();
        return new FileSystemStatistics(
                of.getLong(16),
                of.getLong(24),
                of.getLong(32),
                of.getLong(40),
                of.getLong(48),
                (int) of.getLong(8),
                (int) of.getLong(64),
                (int) of.getLong(72));
    }

    /** Whether nothing can be written to the file system of a file. */
    boolean isReadOnly(int file) throws ErrnoException {
        check(FileCalls.statfs(file, second.address()));
        return (second.bytes().getLong(STATFS_FLAGS) & ST_RDONLY) != 0;
    }

    /** Takes the entries of a directory. */
    @FunctionalInterface
    interface Entries {
        /** @param type the type bits of a mode, or 0 */
        void take(String name, long inode, int type);
    }

    /** All entries but {@code .} and {@code ..}. */
    void list(int directory, Entries into) throws ErrnoException {
        int open = open(directory, Files.O_RDONLY | O_DIRECTORY);
        try {
            ByteBuffer list = large().bytes();
            int size;
            while ((size = (int) check(FileCalls.getdents(open, large().address(), LIST))) > 0) {
                // struct linux_dirent64: inode, offset, length of this, type, name.
                for (int at = 0; at + 19 < size; at += Math.max(20, list.getShort(at + 16) & 0xffff)) {
                    String text = text(list, at + 19, size);
                    if (!text.equals(".") && !text.equals("..")) {
                        into.take(text, list.getLong(at), (list.get(at + 18) & 0xff) << 12);
                    }
                }
            }
        } finally {
            Files.close(open);
        }
    }

    private static String text(ByteBuffer list, int from, int limit) {
        int end = from;
        while (end < limit && list.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        list.get(from, bytes);
        return GuestText.decode(bytes);
    }
}
