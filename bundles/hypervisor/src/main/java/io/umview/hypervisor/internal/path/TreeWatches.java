package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;

/** Marks on files in a tree, made at a duplicate of the guest's descriptor: the marks belong to what it is open for. */
final class TreeWatches {
    static final int IN_DONT_FOLLOW = 0x2000000;
    static final int FAN_MARK_DONT_FOLLOW = 4;

    private TreeWatches() {}

    static long inotify(TreeObjects here, Call call, Place place, int file) {
        int inotify = GuestDescriptor.duplicate(call, call.intArgument(0));
        if (inotify < 0) {
            return inotify;
        }
        // The path is a link of proc(5), and that is followed.
        long result = FileCalls.inotifyAddWatch(inotify, place.pathOf(file), call.intArgument(2) & ~IN_DONT_FOLLOW);
        Files.close(inotify);
        return result;
    }

    static long fanotify(TreeObjects here, Call call, Place place, int file) {
        int fanotify = GuestDescriptor.duplicate(call, call.intArgument(0));
        if (fanotify < 0) {
            return fanotify;
        }
        long result = FileCalls.fanotifyMark(
                fanotify,
                call.intArgument(1) & ~FAN_MARK_DONT_FOLLOW,
                call.argument(2),
                Files.AT_FDCWD,
                place.pathOf(file));
        Files.close(fanotify);
        return result;
    }
}
