package io.umview.fuse;

/**
 * What a name in a directory stands for. Handing one to the kernel counts as one lookup of the node (see
 * {@link NodeFileSystem#forget}).
 *
 * @param node number of the node; 0 says that there is no such name, and lets the kernel remember that
 * @param generation tells files apart that have the same node number one after the other
 * @param attributes of the node; their inode number need not be the node's
 * @param entryValid nanoseconds for which the kernel may believe that the name stands for the node
 * @param attributesValid nanoseconds for which the kernel may believe the attributes
 */
public record Entry(long node, long generation, Attributes attributes, long entryValid, long attributesValid) {
    /** Until the file system says otherwise: it alone changes its files. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** An entry that changes through the kernel only. */
    public static Entry stable(long node, Attributes attributes) {
        return new Entry(node, 0, attributes, FOREVER, FOREVER);
    }
}
