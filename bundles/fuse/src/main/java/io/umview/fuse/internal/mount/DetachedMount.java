package io.umview.fuse.internal.mount;

import io.umview.fuse.MountSettings;
import io.umview.fuse.internal.protocol.Identities;
import io.umview.linux.Files;
import io.umview.linux.Mounts;

/**
 * A mount that is in no mount namespace: fsopen(2), fsconfig(2), fsmount(2), Linux 5.2. It ends with the last descriptor of it,
 * so nothing stays behind however this process ends. CAP_SYS_ADMIN is needed.
 */
final class DetachedMount {
    private DetachedMount() {}

    static Mounted mount(MountSettings settings) throws MountException {
        int device = MountException.check(Files.open("/dev/fuse", Files.O_RDWR | Files.O_CLOEXEC, 0), "/dev/fuse");
        try {
            return new Mounted(device, mount(settings, device), Identities.SAME);
        } catch (MountException e) {
            Files.close(device);
            throw e;
        }
    }

    private static int mount(MountSettings settings, int device) throws MountException {
        int context = MountException.check(Mounts.fsopen("fuse"), "fsopen");
        try {
            set(context, "source", settings.source());
            set(context, "subtype", settings.subtype());
            set(context, "fd", Integer.toString(device));
            set(context, "rootmode", Integer.toOctalString(settings.rootType()));
            set(context, "user_id", "0");
            set(context, "group_id", "0");
            MountException.check(Mounts.set(context, "allow_other"), "allow_other");
            if (settings.defaultPermissions()) {
                MountException.check(Mounts.set(context, "default_permissions"), "default_permissions");
            }
            if (settings.readOnly()) {
                MountException.check(Mounts.set(context, "ro"), "ro");
            }
            MountException.check(Mounts.create(context), "fsconfig");
            int attributes = settings.readOnly() ? Mounts.MOUNT_ATTR_RDONLY : 0;
            return MountException.check(Mounts.fsmount(context, attributes), "fsmount");
        } finally {
            Files.close(context);
        }
    }

    private static void set(int context, String key, String value) throws MountException {
        MountException.check(Mounts.set(context, key, value), key);
    }
}
