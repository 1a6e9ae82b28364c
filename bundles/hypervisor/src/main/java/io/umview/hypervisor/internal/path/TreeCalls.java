package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the calls that lead to hidden trees, with what the caller is to files. Belongs to one thread. */
public final class TreeCalls {
    /** What must be trapped while a tree shows files otherwise than they are. */
    private static final Interest STATUSES = Interest.in(SystemCall.FSTAT);

    private static final ThreadLocal<TreeCalls> OF_THREADS = ThreadLocal.withInitial(TreeCalls::new);

    private final Caller caller = new Caller();
    private final Refusals refusals = new Refusals();
    private final TreeObjects objects = new TreeObjects();
    private final TreeEntries entries = new TreeEntries();
    private final TreeOpens opens = new TreeOpens();
    private final TreeSockets sockets = new TreeSockets();
    private final GuestLinks links = new GuestLinks();
    private final DescriptorLinks descriptorLinks = new DescriptorLinks(links);
    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private final ShownPaths shown = new ShownPaths();
    private final TreePrograms programs = new TreePrograms();

    private TreeCalls() {}

    static TreeCalls ofThisThread() {
        return OF_THREADS.get();
    }

    /** What must be trapped while a tree is mounted, besides what paths need. */
    public static Interest interest(HiddenTree tree) {
        return tree.statuses() == null ? interest() : interest().and(STATUSES);
    }

    /** The same for trees that show files as they are. */
    public static Interest interest() {
        return Caller.interest().and(TreeSockets.interest()).and(Interest.in(SystemCall.GETCWD));
    }

    /** Says that the calls of {@link #interest} are trapped in all guests. */
    public static void trapped() {
        Caller.watch();
    }

    /** A call after which a thread may be somebody else. @return DECLINE, for it is the kernel's */
    public static Reply changeOfIdentity() {
        Caller.mayChange();
        return Reply.DECLINE;
    }

    /** Whether openat2(2) follows a symbolic link at the end. */
    boolean follows(Call call) throws ErrnoException {
        return opens.follows(call);
    }

    /** The RESOLVE_* flags of openat2(2). */
    int resolution(Call call) throws ErrnoException {
        return opens.resolution(call);
    }

    /** Whether the kernel answers a call without a look at its paths. */
    boolean kernelRefuses(Call call) {
        return refusals.are(call);
    }

    /**
     * Makes a call with one path, or with two, in a tree or on the way out of one.
     *
     * @return null when the walks must follow symbolic links first
     */
    @Nullable
    Reply handle(Call call, MountTable mounts, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        return told(call, handled(call, mounts, follow, walk, second), walk, second);
    }

    /**
     * Answers a call of somebody else whose paths this process could not follow: he may be told something else of them.
     *
     * @throws ErrnoException what is wrong with them to him
     */
    @Nullable
    Reply handleFailed(Call call, MountTable mounts, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        return told(call, handledAsCaller(call, mounts, follow, walk, second), walk, second);
    }

    private static @Nullable Reply told(Call call, @Nullable Reply reply, PathWalk walk, @Nullable PathWalk second) {
        if (reply != null) {
            TreeObservers.tell(call, walk, reply);
            if (second != null) {
                TreeObservers.tell(call, second, reply);
            }
        }
        return reply;
    }

    private @Nullable Reply handled(
            Call call, MountTable mounts, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        boolean itself = omnipotent(walk) || caller.isThisProcess(call);
        if (makes(call)) {
            caller.takeUmask(call);
        }
        return itself
                ? made(call, make(call, follow, walk, second), walk)
                : handledAsCaller(call, mounts, follow, walk, second);
    }

    private @Nullable Reply handledAsCaller(
            Call call, MountTable mounts, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        // Whether the directories on the way may be searched is a question of who the caller is too.
        walk.rewind(call, mounts);
        if (second != null) {
            second.rewind(call, mounts);
        }
        Reply reply;
        caller.assume(call, isAccess(call));
        try {
            walk.followLinks(call, mounts);
            if (second != null) {
                Reply failure = followSecond(call, mounts, follow, walk, second);
                if (failure != null) {
                    return failure;
                }
            }
            if (walk.isSpecial() || second != null && second.isSpecial()) {
                return null;
            }
            reply = make(call, follow, walk, second);
        } finally {
            caller.drop();
        }
        return made(call, reply, walk);
    }

    /** The reply, unless it is left to who makes up what a file contains. */
    private @Nullable Reply made(Call call, @Nullable Reply reply, PathWalk walk) throws ErrnoException {
        MountedTree tree = walk.mount() == null ? null : walk.mount().tree();
        return reply instanceof Reply.Decline && tree != null && tree.contents() != null
                ? tree.contents().open(call, walk.place().pathInTree(), opens.flagsMade(call))
                : reply;
    }

    /** What is wrong with the first path counts more than what is with the second. */
    private static @Nullable Reply followSecond(
            Call call, MountTable mounts, boolean follow, PathWalk walk, PathWalk second) {
        try {
            second.followLinks(call, mounts);
            return null;
        } catch (ErrnoException e) {
            Reply earlier = walk.isSpecial() ? null : TreePairs.firstFailure(call, walk, follow);
            return earlier == null ? Reply.fail(e.errno()) : earlier;
        }
    }

    /** Whether linkat(2) of a descriptor must be made here even where the kernel would find the paths. */
    boolean linksDescriptor(Call call) {
        return !caller.isPowerful() && descriptorLinks.isOfThisProcess(call);
    }

    /** What is wrong with the descriptor that linkat(2) is to give a name; null for nothing. */
    @Nullable
    Reply failureOfDescriptor(Call call) throws ErrnoException {
        if (caller.isThisProcess(call)) {
            return descriptorLinks.failure(call, true);
        }
        caller.assume(call, false);
        try {
            return descriptorLinks.failure(call, false);
        } finally {
            caller.drop();
        }
    }

    /** Whether the caller is, to files, somebody else than this process. */
    boolean isFromSomebodyElse(Call call) throws ErrnoException {
        return !caller.isThisProcess(call);
    }

    private static boolean omnipotent(PathWalk walk) {
        MountedTree tree = walk.mount() == null ? null : walk.mount().tree();
        return tree != null && tree.omnipotent();
    }

    private boolean makes(Call call) throws ErrnoException {
        return TreeEntries.makes(call.systemCall())
                || call.systemCall() == SystemCall.BIND
                || TreeOpens.serves(call.systemCall()) && opens.makes(call);
    }

    /** access(2) and the like ask about the real ids, unless AT_EACCESS. */
    private static boolean isAccess(Call call) {
        return switch (call.systemCall()) {
            case ACCESS, FACCESSAT -> true;
            case FACCESSAT2 -> (call.intArgument(3) & FileCalls.AT_EACCESS) == 0;
            default -> false;
        };
    }

    private @Nullable Reply make(Call call, boolean follow, PathWalk walk, @Nullable PathWalk second)
            throws ErrnoException {
        SystemCall which = call.systemCall();
        if (second != null) {
            return TreePairs.handle(call, walk, second, follow);
        }
        if (which == SystemCall.LINKAT) {
            return descriptorLinks.make(call, walk);
        }
        if (TreeObjects.serves(which)) {
            return objects.handle(call, walk.place(), follow, caller.isDisguised());
        }
        if (TreeOpens.serves(which)) {
            return opens.handle(call, walk.place(), follow, walk.crosses());
        }
        if (TreeEntries.serves(which)) {
            return entries.handle(call, walk, walk.place());
        }
        if (TreeDirectories.serves(which)) {
            return TreeDirectories.handle(call, walk.place());
        }
        if (TreeSockets.serves(which)) {
            return sockets.handle(call, walk, walk.place());
        }
        return Reply.fail(Errno.EOPNOTSUPP);
    }

    /** The path in the address of a socket; null when it has none. */
    byte @Nullable [] socketPath(Call call) {
        return sockets.path(call);
    }

    /** What stat(2) shows of a descriptor; DECLINE if that is what the kernel does. */
    Reply descriptorStatus(Call call, MountTable mounts) throws ErrnoException {
        int descriptor = call.intArgument(0);
        return descriptor < 0
                ? Reply.DECLINE
                : ShownStatus.descriptor(
                        call, mounts, links.name(call.thread(), GuestLinks.DESCRIPTORS, descriptor), status);
    }

    /** Where the kernel tells paths. */
    ShownPaths shownPaths() {
        return shown;
    }

    /** execve(2) of something that the walk has led to; DECLINE when the kernel will do. */
    Reply execute(Call call, MountTable mounts, PathWalk walk, boolean follow) throws ErrnoException {
        return asCaller(call, walk, () -> programs.execute(call, mounts, walk, follow));
    }

    /** The same with another path, which the walk has followed, and arguments. */
    Reply execute(Call call, MountTable mounts, PathWalk walk, byte[] path, List<byte[]> arguments)
            throws ErrnoException {
        return asCaller(call, walk, () -> programs.execute(call, mounts, walk, true, path, arguments));
    }

    /** Whether the caller may execute a file that the walk has led to. */
    boolean isExecutable(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        return asCaller(call, walk, () -> programs.isExecutable(call, mounts, walk));
    }

    /** What is done by who the caller is. */
    private interface Deed<T> {
        T done() throws ErrnoException;
    }

    private <T> T asCaller(Call call, PathWalk walk, Deed<T> deed) throws ErrnoException {
        if (omnipotent(walk) || caller.isThisProcess(call)) {
            return deed.done();
        }
        caller.assume(call, false);
        try {
            return deed.done();
        } finally {
            caller.drop();
        }
    }
}
