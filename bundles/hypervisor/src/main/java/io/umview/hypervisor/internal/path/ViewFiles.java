package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.charset.StandardCharsets;

/** Files of a view, opened for the hypervisor's own use. */
public final class ViewFiles {
    private ViewFiles() {}

    /** Opens a canonical path of the view: {@link io.umview.api.Chain#open}. */
    public static int open(MountTable mounts, String path, int flags) throws ErrnoException {
        String above = path;
        while (!above.isEmpty()) {
            MountEntry mount = mounts.at(above).orElse(null);
            if (mount != null) {
                if (!(mount.mounted() instanceof HiddenTree tree)) {
                    throw Errno.ENXIO.exception();
                }
                String rest = path.substring(above.length());
                return opened(rest.isEmpty() ? reopen(tree.root(), flags) : openBelow(tree.root(), rest, flags));
            }
            above = above.substring(0, above.lastIndexOf('/'));
        }
        return opened(Files.open(path, flags | Files.O_CLOEXEC, 0));
    }

    private static int reopen(int descriptor, int flags) {
        return Files.open("/proc/self/fd/" + descriptor, flags | Files.O_CLOEXEC, 0);
    }

    private static int openBelow(int root, String rest, int flags) {
        NativeBuffer name = new NativeBuffer(rest.length() * 3 + 1);
        name.bytes().put(0, rest.substring(1).getBytes(StandardCharsets.UTF_8));
        int result = Files.openat(root, name.address(), flags | Files.O_CLOEXEC, 0);
        java.lang.ref.Reference.reachabilityFence(name);
        return result;
    }

    private static int opened(int result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        return result;
    }
}
