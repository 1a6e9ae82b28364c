package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.NodeFileSystem;
import io.umview.linux.Files;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes that the kernel knows, by number, by name and, of files with several names, by what they are. */
final class UnionNodes {
    /** Bits of an inode number that are the layer's own; those above say which device it is of. */
    private static final int OWN_BITS = 56;

    private static final int MOST_DEVICES = 127;

    private record Name(long parent, String name) {}

    private record File(long device, long inode) {}

    private final Map<Long, UnionNode> byNumber = new HashMap<>();
    private final Map<Name, UnionNode> byName = new HashMap<>();
    private final Map<File, UnionNode> byFile = new HashMap<>();
    private final Map<Long, UnionNode> byShownInode = new HashMap<>();
    private final Map<Long, Integer> devices = new HashMap<>();
    private final UnionNode root;
    private long last = NodeFileSystem.ROOT;

    UnionNodes(LayerFile file) {
        root = new UnionNode(NodeFileSystem.ROOT, true, file, Attributes.S_IFDIR, inode(file), null, "");
        root.merged = true;
        root.lookups = 1;
        byNumber.put(root.number, root);
        byShownInode.put(root.shownInode, root);
    }

    synchronized UnionNode get(long number) throws ErrnoException {
        UnionNode node = byNumber.get(number);
        if (node == null) {
            throw Errno.ESTALE.exception();
        }
        return node;
    }

    /** A number that no file of another device has: that of the first device, which is the upper layer's, is as it is. */
    long inode(LayerFile file) {
        return inode(file.device(), file.attributes().inode());
    }

    synchronized long inode(long device, long inode) {
        int index = devices.computeIfAbsent(device, key -> Math.min(devices.size(), MOST_DEVICES));
        return inode ^ (long) index << OWN_BITS;
    }

    /** The node that was last seen with an inode number, or null. */
    synchronized @Nullable UnionNode shown(long inode) {
        return byShownInode.get(inode);
    }

    /** One more lookup of the file that a name stands for, or that has none ({@code parent} null). */
    synchronized UnionNode give(
            @Nullable UnionNode parent, String name, boolean upper, LayerFile file, boolean merged) {
        Name called = parent == null ? null : new Name(parent.number, name);
        UnionNode node = known(called, upper, file);
        if (node == null) {
            int type = file.attributes().mode() & Attributes.S_IFMT;
            node = new UnionNode(++last, upper, file, type, inode(file), parent, name);
            byNumber.put(node.number, node);
            byShownInode.put(node.shownInode, node);
        } else if (parent != null && node.kept < 0) {
            forgetName(node);
            node.parent = parent;
            node.name = name;
        }
        if (called != null && node.kept < 0) {
            byName.put(called, node);
        }
        if (file.hasMoreNames()) {
            byFile.put(new File(node.device, node.inode), node);
        }
        node.merged = merged;
        seen(node, file);
        node.lookups++;
        return node;
    }

    private @Nullable UnionNode known(@Nullable Name called, boolean upper, LayerFile file) {
        UnionNode node = called == null ? null : byName.get(called);
        if (node != null && node.upper == upper && isStill(node, file)) {
            return node;
        }
        UnionNode same = byFile.get(new File(file.device(), file.attributes().inode()));
        return same != null && isStill(same, file) ? same : null;
    }

    /** FUSE programs may give a file another number when the kernel asks for it again, and it is the same file. */
    private static boolean isStill(UnionNode node, LayerFile file) {
        return node.type == (file.attributes().mode() & Attributes.S_IFMT)
                && (node.upper
                        || node.device == file.device()
                                && node.inode == file.attributes().inode());
    }

    static void seen(UnionNode node, LayerFile file) {
        node.uid = file.attributes().uid();
        node.gid = file.attributes().gid();
    }

    /** A file got one more name: whoever looks that up must find the same node. */
    synchronized void hasMoreNames(UnionNode node) {
        byFile.put(new File(node.device, node.inode), node);
    }

    /** The directory that a directory is in; the root is in itself. */
    synchronized UnionNode parent(UnionNode directory) {
        return directory.parent == null ? root : directory.parent;
    }

    /** The node that a name was last given for, or null. */
    synchronized @Nullable UnionNode called(UnionNode parent, String name) {
        return byName.get(new Name(parent.number, name));
    }

    private void forgetName(UnionNode node) {
        UnionNode parent = node.parent;
        if (parent != null) {
            byName.remove(new Name(parent.number, node.name), node);
        }
    }

    /**
     * The file keeps no name, or one that is not known.
     *
     * @param descriptor of it, which belongs to the node now
     * @param last whether it has no other
     */
    synchronized void unnamed(UnionNode node, int descriptor, boolean last) {
        forgetName(node);
        if (last) {
            byFile.remove(new File(node.device, node.inode), node);
        }
        if (node.kept >= 0) {
            Files.close(descriptor);
        } else {
            node.kept = descriptor;
        }
    }

    /** Another name stands for a file. */
    synchronized void renamed(UnionNode node, UnionNode parent, String name) {
        forgetName(node);
        node.parent = parent;
        node.name = name;
        byName.put(new Name(parent.number, name), node);
    }

    /** The path below the root of the union, and so of the layers; {@code .} for the root. */
    synchronized String path(UnionNode node) {
        StringBuilder path = new StringBuilder();
        for (UnionNode at = node; at != root; at = at.parent) {
            if (at.parent == null) {
                break;
            }
            path.insert(0, at.name).insert(0, '/');
        }
        return path.isEmpty() ? "." : path.substring(1);
    }

    synchronized void forget(long number, long lookups) {
        UnionNode node = byNumber.get(number);
        if (node == null || node == root) {
            return;
        }
        node.lookups -= lookups;
        if (node.lookups <= 0) {
            byNumber.remove(number);
            forgetName(node);
            byFile.remove(new File(node.device, node.inode), node);
            byShownInode.remove(node.shownInode, node);
            close(node);
        }
    }

    private static void close(UnionNode node) {
        if (node.kept >= 0) {
            Files.close(node.kept);
            node.kept = -1;
        }
    }

    /** Nobody asks any more. */
    synchronized void close() {
        byNumber.values().forEach(UnionNodes::close);
        byNumber.clear();
        byName.clear();
        byFile.clear();
        byShownInode.clear();
    }
}
