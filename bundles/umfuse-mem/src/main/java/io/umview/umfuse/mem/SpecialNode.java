package io.umview.umfuse.mem;

/** A FIFO, a socket or a device: what it does is the kernel's business. */
final class SpecialNode extends Node {
    private final int device;

    SpecialNode(long number, long generation, int mode, int uid, int gid, long now, int device) {
        super(number, generation, mode, uid, gid, now);
        this.device = device;
    }

    @Override
    int device() {
        return device;
    }
}
