package io.umview.fuse.union;

import io.umview.fuse.Attributes;

/**
 * What the kernel tells of a file of a layer.
 *
 * @param device {@code st_dev}: major number in the upper half, minor in the lower
 * @param attributes with the layer's own inode number
 */
record LayerFile(long device, Attributes attributes) {
    boolean isDirectory() {
        return attributes.isDirectory();
    }

    /** Whether it may have further names, which would be the same file. */
    boolean hasMoreNames() {
        return !isDirectory() && attributes.links() > 1;
    }
}
