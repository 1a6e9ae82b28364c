package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
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
    private static final int O_PATH = 010000000;
    /** Of what a path becomes while its symbolic links are followed. */
    static final int ROOM = 4 * PATH_MAX;

    /** Room behind a path, for a slash and what may follow it. */
    private static final int TAIL = 4;

    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_BENEATH = 8;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int BENEATH_OR_IN_ROOT = RESOLVE_BENEATH | RESOLVE_IN_ROOT;

    /** With these it matters which links a path leads through. */
    private static final int LINKS_COUNT = RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | BENEATH_OR_IN_ROOT;

    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] TASK = bytes("/task/");
    private static final byte[] SELF = bytes("/proc/self");
    private static final byte[] THREAD_SELF = bytes("/proc/thread-self");
    private static final ThreadLocal<PathWalk> WALKS = ThreadLocal.withInitial(PathWalk::new);
    private static final ThreadLocal<PathWalk> OTHER_WALKS = ThreadLocal.withInitial(PathWalk::new);

    private final NativeBuffer name = new NativeBuffer(ROOM);
    private final RemainingPath todo = new RemainingPath();
    private final NativeBuffer link = new NativeBuffer(PATH_MAX);
    private final ByteBuffer path = name.bytes();
    private final ByteBuffer rootLink = ByteBuffer.allocateDirect(PATH_MAX);
    private final SharedRoot sharedRoot = SharedRoot.ofThisThread();
    private final LinkCheck links = new LinkCheck();
    private final GuestLinks guestLinks = new GuestLinks();
    private final HeldTrees held = new HeldTrees();
    private final Place place = new Place();
    private @Nullable Call call;
    private boolean rootIsShared;
    private int root = -1;

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
    private int prefix;
    private int length;
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
        openRoot();
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
        length = 0;
        cover = null;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        recalled = false;
        nowhere = true;
        int thread = thisCall.thread();
        prefix = append(Decimal.put(path, append(0, PROC), thread), GuestLinks.ROOT);
        if (todo.isEmpty()) {
            return false;
        }
        path.put(prefix, (byte) 0);
        rootIsShared = sharedRoot.isOf(thread, name.address());
        absolute = todo.isAbsolute() && (resolve & RESOLVE_IN_ROOT) == 0;
        if (!absolute && !startAt(thread, mounts, directory)) {
            return false;
        }
        nowhere = false;
        floor = length;
        start = length;
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
        prefix = 0;
        int size = guestLinks.read(thisCall.thread(), GuestLinks.CWD, -1);
        MountEntry mount = size > 0 ? guestLinks.tree(thisCall, mounts, size) : null;
        return mount != null && jumpInto(mount, guestLinks.target(), size) ? copy(text) : -1;
    }

    /**
     * The path in the view of what the link of proc(5) leads to at which the walk has ended, if that lies in a tree.
     *
     * @param text where to put it
     * @return its length, else -1
     */
    int linkIntoTree(Call thisCall, MountTable mounts, ByteBuffer text) throws ErrnoException {
        return isMagic() && jump(mounts, false) ? copy(text) : -1;
    }

    private int copy(ByteBuffer text) {
        int size = Math.min(length, PATH_MAX - 1);
        text.put(0, path, prefix, size);
        return size;
    }

    /** Ends the walk. */
    void end() {
        call = null;
        mayRecall = false;
        resolve = 0;
        if (root >= 0) {
            Files.close(root);
            root = -1;
        }
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
        int base;
        int begin;
        if (tree != null) {
            base = tree.root();
            begin = cover.targetBytes().length;
        } else {
            openRoot();
            base = root;
            begin = 0;
        }
        int stop = prefix + length;
        boolean slash = todo.endsWithSlash() && length > 0;
        if (lastIsDots || slash) {
            path.put(stop++, (byte) '/');
        }
        if (lastIsDots || slash && length == begin) {
            path.put(stop++, (byte) '.');
        }
        path.put(stop, (byte) 0);
        return place.set(cover, base, name, prefix + begin, stop, magicEnd, provisional);
    }

    /** The place of the directory in which the mount point is that the path leads to. */
    Place placeOfMountPoint() {
        MountedTree tree = outer == null ? null : outer.tree();
        int begin = tree == null ? 0 : outer.targetBytes().length;
        if (tree == null) {
            openRoot();
        }
        int stop = prefix + length;
        while (stop > prefix + begin && path.get(stop) != '/') {
            stop--;
        }
        path.put(stop, (byte) 0);
        return place.set(outer, tree == null ? root : tree.root(), name, prefix + begin, stop, false, false);
    }

    /** Whether the path leads to a mount point. */
    public boolean isMountPoint() {
        return cover != null && length == cover.targetBytes().length;
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
        MountEntry mount = mounts.at(path, prefix, length);
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
        if (!tree.excepts(path, prefix + target, length - target)) {
            return false;
        }
        coverAnew(mounts);
        return true;
    }

    private @Nullable MountEntry claimed(MountTable mounts) throws ErrnoException {
        try {
            return mounts.claimedAt(Objects.requireNonNull(call), path, prefix, length);
        } catch (ErrnoException e) {
            kernelsWay = false;
            throw e;
        }
    }

    private void coverAnew(MountTable mounts) throws ErrnoException {
        MountEntry mount = mounts.covering(Objects.requireNonNull(call), path, prefix, length);
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
        int known = length;
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
            int before = length;
            MountEntry outside = cover;
            push();
            if (crossesBorder(mounts)) {
                if (before > known && !hasNoLinks(outside, known, before, true)) {
                    return false;
                }
                if (isSpecial()) {
                    return true;
                }
                known = length;
            }
        }
        if (!kernelsWay) {
            provisional = length > known;
            return true;
        }
        // What is followed by a slash or a dot is followed.
        return length == known
                || hasNoLinks(cover, known, length, follow || lastIsDots || todo.endsWithSlash() && !nameCounts);
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
        length = start;
        cover = startCover;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        return walkByComponent(call, mounts);
    }

    /**
     * Whether there is none on the first bytes of the path, which begins in what a mount covers.
     *
     * @param known how many of them need not be looked at
     * @param last whether the last name counts too
     */
    private boolean hasNoLinks(@Nullable MountEntry within, int known, int size, boolean last) {
        if (isOneName(known, size)) {
            return !last || isNoLink(within, size);
        }
        byte next = path.get(prefix + size);
        path.put(prefix + size, (byte) 0);
        boolean none;
        MountedTree tree = within == null ? null : within.tree();
        if (tree != null) {
            int target = within.targetBytes().length;
            none = size <= target || links.areNone(tree.root(), name.address() + prefix + target + 1, last);
        } else if (rootIsShared) {
            none = links.areNone(Files.AT_FDCWD, name.address() + prefix, last);
        } else {
            path.put(prefix + size, next);
            openRoot();
            path.put(prefix + size, (byte) 0);
            none = root >= 0 && links.areNone(root, name.address() + prefix + 1, last);
        }
        path.put(prefix + size, next);
        return none;
    }

    private boolean isOneName(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (path.get(prefix + i) == '/') {
                return false;
            }
        }
        return true;
    }

    /** That takes half the time of a {@link LinkCheck}. @return false also when the kernel does not say */
    private boolean isNoLink(@Nullable MountEntry within, int size) {
        byte next = path.get(prefix + size);
        int result = readLink(within, size);
        path.put(prefix + size, next);
        return result == -Errno.EINVAL.number() || result == -Errno.ENOENT.number();
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
            int before = length;
            MountEntry outside = cover;
            push();
            if (crossesBorder(mounts) && cover != null && length == cover.targetBytes().length) {
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
                if (link.bytes().get(0) == '/') {
                    toRoot();
                } else {
                    length = before;
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
        short name = path.getShort(prefix + size + 1);
        path.put(prefix + size + 1, (byte) '.');
        int result = readLink(outside, size + 2);
        path.putShort(prefix + size + 1, name);
        if (result == -Errno.EACCES.number()) {
            throw Errno.EACCES.exception();
        }
    }

    private boolean mayGoUp() throws ErrnoException {
        boolean atFloor = length <= floor && (resolve & BENEATH_OR_IN_ROOT) != 0;
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
        length = inRoot ? floor : 0;
        cover = inRoot ? startCover : null;
    }

    /** Whether this is a link of proc(5) that leads to what a process has, or something else in its folder. */
    private boolean isMagic() {
        if (cover != null || !leadsBelow(PROC) || !isDigit(path.get(prefix + PROC.length))) {
            return false;
        }
        int at = prefix + PROC.length;
        while (at < prefix + length && isDigit(path.get(at))) {
            at++;
        }
        return at < prefix + length && path.get(at) == '/';
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /**
     * Follows a link of a process as the kernel does, which does not look at the text.
     *
     * @return false when the text will do
     */
    private boolean jump(MountTable mounts, boolean atEnd) throws ErrnoException {
        if ((resolve & LINKS_COUNT) != 0 && readLink(cover, length) > 0) {
            boolean never = (resolve & (RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS)) != 0;
            throw (never ? Errno.ELOOP : Errno.EXDEV).exception();
        }
        if (atEnd) {
            magicEnd = true;
            return true;
        }
        int size = mounts.hasTrees() ? readLink(cover, length) : 0;
        if (size <= 0) {
            return false;
        }
        int directory = rootIsShared ? Files.AT_FDCWD : root;
        long file = name.address() + prefix + (rootIsShared ? 0 : 1);
        MountEntry mount = guestLinks.tree(call, mounts, directory, file, link.bytes(), size);
        return mount != null && jumpInto(mount, link.bytes(), size);
    }

    /** Goes on at a file in a tree that the kernel gives a name. */
    private boolean jumpInto(MountEntry mount, ByteBuffer text, int size) {
        MountedTree tree = Objects.requireNonNull(mount.tree());
        int skipped = tree.prefixOf(text, size);
        int target = mount.targetBytes().length;
        if (skipped < 0 || prefix + target + size > ROOM || !held.add(call, tree)) {
            return false;
        }
        path.put(prefix, mount.targetBytes());
        // The root of a mount has a slash for its name.
        length = target + (size - skipped == 1 ? 0 : size - skipped);
        path.put(prefix + target, text, skipped, size - skipped);
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
        byte[] text = new byte[length];
        path.get(prefix, text);
        return length == 0 ? "/" : GuestText.decode(text);
    }

    /** Whether {@link #canonical} begins with some ASCII text. */
    public boolean leadsBelow(byte[] ancestor) {
        return length > ancestor.length && startsWith(ancestor);
    }

    private boolean startsWith(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (path.get(prefix + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Only folders have a parent; those that lead to mounts need not exist. */
    private void checkFolder(MountTable mounts) throws ErrnoException {
        path.put(prefix + length, (byte) '/').put(prefix + length + 1, (byte) '.');
        int result = readLink(cover, length + 2);
        if (result == -Errno.EACCES.number()) {
            throw Errno.EACCES.exception();
        }
        if (result == -Errno.ENOTDIR.number()) {
            throw Errno.ENOTDIR.exception();
        }
        if (result == -Errno.ENOENT.number() && !mounts.anyBelow(path, prefix, length)) {
            throw Errno.ENOENT.exception();
        }
    }

    private void up(MountTable mounts) throws ErrnoException {
        while (length > 0 && path.get(prefix + --length) != '/') {
            continue;
        }
        if (cover != null && length < cover.targetBytes().length || mounts.hasExceptions()) {
            coverAnew(mounts);
        }
    }

    /** Adds the component at hand to the path. */
    private void push() throws ErrnoException {
        int size = todo.size();
        if (prefix + length + size + TAIL > ROOM) {
            throw Errno.ENAMETOOLONG.exception();
        }
        path.put(prefix + length, (byte) '/');
        todo.copyTo(path, prefix + length + 1);
        length += 1 + size;
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
        todo.prepend(link.bytes(), size);
        return true;
    }

    private int linkTarget(Call call) {
        // These two mean who looks at them, and that is the guest.
        if (length == SELF.length && startsWith(SELF)) {
            return numberInLink(0, ((TracedCall) call).pid());
        }
        if (length == THREAD_SELF.length && startsWith(THREAD_SELF)) {
            int at = numberInLink(0, ((TracedCall) call).pid());
            for (byte b : TASK) {
                link.bytes().put(at++, b);
            }
            return numberInLink(at, call.thread());
        }
        return readLink(cover, length);
    }

    /** readlink(2) of the first bytes of the path, which lie in what a mount covers. */
    private int readLink(@Nullable MountEntry within, int size) {
        path.put(prefix + size, (byte) 0);
        MountedTree tree = within == null ? null : within.tree();
        if (tree != null) {
            long inside = name.address() + prefix + within.targetBytes().length + 1;
            return (int) Files.readlinkat(tree.root(), inside, link.address(), PATH_MAX);
        }
        if (rootIsShared) {
            return (int) Files.readlinkat(Files.AT_FDCWD, name.address() + prefix, link.address(), PATH_MAX);
        }
        openRoot();
        return (int) Files.readlinkat(root, name.address() + prefix + 1, link.address(), PATH_MAX);
    }

    /** The way through proc(5) costs more than the rest: it is gone only once. */
    private void openRoot() {
        if (root < 0) {
            path.put(prefix, (byte) 0);
            root = Files.openat(Files.AT_FDCWD, name.address(), O_PATH | Files.O_CLOEXEC, 0);
            path.put(prefix, (byte) '/');
        }
    }

    private int numberInLink(int at, int value) {
        return Decimal.put(link.bytes(), at, value);
    }

    /** Starts at a directory of the guest. @return false when the descriptor leads to no directory with a path */
    private boolean startAt(int thread, MountTable mounts, int directory) {
        ByteBuffer text = guestLinks.target();
        int rootSize = 1;
        if (!rootIsShared) {
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
        path.put(prefix, text, skipped, size - skipped);
        length = size == 1 ? 0 : size - skipped;
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

    private int append(int at, byte[] text) {
        path.put(at, text);
        return at + text.length;
    }
}
