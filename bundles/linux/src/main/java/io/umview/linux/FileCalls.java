package io.umview.linux;

/**
 * Calls on files by a directory and a name, or by a descriptor alone: then the name is empty and the flags have {@link
 * #AT_EMPTY_PATH}. Names, structures and buffers are addresses. The results are the kernel's; errors are negative.
 */
public final class FileCalls {
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_EACCESS = 0x200;
    public static final int AT_REMOVEDIR = 0x200;
    public static final int AT_SYMLINK_FOLLOW = 0x400;
    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_RECURSIVE = 0x8000;
    public static final int OPEN_TREE_CLONE = 1;

    /** Bytes of a struct stat. */
    public static final int STAT = 144;

    /** Bytes of a struct statfs. */
    public static final int STATFS = 120;

    private FileCalls() {}

    /** newfstatat(2). */
    public static long stat(int directory, long name, long status, int flags) {
        return Kernel.call(FileNumbers.NEWFSTATAT, directory, name, status, flags);
    }

    /** faccessat2(2), Linux 5.8. */
    public static long access(int directory, long name, int mode, int flags) {
        return Kernel.call(FileNumbers.FACCESSAT2, directory, name, mode, flags);
    }

    /** mkdirat(2). */
    public static long mkdir(int directory, long name, int mode) {
        return Kernel.call(FileNumbers.MKDIRAT, directory, name, mode);
    }

    /** mknodat(2). */
    public static long mknod(int directory, long name, int mode, long device) {
        return Kernel.call(FileNumbers.MKNODAT, directory, name, mode, device);
    }

    /** unlinkat(2). */
    public static long unlink(int directory, long name, int flags) {
        return Kernel.call(Machine.UNLINKAT, directory, name, flags);
    }

    /** symlinkat(2). */
    public static long symlink(long target, int directory, long name) {
        return Kernel.call(FileNumbers.SYMLINKAT, target, directory, name);
    }

    /** linkat(2). */
    public static long link(int oldDirectory, long oldName, int newDirectory, long newName, int flags) {
        return Kernel.call(FileNumbers.LINKAT, oldDirectory, oldName, newDirectory, newName, flags, 0);
    }

    /** renameat2(2). */
    public static long rename(int oldDirectory, long oldName, int newDirectory, long newName, int flags) {
        return Kernel.call(FileNumbers.RENAMEAT2, oldDirectory, oldName, newDirectory, newName, flags, 0);
    }

    /** fchmodat(2), which follows a symbolic link. */
    public static long chmod(int directory, long name, int mode) {
        return Kernel.call(FileNumbers.FCHMODAT, directory, name, mode);
    }

    /** fchownat(2). */
    public static long chown(int directory, long name, int uid, int gid, int flags) {
        return Kernel.call(FileNumbers.FCHOWNAT, directory, name, uid, gid, flags, 0);
    }

    /** utimensat(2); {@code times} may be 0. */
    public static long utimens(int directory, long name, long times, int flags) {
        return Kernel.call(FileNumbers.UTIMENSAT, directory, name, times, flags);
    }

    /** truncate(2). */
    public static long truncate(long path, long size) {
        return Kernel.call(FileNumbers.TRUNCATE, path, size, 0);
    }

    /** fstatfs(2). */
    public static long statfs(int descriptor, long status) {
        return Kernel.call(FileNumbers.FSTATFS, descriptor, status, 0);
    }

    /** setxattr(2). */
    public static long setxattr(long path, long name, long value, long size, int flags) {
        return Kernel.call(FileNumbers.SETXATTR, path, name, value, size, flags, 0);
    }

    /** getxattr(2). */
    public static long getxattr(long path, long name, long value, long size) {
        return Kernel.call(FileNumbers.GETXATTR, path, name, value, size);
    }

    /** listxattr(2). */
    public static long listxattr(long path, long list, long size) {
        return Kernel.call(FileNumbers.LISTXATTR, path, list, size);
    }

    /** removexattr(2). */
    public static long removexattr(long path, long name) {
        return Kernel.call(FileNumbers.REMOVEXATTR, path, name, 0);
    }

    /** inotify_add_watch(2). */
    public static long inotifyAddWatch(int inotify, long path, int mask) {
        return Kernel.call(Machine.INOTIFY_ADD_WATCH, inotify, path, mask);
    }

    /** fanotify_mark(2). */
    public static long fanotifyMark(int fanotify, int flags, long mask, int directory, long path) {
        return Kernel.call(FileNumbers.FANOTIFY_MARK, fanotify, flags, mask, directory, path, 0);
    }

    /** name_to_handle_at(2). */
    public static long nameToHandle(int directory, long name, long handle, long mountId, int flags) {
        return Kernel.call(FileNumbers.NAME_TO_HANDLE_AT, directory, name, handle, mountId, flags, 0);
    }

    /** open_tree(2), Linux 5.2. */
    public static int openTree(int directory, long name, int flags) {
        return (int) Kernel.call(FileNumbers.OPEN_TREE, directory, name, flags);
    }

    /** getdents64(2): bytes of struct linux_dirent64. */
    public static int getdents(int directory, long list, int size) {
        return (int) Kernel.call(FileNumbers.GETDENTS64, directory, list, size);
    }
}
