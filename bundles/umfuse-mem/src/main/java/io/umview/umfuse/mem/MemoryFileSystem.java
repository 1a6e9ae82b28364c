package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.Created;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
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
    private static final int NAME_MAX = 255;
    private static final int BLOCK = 4096;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int RENAME_WHITEOUT = 4;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final Object lock = new Object();
    private final NodeTable nodes = new NodeTable();
    private final ExtendedAttributes extended = new ExtendedAttributes();
    private final Space space;

    /**
     * An empty directory.
     *
     * @param limit bytes of all files
     */
    MemoryFileSystem(long limit, int mode, int uid, int gid) {
        space = new Space(limit);
        DirectoryNode root = new DirectoryNode(
                nodes.newNumber(),
                nodes.newGeneration(),
                Attributes.S_IFDIR | mode & PERMISSIONS,
                uid,
                gid,
                now(),
                null);
        root.lookups = 1;
        nodes.add(root);
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    @Override
    public Entry lookup(Request request, long parent, String name) throws ErrnoException {
        checkName(name);
        synchronized (lock) {
            Node node = nodes.directory(parent).get(name);
            return node == null ? new Entry(0, 0, NOTHING, Entry.FOREVER, 0) : node.given();
        }
    }

    private static final Attributes NOTHING = Attributes.of(0, 0, 0, 0, 0, 0, 0);

    private static void checkName(String name) throws ErrnoException {
        if (name.length() > NAME_MAX / 4 && GuestText.encode(name).length > NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
    }

    @Override
    public void forget(long number, long lookups) {
        synchronized (lock) {
            try {
                Node node = nodes.get(number);
                node.lookups -= lookups;
                freeIfUnused(node);
            } catch (ErrnoException unknown) {
                // Nothing to forget.
            }
        }
    }

    private void freeIfUnused(Node node) {
        if (node.links == 0 && node.lookups <= 0) {
            nodes.remove(node);
            node.free();
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
            long now = now();
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
        checkName(name);
        synchronized (lock) {
            DirectoryNode directory = directoryFor(parent, name);
            Node node = make(request, directory, mode, device);
            enter(directory, name, node);
            return node.given();
        }
    }

    private Node make(Request request, DirectoryNode directory, int mode, int device) {
        int gid = directory.givesGroup() ? directory.gid : request.gid();
        long number = nodes.newNumber();
        long generation = nodes.newGeneration();
        long now = now();
        return switch (mode & Attributes.S_IFMT) {
            case Attributes.S_IFREG, 0 ->
                new RegularNode(number, generation, mode | Attributes.S_IFREG, request.uid(), gid, now, space);
            case Attributes.S_IFDIR -> new DirectoryNode(number, generation, mode, request.uid(), gid, now, directory);
            default -> new SpecialNode(number, generation, mode, request.uid(), gid, now, device);
        };
    }

    /** The directory, in which the name is not yet. */
    private DirectoryNode directoryFor(long parent, String name) throws ErrnoException {
        DirectoryNode directory = nodes.directory(parent);
        if (directory.links == 0) {
            throw Errno.ENOENT.exception();
        }
        if (directory.get(name) != null) {
            throw Errno.EEXIST.exception();
        }
        return directory;
    }

    private void enter(DirectoryNode directory, String name, Node node) {
        nodes.add(node);
        if (!(node instanceof DirectoryNode)) {
            node.links = 1;
        }
        directory.put(name, node);
        touch(directory);
    }

    private static void touch(Node node) {
        node.modified = now();
        node.changed = node.modified;
    }

    @Override
    public Entry mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        checkName(name);
        synchronized (lock) {
            DirectoryNode directory = directoryFor(parent, name);
            int inherited = directory.givesGroup() ? S_ISGID : 0;
            Node node = make(request, directory, Attributes.S_IFDIR | mode & PERMISSIONS | inherited, 0);
            enter(directory, name, node);
            return node.given();
        }
    }

    @Override
    public Entry symlink(Request request, long parent, String name, String target) throws ErrnoException {
        checkName(name);
        synchronized (lock) {
            DirectoryNode directory = directoryFor(parent, name);
            Node node = new SymlinkNode(
                    nodes.newNumber(),
                    nodes.newGeneration(),
                    Attributes.S_IFLNK | 0777,
                    request.uid(),
                    directory.givesGroup() ? directory.gid : request.gid(),
                    now(),
                    target);
            enter(directory, name, node);
            return node.given();
        }
    }

    @Override
    public Entry link(Request request, long number, long newParent, String newName) throws ErrnoException {
        checkName(newName);
        synchronized (lock) {
            Node node = nodes.get(number);
            DirectoryNode directory = directoryFor(newParent, newName);
            node.links++;
            node.changed = now();
            directory.put(newName, node);
            touch(directory);
            return node.given();
        }
    }

    @Override
    public Created tmpfile(Request request, long parent, int mode, int flags) throws ErrnoException {
        synchronized (lock) {
            Node node = make(request, nodes.directory(parent), Attributes.S_IFREG | mode & PERMISSIONS, 0);
            nodes.add(node);
            return new Created(node.given(), new Opened(0, Opened.KEEP_CACHE));
        }
    }

    @Override
    public void unlink(Request request, long parent, String name) throws ErrnoException {
        synchronized (lock) {
            DirectoryNode directory = nodes.directory(parent);
            Node node = existing(directory, name);
            if (node instanceof DirectoryNode) {
                throw Errno.EISDIR.exception();
            }
            remove(directory, name, node);
        }
    }

    @Override
    public void rmdir(Request request, long parent, String name) throws ErrnoException {
        synchronized (lock) {
            DirectoryNode directory = nodes.directory(parent);
            if (!(existing(directory, name) instanceof DirectoryNode removed)) {
                throw Errno.ENOTDIR.exception();
            }
            if (!removed.isEmpty()) {
                throw Errno.ENOTEMPTY.exception();
            }
            remove(directory, name, removed);
        }
    }

    private static Node existing(DirectoryNode directory, String name) throws ErrnoException {
        Node node = directory.get(name);
        if (node == null) {
            throw Errno.ENOENT.exception();
        }
        return node;
    }

    private void remove(DirectoryNode directory, String name, Node node) {
        directory.remove(name);
        touch(directory);
        lose(node);
    }

    /** A name of a node is gone. */
    private void lose(Node node) {
        node.links = node instanceof DirectoryNode ? 0 : node.links - 1;
        node.changed = now();
        freeIfUnused(node);
    }

    @Override
    public void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        checkName(newName);
        if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) != 0) {
            throw Errno.EINVAL.exception();
        }
        synchronized (lock) {
            DirectoryNode from = nodes.directory(parent);
            DirectoryNode to = nodes.directory(newParent);
            Node node = existing(from, name);
            Node old = to.get(newName);
            if ((flags & RENAME_EXCHANGE) != 0) {
                exchange(from, name, node, to, newName, existing(to, newName));
                return;
            }
            if (node == old) {
                return;
            }
            checkReplaced(node, old, flags);
            from.remove(name);
            to.put(newName, node);
            if (old != null) {
                lose(old);
            }
            if ((flags & RENAME_WHITEOUT) != 0) {
                enter(from, name, make(request, from, Attributes.S_IFCHR, 0));
            }
            renamed(from, to, node);
        }
    }

    private static void checkReplaced(Node node, @Nullable Node old, int flags) throws ErrnoException {
        if (old == null) {
            return;
        }
        if ((flags & RENAME_NOREPLACE) != 0) {
            throw Errno.EEXIST.exception();
        }
        if (old instanceof DirectoryNode directory) {
            if (!(node instanceof DirectoryNode)) {
                throw Errno.EISDIR.exception();
            }
            if (!directory.isEmpty()) {
                throw Errno.ENOTEMPTY.exception();
            }
        } else if (node instanceof DirectoryNode) {
            throw Errno.ENOTDIR.exception();
        }
    }

    private static void exchange(
            DirectoryNode from, String name, Node node, DirectoryNode to, String newName, Node other) {
        from.remove(name);
        to.remove(newName);
        from.put(name, other);
        to.put(newName, node);
        other.changed = now();
        renamed(from, to, node);
    }

    private static void renamed(DirectoryNode from, DirectoryNode to, Node node) {
        touch(from);
        touch(to);
        node.changed = to.changed;
    }

    @Override
    public void read(Request request, long number, long handle, long offset, ByteBuffer into) throws ErrnoException {
        nodes.regular(number).data.read(offset, into);
    }

    @Override
    public int write(Request request, long number, long handle, long offset, ByteBuffer from) throws ErrnoException {
        RegularNode file = nodes.regular(number);
        int count = file.data.write(offset, from);
        touch(file);
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
        touch(file);
    }

    @Override
    public long lseek(Request request, long number, long handle, long offset, int whence) throws ErrnoException {
        return switch (whence) {
            case SEEK_DATA -> nodes.regular(number).data.seek(offset, true);
            case SEEK_HOLE -> nodes.regular(number).data.seek(offset, false);
            default -> throw Errno.EINVAL.exception();
        };
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
                    blocks, free, free, Integer.MAX_VALUE, Integer.MAX_VALUE - nodes.count(), BLOCK, NAME_MAX, BLOCK);
        }
    }

    @Override
    public void setxattr(Request request, long number, String name, byte[] value, int flags) throws ErrnoException {
        synchronized (lock) {
            Node node = nodes.get(number);
            extended.set(node, name, value, flags);
            node.changed = now();
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
            node.changed = now();
        }
    }
}
