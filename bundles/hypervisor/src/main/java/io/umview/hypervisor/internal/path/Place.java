package io.umview.hypervisor.internal.path;

import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a walk ended: a directory of the hypervisor and a path below it, which has neither "..", but perhaps a dot at its end,
 * nor symbolic links, but perhaps one at its end. Belongs to one thread, and is valid as long as the walk.
 */
final class Place {
    static final int O_PATH = 010000000;
    private static final int O_DIRECTORY = 0200000;
    private static final int O_NOFOLLOW = 0400000;
    private static final int O_CREAT_EXCL = 0300;
    private static final long RESOLVE_NO_SYMLINKS = 4;
    private static final long RESOLVE_BENEATH = 8;
    private static final int MODE = 8;
    private static final int RESOLVE = 16;
    private static final int EACCES = 13;
    private static final int ELOOP = 40;
    private static final int EEXIST = 17;
    private static final byte[] OWN_DESCRIPTORS = "/proc/self/fd/".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final byte[] PROC = "/proc/".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] DESCRIPTORS = "/fd/".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int OWN_PROCESS = (int) ProcessHandle.current().pid();

    /** The longest path of a descriptor of this process, with a slash behind: numbers of seven digits (pid_max). */
    private static final int OWN_DESCRIPTORS_LONGEST = 6 + 7 + 4 + 7 + 1;

    private final NativeBuffer how = new NativeBuffer(Files.OPEN_HOW);
    private final NativeBuffer descriptor = new NativeBuffer(64);
    private final NativeBuffer dot = NativeBuffer.text(".");
    private @Nullable MountEntry mount;
    private int base;
    private @Nullable NativeBuffer text;
    private int begin;
    private int end;
    private int lastName;
    private boolean magic;
    private boolean provisional;

    Place() {
        descriptor.bytes().put(0, OWN_DESCRIPTORS);
    }

    Place set(
            @Nullable MountEntry newMount,
            int newBase,
            NativeBuffer newText,
            int newBegin,
            int newEnd,
            boolean newMagic,
            boolean newProvisional) {
        mount = newMount;
        base = newBase;
        text = newText;
        begin = newBegin < newEnd && newText.bytes().get(newBegin) == '/' ? newBegin + 1 : newBegin;
        end = newEnd;
        magic = newMagic;
        provisional = newProvisional;
        return this;
    }

    /** The mount in whose tree it lies, or null. */
    @Nullable
    MountEntry mount() {
        return mount;
    }

    /** Whether nothing can be changed here, because what files contain is made up. */
    boolean isFixed() {
        return mount != null && mount.tree() != null && mount.tree().contents() != null;
    }

    /** The path in the tree: empty for its root, else it begins with a slash. */
    String pathInTree() {
        byte[] inside = new byte[end - begin];
        bytes().get(begin, inside);
        return inside.length == 0 ? "" : "/" + GuestText.decode(inside);
    }

    /** Whether it is the base itself. */
    boolean isBase() {
        return begin == end;
    }

    /** Whether it is what a link of proc(5) leads to. */
    boolean isMagic() {
        return magic;
    }

    /** Whether it is a name in the base, which {@link #base} and {@link #path} give. */
    boolean isName() {
        for (int i = begin; i < end; i++) {
            if (bytes().get(i) == '/') {
                return false;
            }
        }
        return begin < end && !magic;
    }

    int base() {
        return base;
    }

    /** The address of the path below the base. */
    long path() {
        return address(begin);
    }

    /** Whether the walk may have overlooked symbolic links. */
    boolean provisional() {
        return provisional;
    }

    /** Whether a result says that the walk overlooked symbolic links, and must follow them. */
    boolean meetsLinks(long result) {
        return provisional && result == -ELOOP;
    }

    private ByteBuffer bytes() {
        return java.util.Objects.requireNonNull(text).bytes();
    }

    private long address(int at) {
        return java.util.Objects.requireNonNull(text).address() + at;
    }

    /** Opens what is there with O_PATH. @return a descriptor, to be closed, or a negative error */
    int object(boolean follow) {
        return isBase()
                ? Files.fcntl(base, Files.F_DUPFD_CLOEXEC, 0)
                : openat2(begin, O_PATH | (follow ? 0 : O_NOFOLLOW), 0, 0);
    }

    /**
     * Opens it as a directory, for reading if that is permitted, because such a descriptor is easier to give to a guest.
     *
     * @return a descriptor, to be closed, or a negative error
     */
    int directory() {
        int result = open(O_DIRECTORY, 0, 0);
        return result == -EACCES ? object(true) : result;
    }

    /**
     * Opens it as open(2) does.
     *
     * @param resolve RESOLVE_* of openat2(2) that are to hold besides
     * @return a descriptor, close-on-exec, or a negative error
     */
    int open(long flags, long mode, long resolve) {
        if (!isBase()) {
            return openat2(begin, flags, mode, resolve);
        }
        if ((flags & O_CREAT_EXCL) == O_CREAT_EXCL) {
            return -EEXIST;
        }
        how.bytes()
                .putLong(0, flags & ~(O_NOFOLLOW | Files.O_CREAT) | Files.O_CLOEXEC)
                .putLong(MODE, (flags & Files.O_CREAT) != 0 ? 0 : mode)
                .putLong(RESOLVE, 0);
        return Files.openat2(Files.AT_FDCWD, pathOf(base), how.address());
    }

    private int openat2(int from, long flags, long mode, long resolve) {
        how.bytes().putLong(0, flags | Files.O_CLOEXEC).putLong(MODE, mode);
        how.bytes().putLong(RESOLVE, resolve | (magic ? 0 : RESOLVE_NO_SYMLINKS));
        return Files.openat2(base, address(from), how.address());
    }

    /** Opens the directory that it is in. @return a descriptor, to be closed, or a negative error */
    int parent() {
        return parent(O_PATH);
    }

    /** The same, of a directory that exists, so that the descriptor can be given to a guest. */
    int lendableParent() {
        int result = parent(0);
        return result == -EACCES ? parent(O_PATH) : result;
    }

    private int parent(long flags) {
        int slash = end - 1;
        while (slash >= begin && bytes().get(slash) == '/') {
            slash--;
        }
        while (slash >= begin && bytes().get(slash) != '/') {
            slash--;
        }
        lastName = slash + 1;
        if (slash < begin) {
            return Files.openat(base, dot.address(), (int) flags | O_DIRECTORY | Files.O_CLOEXEC, 0);
        }
        bytes().put(slash, (byte) 0);
        int result = openat2(begin, flags | O_DIRECTORY, 0, 0);
        bytes().put(slash, (byte) '/');
        return result;
    }

    /** The address of its name in the directory that {@link #parent} opened, with what slashes there are behind. */
    long name() {
        return address(lastName);
    }

    /** The length of that. */
    int nameLength() {
        return end - lastName;
    }

    /** The address of a path that leads to what a descriptor of this process is open for; it counts until the next is asked. */
    long pathOf(int file) {
        descriptor.bytes().put(Decimal.put(descriptor.bytes(), OWN_DESCRIPTORS.length, file), (byte) 0);
        return descriptor.address();
    }

    /** Puts that path into a buffer. @return the position behind it */
    int putPathOf(int file, ByteBuffer buffer, int at) {
        buffer.put(at, OWN_DESCRIPTORS);
        return Decimal.put(buffer, at + OWN_DESCRIPTORS.length, file);
    }

    /**
     * Puts a path into a buffer by which this place is found from every thread and as long as the mount lasts: one through
     * this process's descriptor of the tree's root.
     *
     * @return the position behind it, -1 when there is no room for it, or this is no place in a tree
     */
    int putLastingPath(ByteBuffer buffer, int at, int limit) {
        int inside = end - begin;
        if (mount == null || at + OWN_DESCRIPTORS_LONGEST + inside > limit) {
            return -1;
        }
        buffer.put(at, PROC);
        int stop = Decimal.put(buffer, at + PROC.length, OWN_PROCESS);
        buffer.put(stop, DESCRIPTORS);
        stop = Decimal.put(buffer, stop + DESCRIPTORS.length, base);
        buffer.put(stop++, (byte) '/');
        buffer.put(stop, bytes(), begin, inside);
        return stop + inside;
    }

    /** Puts the {@link #name} into a buffer. @return the position behind it */
    int putName(ByteBuffer buffer, int at) {
        buffer.put(at, bytes(), lastName, nameLength());
        return at + nameLength();
    }

    /**
     * The name under which somebody came here, behind a slash, if that leads here from the directory as well: it may be that of
     * a symbolic link beside it; else the {@link #name}.
     *
     * @param directory a descriptor of the directory
     * @param path what was asked for
     */
    byte[] slashAndNameOf(int directory, byte[] path) {
        int slash = path.length;
        while (slash > 0 && path[slash - 1] != '/') {
            slash--;
        }
        byte[] asked = new byte[1 + path.length - slash];
        asked[0] = '/';
        System.arraycopy(path, slash, asked, 1, path.length - slash);
        byte[] own = slashAndName();
        return Arrays.equals(asked, own) || !isSame(directory, asked) ? own : asked;
    }

    private boolean isSame(int directory, byte[] asked) {
        NativeBuffer other = new NativeBuffer(asked.length);
        other.bytes().put(0, asked, 1, asked.length - 1);
        how.bytes().putLong(0, O_PATH | Files.O_CLOEXEC).putLong(MODE, 0).putLong(RESOLVE, RESOLVE_BENEATH);
        int file = Files.openat2(directory, other.address(), how.address());
        java.lang.ref.Reference.reachabilityFence(other);
        if (file < 0) {
            return false;
        }
        int own = object(true);
        NativeBuffer status = new NativeBuffer(Files.STATX);
        boolean same = own >= 0 && Files.inode(own, status) == Files.inode(file, status);
        Files.close(file);
        if (own >= 0) {
            Files.close(own);
        }
        return same;
    }

    /** The {@link #name} as bytes, behind a slash. */
    byte[] slashAndName() {
        byte[] name = new byte[1 + nameLength()];
        name[0] = '/';
        bytes().get(lastName, name, 1, name.length - 1);
        return name;
    }
}
