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
    private static final int ROOM = 4 * PATH_MAX;

    /** Room behind a path, for a slash and what may follow it. */
    private static final int TAIL = 4;

    /** How many trees a walk holds; of one that leads through more, some may be unmounted in the middle of it. */
    private static final int HELD = 8;

    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] TASK = bytes("/task/");
    private static final byte[] SELF = bytes("/proc/self");
    private static final byte[] THREAD_SELF = bytes("/proc/thread-self");
    private static final ThreadLocal<PathWalk> WALKS = ThreadLocal.withInitial(PathWalk::new);
    private static final ThreadLocal<PathWalk> OTHER_WALKS = ThreadLocal.withInitial(PathWalk::new);

    private final NativeBuffer name = new NativeBuffer(ROOM);
    private final ByteBuffer todo = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer fromGuest = todo.slice(0, PATH_MAX);
    private final NativeBuffer link = new NativeBuffer(PATH_MAX);
    private final ByteBuffer path = name.bytes();
    private final ByteBuffer rootLink = ByteBuffer.allocateDirect(PATH_MAX);
    private final SharedRoot sharedRoot = new SharedRoot();
    private final LinkCheck links = new LinkCheck();
    private final GuestLinks guestLinks = new GuestLinks();
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

    /** Whether what was found counts only if there are no symbolic links on the way. */
    private boolean provisional;

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
    private @Nullable MountEntry startCover;
    private int from;
    private int end;
    private boolean follow;
    private boolean nameCounts;
    private final MountedTree[] held = new MountedTree[HELD];
    private int holding;

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
        end = call.memory().string(address, fromGuest);
        return begin(call, mounts, directory, followsLast);
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
        end();
        if (fromText == null) {
            end = thisCall.memory().string(fromAddress, fromGuest);
        } else {
            todo.put(0, fromText);
            end = fromText.length;
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
        return walkPlainly(mounts) ? cover : followLinks(thisCall, mounts);
    }

    /** @return false when the path leads nowhere */
    private boolean start(Call thisCall, MountTable mounts, int directory) {
        call = thisCall;
        from = 0;
        length = 0;
        cover = null;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        nowhere = true;
        int thread = thisCall.thread();
        prefix = append(Decimal.put(path, append(0, PROC), thread), GuestLinks.ROOT);
        if (end == 0) {
            return false;
        }
        path.put(prefix, (byte) 0);
        rootIsShared = sharedRoot.isOf(thread, name.address());
        if (todo.get(0) != '/' && !startAt(thread, mounts, directory)) {
            return false;
        }
        nowhere = false;
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
        todo.put(0, text);
        end = text.length;
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
        MountEntry mount = size > 0 ? guestLinks.tree(mounts, size) : null;
        return mount != null && jumpInto(mount, guestLinks.target(), size) ? copy(text) : -1;
    }

    /**
     * The path in the view of what the link of proc(5) leads to at which the walk has ended, if that lies in a tree.
     *
     * @param text where to put it
     * @return its length, else -1
     */
    int linkIntoTree(Call thisCall, MountTable mounts, ByteBuffer text) {
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
        if (root >= 0) {
            Files.close(root);
            root = -1;
        }
        while (holding > 0) {
            held[--holding].release();
        }
    }

    /** Whether the path is empty, or relative to a descriptor that is for no directory with a path. */
    boolean leadsNowhere() {
        return nowhere;
    }

    /** The mount that covers the place, or null. */
    @Nullable
    MountEntry mount() {
        return cover;
    }

    /** Whether the kernel, given the call as it stands, goes to the same place. */
    boolean kernelsWay() {
        return kernelsWay;
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
        boolean slash = todo.get(end - 1) == '/' && length > 0;
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
        if (tree != null && !hold(tree)) {
            return false;
        }
        kernelsWay = false;
        outer = cover;
        cover = mount;
        return true;
    }

    private boolean hold(MountedTree tree) {
        if (holding < HELD) {
            if (!tree.hold()) {
                return false;
            }
            held[holding++] = tree;
        }
        if (call instanceof TracedCall traced) {
            // Who serves the file system may be slow, or dead.
            traced.mayTakeLong();
        }
        return true;
    }

    /** After a component was added: whether another mount covers the path now. */
    private boolean crossesBorder(MountTable mounts) {
        MountEntry mount = mounts.at(path, prefix, length);
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

    private void coverAnew(MountTable mounts) {
        MountEntry mount = mounts.covering(path, prefix, length);
        MountedTree tree = mount == null ? null : mount.tree();
        cover = tree != null && !hold(tree) ? null : mount;
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
        int stop = 0;
        lastIsDots = false;
        lastIsParent = false;
        while (nextComponent()) {
            int begin = from;
            stop = componentEnd();
            from = stop;
            int size = stop - begin;
            lastIsDots = size == 1 && todo.get(begin) == '.';
            if (lastIsDots) {
                continue;
            }
            if (size == 2 && todo.get(begin) == '.' && todo.get(begin + 1) == '.') {
                return false;
            }
            int before = length;
            MountEntry outside = cover;
            push(begin, size);
            if (crossesBorder(mounts)) {
                if (before > known && !hasNoLinks(outside, before, true)) {
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
        return length == known || hasNoLinks(cover, length, follow || lastIsDots || stop < end && !nameCounts);
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
        from = 0;
        length = start;
        cover = startCover;
        kernelsWay = true;
        magicEnd = false;
        provisional = false;
        return walkByComponent(call, mounts);
    }

    /** Whether the first bytes of the path, which begins in what a mount covers, have none. */
    private boolean hasNoLinks(@Nullable MountEntry within, int size, boolean last) {
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

    private @Nullable MountEntry walkByComponent(Call call, MountTable mounts) throws ErrnoException {
        int links = 0;
        lastIsDots = false;
        lastIsParent = false;
        while (nextComponent()) {
            int begin = from;
            int stop = componentEnd();
            from = stop;
            int size = stop - begin;
            lastIsParent = size == 2 && todo.get(begin) == '.' && todo.get(begin + 1) == '.';
            lastIsDots = lastIsParent || size == 1 && todo.get(begin) == '.';
            if (lastIsParent) {
                checkFolder(mounts);
                outer = cover;
                up(mounts);
            }
            if (lastIsDots) {
                continue;
            }
            int before = length;
            MountEntry outside = cover;
            push(begin, size);
            if (crossesBorder(mounts) && cover != null && length == cover.targetBytes().length) {
                if (isSpecial()) {
                    return cover;
                }
                continue;
            }
            boolean atEnd = stop == end || nameCounts && onlySlashesFollow();
            if (atEnd && !follow || isMagic() && jump(mounts, atEnd)) {
                continue;
            }
            if (readLink(call)) {
                if (++links > LINKS) {
                    throw Errno.ELOOP.exception();
                }
                boolean absolute = link.bytes().get(0) == '/';
                kernelsWay &= !absolute || cover == null;
                length = absolute ? 0 : before;
                cover = absolute ? null : outside;
            }
        }
        return cover;
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
    private boolean jump(MountTable mounts, boolean atEnd) {
        if (atEnd) {
            magicEnd = true;
            return true;
        }
        int size = mounts.hasTrees() ? readLink(length) : 0;
        if (size <= 0) {
            return false;
        }
        int directory = rootIsShared ? Files.AT_FDCWD : root;
        long file = name.address() + prefix + (rootIsShared ? 0 : 1);
        MountEntry mount = guestLinks.tree(mounts, directory, file, link.bytes(), size);
        return mount != null && jumpInto(mount, link.bytes(), size);
    }

    /** Goes on at a file in a tree that the kernel gives a name. */
    private boolean jumpInto(MountEntry mount, ByteBuffer text, int size) {
        MountedTree tree = Objects.requireNonNull(mount.tree());
        int skipped = tree.prefixOf(text, size);
        int target = mount.targetBytes().length;
        if (skipped < 0 || prefix + target + size > ROOM || !hold(tree)) {
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
        byte[] rest = new byte[end - from];
        todo.get(from, rest);
        return GuestText.decode(rest);
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

    private boolean nextComponent() {
        while (from < end && todo.get(from) == '/') {
            from++;
        }
        return from < end;
    }

    private boolean onlySlashesFollow() {
        int at = from;
        while (at < end && todo.get(at) == '/') {
            at++;
        }
        return at == end;
    }

    private int componentEnd() {
        int at = from;
        while (at < end && todo.get(at) != '/') {
            at++;
        }
        return at;
    }

    /** Only folders have a parent; those that lead to mounts need not exist. */
    private void checkFolder(MountTable mounts) throws ErrnoException {
        path.put(prefix + length, (byte) '/').put(prefix + length + 1, (byte) '.');
        int result = readLink(length + 2);
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

    private void up(MountTable mounts) {
        while (length > 0 && path.get(prefix + --length) != '/') {
            continue;
        }
        if (cover != null && length < cover.targetBytes().length || mounts.hasExceptions()) {
            coverAnew(mounts);
        }
    }

    private void push(int begin, int size) throws ErrnoException {
        if (prefix + length + size + TAIL > ROOM) {
            throw Errno.ENAMETOOLONG.exception();
        }
        path.put(prefix + length++, (byte) '/');
        for (int i = 0; i < size; i++) {
            path.put(prefix + length++, todo.get(begin + i));
        }
    }

    /** If the path so far names a symbolic link, puts its target before what is still to do. */
    private boolean readLink(Call call) throws ErrnoException {
        int size = linkTarget(call);
        if (size == -Errno.EACCES.number()) {
            throw Errno.EACCES.exception();
        }
        if (size <= 0) {
            return false;
        }
        int rest = end - from;
        if (size + rest > ROOM) {
            throw Errno.ENAMETOOLONG.exception();
        }
        for (int i = 0; i < rest; i++) {
            // Towards the end first if the text moves right, so that nothing is overwritten before it was moved.
            int offset = size > from ? rest - 1 - i : i;
            todo.put(size + offset, todo.get(from + offset));
        }
        for (int i = 0; i < size; i++) {
            todo.put(i, link.bytes().get(i));
        }
        from = 0;
        end = size + rest;
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
        return readLink(length);
    }

    /** readlink(2) of the first bytes of the path. */
    private int readLink(int size) {
        path.put(prefix + size, (byte) 0);
        MountedTree tree = cover == null ? null : cover.tree();
        if (tree != null) {
            long inside = name.address() + prefix + cover.targetBytes().length + 1;
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
        int size = directory == Files.AT_FDCWD
                ? guestLinks.read(thread, GuestLinks.CWD, -1)
                : guestLinks.read(thread, GuestLinks.DESCRIPTORS, directory);
        if (size <= 0 || text.get(0) != '/') {
            return false;
        }
        if (mounts.hasTrees()) {
            MountEntry mount = guestLinks.tree(mounts, size);
            if (mount != null && jumpInto(mount, text, size)) {
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
