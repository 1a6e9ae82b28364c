package io.umview.umdev.internal;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.FileSystemType;
import io.umview.api.Reply;
import io.umview.api.Service;
import io.umview.linux.Files;
import io.umview.umdev.DescriptorDevice;
import io.umview.umdev.DescriptorDevice.DescriptorFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A device whose files are descriptors of its own making, as a view has it mounted. */
final class DescriptorMount implements SharedMount {
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int O_ACCMODE = 3;
    private static final int O_PATH = 010000000;
    private static final int O_DIRECTORY = 0200000;

    private final DescriptorDevice device;
    private final DescriptorNode node;
    private final DeviceMounts mounts;
    private final Map<FileIdentity.Identity, DescriptorFile> open;

    /** How many views have the device mounted. */
    private final AtomicInteger views;

    private DescriptorMount(
            DescriptorDevice device,
            DescriptorNode node,
            DeviceMounts mounts,
            Map<FileIdentity.Identity, DescriptorFile> open,
            AtomicInteger views) {
        this.device = device;
        this.node = node;
        this.mounts = mounts;
        this.open = open;
        this.views = views;
    }

    /** The mount of a new device, which ends with it. */
    static DescriptorMount first(DescriptorDevice device, MountedDevice.Look look, DeviceMounts mounts)
            throws ErrnoException {
        DescriptorMount mount = new DescriptorMount(
                device, new DescriptorNode(look), mounts, new ConcurrentHashMap<>(), new AtomicInteger(1));
        mounts.ioctls().add(mount);
        return mount;
    }

    @Override
    public DescriptorDevice device() {
        return device;
    }

    @Override
    public List<Integer> storages() {
        return List.of();
    }

    @Override
    public List<Integer> owner() {
        FileStatus status = node.status();
        return List.of(status.mode() & ~FileStatus.S_IFMT, status.uid(), status.gid());
    }

    /** The open file that a descriptor is for, or null. */
    @Nullable
    DescriptorFile file(FileIdentity.Identity identity) {
        return open.get(identity);
    }

    @Override
    public FileOperations files() {
        return new FileOperations() {
            @Override
            public FileStatus stat(Call call, String path) throws ErrnoException {
                return node(path).status();
            }

            @Override
            public void chmod(Call call, String path, int mode) throws ErrnoException {
                node(path).chmod(call.process().credentials(), mode);
            }

            @Override
            public void chown(Call call, String path, int uid, int gid) throws ErrnoException {
                node(path).chown(call.process().credentials(), uid, gid);
            }

            @Override
            public void utimens(Call call, String path, long accessed, long modified) throws ErrnoException {
                node(path).utimens(accessed, modified);
            }

            @Override
            public Reply open(Call call, String path, int flags, int mode) throws ErrnoException {
                check(call, node(path), flags);
                return Reply.descriptor(opened(flags), (flags & Files.O_CLOEXEC) != 0);
            }

            @Override
            public Reply other(Call call, String path) throws ErrnoException {
                node(path);
                throw Errno.EINVAL.exception();
            }
        };
    }

    private DescriptorNode node(String path) throws ErrnoException {
        if (!path.isEmpty()) {
            throw Errno.ENOTDIR.exception();
        }
        return node;
    }

    private static void check(Call call, DescriptorNode node, int flags) throws ErrnoException {
        if ((flags & O_PATH) != 0) {
            throw Errno.EINVAL.exception();
        }
        if ((flags & O_DIRECTORY) != 0) {
            throw Errno.ENOTDIR.exception();
        }
        int wanted = switch (flags & O_ACCMODE) {
            case Files.O_RDONLY -> READ;
            case Files.O_WRONLY -> WRITE;
            default -> READ | WRITE;
        };
        if (!call.process().credentials().permits(node.status(), wanted)) {
            throw Errno.EACCES.exception();
        }
    }

    private int opened(int flags) throws ErrnoException {
        FileIdentity.Identity[] identity = new FileIdentity.Identity[1];
        DescriptorFile file = device.open(flags, () -> closed(identity[0]));
        int descriptor = file.descriptor();
        try {
            identity[0] = FileIdentity.ofThisThread().of(descriptor);
        } catch (ErrnoException e) {
            Files.close(descriptor);
            throw e;
        }
        open.put(identity[0], file);
        return descriptor;
    }

    private void closed(FileIdentity.Identity identity) {
        synchronized (open) {
            open.remove(identity);
            open.notifyAll();
        }
    }

    @Override
    public FileSystemType.Mounted enter(Service.Loaded inner) throws ErrnoException {
        return in(((Umdev) inner).mounts());
    }

    @Override
    public FileSystemType.Mounted in(DeviceMounts theirs) throws ErrnoException {
        DescriptorMount mount = new DescriptorMount(device, node, theirs, open, views);
        theirs.ioctls().add(mount);
        views.incrementAndGet();
        return mount;
    }

    @Override
    public boolean busy() {
        return Patience.wasVain(open, Patience.MILLIS, open::isEmpty) || device.busy();
    }

    @Override
    public void unmount() {
        mounts.ioctls().remove(this);
        if (views.decrementAndGet() == 0) {
            mounts.storages().unmounted(device);
            device.close();
        }
    }
}
