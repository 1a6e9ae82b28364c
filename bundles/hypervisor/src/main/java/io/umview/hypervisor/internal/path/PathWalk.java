package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] ROOT = bytes("/root");
    private static final byte[] CWD = bytes("/cwd");
    private static final byte[] DESCRIPTORS = bytes("/fd/");
    private static final byte[] TASK = bytes("/task/");
    private static final byte[] SELF = bytes("/proc/self");
    private static final byte[] THREAD_SELF = bytes("/proc/thread-self");
    private static final ThreadLocal<PathWalk> WALKS = ThreadLocal.withInitial(PathWalk::new);

    private final NativeBuffer name = new NativeBuffer(ROOM);
    private final ByteBuffer todo = ByteBuffer.allocateDirect(ROOM);
    private final ByteBuffer fromGuest = todo.slice(0, PATH_MAX);
    private final NativeBuffer link = new NativeBuffer(PATH_MAX);
    private final NativeBuffer rootLink = new NativeBuffer(PATH_MAX);
    private final ByteBuffer path = name.bytes();
    private final SharedRoot sharedRoot = new SharedRoot();
    private final LinkCheck links = new LinkCheck();
    private boolean rootIsShared;
    private int root = -1;
    private @Nullable MountEntry found;
    private int prefix;
    private int length;
    private int from;
    private int end;

    private PathWalk() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The walk of the current thread. */
    public static PathWalk ofThisThread() {
        return WALKS.get();
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
        end = call.memory().string(address, fromGuest);
        return walk(call, mounts, directory, follow);
    }

    /** Walks a path given as bytes; relative ones start at the caller's working directory. */
    public @Nullable MountEntry walk(Call call, MountTable mounts, byte[] text, boolean follow) throws ErrnoException {
        if (text.length >= PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        todo.put(0, text);
        end = text.length;
        return walk(call, mounts, Files.AT_FDCWD, follow);
    }

    private @Nullable MountEntry walk(Call call, MountTable mounts, int directory, boolean follow)
            throws ErrnoException {
        from = 0;
        length = 0;
        prefix = append(number(append(0, PROC), call.thread()), ROOT);
        if (end == 0) {
            return null;
        }
        path.put(prefix, (byte) 0);
        rootIsShared = sharedRoot.isOf(call.thread(), name.address());
        if (todo.get(0) != '/' && !startAt(call.thread(), directory)) {
            return null;
        }
        int start = length;
        try {
            if (walkPlainly(mounts, follow)) {
                return found;
            }
            from = 0;
            length = start;
            return walk(call, mounts, follow);
        } finally {
            if (root >= 0) {
                Files.close(root);
                root = -1;
            }
        }
    }

    /**
     * Follows a path without ".." as if there were no symbolic link on it.
     *
     * @return whether that was right; then it led to {@link #found}
     */
    private boolean walkPlainly(MountTable mounts, boolean follow) throws ErrnoException {
        int start = length;
        int stop = 0;
        while (nextComponent()) {
            int begin = from;
            stop = componentEnd();
            from = stop;
            int size = stop - begin;
            if (size == 1 && todo.get(begin) == '.') {
                continue;
            }
            if (size == 2 && todo.get(begin) == '.' && todo.get(begin + 1) == '.') {
                return false;
            }
            int before = length;
            push(begin, size);
            found = mounts.at(path, prefix, length);
            if (found != null) {
                return before == start || hasNoLinks(before, true);
            }
        }
        found = null;
        // What is followed by a slash is followed.
        return length == start || hasNoLinks(length, follow || stop < end);
    }

    private boolean hasNoLinks(int size, boolean follow) {
        if (!rootIsShared) {
            openRoot();
        }
        byte next = path.get(prefix + size);
        path.put(prefix + size, (byte) 0);
        boolean none = rootIsShared
                ? links.areNone(Files.AT_FDCWD, name.address() + prefix, follow)
                : root >= 0 && links.areNone(root, name.address() + prefix + 1, follow);
        path.put(prefix + size, next);
        return none;
    }

    private @Nullable MountEntry walk(Call call, MountTable mounts, boolean follow) throws ErrnoException {
        int links = 0;
        while (nextComponent()) {
            int begin = from;
            int stop = componentEnd();
            from = stop;
            int size = stop - begin;
            if (size == 1 && todo.get(begin) == '.') {
                continue;
            }
            if (size == 2 && todo.get(begin) == '.' && todo.get(begin + 1) == '.') {
                checkFolder(mounts);
                up();
                continue;
            }
            int before = length;
            push(begin, size);
            MountEntry mount = mounts.at(path, prefix, length);
            if (mount != null) {
                return mount;
            }
            boolean atEnd = stop == end;
            if ((!atEnd || follow) && readLink(call)) {
                if (++links > LINKS) {
                    throw Errno.ELOOP.exception();
                }
                length = link.bytes().get(0) == '/' ? 0 : before;
            }
        }
        return null;
    }

    /** The canonical path of the view that some bytes lead to, as {@link io.umview.api.Chain#resolve} promises. */
    public static String resolve(Call call, MountTable mounts, byte[] text) throws ErrnoException {
        if (text.length == 0) {
            throw Errno.ENOENT.exception();
        }
        PathWalk walk = ofThisThread();
        MountEntry mount = walk.walk(call, mounts, text, true);
        String path = walk.canonical();
        return mount == null ? path : path + walk.rest();
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
        if (result == -Errno.ENOTDIR.number()) {
            throw Errno.ENOTDIR.exception();
        }
        if (result == -Errno.ENOENT.number() && !mounts.anyBelow(path, prefix, length)) {
            throw Errno.ENOENT.exception();
        }
    }

    private void up() {
        while (length > 0 && path.get(prefix + --length) != '/') {
            continue;
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
        byte[] digits = bytes(Integer.toString(value));
        link.bytes().put(at, digits);
        return at + digits.length;
    }

    /** Starts at a directory of the guest. @return false when the descriptor leads to no directory with a path */
    private boolean startAt(int thread, int directory) {
        int rootSize = rootIsShared ? 1 : readProc(thread, ROOT, -1, rootLink);
        int size = directory == Files.AT_FDCWD
                ? readProc(thread, CWD, -1, link)
                : readProc(thread, DESCRIPTORS, directory, link);
        prefix = append(number(append(0, PROC), thread), ROOT);
        if (size <= 0 || link.bytes().get(0) != '/') {
            return false;
        }
        int skipped = rootSize > 1 && size >= rootSize && linkStartsWithRoot(rootSize) ? rootSize : 0;
        path.put(prefix, link.bytes(), skipped, size - skipped);
        length = size == 1 ? 0 : size - skipped;
        return true;
    }

    private boolean linkStartsWithRoot(int size) {
        for (int i = 0; i < size; i++) {
            if (link.bytes().get(i) != rootLink.bytes().get(i)) {
                return false;
            }
        }
        return true;
    }

    private int readProc(int thread, byte[] file, int number, NativeBuffer target) {
        int at = append(number(append(0, PROC), thread), file);
        if (number >= 0) {
            at = number(at, number);
        }
        path.put(at, (byte) 0);
        return (int) Files.readlinkat(Files.AT_FDCWD, name.address(), target.address(), PATH_MAX);
    }

    private int append(int at, byte[] text) {
        path.put(at, text);
        return at + text.length;
    }

    private int number(int at, int value) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = digits - 1, rest = value; i >= 0; i--, rest /= 10) {
            path.put(at + i, (byte) ('0' + rest % 10));
        }
        return at + digits;
    }
}
