package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The source of a mount: often a path, but it may be any text. */
public final class Sources {
    private Sources() {}

    /** The canonical path, if the text names something that exists, in the view or for the kernel; else the text. */
    public static String canonical(Call call, MountTable mounts, String source) {
        PathWalk walk = PathWalk.ofThisThread();
        try {
            MountEntry mount = walk.walk(call, mounts, GuestText.encode(source), true);
            String path = walk.canonical();
            if (mount != null && mount.tree() == null) {
                return path + walk.rest();
            }
            if (mount != null) {
                return ViewFiles.exists(mounts, path) ? path : source;
            }
            Path real = Path.of("/proc/" + call.thread() + "/root" + path);
            return !source.isEmpty() && Files.exists(real, LinkOption.NOFOLLOW_LINKS) ? path : source;
        } catch (ErrnoException e) {
            return source;
        }
    }
}
