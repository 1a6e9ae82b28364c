package io.umview.fuse;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A file system by paths, as the high-level interface of libfuse has it. Paths begin with a slash; {@code /} is the root. A file
 * that was removed while it is open is known by its hidden name until it is closed.
 */
@ConsumerType
public interface PathFileSystem {
    /** A handle where there is none. */
    long NO_HANDLE = NodeFileSystem.NO_HANDLE;

    /** The first operation. */
    default void init(Connection connection) {}

    /** The last one. */
    default void destroy() {}

    /** How long the kernel may believe what it was told of names and attributes, in nanoseconds. */
    default long valid() {
        return 1_000_000_000;
    }

    /** stat(2); an inode number of 0 is replaced by one. */
    Attributes getattr(Request request, String path, long handle) throws ErrnoException;

    /** Each entry of a directory, but for {@code .} and {@code ..}. */
    List<String> readdir(Request request, String path) throws ErrnoException;

    /** open(2) of a file that exists. */
    default Opened open(Request request, String path, int flags) throws ErrnoException {
        return new Opened(0, 0);
    }

    /** pread(2): less than there is room for means the end of the file. */
    default void read(Request request, String path, long handle, long offset, ByteBuffer into) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** pwrite(2). @return how many bytes */
    default int write(Request request, String path, long handle, long offset, ByteBuffer from) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** readlink(2). */
    default String readlink(Request request, String path) throws ErrnoException {
        throw Errno.EINVAL.exception();
    }

    /** mknod(2). */
    default void mknod(Request request, String path, int mode, int device) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** mkdir(2). */
    default void mkdir(Request request, String path, int mode) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** unlink(2). */
    default void unlink(Request request, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** rmdir(2). */
    default void rmdir(Request request, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** symlink(2). */
    default void symlink(Request request, String target, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** renameat2(2). */
    default void rename(Request request, String path, String newPath, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** link(2). */
    default void link(Request request, String path, String newPath) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** chmod(2). */
    default void chmod(Request request, String path, int mode, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** chown(2); -1 leaves an id as it is. */
    default void chown(Request request, String path, int uid, int gid, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** truncate(2). */
    default void truncate(Request request, String path, long size, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** utimensat(2); nanoseconds since 1970, {@link Long#MIN_VALUE} leaves a time as it is. */
    default void utimens(Request request, String path, long accessed, long modified, long handle)
            throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** close(2). */
    default void flush(Request request, String path, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** The last descriptor was closed. */
    default void release(Request request, String path, long handle) {}

    /** fsync(2). */
    default void fsync(Request request, String path, long handle, boolean dataOnly) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** statfs(2). */
    default FileSystemStatistics statfs(Request request) throws ErrnoException {
        return FileSystemStatistics.UNKNOWN;
    }

    /** setxattr(2). */
    default void setxattr(Request request, String path, String name, byte[] value, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** getxattr(2). */
    default byte[] getxattr(Request request, String path, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** listxattr(2). */
    default List<String> listxattr(Request request, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** removexattr(2). */
    default void removexattr(Request request, String path, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** fallocate(2). */
    default void fallocate(Request request, String path, long handle, int mode, long offset, long length)
            throws ErrnoException {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** ioctl(2): see {@link NodeFileSystem#ioctl}. */
    default int ioctl(
            Request request, String path, long handle, int command, long argument, ByteBuffer in, ByteBuffer out)
            throws ErrnoException {
        throw Errno.ENOTTY.exception();
    }
}
