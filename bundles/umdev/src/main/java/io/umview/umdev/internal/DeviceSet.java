package io.umview.umdev.internal;

import org.jspecify.annotations.Nullable;

/** The nodes of a mounted device: 0 is at the mount point, the others are at its path with their number behind it. */
interface DeviceSet {
    /** The node of a number, or null when there is none now. The same object as long as it names the same. */
    @Nullable
    DeviceNode node(int number);

    /** Where a node is shown. */
    String path(int number);
}
