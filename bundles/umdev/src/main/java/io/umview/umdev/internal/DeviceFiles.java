package io.umview.umdev.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.Connection;
import io.umview.fuse.Entry;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.block.BlockNode;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A hidden file system with a file for each node of a device, called by its number.
 *
 * <p>Of block devices the kernel keeps pages, as it does of its own: what is written goes to the device at once, what is read may be
 * what a file had before somebody wrote to the same place by another node. Opening a file ends that. Of character devices nothing
 * is kept, nor when a trace is to show each call.
 */
final class DeviceFiles implements NodeFileSystem {
    /** Inode numbers begin here; the first is the root's. */
    private static final long FIRST_INODE = 2;

    private static final int O_ACCMODE = 3;
    private static final int O_APPEND = 02000;
    private static final int O_DIRECT = 040000;
    private static final int FOLDER = Attributes.S_IFDIR | 0755;
    private static final int UNCACHED = Opened.DIRECT_IO | Opened.PARALLEL_DIRECT_WRITES;

    private final DeviceSet devices;
    private final DeviceTrace trace;
    private final Map<Long, OpenFile> files = new ConcurrentHashMap<>();
    private final AtomicLong handles = new AtomicLong();

    private volatile @Nullable Connection connection;

    private record OpenFile(DeviceNode node, int flags) {}

    DeviceFiles(DeviceSet devices, DeviceTrace trace) {
        this.devices = devices;
        this.trace = trace;
    }

    static long inode(int number) {
        return number + FIRST_INODE;
    }

    static int number(long inode) {
        return (int) (inode - FIRST_INODE);
    }

    /** Whether some file is open. */
    boolean anyOpen() {
        return Patience.wasVain(files, Patience.MILLIS, files::isEmpty);
    }

    @Override
    public void init(Connection kernel) {
        connection = kernel;
    }

    /** Has the kernel forget what it keeps of a node's contents. */
    void invalidate(int number) {
        Connection kernel = connection;
        if (kernel != null) {
            try {
                kernel.invalidateNode(inode(number), 0, 0);
            } catch (ErrnoException e) {
                // ENOENT: it keeps nothing.
            }
        }
    }

    private DeviceNode node(long inode) throws ErrnoException {
        DeviceNode node = devices.node(number(inode));
        if (node == null) {
            throw Errno.ENXIO.exception();
        }
        return node;
    }

    private OpenFile file(long handle) throws ErrnoException {
        OpenFile file = files.get(handle);
        if (file == null) {
            throw Errno.EBADF.exception();
        }
        return file;
    }

    @Override
    public Entry lookup(Request request, long parent, String name) throws ErrnoException {
        int number = parent == ROOT ? parse(name) : -1;
        DeviceNode node = number < 0 ? null : devices.node(number);
        if (node == null) {
            throw Errno.ENOENT.exception();
        }
        return new Entry(inode(number), 0, node.attributes(), 0, 0);
    }

    private static int parse(String name) {
        return name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : -1;
    }

    @Override
    public long attributesValid() {
        return 0;
    }

    @Override
    public Attributes getattr(Request request, long node, long handle) throws ErrnoException {
        return node == ROOT
                ? Attributes.of(ROOT, FOLDER, 2, 0, 0, 0, 0)
                : node(node).attributes();
    }

    /** The size stays: O_TRUNC has no effect on devices, and ftruncate(2) fails. */
    @Override
    public Attributes setattr(Request request, long inode, AttributeChange change) throws ErrnoException {
        if (inode == ROOT) {
            throw Errno.EPERM.exception();
        }
        DeviceNode node = node(inode);
        if (change.has(AttributeChange.SIZE)) {
            if (change.has(AttributeChange.HANDLE)) {
                throw Errno.EINVAL.exception();
            }
            return node.attributes();
        }
        node.change(change);
        boolean owner = change.has(AttributeChange.UID | AttributeChange.GID);
        if (owner || change.has(AttributeChange.MODE)) {
            trace.changed(devices.path(number(inode)), owner);
        }
        return node.attributes();
    }

    @Override
    public Opened open(Request request, long inode, int told) throws ErrnoException {
        // See HiddenTree.statuses().
        int flags = (told & O_APPEND) != 0 ? told & ~O_APPEND | BlockDevice.O_EXCL : told;
        DeviceNode node = node(inode);
        String path = devices.path(number(inode));
        if ((flags & BlockDevice.O_EXCL) != 0 && node.device() instanceof BlockNode block) {
            Patience.wasVain(files, Patience.LONG_MILLIS, block::isClaimable);
        }
        try {
            node.device().open(flags);
        } catch (ErrnoException e) {
            trace.notOpened(node, path, flags, e.errno());
            throw e;
        }
        long handle = handles.incrementAndGet();
        files.put(handle, new OpenFile(node, flags));
        trace.opened(handle, node, path, flags);
        if (trace.isOn()) {
            return new Opened(handle, UNCACHED);
        }
        boolean cached = node.device() instanceof BlockDevice && !isWrittenDirectly(flags);
        // This process holds devices open itself. Were it killed, it would ask itself to flush them, and wait for ever.
        return new Opened(handle, Opened.NOFLUSH | (cached ? 0 : UNCACHED));
    }

    /** Not of what a trace is to show. */
    @Override
    public long place(long inode, long handle, long offset, int length, boolean write) {
        @Nullable OpenFile file = trace.isOn() ? null : files.get(handle);
        return file != null && file.node.device() instanceof BlockDevice block && !(write && block.readOnly())
                ? block.place(offset, length)
                : 0;
    }

    /**
     * Of a large write the kernel has several requests under way then, unless the file is uncached; at the end of a disk the error of
     * one would hide what the others wrote (fuse_get_res_by_io() in fs/fuse/file.c).
     */
    private static boolean isWrittenDirectly(int flags) {
        return (flags & O_DIRECT) != 0 && (flags & O_ACCMODE) != 0;
    }

    @Override
    public void read(Request request, long inode, long handle, long offset, ByteBuffer into) throws ErrnoException {
        OpenFile file = file(handle);
        trace.read(handle, file.node, into.remaining());
        while (into.hasRemaining()) {
            int before = into.position();
            file.node.device().read(into, offset);
            if (into.position() == before) {
                return;
            }
            offset += into.position() - before;
        }
    }

    @Override
    public int write(Request request, long inode, long handle, long offset, ByteBuffer from) throws ErrnoException {
        OpenFile file = file(handle);
        trace.write(handle, file.node, from.remaining());
        return file.node.device().write(from, offset);
    }

    /** Only while there is a trace. */
    @Override
    public void flush(Request request, long inode, long handle) throws ErrnoException {
        trace.closed(handle, file(handle).node);
    }

    @Override
    public void release(Request request, long inode, long handle) {
        @Nullable OpenFile file = files.get(handle);
        if (file != null) {
            trace.released(handle, file.node, file.flags);
            file.node.device().release(file.flags);
            synchronized (files) {
                files.remove(handle);
                files.notifyAll();
            }
        }
    }

    @Override
    public void fsync(Request request, long inode, long handle, boolean dataOnly) throws ErrnoException {
        OpenFile file = file(handle);
        file.node.device().sync();
        trace.synced(handle, file.node);
    }
}
