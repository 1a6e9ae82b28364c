package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import org.jspecify.annotations.Nullable;

/** open(2) and its relatives in a tree: the guest gets a duplicate of what was opened there. */
final class TreeOpens {
    private static final int O_NOCTTY = 0400;
    private static final int O_DIRECTORY = 0200000;
    private static final int O_NOFOLLOW = 0400000;
    private static final int O_EXCL = 0200;
    private static final int O_CREAT_EXCL = 0300;
    private static final int O_TMPFILE = 020000000;
    private static final int O_CREAT_TRUNC_WRONLY = 01101;

    /** VALID_OPEN_FLAGS of include/linux/fcntl.h: openat2(2) refuses others, open(2) ignores them. */
    private static final int KNOWN = 037777703;

    private static final int WITH_O_PATH = O_DIRECTORY | O_NOFOLLOW | Place.O_PATH | Files.O_CLOEXEC;
    private static final int RESOLVE_NO_XDEV = 1;
    private static final int RESOLVE_CACHED = 0x20;
    private static final int PERMISSIONS = 07777;
    private static final int ENOENT = 2;

    private final OpenHow how = new OpenHow();
    private final NativeBuffer empty = new NativeBuffer(8);
    private final NativeBuffer status = new NativeBuffer(FileCalls.STAT);

    static boolean serves(SystemCall call) {
        return switch (call) {
            case OPEN, OPENAT, OPENAT2, CREAT, OPEN_TREE -> true;
            default -> false;
        };
    }

    /** The O_* flags of a call. */
    int flags(Call call) throws ErrnoException {
        return switch (call.systemCall()) {
            case OPEN -> call.intArgument(1);
            case OPENAT -> call.intArgument(2);
            case CREAT -> O_CREAT_TRUNC_WRONLY;
            case OPENAT2 -> (int) how.read(call).flags();
            default -> 0;
        };
    }

    /** The O_* flags with which {@link #handle} has made a call, whose memory may have changed since. */
    int flagsMade(Call call) throws ErrnoException {
        return call.systemCall() == SystemCall.OPENAT2 ? (int) how.flags() : flags(call);
    }

    /** Whether a symbolic link at the end is followed. */
    boolean follows(Call call) throws ErrnoException {
        int flags = flags(call);
        return (flags & O_NOFOLLOW) == 0 && (flags & O_CREAT_EXCL) != O_CREAT_EXCL;
    }

    /** Whether the umask counts. */
    boolean makes(Call call) throws ErrnoException {
        return (flags(call) & (Files.O_CREAT | O_TMPFILE)) != 0;
    }

    /**
     * Opens what is there.
     *
     * @param crosses whether the path has left what the kernel knows
     * @return null when the walk must follow symbolic links first; DECLINE for a file whose {@link MountedTree#contents} are to be
     *     asked for
     */
    @Nullable
    Reply handle(Call call, Place place, boolean follow, boolean crosses) throws ErrnoException {
        return switch (call.systemCall()) {
            case OPEN -> open(place, call.intArgument(1), call.intArgument(2));
            case OPENAT -> open(place, call.intArgument(2), call.intArgument(3));
            case CREAT -> open(place, O_CREAT_TRUNC_WRONLY, call.intArgument(1));
            case OPENAT2 -> {
                how.read(call);
                yield open(place, how, crosses);
            }
            default -> openTree(call, place, follow);
        };
    }

    private @Nullable Reply open(Place place, OpenHow how, boolean crosses) {
        if (crosses && (how.resolve() & RESOLVE_NO_XDEV) != 0) {
            return Reply.fail(Errno.EXDEV);
        }
        if ((how.resolve() & RESOLVE_CACHED) != 0) {
            return Reply.fail(Errno.EAGAIN);
        }
        if (isMadeUp(place, how.flags())) {
            return openMadeUp(place, how.flags());
        }
        long flags = told(place.mount(), how.flags());
        int result = untold(place.mount(), how.flags(), place.open(flags | noTerminal(flags), how.mode(), 0));
        return opened(place, result, how.flags());
    }

    /** The RESOLVE_* flags of openat2(2). */
    int resolution(Call call) throws ErrnoException {
        return (int) how.read(call).resolve();
    }

    private @Nullable Reply open(Place place, int given, int mode) {
        int flags = given & KNOWN;
        if ((flags & Place.O_PATH) != 0) {
            flags &= WITH_O_PATH;
        }
        if (isMadeUp(place, flags)) {
            return openMadeUp(place, flags);
        }
        boolean makes = (flags & Files.O_CREAT) != 0 || (flags & O_TMPFILE) != 0;
        long asked = told(place.mount(), flags) | noTerminal(flags);
        return opened(place, untold(place.mount(), flags, place.open(asked, makes ? mode & PERMISSIONS : 0, 0)), flags);
    }

    private static boolean isMadeUp(Place place, long flags) {
        return place.isFixed() && (flags & Place.O_PATH) == 0;
    }

    /** Opens a folder; tries whether a file can be opened. */
    private @Nullable Reply openMadeUp(Place place, long flags) {
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            return Reply.fail(Errno.EOPNOTSUPP);
        }
        boolean makes = (flags & Files.O_CREAT) != 0;
        int file = place.open(flags & ~(O_CREAT_EXCL | Files.O_TRUNC) | O_NOCTTY, 0, 0);
        if (file == -ENOENT && makes) {
            int directory = place.parent();
            if (directory < 0) {
                return place.meetsLinks(directory) ? null : Results.reply(directory);
            }
            Files.close(directory);
            return Reply.DECLINE;
        }
        if (file < 0) {
            return opened(place, file, flags);
        }
        if ((flags & O_CREAT_EXCL) == O_CREAT_EXCL) {
            Files.close(file);
            return Reply.fail(Errno.EEXIST);
        }
        long result = FileCalls.stat(file, empty.address(), status.address(), FileCalls.AT_EMPTY_PATH);
        int type = StatLayout.readStat(status.bytes()).mode() & FileStatus.S_IFMT;
        if (result == 0 && type == FileStatus.S_IFDIR && !makes) {
            return opened(place, file, flags);
        }
        Files.close(file);
        return result < 0
                ? Results.reply(result)
                : makes && type == FileStatus.S_IFDIR ? Reply.fail(Errno.EISDIR) : Reply.DECLINE;
    }

    /**
     * FUSE does not tell a file system of O_EXCL, which means something to a device; so a flag does that it does tell of, and that
     * can be changed afterwards.
     */
    static long told(@Nullable MountEntry mount, long flags) {
        return ShownStatus.changes(mount) ? flags & ~Files.O_APPEND | (isExclusive(flags) ? Files.O_APPEND : 0) : flags;
    }

    private static boolean isExclusive(long flags) {
        return (flags & (O_EXCL | Files.O_CREAT | Place.O_PATH)) == O_EXCL;
    }

    /** What was opened, with the flags that were meant. */
    static int untold(@Nullable MountEntry mount, long flags, int opened) {
        boolean changed = isExclusive(flags) || (flags & Files.O_APPEND) != 0;
        if (opened >= 0 && changed && ShownStatus.changes(mount)) {
            long now = Files.fcntl(opened, Files.F_GETFL, 0);
            Files.fcntl(opened, Files.F_SETFL, (int) (now & ~Files.O_APPEND | flags & Files.O_APPEND));
        }
        return opened;
    }

    /** A terminal becomes nobody's controlling terminal by being opened here. */
    private static int noTerminal(long flags) {
        return (flags & Place.O_PATH) == 0 ? O_NOCTTY : 0;
    }

    private static @Nullable Reply opened(Place place, int result, long flags) {
        if (result < 0) {
            return place.meetsLinks(result) ? null : Results.reply(result);
        }
        boolean closeOnExec = (flags & Files.O_CLOEXEC) != 0;
        return (flags & Place.O_PATH) == 0
                ? Reply.descriptor(result, closeOnExec)
                : Reply.pathDescriptor(result, closeOnExec);
    }

    private @Nullable Reply openTree(Call call, Place place, boolean follow) {
        int file = place.object(follow);
        if (file < 0) {
            return place.meetsLinks(file) ? null : Reply.fail(Errno.of(-file));
        }
        int flags = call.intArgument(2) & ~FileCalls.AT_SYMLINK_NOFOLLOW;
        int result = FileCalls.openTree(file, empty.address(), flags | FileCalls.AT_EMPTY_PATH | Files.O_CLOEXEC);
        Files.close(file);
        return opened(place, result, Place.O_PATH | flags);
    }
}
