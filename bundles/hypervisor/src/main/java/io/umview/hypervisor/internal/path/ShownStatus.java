package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.FileStatus;
import io.umview.api.HiddenTree.StatusView;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lets a tree's {@link StatusView} change what stat(2) is about to show. */
final class ShownStatus {
    private static final int STATX_BASIC_STATS = 0x7ff;

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

    /** What statx(2) must ask for in order that it can be changed. */
    static int mask(@Nullable MountEntry mount) {
        return view(mount) == null ? 0 : STATX_BASIC_STATS;
    }

    static void stat(Call call, @Nullable MountEntry mount, ByteBuffer stat) {
        StatusView view = view(mount);
        if (view != null) {
            FileStatus real = StatLayout.readStat(stat);
            FileStatus shown = view.status(call, real);
            if (shown != real) {
                StatLayout.putStat(stat, shown);
            }
        }
    }

    static void statx(Call call, @Nullable MountEntry mount, ByteBuffer statx) {
        StatusView view = view(mount);
        if (view != null) {
            FileStatus real = StatLayout.readStatx(statx);
            FileStatus shown = view.status(call, real);
            if (shown != real) {
                StatLayout.putStatx(statx, shown);
            }
        }
    }
}
