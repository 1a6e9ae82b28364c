package io.umview.umdev.internal;

import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.HiddenTree;
import io.umview.api.Service;
import io.umview.fuse.Attributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A device as a view has it mounted. */
final class DeviceMount implements HiddenTree, SharedMount {
    private static final int PERMISSIONS = 07777;

    private final DeviceTree tree;
    private final DeviceMounts mounts;
    private final int root;

    /** How many views have the device mounted. */
    private final AtomicInteger views;

    private final Map<Integer, HiddenTree> numbered = new ConcurrentHashMap<>();

    private DeviceMount(DeviceTree tree, DeviceMounts mounts, AtomicInteger views) throws ErrnoException {
        this.tree = tree;
        this.mounts = mounts;
        this.views = views;
        this.root = tree.root(0);
    }

    /** The mount of a new device, which ends with it. */
    static DeviceMount first(DeviceTree tree, DeviceMounts mounts) throws ErrnoException {
        try {
            DeviceMount mount = new DeviceMount(tree, mounts, new AtomicInteger(1));
            mounts.ioctls().add(tree);
            return mount;
        } catch (ErrnoException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    @Override
    public FileSystemType.Mounted enter(Service.Loaded inner) throws ErrnoException {
        return in(((Umdev) inner).mounts());
    }

    @Override
    public MountedDevice device() {
        return tree.device();
    }

    @Override
    public List<Integer> storages() {
        return tree.device().storages();
    }

    @Override
    public List<Integer> owner() {
        DeviceNode node = tree.device().node(0);
        if (node == null) {
            return List.of();
        }
        Attributes shown = node.attributes();
        return List.of(shown.mode() & PERMISSIONS, shown.uid(), shown.gid());
    }

    @Override
    public DeviceMount in(DeviceMounts theirs) throws ErrnoException {
        DeviceMount mount = new DeviceMount(tree, theirs, views);
        theirs.ioctls().add(tree);
        views.incrementAndGet();
        return mount;
    }

    @Override
    public int root() {
        return root;
    }

    @Override
    public StatusView statuses() {
        return (call, real) -> tree.status(real);
    }

    @Override
    public @Nullable HiddenTree numbered(int number) {
        if (tree.device().node(number) == null) {
            return null;
        }
        HiddenTree known = numbered.get(number);
        return known != null ? known : besides(number);
    }

    private @Nullable HiddenTree besides(int number) {
        try {
            HiddenTree made = new Numbered(tree.root(number));
            HiddenTree known = numbered.putIfAbsent(number, made);
            return known != null ? known : made;
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** A partition or a sub-device. */
    private final class Numbered implements HiddenTree {
        private final int descriptor;

        Numbered(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public int root() {
            return descriptor;
        }

        @Override
        public StatusView statuses() {
            return DeviceMount.this.statuses();
        }
    }

    @Override
    public boolean busy() {
        return tree.busy();
    }

    @Override
    public void unmount() {
        mounts.ioctls().remove(tree);
        if (views.decrementAndGet() == 0) {
            mounts.storages().unmounted(tree.device());
            tree.close();
            tree.device().close();
        }
    }
}
