package io.umview.fuse.internal.mount;

import io.umview.api.Errno;
import io.umview.fuse.MountSettings;
import io.umview.linux.Files;
import java.io.IOException;

/** The ways to mount, the best one first. */
public final class HiddenMounts {
    private HiddenMounts() {}

    /** @throws IOException one line that names what is missing */
    public static Mounted mount(MountSettings settings) throws IOException {
        int device = Files.open("/dev/fuse", Files.O_RDWR | Files.O_CLOEXEC, 0);
        if (device < 0) {
            throw new IOException("/dev/fuse: " + Errno.of(-device).text() + ": FUSE cannot be used");
        }
        Files.close(device);
        try {
            return DetachedMount.mount(settings);
        } catch (MountException asRoot) {
            try {
                return NamespaceMount.mount(settings);
            } catch (MountException asUser) {
                return byHelper(settings, asRoot, asUser);
            }
        }
    }

    private static Mounted byHelper(MountSettings settings, MountException asRoot, MountException asUser)
            throws IOException {
        try {
            return FusermountMount.mount(settings);
        } catch (MountException helper) {
            throw new IOException("no FUSE mount is possible: as root " + asRoot.getMessage() + "; in a user namespace "
                    + asUser.getMessage() + "; " + helper.getMessage());
        }
    }
}
