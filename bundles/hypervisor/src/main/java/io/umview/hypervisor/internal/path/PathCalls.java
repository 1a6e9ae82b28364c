package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.observe.Trail;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Serves the calls that take paths: those that lead into a mount of the view go to its files, the others to the kernel. */
public final class PathCalls {
    private static final int AT_EMPTY_PATH = io.umview.linux.FileCalls.AT_EMPTY_PATH;

    private final FileCalls files = new FileCalls();

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

    /** A call that may mount something of the kernel's, or unmount it. */
    public static void mayMount() {
        KnownLinks.mayChange();
    }

    /** Answers a call of a view in which something is mounted; DECLINE when it is no path call or leads to no mount. */
    public Reply handle(Call call, MountTable mounts, @Nullable Trail trail) throws ErrnoException {
        return Objects.requireNonNull(handle(call, mounts, trail, false));
    }

    /** The same, unless a module must be asked: null then. */
    public @Nullable Reply handleAlone(Call call, MountTable mounts) throws ErrnoException {
        return mounts.hasClaims() ? null : handle(call, mounts, null, true);
    }

    private @Nullable Reply handle(Call call, MountTable mounts, @Nullable Trail trail, boolean alone)
            throws ErrnoException {
        PathCall where = PathCall.of(call.systemCall());
        if (where == null) {
            return mounts.hasTrees() ? withoutPath(call, mounts, alone) : Reply.DECLINE;
        }
        PathWalk walk = PathWalk.ofThisThread();
        PathWalk second = where.second() < 0 ? null : PathWalk.otherOfThisThread();
        try {
            if (mounts.hasTrees() && TreeCalls.ofThisThread().kernelRefuses(call)) {
                return Reply.DECLINE;
            }
            if (renamesOrRemoves(call)) {
                DirectoryNames.mayChange();
            }
            if (givesName(call.systemCall())) {
                KnownLinks.mayChange();
            }
            walk.restrict(resolution(call, mounts));
            if (second == null && !isExec(call.systemCall()) && !mounts.hasStatuses()) {
                walk.mayRecall();
            }
            boolean follow = follows(call, mounts, where);
            Reply failure = begin(call, mounts, where, follow, walk, second);
            if (failure != null) {
                return failure;
            }
            return second != null && mayBeEmpty(call, walk)
                    ? linkDescriptor(call, mounts, where, alone, second)
                    : answer(call, mounts, trail, alone, follow, walk, second);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EINTR) {
                return Results.reply(-e.errno().number());
            }
            throw e;
        } finally {
            walk.end();
            if (second != null) {
                second.end();
            }
        }
    }

    /** @return what to answer if a path cannot be walked, else null */
    private static @Nullable Reply begin(
            Call call, MountTable mounts, PathCall where, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        PathWalk current = walk;
        if (second != null) {
            second.aim(where.secondDirectoryOf(call), call.argument(where.second()), true);
        }
        try {
            walk.begin(call, mounts, where.directoryOf(call), call.argument(where.path()), follow, where.isAboutName());
            if (second != null && !mayBeEmpty(call, walk)) {
                current = second;
                second.begin(call, mounts, where.secondDirectoryOf(call), call.argument(where.second()), false, true);
            }
            return null;
        } catch (ErrnoException e) {
            // A bad pointer or name: the kernel says so itself, and in its own order of checks.
            if (current.kernelsWay() && walk.kernelsWay()) {
                return Reply.DECLINE;
            }
            TreeCalls trees = TreeCalls.ofThisThread();
            if (mounts.hasTrees() && trees.isFromSomebodyElse(call)) {
                return trees.handleFailed(call, mounts, follow, walk, second);
            }
            // What is wrong with the first path counts more.
            Reply earlier = current == walk || walk.isSpecial() ? null : firstFailure(call, mounts, follow, walk);
            if (earlier == null && e.errno() == Errno.EINTR) {
                throw e;
            }
            return earlier == null ? Reply.fail(e.errno()) : earlier;
        }
    }

    /** Whether the first path is empty and stands for the directory that it starts from, or the file. */
    private static boolean mayBeEmpty(Call call, PathWalk walk) {
        return walk.isEmpty() && call.systemCall() == SystemCall.LINKAT && (call.intArgument(4) & AT_EMPTY_PATH) != 0;
    }

    private static @Nullable Reply firstFailure(Call call, MountTable mounts, boolean follow, PathWalk walk) {
        if (walk.leadsNowhere()) {
            return Reply.fail(walk.whyNowhere());
        }
        try {
            Reply failure = TreePairs.firstFailure(call, walk, follow);
            if (failure == null && walk.place().provisional()) {
                walk.followLinks(call, mounts);
                failure = walk.isSpecial() ? null : TreePairs.firstFailure(call, walk, follow);
            }
            return failure;
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        }
    }

    private @Nullable Reply answer(
            Call call,
            MountTable mounts,
            @Nullable Trail trail,
            boolean alone,
            boolean follow,
            PathWalk walk,
            @Nullable PathWalk second)
            throws ErrnoException {
        if (second != null && (walk.leadsNowhere() || second.leadsNowhere())) {
            return fromNowhere(call, mounts, alone, follow, walk, second);
        }
        while (true) {
            if (walk.isSpecial() || second != null && second.isSpecial()) {
                return alone ? null : special(call, trail, walk, second);
            }
            if (isOpen(call.systemCall()) && walk.mount() == null && !walk.leadsNowhere()) {
                Reply reply = openProcFile(call, mounts, walk);
                if (!(reply instanceof Reply.Decline)) {
                    return reply;
                }
            }
            if (mounts.hasTrees() && !walk.leadsNowhere() && isExec(call.systemCall())) {
                return alone ? null : execute(call, mounts, walk, follow);
            }
            if (walk.leadsNowhere() && mounts.hasStatuses() && ShownStatus.isAskedBy(call.systemCall())) {
                return alone ? null : TreeCalls.ofThisThread().descriptorStatus(call, mounts);
            }
            if (kernelIsRight(call, walk, second)) {
                return isReadlink(call.systemCall()) && mounts.hasTrees()
                        ? TreeCalls.ofThisThread().shownPaths().readlink(call, mounts, walk)
                        : Reply.DECLINE;
            }
            if (alone) {
                return null;
            }
            if (trail != null && walk.mount() != null) {
                trail.asked(walk.mount().owner().name());
            }
            Reply reply = TreeCalls.ofThisThread().handle(call, mounts, follow, walk, second);
            if (reply != null) {
                return reply;
            }
            walk.followOverlookedLinks(call, mounts);
            if (second != null) {
                second.followOverlookedLinks(call, mounts);
            }
        }
    }

    /** A call with two paths of which one is no path. */
    private static @Nullable Reply fromNowhere(
            Call call, MountTable mounts, boolean alone, boolean follow, PathWalk walk, PathWalk second) {
        if (walk.kernelsWay() && second.kernelsWay()) {
            return Reply.DECLINE;
        }
        if (alone) {
            return null;
        }
        if (walk.leadsNowhere()) {
            return Reply.fail(walk.whyNowhere());
        }
        Reply earlier = walk.isSpecial() ? null : firstFailure(call, mounts, follow, walk);
        return earlier == null ? Reply.fail(second.whyNowhere()) : earlier;
    }

    /** linkat(2) of what a descriptor is for, in the order in which the kernel looks for what is wrong (do_linkat in fs/namei.c). */
    private static @Nullable Reply linkDescriptor(
            Call call, MountTable mounts, PathCall where, boolean alone, PathWalk to) throws ErrnoException {
        TreeCalls trees = TreeCalls.ofThisThread();
        ErrnoException failure = null;
        try {
            to.begin(call, mounts, where.secondDirectoryOf(call), call.argument(where.second()), false, true);
        } catch (ErrnoException e) {
            failure = e;
        }
        if (to.kernelsWay() && !(mounts.hasTrees() && trees.linksDescriptor(call))) {
            return Reply.DECLINE;
        }
        if (alone) {
            return null;
        }
        Reply earlier = trees.failureOfDescriptor(call);
        if (earlier != null) {
            return earlier;
        }
        if (failure != null) {
            Reply his = trees.isFromSomebodyElse(call) ? trees.handleFailed(call, mounts, false, to, null) : null;
            if (his == null) {
                throw failure;
            }
            return his;
        }
        if (to.leadsNowhere()) {
            return Reply.fail(to.whyNowhere());
        }
        Reply reply = to.isSpecial() ? null : trees.handle(call, mounts, false, to, null);
        if (reply == null) {
            to.followOverlookedLinks(call, mounts);
            reply = to.isSpecial() ? null : trees.handle(call, mounts, false, to, null);
        }
        return reply == null ? Reply.fail(Errno.EXDEV) : reply;
    }

    private static Reply execute(Call call, MountTable mounts, PathWalk walk, boolean follow) {
        boolean kernelsWay = walk.kernelsWay();
        try {
            return TreeCalls.ofThisThread().execute(call, mounts, walk, follow);
        } catch (ErrnoException e) {
            return kernelsWay && walk.kernelsWay() ? Reply.DECLINE : Reply.fail(e.errno());
        }
    }

    /** Calls whose path is not among the arguments: of addresses of sockets, and what the kernel tells. */
    private @Nullable Reply withoutPath(Call call, MountTable mounts, boolean alone) throws ErrnoException {
        TreeCalls trees = TreeCalls.ofThisThread();
        PathWalk walk = PathWalk.ofThisThread();
        try {
            if (call.systemCall() == SystemCall.FSTAT && mounts.hasStatuses()) {
                return alone ? null : trees.descriptorStatus(call, mounts);
            }
            if (call.systemCall() == SystemCall.GETCWD) {
                return trees.shownPaths().getcwd(call, mounts, walk);
            }
            byte[] path = TreeSockets.serves(call.systemCall()) ? trees.socketPath(call) : null;
            if (path == null) {
                return Reply.DECLINE;
            }
            boolean follow = call.systemCall() != SystemCall.BIND;
            walk.begin(call, mounts, path, follow);
            if (walk.kernelsWay() || walk.isSpecial()) {
                return Reply.DECLINE;
            }
            if (alone) {
                return null;
            }
            Reply reply = trees.handle(call, mounts, follow, walk, null);
            if (reply == null) {
                walk.followOverlookedLinks(call, mounts);
                reply = walk.isSpecial()
                        ? Reply.fail(Errno.ECONNREFUSED)
                        : trees.handle(call, mounts, follow, walk, null);
            }
            return reply == null ? Reply.fail(Errno.ELOOP) : reply;
        } finally {
            walk.end();
        }
    }

    private static boolean isExec(SystemCall call) {
        return call == SystemCall.EXECVE || call == SystemCall.EXECVEAT;
    }

    private static boolean renamesOrRemoves(Call call) {
        return switch (call.systemCall()) {
            case RENAME, RENAMEAT, RENAMEAT2, RMDIR -> true;
            case UNLINKAT -> (call.intArgument(2) & io.umview.linux.FileCalls.AT_REMOVEDIR) != 0;
            default -> false;
        };
    }

    /** Whether something that exists gets a name, or a symbolic link is made. */
    private static boolean givesName(SystemCall call) {
        return switch (call) {
            case SYMLINK, SYMLINKAT, LINK, LINKAT, RENAME, RENAMEAT, RENAMEAT2, OPEN_TREE -> true;
            default -> false;
        };
    }

    private static boolean isReadlink(SystemCall call) {
        return call == SystemCall.READLINK || call == SystemCall.READLINKAT;
    }

    private static boolean kernelIsRight(Call call, PathWalk walk, @Nullable PathWalk second) {
        return walk.kernelsWay()
                && !TreeObservers.watch(walk.mount())
                && (second == null || second.kernelsWay())
                && !(ShownStatus.changes(walk.mount()) && ShownStatus.isAskedBy(call.systemCall()));
    }

    /** The RESOLVE_* flags of openat2(2). */
    private static int resolution(Call call, MountTable mounts) throws ErrnoException {
        return call.systemCall() == SystemCall.OPENAT2 && mounts.hasTrees()
                ? TreeCalls.ofThisThread().resolution(call)
                : 0;
    }

    private static boolean follows(Call call, MountTable mounts, PathCall where) throws ErrnoException {
        if (call.systemCall() != SystemCall.OPENAT2 || !mounts.hasTrees()) {
            return where.follows(call);
        }
        return TreeCalls.ofThisThread().follows(call);
    }

    /** A call that leads to a mount without a tree. */
    private Reply special(Call call, @Nullable Trail trail, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        MountEntry mount = walk.mount();
        if (second != null && second.mount() != mount || !walk.isSpecial()) {
            return Reply.fail(Errno.EXDEV);
        }
        MountEntry special = Objects.requireNonNull(mount);
        if (trail != null) {
            trail.asked(special.owner().name());
        }
        return files.handle(call, special.mounted().files(), walk.rest());
    }

    /** A file of proc(5) that shows what is mounted. */
    private static Reply openProcFile(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        if (!ProcSnapshot.isAskedFor(call, walk)) {
            return Reply.DECLINE;
        }
        String path = walk.canonical();
        Reply reply = ProcMounts.open(call, mounts, path);
        return reply instanceof Reply.Decline && mounts.hasTrees() ? ProcMaps.open(call, mounts, path) : reply;
    }

    private static boolean isOpen(SystemCall call) {
        return call == SystemCall.OPEN || call == SystemCall.OPENAT || call == SystemCall.OPENAT2;
    }
}
