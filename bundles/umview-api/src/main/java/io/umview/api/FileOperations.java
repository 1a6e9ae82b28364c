package io.umview.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The files below a mount point, by operations that bear the names of the calls they serve. The hypervisor decodes the many
 * forms of a call (stat, lstat, newfstatat, statx, …), checks search permission on the way and encodes the answer.
 *
 * <p>Paths are relative to the mount point: empty for the mount point itself, else they begin with a slash. What is not
 * overridden answers ENOSYS.
 */
@ConsumerType
public interface FileOperations {
    /** stat(2) without following a last symbolic link. */
    default FileStatus stat(Call call, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /**
     * open(2).
     *
     * @param flags O_* as the guest gave them
     * @param mode permission bits for a new file, the umask not yet applied
     */
    default Reply open(Call call, String path, int flags, int mode) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** chmod(2); {@code mode} holds the permission bits only. */
    default void chmod(Call call, String path, int mode) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** chown(2); -1 leaves an id as it is. */
    default void chown(Call call, String path, int uid, int gid) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** utimensat(2); nanoseconds since 1970, {@link Long#MIN_VALUE} leaves a time as it is. */
    default void utimens(Call call, String path, long accessed, long modified) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }

    /** Any other call that leads here by a path. */
    default Reply other(Call call, String path) throws ErrnoException {
        throw Errno.ENOSYS.exception();
    }
}
