package io.umview.umdev.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A mounted device as a hidden tree of files: its nodes by descriptors. */
final class DeviceTree implements AutoCloseable {
    private static final int O_PATH = 010000000;
    private static final int O_NOFOLLOW = 0400000;

    private final MountedDevice device;
    private final DeviceTrace trace;
    private final DeviceFiles files;
    private final FuseMount mount;
    private final long deviceNumber;
    private final Map<Integer, Integer> roots = new ConcurrentHashMap<>();

    /** @throws IOException there can be no hidden mount; the message says why */
    DeviceTree(MountedDevice device, String source, String type, DeviceTrace trace) throws IOException, ErrnoException {
        this.device = device;
        this.trace = trace;
        this.files = new DeviceFiles(device, trace);
        this.mount = FuseHost.mount(files, MountSettings.of(source, type).withInPlace(device.inMemory()));
        try {
            this.deviceNumber = FileIdentity.ofThisThread().of(mount.root()).device();
        } catch (ErrnoException e) {
            mount.close();
            throw e;
        }
    }

    MountedDevice device() {
        return device;
    }

    DeviceTrace trace() {
        return trace;
    }

    /** The device on which its files are, as {@link FileIdentity} has it. */
    long deviceNumber() {
        return deviceNumber;
    }

    /** A descriptor of a node's file, which belongs to the tree; ENOENT when there is no such node. */
    int root(int number) throws ErrnoException {
        Integer known = roots.get(number);
        return known != null ? known : open(number);
    }

    private synchronized int open(int number) throws ErrnoException {
        Integer known = roots.get(number);
        if (known != null) {
            return known;
        }
        NativeBuffer name = NativeBuffer.text(Integer.toString(number));
        int root = Files.openat(mount.root(), name.address(), O_PATH | O_NOFOLLOW | Files.O_CLOEXEC, 0);
        java.lang.ref.Reference.reachabilityFence(name);
        if (root < 0) {
            throw Errno.of(-root).exception();
        }
        roots.put(number, root);
        return root;
    }

    /** What guests see of a file. */
    FileStatus status(FileStatus real) {
        @Nullable DeviceNode node = device.node(DeviceFiles.number(real.inode()));
        if (node == null) {
            return real;
        }
        trace.status(node);
        return node.shown(real);
    }

    /** The bytes of the device have changed otherwise than by a file. */
    void changed() {
        roots.keySet().forEach(files::invalidate);
    }

    boolean busy() {
        return files.anyOpen() || device.busy();
    }

    /** Ends the files, not the device. */
    @Override
    public synchronized void close() {
        trace.unmounted(device.path(0));
        roots.values().forEach(Files::close);
        roots.clear();
        mount.close();
    }
}
