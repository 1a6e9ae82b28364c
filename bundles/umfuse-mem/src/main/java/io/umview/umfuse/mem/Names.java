package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.Attributes;
import io.umview.fuse.Request;
import org.jspecify.annotations.Nullable;

/**
 * How nodes get and lose their names, and with the last of them their lives. Errors are those of the system calls of the same
 * names. Callers hold the lock of the file system.
 */
final class Names {
    static final int NAME_MAX = 255;

    private static final int PERMISSIONS = 07777;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int RENAME_WHITEOUT = 4;

    private final NodeTable nodes;
    private final Space space;

    Names(NodeTable nodes, Space space) {
        this.nodes = nodes;
        this.space = space;
    }

    @Nullable
    Node find(long parent, String name) throws ErrnoException {
        checkLength(name);
        return nodes.directory(parent).get(name);
    }

    private static void checkLength(String name) throws ErrnoException {
        if (name.length() > NAME_MAX / 4 && GuestText.encode(name).length > NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
    }

    Node mknod(Request request, long parent, String name, int mode, int device) throws ErrnoException {
        DirectoryNode directory = directoryWithout(parent, name);
        return enter(directory, name, make(request, directory, mode, device));
    }

    Node mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        DirectoryNode directory = directoryWithout(parent, name);
        int inherited = directory.givesGroup() ? MemoryFileSystem.S_ISGID : 0;
        return enter(directory, name, make(request, directory, Attributes.S_IFDIR | mode & PERMISSIONS | inherited, 0));
    }

    Node symlink(Request request, long parent, String name, String target) throws ErrnoException {
        DirectoryNode directory = directoryWithout(parent, name);
        Node node = new SymlinkNode(
                nodes.newNumber(),
                nodes.newGeneration(),
                Attributes.S_IFLNK | 0777,
                request.uid(),
                directory.groupFor(request),
                Node.now(),
                target);
        return enter(directory, name, node);
    }

    Node link(long number, long newParent, String newName) throws ErrnoException {
        Node node = nodes.get(number);
        DirectoryNode directory = directoryWithout(newParent, newName);
        node.links++;
        node.changed = Node.now();
        directory.put(newName, node);
        directory.touch();
        return node;
    }

    /** A regular file without a name, for O_TMPFILE. */
    Node unnamed(Request request, long parent, int mode) throws ErrnoException {
        Node node = make(request, nodes.directory(parent), Attributes.S_IFREG | mode & PERMISSIONS, 0);
        nodes.add(node);
        return node;
    }

    private Node make(Request request, DirectoryNode directory, int mode, int device) {
        int uid = request.uid();
        int gid = directory.groupFor(request);
        long number = nodes.newNumber();
        long generation = nodes.newGeneration();
        long now = Node.now();
        return switch (mode & Attributes.S_IFMT) {
            case Attributes.S_IFREG, 0 ->
                new RegularNode(number, generation, mode | Attributes.S_IFREG, uid, gid, now, space);
            case Attributes.S_IFDIR -> new DirectoryNode(number, generation, mode, uid, gid, now, directory);
            default -> new SpecialNode(number, generation, mode, uid, gid, now, device);
        };
    }

    private DirectoryNode directoryWithout(long parent, String name) throws ErrnoException {
        checkLength(name);
        DirectoryNode directory = nodes.directory(parent);
        if (directory.links == 0) {
            throw Errno.ENOENT.exception();
        }
        if (directory.get(name) != null) {
            throw Errno.EEXIST.exception();
        }
        return directory;
    }

    private Node enter(DirectoryNode directory, String name, Node node) {
        nodes.add(node);
        if (!(node instanceof DirectoryNode)) {
            node.links = 1;
        }
        directory.put(name, node);
        directory.touch();
        return node;
    }

    void unlink(long parent, String name) throws ErrnoException {
        DirectoryNode directory = nodes.directory(parent);
        Node node = existing(directory, name);
        if (node instanceof DirectoryNode) {
            throw Errno.EISDIR.exception();
        }
        remove(directory, name, node);
    }

    void rmdir(long parent, String name) throws ErrnoException {
        DirectoryNode directory = nodes.directory(parent);
        if (!(existing(directory, name) instanceof DirectoryNode removed)) {
            throw Errno.ENOTDIR.exception();
        }
        if (!removed.isEmpty()) {
            throw Errno.ENOTEMPTY.exception();
        }
        remove(directory, name, removed);
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
        directory.touch();
        lose(node);
    }

    private void lose(Node node) {
        node.links = node instanceof DirectoryNode ? 0 : node.links - 1;
        node.changed = Node.now();
        freeIfUnused(node);
    }

    void forget(long number, long lookups) {
        try {
            Node node = nodes.get(number);
            node.lookups -= lookups;
            freeIfUnused(node);
        } catch (ErrnoException unknown) {
            // Nothing to forget.
        }
    }

    private void freeIfUnused(Node node) {
        if (node.links == 0 && node.lookups <= 0) {
            nodes.remove(node);
            node.free();
        }
    }

    void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        checkLength(newName);
        if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) != 0) {
            throw Errno.EINVAL.exception();
        }
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
        other.changed = Node.now();
        renamed(from, to, node);
    }

    private static void renamed(DirectoryNode from, DirectoryNode to, Node node) {
        from.touch();
        to.touch();
        node.changed = to.changed;
    }
}
