package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import org.jspecify.annotations.Nullable;

/** rename(2) and link(2) where one of the two paths leads to a tree. */
final class TreePairs {
    private TreePairs() {}

    /** @return null when the walks must follow symbolic links first */
    static @Nullable Reply handle(Call call, PathWalk from, PathWalk to, boolean follow) {
        return switch (call.systemCall()) {
            case LINK, LINKAT -> link(from, to, follow);
            case RENAMEAT2 -> rename(from, to, call.intArgument(4));
            default -> rename(from, to, 0);
        };
    }

    private static @Nullable Reply rename(PathWalk from, PathWalk to, int flags) {
        Place old = from.place();
        Place place = to.place();
        if (from.endsWithDots() || to.endsWithDots() || from.isMountPoint() || to.isMountPoint()) {
            return Reply.fail(Errno.EBUSY);
        }
        int oldDirectory = old.parent();
        if (oldDirectory < 0) {
            return old.meetsLinks(oldDirectory) ? null : Results.reply(oldDirectory);
        }
        int directory = place.parent();
        try {
            if (directory < 0) {
                return place.meetsLinks(directory) ? null : Results.reply(directory);
            }
            return from.mount() != to.mount()
                    ? Reply.fail(Errno.EXDEV)
                    : Results.reply(FileCalls.rename(oldDirectory, old.name(), directory, place.name(), flags));
        } finally {
            Files.close(oldDirectory);
            if (directory >= 0) {
                Files.close(directory);
            }
        }
    }

    /** Whether two files are of one mount the kernel knows best: the old path may be a descriptor's in proc(5). */
    private static @Nullable Reply link(PathWalk from, PathWalk to, boolean follow) {
        Place old = from.place();
        Place place = to.place();
        int file = old.object(follow);
        if (file < 0) {
            return old.meetsLinks(file) ? null : Results.reply(file);
        }
        int directory = -1;
        try {
            if (to.isMountPoint()) {
                return Reply.fail(Errno.EEXIST);
            }
            directory = place.parent();
            if (directory < 0) {
                return place.meetsLinks(directory) ? null : Results.reply(directory);
            }
            return Results.reply(FileCalls.link(
                    Files.AT_FDCWD, old.pathOf(file), directory, place.name(), FileCalls.AT_SYMLINK_FOLLOW));
        } finally {
            Files.close(file);
            if (directory >= 0) {
                Files.close(directory);
            }
        }
    }
}
