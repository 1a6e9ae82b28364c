package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import org.jspecify.annotations.Nullable;

/** rename(2) and link(2) where one of the two paths leads to a tree. */
final class TreePairs {
    private static final int O_DIRECTORY = 0200000;
    private static final int O_NOFOLLOW = 0400000;
    private static final int SEARCH = 1;
    private static final NativeBuffer DOT = NativeBuffer.text(".");
    private static final NativeBuffer ELSEWHERE = NativeBuffer.text("/proc/self/status");
    private static final int NONE = Integer.MIN_VALUE;

    private TreePairs() {}

    /** @return null when the walks must follow symbolic links first */
    static @Nullable Reply handle(Call call, PathWalk from, PathWalk to, boolean follow) {
        return switch (call.systemCall()) {
            case LINK, LINKAT -> link(from, to, follow);
            case RENAMEAT2 -> rename(from, to, call.intArgument(4));
            default -> rename(from, to, 0);
        };
    }

    /** What is wrong with the first path; null for nothing, or while it may lead through symbolic links. */
    static @Nullable Reply firstFailure(Call call, PathWalk from, boolean follow) {
        boolean link = call.systemCall() == SystemCall.LINK || call.systemCall() == SystemCall.LINKAT;
        if (!link && from.isMountedOver()) {
            return null;
        }
        Place old = from.place();
        int result = link ? old.object(follow) : old.parent();
        if (!link && result >= 0 && !isSearchable(result)) {
            close(result);
            return Reply.fail(Errno.EACCES);
        }
        close(result);
        return result >= 0 || old.meetsLinks(result) ? null : Results.reply(result);
    }

    /** In the order in which the kernel looks for what is wrong (do_renameat2 in fs/namei.c). */
    private static @Nullable Reply rename(PathWalk from, PathWalk to, int flags) {
        Place old = from.place();
        Place place = to.place();
        int oldDirectory = from.isMountedOver() ? NONE : old.parent();
        if (oldDirectory < 0 && oldDirectory != NONE) {
            return old.meetsLinks(oldDirectory) ? null : Results.reply(oldDirectory);
        }
        int directory = NONE;
        try {
            if (!isSearchable(oldDirectory)) {
                return Reply.fail(Errno.EACCES);
            }
            directory = to.isMountedOver() ? NONE : place.parent();
            if (directory < 0 && directory != NONE) {
                return place.meetsLinks(directory) ? null : Results.reply(directory);
            }
            if (!isSearchable(directory)) {
                return Reply.fail(Errno.EACCES);
            }
            if (from.mountOfDirectory() != to.mountOfDirectory()) {
                return Reply.fail(Errno.EXDEV);
            }
            if (from.endsWithDots() || to.endsWithDots()) {
                return Reply.fail(Errno.EBUSY);
            }
            if (oldDirectory == NONE || directory == NONE) {
                return Reply.fail(oldDirectory == NONE ? Errno.EBUSY : ontoMountPoint(oldDirectory, old, to));
            }
            if (place.isFixed()) {
                return Reply.fail(Errno.EPERM);
            }
            return Results.reply(FileCalls.rename(oldDirectory, old.name(), directory, place.name(), flags));
        } finally {
            close(oldDirectory);
            close(directory);
        }
    }

    private static Errno ontoMountPoint(int directory, Place place, PathWalk to) {
        int file = Files.openat(directory, place.name(), Place.O_PATH | O_NOFOLLOW | Files.O_CLOEXEC, 0);
        if (file < 0) {
            return Errno.of(-file);
        }
        close(file);
        int folder =
                Files.openat(directory, place.name(), Place.O_PATH | O_DIRECTORY | O_NOFOLLOW | Files.O_CLOEXEC, 0);
        close(folder);
        MountedTree tree = to.mount() == null ? null : to.mount().tree();
        if (tree == null || tree.isDirectory() == folder >= 0) {
            return Errno.EBUSY;
        }
        return tree.isDirectory() ? Errno.EISDIR : Errno.ENOTDIR;
    }

    private static boolean isSearchable(int directory) {
        return directory < 0 || FileCalls.access(directory, DOT.address(), SEARCH, FileCalls.AT_EACCESS) == 0;
    }

    private static void close(int descriptor) {
        if (descriptor >= 0) {
            Files.close(descriptor);
        }
    }

    private static @Nullable Reply link(PathWalk from, PathWalk to, boolean follow) {
        Place old = from.place();
        int file = old.object(follow);
        if (file < 0) {
            return old.meetsLinks(file) ? null : Results.reply(file);
        }
        try {
            // Of what a link of proc(5) leads to the kernel knows best which mount it is of. Else a file of another
            // mount
            // than all files of trees are makes it say what it says of the new name before it comes to EXDEV.
            return old.isMagic() || from.mount() == to.mountOfDirectory()
                    ? link(to, old.pathOf(file), FileCalls.AT_SYMLINK_FOLLOW)
                    : link(to, ELSEWHERE.address(), 0);
        } finally {
            close(file);
        }
    }

    /**
     * Gives what is at a path of this process's a name.
     *
     * @return null when the walk must follow symbolic links first
     */
    static @Nullable Reply link(PathWalk to, long path, int flags) {
        if (to.isMountedOver()) {
            return Reply.fail(Errno.EEXIST);
        }
        Place place = to.place();
        int directory = place.parent();
        if (directory < 0) {
            return place.meetsLinks(directory) ? null : Results.reply(directory);
        }
        try {
            if (place.isFixed() && path != ELSEWHERE.address()) {
                return Reply.fail(Errno.EPERM);
            }
            return Results.reply(FileCalls.link(Files.AT_FDCWD, path, directory, place.name(), flags));
        } finally {
            close(directory);
        }
    }
}
