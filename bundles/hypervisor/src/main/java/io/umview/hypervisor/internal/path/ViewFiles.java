package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;

/** Files of a view, opened for the hypervisor's own use. */
public final class ViewFiles {
    private ViewFiles() {}

    /** Opens a canonical path of the view: {@link io.umview.api.Chain#open}. */
    public static int open(MountTable mounts, String path, int flags) throws ErrnoException {
        int result = opened(mounts, path, flags);
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        return result;
    }

    /** Whether there is something at a canonical path of the view. */
    static boolean exists(MountTable mounts, String path) throws ErrnoException {
        int result = opened(mounts, path, Place.O_PATH);
        if (result >= 0) {
            Files.close(result);
        }
        return result >= 0;
    }

    private static int opened(MountTable mounts, String path, int flags) throws ErrnoException {
        byte[] bytes = GuestText.encode(path);
        NativeBuffer name = new NativeBuffer(bytes.length + 3);
        name.bytes().put(0, bytes);
        MountEntry mount = mounts.covering(ByteBuffer.wrap(bytes), 0, bytes.length);
        int begin = mount == null ? 0 : mount.targetBytes().length;
        MountedTree tree = mount == null ? null : mount.tree();
        if (mount != null && (tree == null || !tree.hold())) {
            throw Errno.ENXIO.exception();
        }
        try {
            int base = tree == null ? Files.AT_FDCWD : tree.root();
            int told = (int) TreeOpens.told(mount, flags) | Files.O_CLOEXEC;
            int result = tree != null && begin == bytes.length
                    ? Files.open("/proc/self/fd/" + base, told, 0)
                    : Files.openat(base, name.address() + begin + (tree == null ? 0 : 1), told, 0);
            return TreeOpens.untold(mount, flags, result);
        } finally {
            if (tree != null) {
                tree.release();
            }
            java.lang.ref.Reference.reachabilityFence(name);
        }
    }
}
