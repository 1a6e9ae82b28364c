package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.Connection;
import io.umview.fuse.Created;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The operations. All that is left to the kernel is: permissions, what is open (open and release are not even told), symbolic links,
 * locks, FIFOs, sockets, devices.
 */
final class MemoryFileSystem implements NodeFileSystem {
    static final int S_ISUID = 04000;
    static final int S_ISGID = 02000;
    private static final int S_IXGRP = 010;
    private static final int PERMISSIONS = 07777;
    private static final int BLOCK = 4096;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private static final Attributes NOTHING = Attributes.of(0, 0, 0, 0, 0, 0, 0);

    private final Object lock = new Object();
    private final NodeTable nodes = new NodeTable();
    private final ExtendedAttributes extended = new ExtendedAttributes();
    private final Space space;
    private final Names names;
    private final Semaphore fetching = new Semaphore(1);
    private volatile @Nullable Connection kernel;

    /**
     * An empty directory.
     *
     * @param limit bytes of all files
     */
    MemoryFileSystem(long limit, int mode, int uid, int gid) {
        space = new Space(limit);
        names = new Names(nodes, space);
        DirectoryNode root = new DirectoryNode(
                nodes.newNumber(),
                nodes.newGeneration(),
                Attributes.S_IFDIR | mode & PERMISSIONS,
                uid,
                gid,
                Node.now(),
                null);
        root.lookups = 1;
        nodes.add(root);
    }

    @Override
    public void init(Connection connection) {
        kernel = connection;
    }

    @Override
    public Entry lookup(Request request, long parent, String name) throws ErrnoException {
        synchronized (lock) {
            Node node = names.find(parent, name);
            return node == null ? new Entry(0, 0, NOTHING, Entry.FOREVER, 0) : node.given();
        }
    }

    @Override
    public void forget(long number, long lookups) {
        synchronized (lock) {
            names.forget(number, lookups);
        }
    }

    @Override
    public Attributes getattr(Request request, long number, long handle) throws ErrnoException {
        synchronized (lock) {
            return nodes.get(number).status();
        }
    }

    @Override
    public Attributes setattr(Request request, long number, AttributeChange change) throws ErrnoException {
        synchronized (lock) {
            Node node = nodes.get(number);
            long now = Node.now();
            if (change.has(AttributeChange.SIZE)) {
                nodes.regular(number).data.truncate(change.size());
                node.modified = now;
                dropPrivileges(node, change.has(AttributeChange.KILL_SUIDGID));
            }
            if (change.has(AttributeChange.UID | AttributeChange.GID)) {
                node.uid = change.has(AttributeChange.UID) ? change.uid() : node.uid;
                node.gid = change.has(AttributeChange.GID) ? change.gid() : node.gid;
                dropPrivileges(node, !(node instanceof DirectoryNode));
            }
            if (change.has(AttributeChange.MODE)) {
                node.mode = node.mode & Attributes.S_IFMT | change.mode() & PERMISSIONS;
            }
            node.accessed = time(change, AttributeChange.ACCESSED, change.accessed(), node.accessed, now);
            node.modified = time(change, AttributeChange.MODIFIED, change.modified(), node.modified, now);
            node.changed = change.has(AttributeChange.CHANGED) ? change.changed() : now;
            return node.status();
        }
    }

    private static long time(AttributeChange change, int bit, long wanted, long old, long now) {
        int nowBit = bit == AttributeChange.ACCESSED ? AttributeChange.ACCESSED_NOW : AttributeChange.MODIFIED_NOW;
        return change.has(nowBit) ? now : change.has(bit) ? wanted : old;
    }

    private void dropPrivileges(Node node, boolean drop) {
        if (drop) {
            node.mode &= ~(S_ISUID | ((node.mode & S_IXGRP) != 0 ? S_ISGID : 0));
            extended.dropCapabilities(node);
        }
    }

    @Override
    public String readlink(Request request, long number) throws ErrnoException {
        if (nodes.get(number) instanceof SymlinkNode link) {
            return link.target;
        }
        throw Errno.EINVAL.exception();
    }

    @Override
    public Entry mknod(Request request, long parent, String name, int mode, int device) throws ErrnoException {
        synchronized (lock) {
            return names.mknod(request, parent, name, mode, device).given();
        }
    }

    @Override
    public Entry mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        synchronized (lock) {
            return names.mkdir(request, parent, name, mode).given();
        }
    }

    @Override
    public Entry symlink(Request request, long parent, String name, String target) throws ErrnoException {
        synchronized (lock) {
            return names.symlink(request, parent, name, target).given();
        }
    }

    @Override
    public Entry link(Request request, long number, long newParent, String newName) throws ErrnoException {
        synchronized (lock) {
            return names.link(number, newParent, newName).given();
        }
    }

    @Override
    public Created tmpfile(Request request, long parent, int mode, int flags) throws ErrnoException {
        synchronized (lock) {
            return new Created(names.unnamed(request, parent, mode).given(), new Opened(0, Opened.KEEP_CACHE));
        }
    }

    @Override
    public void unlink(Request request, long parent, String name) throws ErrnoException {
        synchronized (lock) {
            names.unlink(parent, name);
        }
    }

    @Override
    public void rmdir(Request request, long parent, String name) throws ErrnoException {
        synchronized (lock) {
            names.rmdir(parent, name);
        }
    }

    @Override
    public void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        synchronized (lock) {
            names.rename(request, parent, name, newParent, newName, flags);
        }
    }

    @Override
    public void read(Request request, long number, long handle, long offset, ByteBuffer into) throws ErrnoException {
        nodes.regular(number).data.read(offset, into);
    }

    @Override
    public int write(Request request, long number, long handle, long offset, ByteBuffer from) throws ErrnoException {
        RegularNode file = nodes.regular(number);
        int count = file.data.write(offset, from);
        file.touch();
        return count;
    }

    @Override
    public void fallocate(Request request, long number, long handle, int mode, long offset, long length)
            throws ErrnoException {
        RegularNode file = nodes.regular(number);
        switch (mode) {
            case 0 -> file.data.reserve(offset, length, false);
            case FALLOC_FL_KEEP_SIZE -> file.data.reserve(offset, length, true);
            case FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE -> file.data.punch(offset, length);
            default -> throw Errno.EOPNOTSUPP.exception();
        }
        file.touch();
    }

    @Override
    public long lseek(Request request, long number, long handle, long offset, int whence) throws ErrnoException {
        FileData data = nodes.regular(number).data;
        if (whence != SEEK_DATA && whence != SEEK_HOLE) {
            throw Errno.EINVAL.exception();
        }
        // One at a time: it keeps this thread until others have served what the kernel writes.
        if (!fetching.tryAcquire()) {
            return data.seekWithoutHoles(offset, whence == SEEK_DATA);
        }
        try {
            fetchPages(number);
        } finally {
            fetching.release();
        }
        return data.seek(offset, whence == SEEK_DATA);
    }

    /** Has the kernel pass on what was written to mappings, or to its cache: of itself it does not before FUSE_LSEEK (Linux 6.18). */
    private void fetchPages(long number) {
        Connection connection = kernel;
        if (connection != null) {
            try {
                connection.invalidateNode(number, 0, 0);
            } catch (ErrnoException e) {
                // ENOENT: it keeps nothing.
            }
        }
    }

    @Override
    public void readdir(Request request, long number, long handle, long offset, DirectoryEntries into)
            throws ErrnoException {
        synchronized (lock) {
            DirectoryNode directory = nodes.directory(number);
            if (offset == 0 && !into.add(".", directory.number, Attributes.S_IFDIR, 1)) {
                return;
            }
            if (offset <= 1 && !into.add("..", directory.parent.number, Attributes.S_IFDIR, 2)) {
                return;
            }
            for (DirectoryNode.Name name : directory.after(Math.max(offset, 2))) {
                Entry entry = new Entry(
                        name.node().number, name.node().generation, name.node().status(), Entry.FOREVER, Entry.FOREVER);
                if (!into.add(name.text(), entry, name.number())) {
                    return;
                }
                if (into.plus()) {
                    name.node().lookups++;
                }
            }
        }
    }

    @Override
    public FileSystemStatistics statfs(Request request, long number) {
        long blocks = space.limit() / BLOCK;
        long free = space.free() / BLOCK;
        synchronized (lock) {
            return new FileSystemStatistics(
                    blocks,
                    free,
                    free,
                    Integer.MAX_VALUE,
                    Integer.MAX_VALUE - nodes.count(),
                    BLOCK,
                    Names.NAME_MAX,
                    BLOCK);
        }
    }

    @Override
    public void setxattr(Request request, long number, String name, byte[] value, int flags) throws ErrnoException {
        synchronized (lock) {
            Node node = nodes.get(number);
            extended.set(node, name, value, flags);
            node.changed = Node.now();
        }
    }

    @Override
    public byte[] getxattr(Request request, long number, String name) throws ErrnoException {
        synchronized (lock) {
            return extended.get(nodes.get(number), name);
        }
    }

    @Override
    public List<String> listxattr(Request request, long number) throws ErrnoException {
        synchronized (lock) {
            return extended.list(nodes.get(number));
        }
    }

    @Override
    public void removexattr(Request request, long number, String name) throws ErrnoException {
        synchronized (lock) {
            Node node = nodes.get(number);
            extended.remove(node, name);
            node.changed = Node.now();
        }
    }
}
