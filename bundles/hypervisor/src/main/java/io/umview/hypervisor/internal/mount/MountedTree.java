package io.umview.hypervisor.internal.mount;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.HiddenTree;
import io.umview.api.HiddenTree.CallObserver;
import io.umview.api.HiddenTree.ContentView;
import io.umview.api.HiddenTree.StatusView;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The tree of files behind a mount. Whoever walks in it holds it meanwhile, so that its descriptor is not closed and given away
 * under a walk. Where that is possible the tree has a kernel mount of its own, whose id tells files reached through it from all
 * others.
 */
public final class MountedTree {
    private static final int CLOSED = 1 << 30;
    private static final int GONE = Integer.MIN_VALUE;
    private static final int STATX_TYPE = 1;
    private static final int STATX_MNT_ID = 0x1000;
    private static final int STX_ATTRIBUTES = 8;
    private static final int STX_MODE = 28;
    private static final int STX_DEVICE = 136;
    private static final int STX_MNT_ID = 144;
    private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;
    private static final int PATH_MAX = 4096;
    private static final AtomicLong SERIALS = new AtomicLong();

    private final long serial = SERIALS.incrementAndGet();
    private final int root;
    private final long mountId;
    private final long device;
    private final boolean directory;
    private final byte[] rootPath;
    private final byte[][] exceptions;
    private final boolean omnipotent;
    private final @Nullable StatusView statuses;
    private final @Nullable ContentView contents;
    private final @Nullable CallObserver observer;

    /** How many hold it; {@link #CLOSED} is added when it is closed. */
    private final AtomicInteger holders = new AtomicInteger();

    /** A tree that is about to be mounted. */
    public MountedTree(HiddenTree tree) throws ErrnoException {
        NativeBuffer status = new NativeBuffer(Files.STATX + 8);
        long nothing = status.address() + Files.STATX;
        statx(tree.root(), nothing, status);
        boolean ownMount = (status.bytes().getLong(STX_ATTRIBUTES) & STATX_ATTR_MOUNT_ROOT) != 0;
        int flags = FileCalls.OPEN_TREE_CLONE | FileCalls.AT_RECURSIVE | FileCalls.AT_EMPTY_PATH | Files.O_CLOEXEC;
        int clone = ownMount ? -1 : FileCalls.openTree(tree.root(), nothing, flags);
        root = check(clone >= 0 ? clone : Files.fcntl(tree.root(), Files.F_DUPFD_CLOEXEC, 0));
        statx(root, nothing, status);
        mountId = status.bytes().getLong(STX_MNT_ID);
        device = makedev(status.bytes().getInt(STX_DEVICE), status.bytes().getInt(STX_DEVICE + 4));
        directory = (status.bytes().getShort(STX_MODE) & S_IFMT) == S_IFDIR;
        rootPath = pathOf(root);
        exceptions = tree.exceptions().stream().map(GuestText::encode).toArray(byte[][]::new);
        omnipotent = tree.omnipotent();
        statuses = tree.statuses();
        contents = tree.contents();
        observer = tree.observer();
    }

    private static void statx(int descriptor, long nothing, NativeBuffer status) throws ErrnoException {
        check(Files.statx(descriptor, nothing, FileCalls.AT_EMPTY_PATH, STATX_TYPE | STATX_MNT_ID, status.address()));
    }

    private static long makedev(int major, int minor) {
        return (major & 0xfffL) << 8 | (major & 0xfffff000L) << 32 | minor & 0xffL | (minor & 0xffffff00L) << 12;
    }

    private static int check(int result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        return result;
    }

    private static byte[] pathOf(int descriptor) {
        NativeBuffer name = NativeBuffer.text("/proc/self/fd/" + descriptor);
        NativeBuffer link = new NativeBuffer(PATH_MAX);
        int size = (int) Files.readlinkat(Files.AT_FDCWD, name.address(), link.address(), PATH_MAX);
        java.lang.ref.Reference.reachabilityFence(name);
        byte[] path = new byte[Math.max(0, size)];
        link.bytes().get(0, path);
        return path.length == 1 ? new byte[0] : path;
    }

    /** A number, not 0, that no other tree has had. */
    public long serial() {
        return serial;
    }

    /** Keeps the tree from being closed. @return false when it is too late */
    public boolean hold() {
        int before = holders.getAndIncrement();
        if (before >= CLOSED || before < 0) {
            release();
            return false;
        }
        return true;
    }

    /** The counterpart of {@link #hold}. */
    public void release() {
        if (holders.decrementAndGet() == CLOSED && holders.compareAndSet(CLOSED, GONE)) {
            Files.close(root);
        }
    }

    /** Lets go of the files, as soon as nobody holds it any more. */
    public void close() {
        holders.addAndGet(CLOSED + 1);
        release();
    }

    /** A descriptor of the root. */
    public int root() {
        return root;
    }

    /** Whether the root is a directory. */
    public boolean isDirectory() {
        return directory;
    }

    /** The id of the kernel mount that the files are reached through, as statx(2) tells it. */
    public long mountId() {
        return mountId;
    }

    /** The device, as makedev(3) packs it. */
    public long device() {
        return device;
    }

    /** Whether everybody may do what the hypervisor may. */
    public boolean omnipotent() {
        return omnipotent;
    }

    /** How stat(2) is to be changed, or null. */
    public @Nullable StatusView statuses() {
        return statuses;
    }

    /** What files contain when they are opened, or null; with one, nothing in the tree can be changed. */
    public @Nullable ContentView contents() {
        return contents;
    }

    /** Who is told of calls, or null. */
    public @Nullable CallObserver observer() {
        return observer;
    }

    /** Whether there are paths that stay real. */
    public boolean hasExceptions() {
        return exceptions.length > 0;
    }

    /** Whether the path in a buffer, which begins at the mount point, is one of those that stay real. */
    public boolean excepts(ByteBuffer path, int offset, int length) {
        for (byte[] exception : exceptions) {
            if (exception.length == length && matches(exception, path, offset)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] text, ByteBuffer path, int offset) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] != path.get(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where in this tree the kernel's name for a file lies, as proc(5) shows it.
     *
     * @return how many bytes of the name come before the path within the tree, -1 when it does not lie here
     */
    public int prefixOf(ByteBuffer name, int length) {
        boolean below = length >= rootPath.length
                && matches(rootPath, name, 0)
                && (length == rootPath.length || name.get(rootPath.length) == '/');
        return below ? rootPath.length : -1;
    }
}
