package io.umview.fuse.union;

import io.umview.fuse.Attributes;
import org.jspecify.annotations.Nullable;

/** A file of the union that the kernel knows. The layer that provides it never changes. */
final class UnionNode {
    final long number;
    final boolean upper;
    final long device;
    final long inode;
    final int type;

    /** The number that stat(2) shows. */
    final long shownInode;

    /** Whether it is a directory of both layers. */
    volatile boolean merged;

    /** Who owns it, as stat(2) said last. */
    volatile int uid;

    volatile int gid;

    /** A descriptor of what has lost the name that it was known by, or -1. It stays until the kernel forgets the node. */
    volatile int kept = -1;

    /** Null for the root, and for what was never in a directory. Guarded by the table, and so the rest. */
    @Nullable
    UnionNode parent;

    String name;
    long lookups;

    private long modified;
    private long changed;
    private long size = -1;

    UnionNode(
            long number,
            boolean upper,
            LayerFile file,
            int type,
            long shownInode,
            @Nullable UnionNode parent,
            String name) {
        this.number = number;
        this.upper = upper;
        this.device = file.device();
        this.inode = file.attributes().inode();
        this.type = type;
        this.shownInode = shownInode;
        this.parent = parent;
        this.name = name;
    }

    /** Whether a file that is opened is what it was when it was opened last, so that the kernel's pages of it are right. */
    synchronized boolean isAsCached(Attributes now) {
        boolean same = now.modified() == modified && now.changed() == changed && now.size() == size;
        modified = now.modified();
        changed = now.changed();
        size = now.size();
        return same;
    }
}
