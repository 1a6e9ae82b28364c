package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import io.umview.api.HiddenTree.StatusView;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lets a tree's {@link StatusView} change what stat(2) is about to show. */
final class ShownStatus {
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int AT_STATX_SYNC_TYPE = 0x6000;

    private ShownStatus() {}

    /** Whether files of a mount may be shown otherwise than they are. */
    static boolean changes(@Nullable MountEntry mount) {
        return view(mount) != null;
    }

    static boolean isAskedBy(SystemCall call) {
        return switch (call) {
            case STAT, LSTAT, NEWFSTATAT, STATX -> true;
            default -> false;
        };
    }

    private static @Nullable StatusView view(@Nullable MountEntry mount) {
        return mount == null || mount.tree() == null ? null : mount.tree().statuses();
    }

    /**
     * fstat(2), and stat(2) of an empty path with a descriptor: of what an application opened in a tree that shows files otherwise
     * than they are.
     *
     * @param path the address of a path that leads to what the descriptor is open for
     * @return DECLINE for all other files
     */
    static Reply descriptor(Call call, MountTable mounts, long path, NativeBuffer buffer) throws ErrnoException {
        boolean statx = call.systemCall() == SystemCall.STATX;
        long result = statx
                ? Files.statx(
                        Files.AT_FDCWD,
                        path,
                        call.intArgument(2) & AT_STATX_SYNC_TYPE,
                        call.intArgument(3) | STATX_BASIC_STATS,
                        buffer.address())
                : FileCalls.stat(Files.AT_FDCWD, path, buffer.address(), 0);
        if (result < 0) {
            return Reply.DECLINE;
        }
        ByteBuffer status = Results.part(buffer, statx ? Files.STATX : FileCalls.STAT);
        StatusView view = mounts.statusesOfDevice(read(status, statx).device());
        if (view == null || !show(call, view, status, statx)) {
            return Reply.DECLINE;
        }
        call.memory().write(call.argument(addressArgument(call.systemCall())), status);
        return Reply.SUCCESS;
    }

    private static int addressArgument(SystemCall call) {
        return switch (call) {
            case STATX -> 4;
            case NEWFSTATAT -> 2;
            default -> 1;
        };
    }

    /** What statx(2) must ask for in order that it can be changed. */
    static int mask(@Nullable MountEntry mount) {
        return view(mount) == null ? 0 : STATX_BASIC_STATS;
    }

    /** @param statx whether the status is a struct statx, and no struct stat */
    static void show(Call call, @Nullable MountEntry mount, ByteBuffer status, boolean statx) {
        StatusView view = view(mount);
        if (view != null) {
            show(call, view, status, statx);
        }
    }

    /** @return whether that changed anything */
    private static boolean show(Call call, StatusView view, ByteBuffer status, boolean statx) {
        FileStatus real = read(status, statx);
        FileStatus shown = view.status(call, real);
        if (shown == real) {
            return false;
        }
        if (statx) {
            StatLayout.putStatx(status, shown);
        } else {
            StatLayout.putStat(status, shown);
        }
        return true;
    }

    private static FileStatus read(ByteBuffer status, boolean statx) {
        return statx ? StatLayout.readStatx(status) : StatLayout.readStat(status);
    }
}
