package io.umview.hypervisor.internal.path;

import static io.umview.api.SystemCall.*;

import io.umview.api.Call;
import io.umview.api.Interest;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a call has its path.
 *
 * @param directory the argument with the directory descriptor, -1 when relative paths start at the working directory
 * @param path the argument that points to the path
 * @param follow when a symbolic link at the end is followed
 * @param flags the argument with AT_* flags, -1 when there is none
 * @param second the argument with a second path, -1 when there is none
 * @param secondDirectory the descriptor for the second path, -1 for the working directory
 */
record PathCall(int directory, int path, Follow follow, int flags, int second, int secondDirectory) {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int O_NOFOLLOW = 0400000;
    private static final int O_CREAT_EXCL = 0300;
    private static final Map<SystemCall, PathCall> CALLS = new EnumMap<>(SystemCall.class);

    /** When a symbolic link at the end of a path is followed. */
    enum Follow {
        ALWAYS,
        NEVER,
        /** Never, even if slashes come behind it: the name is what the call is about. */
        NAME,
        /** Unless AT_SYMLINK_NOFOLLOW. */
        UNLESS_FLAG,
        /** Unless IN_DONT_FOLLOW. */
        UNLESS_IN_FLAG,
        /** Unless FAN_MARK_DONT_FOLLOW. */
        UNLESS_MARK_FLAG,
        /** Only with AT_SYMLINK_FOLLOW. */
        IF_FLAG,
        /** Unless O_NOFOLLOW, or O_CREAT with O_EXCL. */
        AS_OPEN
    }

    static {
        plain(Follow.ALWAYS, STAT, ACCESS, CHMOD, CHOWN, UTIME, UTIMES, TRUNCATE, STATFS, CHDIR, CHROOT, CREAT, EXECVE);
        plain(Follow.ALWAYS, SETXATTR, GETXATTR, LISTXATTR, REMOVEXATTR, USELIB, ACCT, SWAPON, SWAPOFF);
        plain(Follow.NEVER, LSTAT, READLINK, LCHOWN);
        plain(Follow.NAME, MKDIR, MKNOD, UNLINK, RMDIR);
        plain(Follow.NEVER, LSETXATTR, LGETXATTR, LLISTXATTR, LREMOVEXATTR);
        put(OPEN, new PathCall(-1, 0, Follow.AS_OPEN, 1, -1, -1));
        put(OPENAT, new PathCall(0, 1, Follow.AS_OPEN, 2, -1, -1));
        put(OPENAT2, new PathCall(0, 1, Follow.ALWAYS, -1, -1, -1));
        at(Follow.UNLESS_FLAG, 3, NEWFSTATAT, FACCESSAT2, FCHMODAT2, UTIMENSAT);
        at(Follow.UNLESS_FLAG, 2, STATX, OPEN_TREE);
        at(Follow.UNLESS_FLAG, 4, FCHOWNAT, EXECVEAT);
        at(Follow.IF_FLAG, 4, NAME_TO_HANDLE_AT);
        at(Follow.ALWAYS, -1, FACCESSAT, FCHMODAT, FUTIMESAT);
        at(Follow.NEVER, -1, READLINKAT);
        at(Follow.NAME, -1, MKDIRAT, MKNODAT, UNLINKAT);
        at(Follow.UNLESS_FLAG, 2, SETXATTRAT, GETXATTRAT, LISTXATTRAT, REMOVEXATTRAT);
        at(Follow.UNLESS_FLAG, 4, FILE_GETATTR, FILE_SETATTR);
        put(SYMLINK, new PathCall(-1, 1, Follow.NAME, -1, -1, -1));
        put(SYMLINKAT, new PathCall(1, 2, Follow.NAME, -1, -1, -1));
        put(RENAME, new PathCall(-1, 0, Follow.NAME, -1, 1, -1));
        put(LINK, new PathCall(-1, 0, Follow.NEVER, -1, 1, -1));
        put(RENAMEAT, new PathCall(0, 1, Follow.NAME, -1, 3, 2));
        put(RENAMEAT2, new PathCall(0, 1, Follow.NAME, -1, 3, 2));
        put(LINKAT, new PathCall(0, 1, Follow.IF_FLAG, 4, 3, 2));
        put(INOTIFY_ADD_WATCH, new PathCall(-1, 1, Follow.UNLESS_IN_FLAG, 2, -1, -1));
        put(FANOTIFY_MARK, new PathCall(3, 4, Follow.UNLESS_MARK_FLAG, 1, -1, -1));
    }

    private static void put(SystemCall call, PathCall where) {
        CALLS.put(call, where);
    }

    private static void plain(Follow follow, SystemCall... calls) {
        for (SystemCall call : calls) {
            put(call, new PathCall(-1, 0, follow, -1, -1, -1));
        }
    }

    private static void at(Follow follow, int flags, SystemCall... calls) {
        for (SystemCall call : calls) {
            put(call, new PathCall(0, 1, follow, flags, -1, -1));
        }
    }

    private static final @Nullable PathCall[] BY_ORDINAL = new @Nullable PathCall[SystemCall.values().length];

    static {
        CALLS.forEach((call, where) -> BY_ORDINAL[call.ordinal()] = where);
    }

    /** Where a call has its path, or null for calls without. */
    static @Nullable PathCall of(SystemCall call) {
        return BY_ORDINAL[call.ordinal()];
    }

    /** The calls that take paths. A NULL path (utimensat on a descriptor) is none. */
    static Interest interest() {
        Set<SystemCall> calls = CALLS.keySet();
        return new Interest(calls.stream()
                .map(call -> Interest.when(
                                call,
                                Interest.ArgumentTest.notNull(java.util.Objects.requireNonNull(of(call))
                                        .path()))
                        .traps()
                        .get(0))
                .toList());
    }

    int directoryOf(Call call) {
        return directory < 0 ? Files.AT_FDCWD : call.intArgument(directory);
    }

    int secondDirectoryOf(Call call) {
        return secondDirectory < 0 ? Files.AT_FDCWD : call.intArgument(secondDirectory);
    }

    /** Whether the last name is what the call is about, and not what is there. */
    boolean isAboutName() {
        return follow == Follow.NAME;
    }

    boolean follows(Call call) {
        int bits = flags < 0 ? 0 : call.intArgument(flags);
        return switch (follow) {
            case ALWAYS -> true;
            case NEVER, NAME -> false;
            case UNLESS_FLAG -> (bits & AT_SYMLINK_NOFOLLOW) == 0;
            case UNLESS_IN_FLAG -> (bits & TreeWatches.IN_DONT_FOLLOW) == 0;
            case UNLESS_MARK_FLAG -> (bits & TreeWatches.FAN_MARK_DONT_FOLLOW) == 0;
            case IF_FLAG -> (bits & AT_SYMLINK_FOLLOW) != 0;
            case AS_OPEN -> (bits & O_NOFOLLOW) == 0 && (bits & O_CREAT_EXCL) != O_CREAT_EXCL;
        };
    }
}
