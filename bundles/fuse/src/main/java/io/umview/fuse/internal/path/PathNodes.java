package io.umview.fuse.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.Connection;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.PathFileSystem;
import io.umview.fuse.Request;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A file system by paths, seen as one by nodes. */
public final class PathNodes implements NodeFileSystem {
    private static final int RENAME_EXCHANGE = 2;

    private final PathFileSystem files;
    private final PathTable table = new PathTable();

    /** What was read of directories that are open. */
    private final Map<Long, List<String>> listings = new ConcurrentHashMap<>();

    private final AtomicLong listed = new AtomicLong();

    public PathNodes(PathFileSystem files) {
        this.files = files;
    }

    @Override
    public void init(Connection connection) {
        files.init(connection);
    }

    @Override
    public void destroy() {
        files.destroy();
    }

    @Override
    public long attributesValid() {
        return files.valid();
    }

    private static Attributes numbered(Attributes of, long node) {
        return of.inode() != 0
                ? of
                : new Attributes(
                        node,
                        of.mode(),
                        of.links(),
                        of.uid(),
                        of.gid(),
                        of.device(),
                        of.size(),
                        of.blocks(),
                        of.accessed(),
                        of.modified(),
                        of.changed(),
                        of.blockSize());
    }

    @Override
    public Entry lookup(Request request, long parent, String name) throws ErrnoException {
        Attributes attributes = files.getattr(request, table.path(parent, name), NO_HANDLE);
        long node = table.lookup(parent, name);
        return new Entry(node, 0, numbered(attributes, node), files.valid(), files.valid());
    }

    @Override
    public void forget(long node, long lookups) {
        table.forget(node, lookups);
    }

    @Override
    public Attributes getattr(Request request, long node, long handle) throws ErrnoException {
        return numbered(files.getattr(request, table.path(node), handle), node);
    }

    @Override
    public Attributes setattr(Request request, long node, AttributeChange change) throws ErrnoException {
        String path = table.path(node);
        long handle = change.handle();
        if (change.has(AttributeChange.MODE)) {
            files.chmod(request, path, change.mode(), handle);
        }
        if (change.has(AttributeChange.UID | AttributeChange.GID)) {
            int uid = change.has(AttributeChange.UID) ? change.uid() : -1;
            int gid = change.has(AttributeChange.GID) ? change.gid() : -1;
            files.chown(request, path, uid, gid, handle);
        }
        if (change.has(AttributeChange.SIZE)) {
            files.truncate(request, path, change.size(), handle);
        }
        if (change.has(AttributeChange.ACCESSED | AttributeChange.MODIFIED)) {
            long now = System.currentTimeMillis() * 1_000_000;
            files.utimens(
                    request,
                    path,
                    time(change, AttributeChange.ACCESSED, AttributeChange.ACCESSED_NOW, change.accessed(), now),
                    time(change, AttributeChange.MODIFIED, AttributeChange.MODIFIED_NOW, change.modified(), now),
                    handle);
        }
        return numbered(files.getattr(request, path, handle), node);
    }

    private static long time(AttributeChange change, int bit, int nowBit, long wanted, long now) {
        return change.has(nowBit) ? now : change.has(bit) ? wanted : Long.MIN_VALUE;
    }

    @Override
    public String readlink(Request request, long node) throws ErrnoException {
        return files.readlink(request, table.path(node));
    }

    @Override
    public Entry mknod(Request request, long parent, String name, int mode, int device) throws ErrnoException {
        files.mknod(request, table.path(parent, name), mode, device);
        return lookup(request, parent, name);
    }

    @Override
    public Entry mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        files.mkdir(request, table.path(parent, name), mode);
        return lookup(request, parent, name);
    }

    @Override
    public void unlink(Request request, long parent, String name) throws ErrnoException {
        String hidden = table.hiddenName(parent, name);
        if (hidden != null) {
            rename(request, parent, name, parent, hidden, 0);
            return;
        }
        files.unlink(request, table.path(parent, name));
        table.removed(parent, name);
    }

    @Override
    public void rmdir(Request request, long parent, String name) throws ErrnoException {
        files.rmdir(request, table.path(parent, name));
        table.removed(parent, name);
    }

    @Override
    public Entry symlink(Request request, long parent, String name, String target) throws ErrnoException {
        files.symlink(request, target, table.path(parent, name));
        return lookup(request, parent, name);
    }

    @Override
    public void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        files.rename(request, table.path(parent, name), table.path(newParent, newName), flags);
        table.renamed(parent, name, newParent, newName, (flags & RENAME_EXCHANGE) != 0);
    }

    @Override
    public Entry link(Request request, long node, long newParent, String newName) throws ErrnoException {
        files.link(request, table.path(node), table.path(newParent, newName));
        return lookup(request, newParent, newName);
    }

    @Override
    public Opened open(Request request, long node, int flags) throws ErrnoException {
        Opened opened = files.open(request, table.path(node), flags);
        table.opened(node);
        return opened;
    }

    @Override
    public void read(Request request, long node, long handle, long offset, ByteBuffer into) throws ErrnoException {
        files.read(request, table.path(node), handle, offset, into);
    }

    @Override
    public int write(Request request, long node, long handle, long offset, ByteBuffer from) throws ErrnoException {
        return files.write(request, table.path(node), handle, offset, from);
    }

    @Override
    public void flush(Request request, long node, long handle) throws ErrnoException {
        files.flush(request, table.path(node), handle);
    }

    @Override
    public void release(Request request, long node, long handle) {
        boolean last = table.closed(node);
        try {
            String path = table.path(node);
            files.release(request, path, handle);
            if (last) {
                files.unlink(request, path);
            }
        } catch (ErrnoException gone) {
            // Its directory was removed with it.
        }
    }

    @Override
    public void fsync(Request request, long node, long handle, boolean dataOnly) throws ErrnoException {
        files.fsync(request, table.path(node), handle, dataOnly);
    }

    @Override
    public Opened opendir(Request request, long node, int flags) throws ErrnoException {
        long handle = listed.incrementAndGet();
        listings.put(handle, files.readdir(request, table.path(node)));
        return new Opened(handle, 0);
    }

    @Override
    public void readdir(Request request, long node, long handle, long offset, DirectoryEntries into)
            throws ErrnoException {
        if (offset == 0) {
            // rewinddir(3) shows what there is now.
            listings.put(handle, files.readdir(request, table.path(node)));
        }
        List<String> names = listings.get(handle);
        if (names == null) {
            throw Errno.EBADF.exception();
        }
        for (long at = offset; at < names.size() + 2; at++) {
            if (!add(request, node, at < 2 ? (at == 0 ? "." : "..") : names.get((int) at - 2), at + 1, into)) {
                return;
            }
        }
    }

    private boolean add(Request request, long parent, String name, long next, DirectoryEntries into)
            throws ErrnoException {
        if (name.equals(".") || name.equals("..")) {
            return into.add(name, parent, Attributes.S_IFDIR, next);
        }
        if (!into.plus()) {
            Attributes attributes = files.getattr(request, table.path(parent, name), NO_HANDLE);
            return into.add(name, Math.max(1, attributes.inode()), attributes.mode(), next);
        }
        Entry entry;
        try {
            entry = lookup(request, parent, name);
        } catch (ErrnoException gone) {
            return true;
        }
        boolean taken = into.add(name, entry, next);
        if (!taken) {
            table.forget(entry.node(), 1);
        }
        return taken;
    }

    @Override
    public void releasedir(Request request, long node, long handle) {
        listings.remove(handle);
    }

    @Override
    public FileSystemStatistics statfs(Request request, long node) throws ErrnoException {
        return files.statfs(request);
    }

    @Override
    public void setxattr(Request request, long node, String name, byte[] value, int flags) throws ErrnoException {
        files.setxattr(request, table.path(node), name, value, flags);
    }

    @Override
    public byte[] getxattr(Request request, long node, String name) throws ErrnoException {
        return files.getxattr(request, table.path(node), name);
    }

    @Override
    public List<String> listxattr(Request request, long node) throws ErrnoException {
        return files.listxattr(request, table.path(node));
    }

    @Override
    public void removexattr(Request request, long node, String name) throws ErrnoException {
        files.removexattr(request, table.path(node), name);
    }

    @Override
    public void fallocate(Request request, long node, long handle, int mode, long offset, long length)
            throws ErrnoException {
        files.fallocate(request, table.path(node), handle, mode, offset, length);
    }

    @Override
    public int ioctl(Request request, long node, long handle, int command, long argument, ByteBuffer in, ByteBuffer out)
            throws ErrnoException {
        return files.ioctl(request, table.path(node), handle, command, argument, in, out);
    }
}
