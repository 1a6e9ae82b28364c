package io.umview.hypervisor.internal.path;

import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import java.io.File;
import java.util.List;

/** Finds out whether processes use files of a tree: as descriptors, directories, or the program. */
public final class TreeUse {
    private static final byte[] EXE = "/exe".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final List<byte[]> LINKS = List.of(GuestLinks.CWD, GuestLinks.ROOT, EXE);

    private final MountTable mounts;
    private final MountEntry entry;
    private final GuestLinks links = new GuestLinks();

    /** The use of one mount of a view. */
    public TreeUse(MountTable mounts, MountEntry entry) {
        this.mounts = mounts;
        this.entry = entry;
    }

    /** Whether the process uses the tree. */
    public boolean isBy(int process) {
        for (byte[] link : LINKS) {
            if (leadsThere(process, link, -1)) {
                return true;
            }
        }
        String[] descriptors = new File("/proc/" + process + "/fd").list();
        if (descriptors != null) {
            for (String descriptor : descriptors) {
                if (leadsThere(process, GuestLinks.DESCRIPTORS, Integer.parseInt(descriptor))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean leadsThere(int process, byte[] link, int number) {
        int size = links.read(process, link, number);
        return size > 0 && links.tree(null, mounts, size) == entry;
    }
}
