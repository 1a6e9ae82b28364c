package io.umview.fuse;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A file system by node numbers. Names are text as {@link io.umview.api.GuestText} makes it of bytes. The kernel checks
 * permissions if the mount says so ({@link MountSettings#defaultPermissions}), and the umask is applied to modes already.
 *
 * <p>An operation that fails with ENOSYS is, where the kernel can do without it, not asked for again.
 */
@ConsumerType
public interface NodeFileSystem {
    /** The node of the root. */
    long ROOT = 1;

    /** A handle where there is none: the operation came by a node alone. */
    long NO_HANDLE = -1;

    /** The first operation. */
    default void init(Connection connection) {}

    /** The last one: the file system was unmounted, or its connection to the kernel has ended. */
    default void destroy() {}

    /** What a name stands for: ENOENT when there is no such name. */
    default Entry lookup(Request request, long parent, String name) throws ErrnoException {
        throw Errno.ENOENT.exception();
    }

    /** The kernel forgets that many of the {@link Entry}s of a node. With the last one the number is free to be given anew. */
    default void forget(long node, long lookups) {}

    /** stat(2). */
    default Attributes getattr(Request request, long node, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** How long the kernel may believe what {@link #getattr} and {@link #setattr} say, in nanoseconds. */
    default long attributesValid() {
        return Entry.FOREVER;
    }

    /** chmod(2), chown(2), truncate(2), utimensat(2). */
    default Attributes setattr(Request request, long node, AttributeChange change) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** readlink(2). */
    default String readlink(Request request, long node) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** mknod(2); {@code mode} has the type. */
    default Entry mknod(Request request, long parent, String name, int mode, int device) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** mkdir(2). */
    default Entry mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** unlink(2). */
    default void unlink(Request request, long parent, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** rmdir(2). */
    default void rmdir(Request request, long parent, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** symlink(2). */
    default Entry symlink(Request request, long parent, String name, String target) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** renameat2(2); {@code flags} are RENAME_NOREPLACE (1), RENAME_EXCHANGE (2), RENAME_WHITEOUT (4). */
    default void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** link(2). */
    default Entry link(Request request, long node, long newParent, String newName) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** open(2) of a file that exists; {@code flags} are O_*, without O_CREAT, O_EXCL and O_NOCTTY. */
    default Opened open(Request request, long node, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** open(2) of a file that is to be made. With ENOSYS: {@link #mknod} and {@link #open}. */
    default Created create(Request request, long parent, String name, int mode, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** open(2) with O_TMPFILE. Linux 6.1. */
    default Created tmpfile(Request request, long parent, int mode, int flags) throws ErrnoException {
        throw Errno.EOPNOTSUPP.exception();
    }

    /**
     * Where bytes of an open file lie in memory, if to read and to write them is to copy them. The kernel does so then, in place of
     * {@link #read}, and of {@link #write} if {@link MountSettings#inPlace}, and takes the memory for all of the bytes' until the
     * operation has been answered.
     *
     * @param write whether they are to be written
     * @return an address; 0: they, or some of them, have to be read or written otherwise
     */
    default long place(long node, long handle, long offset, int length, boolean write) {
        return 0;
    }

    /**
     * pread(2).
     *
     * @param into takes the bytes at its position; less than it has room for means the end of the file
     */
    default void read(Request request, long node, long handle, long offset, ByteBuffer into) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** pwrite(2) of what remains in a buffer. @return how many bytes */
    default int write(Request request, long node, long handle, long offset, ByteBuffer from) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** close(2), of each descriptor of the open file. */
    default void flush(Request request, long node, long handle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** The last descriptor was closed. */
    default void release(Request request, long node, long handle) {}

    /** fsync(2); fdatasync(2) when {@code dataOnly}. */
    default void fsync(Request request, long node, long handle, boolean dataOnly) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** opendir(3). With ENOSYS the kernel uses the handle 0. */
    default Opened opendir(Request request, long node, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** getdents(2), {@code .} and {@code ..} included; {@code offset} is 0 or the {@code next} of the last entry that was taken. */
    default void readdir(Request request, long node, long handle, long offset, DirectoryEntries into)
            throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** The directory was closed. */
    default void releasedir(Request request, long node, long handle) {}

    /** fsync(2) of a directory. */
    default void fsyncdir(Request request, long node, long handle, boolean dataOnly) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** statfs(2). */
    default FileSystemStatistics statfs(Request request, long node) throws ErrnoException {
        return FileSystemStatistics.UNKNOWN;
    }

    /** setxattr(2); {@code flags} are XATTR_CREATE (1), XATTR_REPLACE (2). */
    default void setxattr(Request request, long node, String name, byte[] value, int flags) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** getxattr(2): ENODATA when there is none. */
    default byte[] getxattr(Request request, long node, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** listxattr(2). */
    default List<String> listxattr(Request request, long node) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** removexattr(2). */
    default void removexattr(Request request, long node, String name) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** access(2); not asked when the kernel checks permissions. */
    default void access(Request request, long node, int mask) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** fcntl(2) F_GETLK. @return the lock that is in the way, or one of type F_UNLCK */
    default FileLock getlk(Request request, long node, long handle, long owner, FileLock lock) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** fcntl(2) F_SETLK and F_SETLKW, and flock(2); asked if {@link MountSettings#locks}. */
    default void setlk(Request request, long node, long handle, long owner, FileLock lock, boolean flock, boolean wait)
            throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** ioctl(2) FIBMAP. */
    default long bmap(Request request, long node, int blockSize, long block) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /**
     * ioctl(2), of requests whose number says how long what they point to is.
     *
     * @param command the request; its size and direction are in it (_IOC in asm-generic/ioctl.h)
     * @param in what the argument points to, if the request writes
     * @param out takes what it will point to, if the request reads
     * @return what ioctl(2) returns
     */
    default int ioctl(
            Request request, long node, long handle, int command, long argument, ByteBuffer in, ByteBuffer out)
            throws ErrnoException {
        throw Errno.ENOTTY.exception();
    }

    /**
     * poll(2).
     *
     * @param pollHandle for {@link Connection#pollWakeUp}, when something of {@code events} happens; 0: nobody waits
     * @return POLL* bits that are true now
     */
    default int poll(Request request, long node, long handle, int events, long pollHandle) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** fallocate(2); {@code mode} has FALLOC_FL_* bits. */
    default void fallocate(Request request, long node, long handle, int mode, long offset, long length)
            throws ErrnoException {
        throw Errno.EOPNOTSUPP.exception();
    }

    /**
     * lseek(2) with SEEK_DATA (3) and SEEK_HOLE (4). What was written to a mapping, or to the kernel's cache, need not have come
     * yet; {@link Connection#invalidateNode} has it come. With ENOSYS the kernel takes files to have no holes.
     */
    default long lseek(Request request, long node, long handle, long offset, int whence) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** copy_file_range(2) between two open files. @return how many bytes */
    default long copyFileRange(
            Request request,
            long node,
            long handle,
            long offset,
            long newNode,
            long newHandle,
            long newOffset,
            long length,
            int flags)
            throws ErrnoException {
        throw Errno.EOPNOTSUPP.exception();
    }

    /** syncfs(2). */
    default void syncfs(Request request, long node) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }
}
