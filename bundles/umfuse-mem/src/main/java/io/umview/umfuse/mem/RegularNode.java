package io.umview.umfuse.mem;

/** A regular file. */
final class RegularNode extends Node {
    final FileData data;

    RegularNode(long number, long generation, int mode, int uid, int gid, long now, Space space) {
        super(number, generation, mode, uid, gid, now);
        data = new FileData(space);
    }

    @Override
    long size() {
        return data.size();
    }

    @Override
    long allocated() {
        return data.allocated();
    }

    @Override
    void free() {
        data.free();
    }
}
