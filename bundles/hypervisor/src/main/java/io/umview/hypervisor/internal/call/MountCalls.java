package io.umview.hypervisor.internal.call;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.path.PathWalk;
import io.umview.hypervisor.internal.path.Sources;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.linux.Files;
import io.umview.tracer.TracedCall;
import java.util.concurrent.Executor;

/** mount(2), umount2(2) and the newer interface, for programs that call them without the command. */
final class MountCalls {
    private static final int PATH_MAX = 4096;
    private static final int UMOUNT_NOFOLLOW = 8;

    private final ViewMounts mounts;
    private final Executor executor;

    MountCalls(ViewMounts mounts, Executor executor) {
        this.mounts = mounts;
        this.executor = executor;
    }

    /** Answers one of the calls; DECLINE when it is not about the view. */
    Reply handle(TracedCall call, ViewState view) throws ErrnoException {
        return switch (call.systemCall()) {
            case MOUNT -> mount(call, view);
            case UMOUNT2 -> unmount(call, view);
            case FSOPEN -> open(call, view);
            default -> Reply.DECLINE;
        };
    }

    private static String text(TracedCall call, int argument) throws ErrnoException {
        long address = call.argument(argument);
        return address == 0 ? "" : GuestText.decode(call.memory().string(address, PATH_MAX));
    }

    /** Whether an argument names a type of the view. What cannot be read is none, and the kernel says why. */
    private static boolean claims(TracedCall call, ViewState view, int argument) throws ErrnoException {
        String type;
        try {
            type = text(call, argument);
        } catch (ErrnoException unreadable) {
            return false;
        }
        return ViewMounts.claims(view, type);
    }

    private Reply mount(TracedCall call, ViewState view) throws ErrnoException {
        long flags = call.argument(3);
        boolean remount = (flags & ViewMounts.MS_REMOUNT) != 0;
        if (remount ? view.mounts().isEmpty() || at(call, view, true) == null : !claims(call, view, 2)) {
            return Reply.DECLINE;
        }
        TracedCall.DeferredCall later = call.defer();
        executor.execute(() -> later.reply(result(() -> {
            byte[] target = later.memory().string(later.argument(1), PATH_MAX);
            mounts.mount(
                    view,
                    text(later, 2),
                    Sources.canonical(later, view.mounts(), text(later, 0)),
                    PathWalk.resolve(later, view.mounts(), target),
                    flags,
                    text(later, 4),
                    later.process());
        })));
        return Reply.LATER;
    }

    private Reply unmount(TracedCall call, ViewState view) throws ErrnoException {
        boolean follow = (call.intArgument(1) & UMOUNT_NOFOLLOW) == 0;
        if (view.mounts().isEmpty() || at(call, view, follow) == null) {
            return Reply.DECLINE;
        }
        TracedCall.DeferredCall later = call.defer();
        executor.execute(() -> later.reply(result(() -> {
            byte[] target = later.memory().string(later.argument(0), PATH_MAX);
            mounts.unmount(view, PathWalk.resolve(later, view.mounts(), target), later.intArgument(1));
        })));
        return Reply.LATER;
    }

    private static @org.jspecify.annotations.Nullable MountEntry at(TracedCall call, ViewState view, boolean follow)
            throws ErrnoException {
        int argument = call.systemCall() == SystemCall.MOUNT ? 1 : 0;
        PathWalk walk = PathWalk.ofThisThread();
        MountEntry entry = walk.walk(call, view.mounts(), Files.AT_FDCWD, call.argument(argument), follow);
        return entry != null && walk.isMountPoint() && walk.rest().isEmpty() ? entry : null;
    }

    /** libmount 2.39 and newer try fsopen first; told that there is none, they use mount(2). */
    private static Reply open(TracedCall call, ViewState view) throws ErrnoException {
        return claims(call, view, 0) ? Reply.fail(Errno.ENOSYS) : Reply.DECLINE;
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Action {
        void run() throws ErrnoException;
    }

    private static Reply result(Action action) {
        try {
            action.run();
            return Reply.SUCCESS;
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        }
    }
}
