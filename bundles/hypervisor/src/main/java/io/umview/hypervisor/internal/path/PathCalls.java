package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.chain.ViewChain;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.observe.Trail;
import io.umview.linux.Files;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Serves the calls that take paths: those that lead into a mount of the view go to its files, the others to the kernel. */
public final class PathCalls {
    private final FileCalls files = new FileCalls();
    private final ProcMounts procMounts = new ProcMounts();

    /** What must be trapped while something is mounted. */
    public static Interest interest() {
        return PathCall.interest().and(SharedRoot.interest());
    }

    /** Says that the calls of {@link #interest} are trapped in all guests. */
    public static void trapped() {
        SharedRoot.watch();
    }

    /** A call that may give threads another root directory. @return DECLINE, for it is the kernel's */
    public static Reply changeOfRoot() {
        SharedRoot.mayChange();
        return Reply.DECLINE;
    }

    /** Answers a call of a view in which something is mounted; DECLINE when it is no path call or leads to no mount. */
    public Reply handle(Call call, MountTable mounts, ViewChain chain, @Nullable Trail trail) throws ErrnoException {
        return Objects.requireNonNull(handle(call, mounts, chain, trail, false));
    }

    /** The same, unless a module must be asked: null then. */
    public @Nullable Reply handleAlone(Call call, MountTable mounts, ViewChain chain) throws ErrnoException {
        return handle(call, mounts, chain, null, true);
    }

    private @Nullable Reply handle(Call call, MountTable mounts, ViewChain chain, @Nullable Trail trail, boolean alone)
            throws ErrnoException {
        PathCall where = PathCall.of(call.systemCall());
        if (where == null) {
            return Reply.DECLINE;
        }
        PathWalk walk = PathWalk.ofThisThread();
        MountEntry first;
        try {
            first = walk.walk(call, mounts, where.directoryOf(call), call.argument(where.path()), where.follows(call));
        } catch (ErrnoException e) {
            // A bad pointer or name: the kernel says so itself, and in its own order of checks.
            return Reply.DECLINE;
        }
        if (first != null) {
            if (alone) {
                return null;
            }
            if (trail != null) {
                trail.asked(first.owner().name());
            }
            String rest = walk.rest();
            return where.second() < 0
                    ? files.handle(call, first.mounted().files(), rest)
                    : crossing(call, mounts, where, first, rest);
        }
        if (where.second() >= 0 && secondIsVirtual(call, mounts, where)) {
            return Reply.fail(Errno.EXDEV);
        }
        return isOpen(call.systemCall())
                ? open(call, mounts, chain, walk, trail, alone)
                : ClaimedFiles.look(call, where, chain, walk, trail, alone);
    }

    private @Nullable Reply open(
            Call call, MountTable mounts, ViewChain chain, PathWalk walk, @Nullable Trail trail, boolean alone)
            throws ErrnoException {
        Reply reply = procMounts.open(call, mounts, walk);
        List<ViewChain.FileClaim> claims = chain.files();
        for (int i = 0; i < claims.size() && reply instanceof Reply.Decline; i++) {
            ViewChain.FileClaim claim = claims.get(i);
            if (walk.leadsBelow(claim.prefix())) {
                if (alone) {
                    return null;
                }
                reply = claim.view().open(call, walk.canonical(), flags(call));
                if (trail != null && !(reply instanceof Reply.Decline)) {
                    trail.asked(claim.owner().name());
                }
            }
        }
        return reply;
    }

    /** The flags of open(2); those of openat2(2) lie in memory, where O_CLOEXEC is among them as good as always. */
    private static int flags(Call call) {
        return switch (call.systemCall()) {
            case OPEN -> call.intArgument(1);
            case OPENAT -> call.intArgument(2);
            default -> Files.O_CLOEXEC;
        };
    }

    /** rename and link between trees. */
    private Reply crossing(Call call, MountTable mounts, PathCall where, MountEntry first, String rest)
            throws ErrnoException {
        MountEntry second;
        try {
            second = second(call, mounts, where);
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        }
        return second == first ? files.handle(call, first.mounted().files(), rest) : Reply.fail(Errno.EXDEV);
    }

    /** What cannot be resolved is for the kernel, which looks at the first path first. */
    private static boolean secondIsVirtual(Call call, MountTable mounts, PathCall where) {
        try {
            return second(call, mounts, where) != null;
        } catch (ErrnoException e) {
            return false;
        }
    }

    private static @Nullable MountEntry second(Call call, MountTable mounts, PathCall where) throws ErrnoException {
        return PathWalk.ofThisThread()
                .walk(call, mounts, where.secondDirectoryOf(call), call.argument(where.second()), false);
    }

    private static boolean isOpen(SystemCall call) {
        return call == SystemCall.OPEN || call == SystemCall.OPENAT || call == SystemCall.OPENAT2;
    }
}
