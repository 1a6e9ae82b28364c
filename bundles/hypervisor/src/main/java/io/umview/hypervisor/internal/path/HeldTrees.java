package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.tracer.TracedCall;
import org.jspecify.annotations.Nullable;

/** The trees that a walk has come to, which are not closed meanwhile. Belongs to one thread. */
final class HeldTrees {
    /** Of a walk that leads through more, some may be unmounted in the middle of it. */
    private static final int MOST = 8;

    private final MountedTree[] trees = new MountedTree[MOST];
    private int count;

    /** @return false when the tree is going away */
    boolean add(@Nullable Call call, MountedTree tree) {
        if (count < MOST) {
            if (!tree.hold()) {
                return false;
            }
            trees[count++] = tree;
        }
        if (call instanceof TracedCall traced) {
            // Who serves the file system may be slow, or dead.
            traced.mayTakeLong();
        }
        return true;
    }

    /** The walk is over. */
    void release() {
        while (count > 0) {
            trees[--count].release();
        }
    }
}
