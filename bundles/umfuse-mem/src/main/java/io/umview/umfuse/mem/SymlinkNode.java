package io.umview.umfuse.mem;

import io.umview.api.GuestText;

/** A symbolic link. */
final class SymlinkNode extends Node {
    final String target;

    SymlinkNode(long number, long generation, int mode, int uid, int gid, long now, String target) {
        super(number, generation, mode, uid, gid, now);
        this.target = target;
    }

    @Override
    long size() {
        return GuestText.encode(target).length;
    }
}
