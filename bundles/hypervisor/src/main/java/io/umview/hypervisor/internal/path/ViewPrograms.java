package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.Files;
import java.util.List;
import java.util.Objects;

/** Programs of a view that the hypervisor looks for, and has executed, in a guest's place. */
public final class ViewPrograms {
    private ViewPrograms() {}

    /** Whether a path leads to a program that the caller may execute; a relative one starts at its working directory. */
    public static boolean isExecutable(Call call, MountTable mounts, byte[] path) {
        PathWalk walk = PathWalk.ofThisThread();
        try {
            walk.begin(call, mounts, path, true);
            return !walk.leadsNowhere()
                    && !walk.isSpecial()
                    && TreeCalls.ofThisThread().isExecutable(call, mounts, walk);
        } catch (ErrnoException e) {
            return false;
        } finally {
            walk.end();
        }
    }

    /** Whether there is something at a path, as far as this process may see. */
    public static boolean exists(Call call, MountTable mounts, byte[] path) {
        PathWalk walk = PathWalk.ofThisThread();
        try {
            walk.begin(call, mounts, path, true);
            walk.followOverlookedLinks(call, mounts);
            int file =
                    walk.leadsNowhere() || walk.isSpecial() ? -1 : walk.place().object(true);
            if (file >= 0) {
                Files.close(file);
            }
            return file >= 0 || walk.isSpecial();
        } catch (ErrnoException e) {
            return false;
        } finally {
            walk.end();
        }
    }

    /** Answers an execve(2) or execveat(2) as if it were for no command of the view; DECLINE when the kernel will do. */
    public static Reply execute(Call call, MountTable mounts) throws ErrnoException {
        PathCall where = Objects.requireNonNull(PathCall.of(call.systemCall()));
        boolean follow = where.follows(call);
        PathWalk walk = PathWalk.ofThisThread();
        try {
            walk.begin(call, mounts, where.directoryOf(call), call.argument(where.path()), follow);
            return walk.leadsNowhere()
                    ? Reply.DECLINE
                    : TreeCalls.ofThisThread().execute(call, mounts, walk, follow);
        } finally {
            walk.end();
        }
    }

    /** Answers an execve(2) with another program and other arguments. */
    public static Reply execute(Call call, MountTable mounts, byte[] path, List<byte[]> arguments)
            throws ErrnoException {
        PathWalk walk = PathWalk.ofThisThread();
        try {
            walk.begin(call, mounts, path, true);
            return TreeCalls.ofThisThread().execute(call, mounts, walk, path, arguments);
        } finally {
            walk.end();
        }
    }
}
