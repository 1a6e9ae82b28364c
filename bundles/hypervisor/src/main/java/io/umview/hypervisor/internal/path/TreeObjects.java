package io.umview.hypervisor.internal.path;

import static io.umview.linux.FileCalls.AT_EACCESS;
import static io.umview.linux.FileCalls.AT_EMPTY_PATH;
import static io.umview.linux.FileCalls.AT_SYMLINK_NOFOLLOW;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls on a file that exists in a tree. Each is made on a descriptor of it, which its path was resolved to. */
final class TreeObjects {
    private static final int ENOENT = 2;
    private static final int EINVAL = 22;
    private static final int ELOOP = 40;
    private static final int ST_MODE = 24;
    private static final int STX_MODE = 28;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFREG = 0100000;
    private static final int SHORT = 4096;
    private static final int READABLE_TREE_FLAGS = ~(FileCalls.AT_SYMLINK_NOFOLLOW | FileCalls.AT_SYMLINK_FOLLOW);
    private static final Map<SystemCall, ObjectCall> CALLS = new EnumMap<>(SystemCall.class);

    private static final Set<SystemCall> CHANGES = EnumSet.of(
            SystemCall.CHMOD,
            SystemCall.FCHMODAT,
            SystemCall.FCHMODAT2,
            SystemCall.CHOWN,
            SystemCall.LCHOWN,
            SystemCall.FCHOWNAT,
            SystemCall.UTIME,
            SystemCall.UTIMES,
            SystemCall.FUTIMESAT,
            SystemCall.UTIMENSAT,
            SystemCall.TRUNCATE,
            SystemCall.SETXATTR,
            SystemCall.LSETXATTR,
            SystemCall.SETXATTRAT,
            SystemCall.REMOVEXATTR,
            SystemCall.LREMOVEXATTR,
            SystemCall.REMOVEXATTRAT);

    private final NativeBuffer buffer = new NativeBuffer(SHORT);
    private final NativeBuffer empty = new NativeBuffer(8);
    private final ByteBuffer stat = buffer.bytes().slice(0, FileCalls.STAT).order(java.nio.ByteOrder.nativeOrder());
    private final ByteBuffer statx = buffer.bytes().slice(0, Files.STATX).order(java.nio.ByteOrder.nativeOrder());
    private final TreeXattrs xattrs = new TreeXattrs();
    private int whoseAccess;

    /** Makes a call on a descriptor. @return the kernel's result */
    @FunctionalInterface
    private interface ObjectCall {
        long on(TreeObjects here, Call call, Place place, int file) throws ErrnoException;
    }

    private static void put(ObjectCall made, SystemCall... calls) {
        for (SystemCall call : calls) {
            CALLS.put(call, made);
        }
    }

    static {
        put((here, call, place, file) -> here.stat(call, place, file, 1), SystemCall.STAT, SystemCall.LSTAT);
        put((here, call, place, file) -> here.stat(call, place, file, 2), SystemCall.NEWFSTATAT);
        put(TreeObjects::statx, SystemCall.STATX);
        put((here, call, place, file) -> here.access(file, call.intArgument(1), 0), SystemCall.ACCESS);
        put((here, call, place, file) -> here.access(file, call.intArgument(2), 0), SystemCall.FACCESSAT);
        put(
                (here, call, place, file) -> here.access(file, call.intArgument(2), call.intArgument(3)),
                SystemCall.FACCESSAT2);
        put((here, call, place, file) -> here.readlink(call, file, 1), SystemCall.READLINK);
        put((here, call, place, file) -> here.readlink(call, file, 2), SystemCall.READLINKAT);
        put((here, call, place, file) -> chmod(place, file, call.intArgument(1)), SystemCall.CHMOD);
        put(
                (here, call, place, file) -> chmod(place, file, call.intArgument(2)),
                SystemCall.FCHMODAT,
                SystemCall.FCHMODAT2);
        put((here, call, place, file) -> here.chown(call, file, 1), SystemCall.CHOWN, SystemCall.LCHOWN);
        put((here, call, place, file) -> here.chown(call, file, 2), SystemCall.FCHOWNAT);
        put((here, call, place, file) -> here.utimens(file, FileTimes.utime(call, here.buffer)), SystemCall.UTIME);
        put((here, call, place, file) -> here.utimens(file, FileTimes.utimes(call, 1, here.buffer)), SystemCall.UTIMES);
        put(
                (here, call, place, file) -> here.utimens(file, FileTimes.utimes(call, 2, here.buffer)),
                SystemCall.FUTIMESAT);
        put(
                (here, call, place, file) -> here.utimens(file, FileTimes.utimensat(call, here.buffer)),
                SystemCall.UTIMENSAT);
        put(TreeObjects::truncate, SystemCall.TRUNCATE);
        put(TreeObjects::statfs, SystemCall.STATFS);
        put(TreeObjects::handle, SystemCall.NAME_TO_HANDLE_AT);
        put(
                (here, call, place, file) -> here.xattrs.on(call, place.pathOf(file)),
                TreeXattrs.CALLS.toArray(SystemCall[]::new));
        put(TreeWatches::inotify, SystemCall.INOTIFY_ADD_WATCH);
        put(TreeWatches::fanotify, SystemCall.FANOTIFY_MARK);
    }

    private static final @Nullable ObjectCall[] BY_ORDINAL = new @Nullable ObjectCall[SystemCall.values().length];

    static {
        CALLS.forEach((call, made) -> BY_ORDINAL[call.ordinal()] = made);
    }

    static boolean serves(SystemCall call) {
        return BY_ORDINAL[call.ordinal()] != null;
    }

    /**
     * Makes a call.
     *
     * @param disguised whether this thread has the ids that count for access(2) as its ids for files
     * @return null when the walk must follow symbolic links first
     */
    @Nullable
    Reply handle(Call call, Place place, boolean follow, boolean disguised) throws ErrnoException {
        whoseAccess = disguised ? AT_EACCESS : 0;
        if (ShownStatus.isAskedBy(call.systemCall()) && place.isName()) {
            long result = statusOfName(call, place, follow);
            return place.meetsLinks(result) ? null : Results.reply(result);
        }
        int file = place.object(follow);
        if (file < 0) {
            return place.meetsLinks(file) ? null : Results.reply(file);
        }
        try {
            if (place.isFixed() && CHANGES.contains(call.systemCall())) {
                return Reply.fail(Errno.EPERM);
            }
            return Results.reply(java.util.Objects.requireNonNull(
                            BY_ORDINAL[call.systemCall().ordinal()])
                    .on(this, call, place, file));
        } finally {
            Files.close(file);
        }
    }

    /** A name need not be opened to be looked at. */
    private long statusOfName(Call call, Place place, boolean follow) throws ErrnoException {
        return switch (call.systemCall()) {
            case STATX -> statx(call, place, place.base(), place.path(), AT_SYMLINK_NOFOLLOW, follow);
            case NEWFSTATAT -> stat(call, place, place.base(), place.path(), AT_SYMLINK_NOFOLLOW, follow, 2);
            default -> stat(call, place, place.base(), place.path(), AT_SYMLINK_NOFOLLOW, follow, 1);
        };
    }

    private long stat(Call call, Place place, int file, int argument) throws ErrnoException {
        return stat(call, place, file, empty.address(), AT_EMPTY_PATH, false, argument);
    }

    private long stat(Call call, Place place, int directory, long name, int flags, boolean follow, int argument)
            throws ErrnoException {
        long result = FileCalls.stat(directory, name, buffer.address(), flags);
        if (result == 0 && follow && isLink(stat.getInt(ST_MODE))) {
            return -ELOOP;
        }
        if (result == 0) {
            ShownStatus.show(call, place.mount(), stat, false);
            call.memory().write(call.argument(argument), stat.clear());
        }
        return result;
    }

    private static boolean isLink(int mode) {
        return (mode & FileStatus.S_IFMT) == S_IFLNK;
    }

    private long statx(Call call, Place place, int file) throws ErrnoException {
        return statx(call, place, file, empty.address(), AT_EMPTY_PATH, false);
    }

    private long statx(Call call, Place place, int directory, long name, int how, boolean follow)
            throws ErrnoException {
        int flags = call.intArgument(2) & READABLE_TREE_FLAGS | how;
        int mask = call.intArgument(3) | ShownStatus.mask(place.mount());
        long result = Files.statx(directory, name, flags, mask, buffer.address());
        if (result == 0 && follow && isLink(statx.getShort(STX_MODE))) {
            return -ELOOP;
        }
        if (result == 0) {
            ShownStatus.show(call, place.mount(), statx, true);
            call.memory().write(call.argument(4), statx.clear());
        }
        return result;
    }

    /** What is shown as a device is none to the kernel (vfs_truncate() in fs/open.c). */
    private long truncate(Call call, Place place, int file) throws ErrnoException {
        if (ShownStatus.changes(place.mount())) {
            long result = FileCalls.stat(file, empty.address(), buffer.address(), AT_EMPTY_PATH);
            if (result < 0) {
                return result;
            }
            ShownStatus.show(call, place.mount(), stat, false);
            int type = StatLayout.readStat(stat.clear()).mode() & FileStatus.S_IFMT;
            if (type != S_IFREG && type != FileStatus.S_IFDIR) {
                return -EINVAL;
            }
        }
        return FileCalls.truncate(place.pathOf(file), call.argument(1));
    }

    private long access(int file, int mode, int flags) {
        return FileCalls.access(file, empty.address(), mode, flags & AT_EACCESS | whoseAccess | AT_EMPTY_PATH);
    }

    private long readlink(Call call, int file, int argument) throws ErrnoException {
        int size = call.intArgument(argument + 1);
        if (size <= 0) {
            return -EINVAL;
        }
        long result = Files.readlinkat(file, empty.address(), buffer.address(), Math.min(size, SHORT));
        if (result < 0) {
            // Of a descriptor that is for no symbolic link the kernel says so.
            return result == -ENOENT ? -EINVAL : result;
        }
        call.memory().write(call.argument(argument), Results.part(buffer, (int) result));
        return result;
    }

    private static long chmod(Place place, int file, int mode) {
        return FileCalls.chmod(Files.AT_FDCWD, place.pathOf(file), mode);
    }

    private long chown(Call call, int file, int argument) {
        return FileCalls.chown(
                file, empty.address(), call.intArgument(argument), call.intArgument(argument + 1), AT_EMPTY_PATH);
    }

    private long utimens(int file, long times) {
        return FileCalls.utimens(file, empty.address(), times, AT_EMPTY_PATH);
    }

    private long statfs(Call call, Place place, int file) throws ErrnoException {
        long result = FileCalls.statfs(file, buffer.address());
        if (result == 0) {
            call.memory().write(call.argument(1), Results.part(buffer, FileCalls.STATFS));
        }
        return result;
    }

    /** struct file_handle: size, type, bytes. */
    private long handle(Call call, Place place, int file) throws ErrnoException {
        int head = 8;
        int most = 128;
        call.memory().read(call.argument(2), Results.part(buffer, head));
        int size = buffer.bytes().getInt(0);
        if (size < 0 || size > most) {
            return -EINVAL;
        }
        long mountId = buffer.address() + SHORT / 2;
        int flags = call.intArgument(4) & READABLE_TREE_FLAGS | AT_EMPTY_PATH;
        long result = FileCalls.nameToHandle(file, empty.address(), buffer.address(), mountId, flags);
        int needed = buffer.bytes().getInt(0);
        if (result == 0 || needed != size && needed <= most) {
            call.memory().write(call.argument(2), Results.part(buffer, result == 0 ? head + needed : head));
            ByteBuffer id = buffer.bytes().slice(SHORT / 2, 4);
            call.memory().write(call.argument(3), id);
        }
        return result;
    }
}
