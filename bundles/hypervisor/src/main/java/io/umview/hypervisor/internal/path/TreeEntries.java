package io.umview.hypervisor.internal.path;

import static io.umview.api.SystemCall.*;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls that make or remove a name in a directory of a tree. */
final class TreeEntries {
    private static final Map<SystemCall, EntryCall> CALLS = new EnumMap<>(SystemCall.class);

    private static final int WRITE_AND_SEARCH = 3;

    private final NativeBuffer target = new NativeBuffer(PathWalk.PATH_MAX);

    /** Makes a call with the name of a place in its directory. @return the kernel's result */
    @FunctionalInterface
    private interface EntryCall {
        long in(TreeEntries here, Call call, int directory, long name) throws ErrnoException;
    }

    static {
        CALLS.put(MKDIR, (here, call, at, name) -> FileCalls.mkdir(at, name, call.intArgument(1)));
        CALLS.put(MKDIRAT, (here, call, at, name) -> FileCalls.mkdir(at, name, call.intArgument(2)));
        CALLS.put(MKNOD, (here, call, at, name) -> FileCalls.mknod(at, name, call.intArgument(1), call.argument(2)));
        CALLS.put(MKNODAT, (here, call, at, name) -> FileCalls.mknod(at, name, call.intArgument(2), call.argument(3)));
        CALLS.put(UNLINK, (here, call, at, name) -> FileCalls.unlink(at, name, 0));
        CALLS.put(RMDIR, (here, call, at, name) -> FileCalls.unlink(at, name, FileCalls.AT_REMOVEDIR));
        CALLS.put(UNLINKAT, (here, call, at, name) -> FileCalls.unlink(at, name, call.intArgument(2)));
        CALLS.put(SYMLINK, (here, call, at, name) -> FileCalls.symlink(here.target.address(), at, name));
        CALLS.put(SYMLINKAT, (here, call, at, name) -> FileCalls.symlink(here.target.address(), at, name));
    }

    static boolean serves(SystemCall call) {
        return CALLS.containsKey(call);
    }

    /** Whether the umask counts. */
    static boolean makes(SystemCall call) {
        return call == MKDIR || call == MKDIRAT || call == MKNOD || call == MKNODAT;
    }

    private void readTarget(Call call) throws ErrnoException {
        if (call.memory().string(call.argument(0), target.bytes()) == 0) {
            throw Errno.ENOENT.exception();
        }
    }

    /** @return null when the walk must follow symbolic links first */
    @Nullable
    Reply handle(Call call, PathWalk walk, Place place) throws ErrnoException {
        if (call.systemCall() == SYMLINK || call.systemCall() == SYMLINKAT) {
            readTarget(call);
        }
        if (walk.endsWithParent() && removesDirectory(call)) {
            return Reply.fail(Errno.ENOTEMPTY);
        }
        if (walk.isMountedOver()) {
            Errno error = atMountPoint(call, walk);
            return Reply.fail(error == Errno.EEXIST || mayChange(walk.placeOfMountPoint()) ? error : Errno.EACCES);
        }
        int directory = place.parent();
        if (directory < 0) {
            return place.meetsLinks(directory) ? null : Results.reply(directory);
        }
        try {
            if (place.isFixed()) {
                return fixed(call, directory, place);
            }
            EntryCall made = java.util.Objects.requireNonNull(CALLS.get(call.systemCall()));
            long result = made.in(this, call, directory, place.name());
            return Results.reply(result);
        } finally {
            Files.close(directory);
        }
    }

    /** What proc(5) and sysfs(5) say when a name is to be made or removed. */
    private Reply fixed(Call call, int directory, Place place) {
        NativeBuffer status = new NativeBuffer(FileCalls.STAT);
        long result = FileCalls.stat(directory, place.name(), status.address(), FileCalls.AT_SYMLINK_NOFOLLOW);
        boolean removes = call.systemCall() == RMDIR || isUnlink(call);
        if (result == 0) {
            return Reply.fail(removes ? Errno.EPERM : Errno.EEXIST);
        }
        return removes || result != -Errno.ENOENT.number() ? Results.reply(result) : Reply.fail(Errno.EPERM);
    }

    private static boolean isUnlink(Call call) {
        return call.systemCall() == UNLINK || call.systemCall() == UNLINKAT;
    }

    private boolean mayChange(Place place) {
        int directory = place.object(true);
        if (directory < 0) {
            return true;
        }
        target.bytes().put(0, (byte) 0);
        int flags = FileCalls.AT_EACCESS | FileCalls.AT_EMPTY_PATH;
        long result = FileCalls.access(directory, target.address(), WRITE_AND_SEARCH, flags);
        Files.close(directory);
        return result == 0;
    }

    private static boolean removesDirectory(Call call) {
        return call.systemCall() == RMDIR
                || call.systemCall() == UNLINKAT && (call.intArgument(2) & FileCalls.AT_REMOVEDIR) != 0;
    }

    /** What the kernel says of a name that is a mount point (fs/namei.c). */
    private static Errno atMountPoint(Call call, PathWalk walk) {
        boolean directory =
                java.util.Objects.requireNonNull(walk.mount().tree()).isDirectory();
        if (removesDirectory(call)) {
            return directory ? Errno.EBUSY : Errno.ENOTDIR;
        }
        return !isUnlink(call) ? Errno.EEXIST : directory ? Errno.EISDIR : Errno.EBUSY;
    }
}
