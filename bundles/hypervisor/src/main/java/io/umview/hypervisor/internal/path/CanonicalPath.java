package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The canonical path of the view to which a walk has come, and what is there. Its bytes lie behind {@code /proc/TID/root}, by which
 * the host's files are looked at if the thread's root is not this process's own. Belongs to one thread.
 */
final class CanonicalPath {
    /** Of what a path becomes while its symbolic links are followed. */
    static final int ROOM = 4 * PathWalk.PATH_MAX;

    /** Room behind a path, for a slash and what may follow it. */
    private static final int TAIL = 4;

    private static final int O_PATH = 010000000;
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);

    private final NativeBuffer name = new NativeBuffer(ROOM);
    private final ByteBuffer bytes = name.bytes();
    private final NativeBuffer link = new NativeBuffer(PathWalk.PATH_MAX);
    private final SharedRoot sharedRoot = SharedRoot.ofThisThread();
    private final LinkCheck links = new LinkCheck();
    private final KnownLinks known = KnownLinks.ofThisThread();

    /** When the walk began. */
    private long now;

    private boolean rootIsShared;
    private int root = -1;
    private int prefix;
    private int length;

    /** Begins at the root directory of a thread. */
    void begin(int thread) {
        int at = Decimal.put(bytes, put(0, PROC), thread);
        prefix = put(at, GuestLinks.ROOT);
        length = 0;
        now = System.nanoTime();
    }

    /** Begins without a thread: the path is not looked at. */
    void begin() {
        prefix = 0;
    }

    /** Finds out whether the root directory of the thread is this process's own. */
    void checkRoot(int thread) {
        bytes.put(prefix, (byte) 0);
        rootIsShared = sharedRoot.isOf(thread, name.address());
    }

    boolean rootIsShared() {
        return rootIsShared;
    }

    /** A descriptor of the thread's root directory, or a negative error. The way through proc(5) is gone only once. */
    int root() {
        if (root < 0) {
            byte next = bytes.get(prefix);
            bytes.put(prefix, (byte) 0);
            root = Files.openat(Files.AT_FDCWD, name.address(), O_PATH | Files.O_CLOEXEC, 0);
            bytes.put(prefix, next);
        }
        return root;
    }

    /** Gives back what was opened on the way. */
    void end() {
        if (root >= 0) {
            Files.close(root);
            root = -1;
        }
    }

    // ---- the path ----

    /** Where the bytes of the path are, at {@link #offset}. */
    ByteBuffer bytes() {
        return bytes;
    }

    NativeBuffer memory() {
        return name;
    }

    int offset() {
        return prefix;
    }

    /** Bytes of the path; the root directory has none. */
    int length() {
        return length;
    }

    /** Goes back to where the path was shorter, or to what was put behind it. */
    void length(int size) {
        length = size;
    }

    /** Adds the component at hand. */
    void push(RemainingPath todo) throws ErrnoException {
        int size = todo.size();
        if (prefix + length + size + TAIL > ROOM) {
            throw Errno.ENAMETOOLONG.exception();
        }
        bytes.put(prefix + length, (byte) '/');
        todo.copyTo(bytes, prefix + length + 1);
        length += 1 + size;
    }

    /** Takes the last component away. */
    void up() {
        while (length > 0 && bytes.get(prefix + --length) != '/') {
            continue;
        }
    }

    /** Becomes a part of some text, that of a root directory included. */
    void set(ByteBuffer text, int from, int to) {
        bytes.put(prefix, text, from, to - from);
        length = to == 1 ? 0 : to - from;
    }

    /** Whether there is room for the path of a mount and so many bytes behind it. */
    boolean fits(MountEntry mount, int size) {
        return prefix + mount.targetBytes().length + size <= ROOM;
    }

    /** Becomes the path of a mount with a part of some text behind it. */
    void set(MountEntry mount, ByteBuffer text, int from, int to) {
        int target = mount.targetBytes().length;
        bytes.put(prefix, mount.targetBytes());
        // The root of a mount has a slash for its name.
        length = target + (to - from == 1 ? 0 : to - from);
        bytes.put(prefix + target, text, from, to - from);
    }

    /** Whether it is some ASCII text. */
    boolean is(byte[] text) {
        return length == text.length && startsWith(text);
    }

    /** Whether it begins with some ASCII text and goes on. */
    boolean leadsBelow(byte[] ancestor) {
        return length > ancestor.length && startsWith(ancestor);
    }

    private boolean startsWith(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes.get(prefix + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it leads into the folder that proc(5) has for a process. */
    boolean isOfProcess() {
        if (!leadsBelow(PROC) || !isDigit(bytes.get(prefix + PROC.length))) {
            return false;
        }
        int at = prefix + PROC.length;
        while (at < prefix + length && isDigit(bytes.get(at))) {
            at++;
        }
        return at < prefix + length && bytes.get(at) == '/';
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /** Copies the path, as far as there may be one. @return its length */
    int copyTo(ByteBuffer text) {
        int size = Math.min(length, PathWalk.PATH_MAX - 1);
        text.put(0, bytes, prefix, size);
        return size;
    }

    @Override
    public String toString() {
        byte[] text = new byte[length];
        bytes.get(prefix, text);
        return length == 0 ? "/" : GuestText.decode(text);
    }

    private int put(int at, byte[] text) {
        bytes.put(at, text);
        return at + text.length;
    }

    // ---- what is there ----

    /** The text of the link that was read last. */
    ByteBuffer link() {
        return link.bytes();
    }

    /** The directory from which {@link #address} is the path to what is there, for who looks by himself. */
    int directory() {
        return rootIsShared ? Files.AT_FDCWD : root();
    }

    /** The path, which {@link #readLink} has ended with a NUL, as {@link #directory} has it. */
    long address() {
        return name.address() + prefix + (rootIsShared ? 0 : 1);
    }

    /**
     * Where a symbolic link leads that the path ends with, as far as is known or readlink(2) tells: {@link #link} has the text.
     *
     * @return the length of the text; 0 or a negative error if there is none
     */
    int target(@Nullable MountEntry within) {
        // In a tree the call itself is made without following links, and must be told of one that is new.
        if (treeOf(within) != 0 || !mayBeKnown(within)) {
            return readLink(within, length);
        }
        int target = known.get(bytes, prefix, length, treeOf(within), now, link.bytes());
        if (target == KnownLinks.UNKNOWN) {
            target = readLink(within, length);
            if (target > 0 || saysNoLink(target)) {
                keep(within, length, Math.max(KnownLinks.NONE, target));
            }
        }
        return target;
    }

    private void keep(@Nullable MountEntry within, int size, int target) {
        known.put(bytes, prefix, size, treeOf(within), now, target, link.bytes());
    }

    private static boolean saysNoLink(int result) {
        return result == -Errno.EINVAL.number() || result == -Errno.ENOENT.number();
    }

    /** What links of proc(5) say changes without a call that is seen. */
    private boolean mayBeKnown(@Nullable MountEntry within) {
        return treeOf(within) != 0 || rootIsShared && !leadsBelow(PROC);
    }

    private static long treeOf(@Nullable MountEntry within) {
        MountedTree tree = within == null ? null : within.tree();
        return tree == null ? 0 : tree.serial();
    }

    /** readlink(2) of the first bytes of the path, which lie in what a mount covers. */
    int readLink(@Nullable MountEntry within, int size) {
        bytes.put(prefix + size, (byte) 0);
        MountedTree tree = within == null ? null : within.tree();
        if (tree != null) {
            long inside = name.address() + prefix + within.targetBytes().length + 1;
            return (int) Files.readlinkat(tree.root(), inside, link.address(), PathWalk.PATH_MAX);
        }
        return (int) Files.readlinkat(directory(), address(), link.address(), PathWalk.PATH_MAX);
    }

    /** Looks into the directory that the first bytes of the path name. @return EINVAL if there is one, or another negative error */
    int search(@Nullable MountEntry within, int size) {
        byte slash = bytes.get(prefix + size);
        short behind = bytes.getShort(prefix + size + 1);
        bytes.put(prefix + size, (byte) '/').put(prefix + size + 1, (byte) '.');
        int result = readLink(within, size + 2);
        bytes.put(prefix + size, slash).putShort(prefix + size + 1, behind);
        return result;
    }

    /**
     * Whether there is no symbolic link on the first bytes of the path, which begins in what a mount covers.
     *
     * @param from how many of them need not be looked at
     * @param last whether the last name counts too
     */
    boolean hasNoLinks(@Nullable MountEntry within, int from, int size, boolean last) {
        int parent = parentOf(size);
        if (!mayBeKnown(within)) {
            return parent <= from ? !last || isNoLink(within, size) : LinkCheck.saysNone(look(within, size, last));
        }
        if (last && isKnownAsNone(within, size)) {
            return true;
        }
        if (parent <= from || isKnownAsNone(within, parent)) {
            return !last || isNoLink(within, size);
        }
        int result = look(within, size, last);
        if (LinkCheck.saysNone(result) && !LinkCheck.isDenied(result)) {
            keep(within, parent, KnownLinks.NONE);
            if (last) {
                keep(within, size, KnownLinks.NONE);
            }
        }
        return LinkCheck.saysNone(result);
    }

    private boolean isKnownAsNone(@Nullable MountEntry within, int size) {
        return known.get(bytes, prefix, size, treeOf(within), now, link.bytes()) == KnownLinks.NONE;
    }

    private int look(@Nullable MountEntry within, int size, boolean last) {
        MountedTree tree = within == null ? null : within.tree();
        int target = tree == null ? 0 : within.targetBytes().length;
        if (tree != null && size <= target) {
            return 0;
        }
        int directory = tree == null ? directory() : tree.root();
        long path = tree == null ? address() : name.address() + prefix + target + 1;
        byte next = bytes.get(prefix + size);
        bytes.put(prefix + size, (byte) 0);
        int result = links.look(directory, path, last);
        bytes.put(prefix + size, next);
        return result;
    }

    /** The length of the path without the last name of its first bytes. */
    private int parentOf(int size) {
        int parent = size;
        while (parent > 0 && bytes.get(prefix + --parent) != '/') {
            continue;
        }
        return parent;
    }

    /** That takes half the time of a {@link LinkCheck}. @return false also when the kernel does not say */
    private boolean isNoLink(@Nullable MountEntry within, int size) {
        byte next = bytes.get(prefix + size);
        int result = readLink(within, size);
        bytes.put(prefix + size, next);
        if (saysNoLink(result) && mayBeKnown(within)) {
            keep(within, size, KnownLinks.NONE);
        }
        return saysNoLink(result);
    }
}
