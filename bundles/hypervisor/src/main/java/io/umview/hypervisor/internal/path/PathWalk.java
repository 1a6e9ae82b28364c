package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.Files;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows a path as the kernel does for the calling thread (path_resolution(7)), until it meets a mount of the view or its end.
 * Most paths have no symbolic link on them, and the kernel tells so in one call ({@link LinkCheck}); the others are followed
 * component by component. A thread that does not have this process's root directory and mount namespace
 * ({@link SharedRoot}) is followed through {@code /proc/TID/root}. Works in buffers of its own; belongs to one thread.
 */
public final class PathWalk {
    /** PATH_MAX, the NUL included. */
    public static final int PATH_MAX = 4096;

    private static final int LINKS = 40;
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_BENEATH = 8;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int BENEATH_OR_IN_ROOT = RESOLVE_BENEATH | RESOLVE_IN_ROOT;

    /** With these it matters which links a path leads through. */
    private static final int LINKS_COUNT = RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | BENEATH_OR_IN_ROOT;

    private static final byte[] TASK = bytes("/task/");
    private static final byte[] SELF = bytes("/proc/self");
    private static final byte[] THREAD_SELF = bytes("/proc/thread-self");
    private static final ThreadLocal<PathWalk> WALKS = ThreadLocal.withInitial(PathWalk::new);
    private static final ThreadLocal<PathWalk> OTHER_WALKS = ThreadLocal.withInitial(PathWalk::new);

    private final CanonicalPath here = new CanonicalPath();
    private final RemainingPath todo = new RemainingPath();
    private final ByteBuffer rootLink = ByteBuffer.allocateDirect(PATH_MAX);
    private final GuestLinks guestLinks = new GuestLinks();
    private final HeldTrees held = new HeldTrees();
    private final Place place = new Place();
    private @Nullable Call call;

    /** The mount that covers the path so far, or null. */
    private @Nullable MountEntry cover;

    /** The mount that was left when the last one was entered, or null. */
    private @Nullable MountEntry outer;

    /** Whether the kernel, walking by itself, is at the same place. */
    private boolean kernelsWay;

    /** Whether the walk ended at a link of proc(5) that leads to a file without a name. */
    private boolean magicEnd;

    /** Whether the walk may start where a directory was a moment ago. */
    private boolean mayRecall;

    /** Whether it does. */
    private boolean recalled;

    /** Whether the last relative path started in a tree. */
    private boolean startsInTrees;

    /** Whether what was found counts only if there are no symbolic links on the way. */
    private boolean provisional;

    /** RESOLVE_* flags of openat2(2). */
    private int resolve;

    /** Shorter than this the path must not become, with RESOLVE_BENEATH or RESOLVE_IN_ROOT. */
    private int floor;

    /** Whether the last component of the path is one dot, or two. */
    private boolean lastIsDots;

    private boolean lastIsParent;

    private int fromDirectory;
    private long fromAddress;
    private byte @Nullable [] fromText;
    private boolean nowhere;
    private int start;
    private boolean absolute;
    private @Nullable MountEntry startCover;
    private boolean follow;
    private boolean nameCounts;

    private PathWalk() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The walk of the current thread. */
    public static PathWalk ofThisThread() {
        return WALKS.get();
    }

    /** A second walk of the current thread, for calls with two paths. */
    static PathWalk otherOfThisThread() {
        return OTHER_WALKS.get();
    }

    /**
     * Walks a path that lies in guest memory.
     *
     * @param directory a descriptor of the guest where relative paths start, or AT_FDCWD
     * @param follow whether a symbolic link at the end is followed
     * @return the mount that it leads to, or null when it leads to none; then {@link #canonical} says where it leads
     * @throws ErrnoException EFAULT or ENAMETOOLONG for the path itself, ELOOP; ENOTDIR or ENOENT for what has no parent
     */
    public @Nullable MountEntry walk(Call call, MountTable mounts, int directory, long address, boolean follow)
            throws ErrnoException {
        try {
            MountEntry mount = begin(call, mounts, directory, address, follow);
            return provisional ? followLinks(call, mounts) : mount;
        } finally {
            end();
        }
    }

    /** Walks a path given as bytes; relative ones start at the caller's working directory. */
    public @Nullable MountEntry walk(Call call, MountTable mounts, byte[] text, boolean follow) throws ErrnoException {
        try {
            MountEntry mount = begin(call, mounts, text, follow);
            return provisional ? followLinks(call, mounts) : mount;
        } finally {
            end();
        }
    }

    /**
     * Begins a walk, which lasts until {@link #end}. In a tree the {@link #place} that was found may be right only if there are no
     * symbolic links on the way to it, which the kernel tells when it goes there ({@link Place#meetsLinks}); {@link #followLinks}
     * is for when there are.
     */
    @Nullable
    MountEntry begin(Call call, MountTable mounts, int directory, long address, boolean followsLast)
            throws ErrnoException {
        return begin(call, mounts, directory, address, followsLast, false);
    }

    /** @param aboutName a symbolic link at the end is not even followed if there are slashes behind it */
    @Nullable
    MountEntry begin(Call call, MountTable mounts, int directory, long address, boolean followsLast, boolean aboutName)
            throws ErrnoException {
        aim(directory, address, aboutName);
        todo.read(call, address);
        return begin(call, mounts, directory, followsLast);
    }

    /** Restricts the next walk as openat2(2) does. @param flags RESOLVE_* */
    void restrict(int flags) {
        resolve = flags;
    }

    /** Lets the next walk start where a directory was a moment ago, if it ends where the call is left to the kernel. */
    void mayRecall() {
        mayRecall = true;
    }

    /** Says which path a walk is about that may never begin, but be asked to {@link #rewind}. */
    void aim(int directory, long address, boolean aboutName) {
        fromDirectory = directory;
        fromAddress = address;
        fromText = null;
        nameCounts = aboutName;
    }

    /**
     * Goes back to the beginning, so that {@link #followLinks} can be asked for by somebody else, who may not read all of proc(5)
     * that is needed here.
     */
    void rewind(Call thisCall, MountTable mounts) throws ErrnoException {
        int restrictions = resolve;
        end();
        resolve = restrictions;
        if (fromText == null) {
            todo.read(thisCall, fromAddress);
        } else {
            todo.set(fromText);
        }
        follow &= !nameCounts;
        if (!start(thisCall, mounts, fromDirectory)) {
            throw Errno.ENOENT.exception();
        }
        here.root();
    }

    private @Nullable MountEntry begin(Call thisCall, MountTable mounts, int directory, boolean followsLast)
            throws ErrnoException {
        follow = followsLast;
        if (!start(thisCall, mounts, directory)) {
            return null;
        }
        if ((resolve & RESOLVE_BENEATH) != 0 && todo.isAbsolute()) {
            throw Errno.EXDEV.exception();
        }
        boolean plain = (resolve & LINKS_COUNT) == 0 && walkPlainly(mounts);
        if (recalled && !(plain && kernelsWay)) {
            mayRecall = false;
            held.release();
            return begin(thisCall, mounts, directory, followsLast);
        }
        return plain ? cover : followLinks(thisCall, mounts);
    }

    /** @return false when the path leads nowhere */
    private boolean start(Call thisCall, MountTable mounts, int directory) {
        call = thisCall;
        todo.restart();
        cover = null;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        recalled = false;
        nowhere = true;
        int thread = thisCall.thread();
        here.begin(thread);
        if (todo.isEmpty()) {
            return false;
        }
        here.checkRoot(thread);
        absolute = todo.isAbsolute() && (resolve & RESOLVE_IN_ROOT) == 0;
        if (!absolute && !startAt(thread, mounts, directory)) {
            return false;
        }
        nowhere = false;
        floor = here.length();
        start = here.length();
        startCover = cover;
        return true;
    }

    /** Begins a walk of a path given as bytes. */
    @Nullable
    MountEntry begin(Call call, MountTable mounts, byte[] text, boolean followsLast) throws ErrnoException {
        if (text.length >= PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        todo.set(text);
        fromText = text;
        fromDirectory = Files.AT_FDCWD;
        nameCounts = false;
        return begin(call, mounts, Files.AT_FDCWD, followsLast);
    }

    /**
     * The path in the view of the caller's working directory, if that lies in a tree.
     *
     * @param text where to put it
     * @return its length, else -1
     */
    int workingDirectoryInTree(Call thisCall, MountTable mounts, ByteBuffer text) {
        call = thisCall;
        here.begin();
        int size = guestLinks.read(thisCall.thread(), GuestLinks.CWD, -1);
        MountEntry mount = size > 0 ? guestLinks.tree(thisCall, mounts, size) : null;
        return mount != null && jumpInto(mount, guestLinks.target(), size) ? here.copyTo(text) : -1;
    }

    /**
     * The path in the view of what the link of proc(5) leads to at which the walk has ended, if that lies in a tree.
     *
     * @param text where to put it
     * @return its length, else -1
     */
    int linkIntoTree(Call thisCall, MountTable mounts, ByteBuffer text) throws ErrnoException {
        return isMagic() && jump(mounts, false) ? here.copyTo(text) : -1;
    }

    /** Ends the walk. */
    void end() {
        call = null;
        mayRecall = false;
        resolve = 0;
        here.end();
        held.release();
    }

    /** Whether the path is empty, or relative to a descriptor that is for no directory with a path. */
    boolean leadsNowhere() {
        return nowhere;
    }

    boolean isEmpty() {
        return todo.isEmpty();
    }

    /** What the kernel says of a path that leads nowhere. */
    Errno whyNowhere() {
        if (isEmpty()) {
            return Errno.ENOENT;
        }
        int thread = Objects.requireNonNull(call).thread();
        boolean open = fromDirectory >= 0 && guestLinks.read(thread, GuestLinks.DESCRIPTORS, fromDirectory) >= 0;
        return open ? Errno.ENOTDIR : Errno.EBADF;
    }

    /** The mount that covers the place, or null. */
    @Nullable
    MountEntry mount() {
        return cover;
    }

    /** Whether the kernel, given the call as it stands, goes to the same place and finds there what is to be seen. */
    boolean kernelsWay() {
        return kernelsWay
                && (cover == null || cover.tree() == null || cover.tree().contents() == null);
    }

    /** Whether the path leads over a border between the host and a tree. */
    boolean crosses() {
        return !kernelsWay;
    }

    /** The place that was found, which is none of a mount without a tree. */
    Place place() {
        MountedTree tree = cover == null ? null : cover.tree();
        int base = tree == null ? here.root() : tree.root();
        int begin = tree == null ? 0 : cover.targetBytes().length;
        int stop = here.offset() + here.length();
        ByteBuffer path = here.bytes();
        boolean slash = todo.endsWithSlash() && here.length() > 0;
        if (lastIsDots || slash) {
            path.put(stop++, (byte) '/');
        }
        if (lastIsDots || slash && here.length() == begin) {
            path.put(stop++, (byte) '.');
        }
        path.put(stop, (byte) 0);
        return place.set(cover, base, here.memory(), here.offset() + begin, stop, magicEnd, provisional);
    }

    /** The place of the directory in which the mount point is that the path leads to. */
    Place placeOfMountPoint() {
        MountedTree tree = outer == null ? null : outer.tree();
        int base = tree == null ? here.root() : tree.root();
        int begin = here.offset() + (tree == null ? 0 : outer.targetBytes().length);
        ByteBuffer path = here.bytes();
        int stop = here.offset() + here.length();
        while (stop > begin && path.get(stop) != '/') {
            stop--;
        }
        path.put(stop, (byte) 0);
        return place.set(outer, base, here.memory(), begin, stop, false, false);
    }

    /** Whether the path leads to a mount point. */
    public boolean isMountPoint() {
        return cover != null && here.length() == cover.targetBytes().length;
    }

    /** Whether the path is a name that is a mount point. */
    boolean isMountedOver() {
        return isMountPoint() && !lastIsDots;
    }

    /** The mount that covers the directory that the path's last name is in, or null. */
    @Nullable
    MountEntry mountOfDirectory() {
        return isMountedOver() || lastIsParent ? outer : cover;
    }

    /** Whether the path ends with one dot, or two. */
    boolean endsWithDots() {
        return lastIsDots;
    }

    /** Whether the path ends with two dots. */
    boolean endsWithParent() {
        return lastIsParent;
    }

    /** @return false when the mount is going away */
    private boolean enter(MountEntry mount) {
        MountedTree tree = mount.tree();
        if (tree != null && !held.add(call, tree)) {
            return false;
        }
        kernelsWay = false;
        outer = cover;
        cover = mount;
        return true;
    }

    /** After a component was added: whether another mount covers the path now. */
    private boolean crossesBorder(MountTable mounts) throws ErrnoException {
        MountEntry mount = mounts.at(here.bytes(), here.offset(), here.length());
        if (mount == null && mounts.hasClaims() && (cover == null || cover.isClaimed())) {
            mount = claimed(mounts);
        }
        if (mount != null) {
            return enter(mount);
        }
        MountedTree tree = cover == null ? null : cover.tree();
        if (tree == null || !tree.hasExceptions()) {
            return false;
        }
        int target = cover.targetBytes().length;
        if (!tree.excepts(here.bytes(), here.offset() + target, here.length() - target)) {
            return false;
        }
        coverAnew(mounts);
        return true;
    }

    private @Nullable MountEntry claimed(MountTable mounts) throws ErrnoException {
        try {
            return mounts.claimedAt(Objects.requireNonNull(call), here.bytes(), here.offset(), here.length());
        } catch (ErrnoException e) {
            kernelsWay = false;
            throw e;
        }
    }

    private void coverAnew(MountTable mounts) throws ErrnoException {
        MountEntry mount = mounts.covering(Objects.requireNonNull(call), here.bytes(), here.offset(), here.length());
        MountedTree tree = mount == null ? null : mount.tree();
        cover = tree != null && !held.add(call, tree) ? null : mount;
        kernelsWay = false;
    }

    /** Whether the mount that covers the place has no tree. */
    boolean isSpecial() {
        return cover != null && cover.tree() == null;
    }

    /**
     * Follows a path without ".." as if there were no symbolic link on it.
     *
     * @return whether that was right, as far as is known: see {@link #provisional}
     */
    private boolean walkPlainly(MountTable mounts) throws ErrnoException {
        int known = here.length();
        lastIsDots = false;
        lastIsParent = false;
        while (todo.next()) {
            lastIsDots = todo.isDot();
            if (lastIsDots) {
                continue;
            }
            if (todo.isParent()) {
                return false;
            }
            int before = here.length();
            MountEntry outside = cover;
            here.push(todo);
            if (crossesBorder(mounts)) {
                if (before > known && !here.hasNoLinks(outside, known, before, true)) {
                    return false;
                }
                if (isSpecial()) {
                    return true;
                }
                known = here.length();
            }
        }
        if (!kernelsWay) {
            provisional = here.length() > known;
            return true;
        }
        // What is followed by a slash or a dot is followed.
        return here.length() == known
                || here.hasNoLinks(
                        cover, known, here.length(), follow || lastIsDots || todo.endsWithSlash() && !nameCounts);
    }

    /** Follows the path once more if that may lead elsewhere. */
    void followOverlookedLinks(Call call, MountTable mounts) throws ErrnoException {
        if (provisional) {
            followLinks(call, mounts);
        }
    }

    /** Follows the path once more, component by component. */
    @Nullable
    MountEntry followLinks(Call call, MountTable mounts) throws ErrnoException {
        todo.restart();
        here.length(start);
        cover = startCover;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        return walkByComponent(call, mounts);
    }

    private @Nullable MountEntry walkByComponent(Call call, MountTable mounts) throws ErrnoException {
        int links = 0;
        lastIsDots = false;
        lastIsParent = false;
        while (todo.next()) {
            lastIsParent = todo.isParent();
            lastIsDots = lastIsParent || todo.isDot();
            if (lastIsParent) {
                checkFolder(mounts);
                if (mayGoUp()) {
                    outer = cover;
                    up(mounts);
                }
            }
            if (lastIsDots) {
                continue;
            }
            int before = here.length();
            MountEntry outside = cover;
            here.push(todo);
            if (crossesBorder(mounts) && isMountPoint()) {
                checkSearchable(outside, before);
                if (isSpecial()) {
                    return cover;
                }
                continue;
            }
            boolean atEnd = todo.isAtEnd() || nameCounts && todo.isLast();
            if (atEnd && !follow || isMagic() && jump(mounts, atEnd)) {
                continue;
            }
            if (readLink(call)) {
                if (++links > LINKS || (resolve & RESOLVE_NO_SYMLINKS) != 0) {
                    throw Errno.ELOOP.exception();
                }
                if (here.link().get(0) == '/') {
                    toRoot();
                } else {
                    here.length(before);
                    cover = outside;
                }
            }
        }
        return cover;
    }

    /** A mount is found only by who may search the directory that its mount point is in; the directory need not exist. */
    private void checkSearchable(@Nullable MountEntry outside, int size) throws ErrnoException {
        // The way to where a relative path starts need not be open to the caller.
        if (size == start && !absolute) {
            return;
        }
        int result = here.search(outside, size);
        if (result == -Errno.EACCES.number()) {
            throw Errno.EACCES.exception();
        }
    }

    private boolean mayGoUp() throws ErrnoException {
        boolean atFloor = here.length() <= floor && (resolve & BENEATH_OR_IN_ROOT) != 0;
        if (atFloor && (resolve & RESOLVE_BENEATH) != 0) {
            throw Errno.EXDEV.exception();
        }
        return !atFloor;
    }

    /** An absolute symbolic link is followed. */
    private void toRoot() throws ErrnoException {
        if ((resolve & RESOLVE_BENEATH) != 0) {
            throw Errno.EXDEV.exception();
        }
        boolean inRoot = (resolve & RESOLVE_IN_ROOT) != 0;
        kernelsWay &= inRoot || cover == null;
        here.length(inRoot ? floor : 0);
        cover = inRoot ? startCover : null;
    }

    /** Whether this is a link of proc(5) that leads to what a process has, or something else in its folder. */
    private boolean isMagic() {
        return cover == null && here.isOfProcess();
    }

    /**
     * Follows a link of a process as the kernel does, which does not look at the text.
     *
     * @return false when the text will do
     */
    private boolean jump(MountTable mounts, boolean atEnd) throws ErrnoException {
        if ((resolve & LINKS_COUNT) != 0 && here.readLink(cover, here.length()) > 0) {
            boolean never = (resolve & (RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)) != 0;
            throw (never ? Errno.ELOOP : Errno.EXDEV).exception();
        }
        if (atEnd) {
            magicEnd = true;
            return true;
        }
        int size = mounts.hasTrees() ? here.readLink(cover, here.length()) : 0;
        if (size <= 0) {
            return false;
        }
        MountEntry mount = guestLinks.tree(call, mounts, here.directory(), here.address(), here.link(), size);
        return mount != null && jumpInto(mount, here.link(), size);
    }

    /** Goes on at a file in a tree that the kernel gives a name. */
    private boolean jumpInto(MountEntry mount, ByteBuffer text, int size) {
        MountedTree tree = Objects.requireNonNull(mount.tree());
        int skipped = tree.prefixOf(text, size);
        if (skipped < 0 || !here.fits(mount, size) || !held.add(call, tree)) {
            return false;
        }
        here.set(mount, text, skipped, size);
        cover = mount;
        return true;
    }

    /** The canonical path of the view that some bytes lead to, as {@link io.umview.api.Chain#resolve} promises. */
    public static String resolve(Call call, MountTable mounts, byte[] text) throws ErrnoException {
        if (text.length == 0) {
            throw Errno.ENOENT.exception();
        }
        PathWalk walk = ofThisThread();
        walk.walk(call, mounts, text, true);
        return walk.canonical() + walk.rest();
    }

    /** What the path has behind the mount that was found: empty, or beginning with a slash. */
    public String rest() {
        return todo.rest();
    }

    /** Where the path leads. */
    public String canonical() {
        return here.toString();
    }

    /** Whether {@link #canonical} begins with some ASCII text. */
    public boolean leadsBelow(byte[] ancestor) {
        return here.leadsBelow(ancestor);
    }

    /** Only folders have a parent; those that lead to mounts need not exist. */
    private void checkFolder(MountTable mounts) throws ErrnoException {
        int result = here.search(cover, here.length());
        if (result == -Errno.EACCES.number()) {
            throw Errno.EACCES.exception();
        }
        if (result == -Errno.ENOTDIR.number()) {
            throw Errno.ENOTDIR.exception();
        }
        if (result == -Errno.ENOENT.number() && !mounts.anyBelow(here.bytes(), here.offset(), here.length())) {
            throw Errno.ENOENT.exception();
        }
    }

    private void up(MountTable mounts) throws ErrnoException {
        here.up();
        if (cover != null && here.length() < cover.targetBytes().length || mounts.hasExceptions()) {
            coverAnew(mounts);
        }
    }

    /** If the path so far names a symbolic link, puts its target before what is still to do. */
    private boolean readLink(Call call) throws ErrnoException {
        int size = linkTarget(call);
        if (size == -Errno.EACCES.number() || size == -Errno.EINTR.number()) {
            throw Errno.of(-size).exception();
        }
        if (size <= 0) {
            return false;
        }
        todo.prepend(here.link(), size);
        return true;
    }

    private int linkTarget(Call call) {
        // These two mean who looks at them, and that is the guest.
        if (here.is(SELF)) {
            return numberInLink(0, ((TracedCall) call).pid());
        }
        if (here.is(THREAD_SELF)) {
            int at = numberInLink(0, ((TracedCall) call).pid());
            for (byte b : TASK) {
                here.link().put(at++, b);
            }
            return numberInLink(at, call.thread());
        }
        return here.target(cover);
    }

    private int numberInLink(int at, int value) {
        return Decimal.put(here.link(), at, value);
    }

    /** Starts at a directory of the guest. @return false when the descriptor leads to no directory with a path */
    private boolean startAt(int thread, MountTable mounts, int directory) {
        ByteBuffer text = guestLinks.target();
        int rootSize = 1;
        if (!here.rootIsShared()) {
            rootSize = guestLinks.read(thread, GuestLinks.ROOT, -1);
            if (rootSize > 1) {
                rootLink.put(0, text, 0, rootSize);
            }
        }
        byte[] link = directory == Files.AT_FDCWD ? GuestLinks.CWD : GuestLinks.DESCRIPTORS;
        int number = directory == Files.AT_FDCWD ? -1 : directory;
        boolean askedFor = mayRecall && startsInTrees && mounts.hasTrees();
        if (askedFor) {
            MountEntry mount = guestLinks.recall(Objects.requireNonNull(call), mounts, link, number);
            recalled = mount != null && jumpInto(mount, text, guestLinks.recalled());
            if (recalled) {
                return true;
            }
        }
        int size = guestLinks.read(thread, link, number);
        if (size <= 0 || text.get(0) != '/') {
            return false;
        }
        if (mounts.hasTrees()) {
            MountEntry mount = guestLinks.tree(call, mounts, size);
            startsInTrees = mount != null && jumpInto(mount, text, size);
            if (startsInTrees) {
                if (askedFor) {
                    guestLinks.keep(size);
                }
                return true;
            }
        }
        int skipped = rootSize > 1 && size >= rootSize && beginsWithRoot(text, rootSize) ? rootSize : 0;
        here.set(text, skipped, size);
        return true;
    }

    private boolean beginsWithRoot(ByteBuffer text, int size) {
        for (int i = 0; i < size; i++) {
            if (text.get(i) != rootLink.get(i)) {
                return false;
            }
        }
        return true;
    }
}
