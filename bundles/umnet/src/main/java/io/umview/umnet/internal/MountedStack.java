package io.umview.umnet.internal;

import io.umview.umnet.StackNode;

/**
 * A stack with its name.
 *
 * @param mount the id of the mount; a newer revision of this bundle mounts the stack again under the same
 */
record MountedStack(String path, long mount, StackNode node, StackFile file) {
    /** Names this very mount, for as long as it lasts. */
    String identity() {
        return path + "#" + mount;
    }
}
