package io.umview.umdev.internal;

import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.ByteDevice;
import io.umview.umdev.block.BlockNode;
import io.umview.umdev.block.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A device with its sub-devices or partitions, and the nodes that show them. */
final class MountedDevice implements DeviceSet {
    /** How the nodes are shown. */
    record Look(String path, char type, int major, int minor, int mode, int uid, int gid) {}

    private final Look look;
    private final ByteDevice device;
    private final @Nullable Disk disk;
    private final List<ByteDevice> others;
    private final Map<Integer, DeviceNode> nodes = new ConcurrentHashMap<>();

    /**
     * @param others more devices, numbered from 1 on
     * @param messages what is wrong with a partition table
     */
    MountedDevice(Look look, ByteDevice device, List<ByteDevice> others, Consumer<String> messages)
            throws ErrnoException {
        this.look = look;
        this.device = device;
        this.others = List.copyOf(others);
        this.disk = device instanceof BlockDevice block ? new Disk(block, messages) : null;
        if (disk != null && disk.device().partitioned()) {
            disk.rescan();
        }
    }

    @Override
    public @Nullable DeviceNode node(int number) {
        ByteDevice named = device(number);
        if (named == null) {
            return null;
        }
        DeviceNode known = nodes.get(number);
        return known != null && known.device() == named ? known : renew(number, named);
    }

    private synchronized DeviceNode renew(int number, ByteDevice named) {
        DeviceNode known = nodes.get(number);
        if (known == null || known.device() != named) {
            known = new DeviceNode(
                    DeviceFiles.inode(number),
                    named,
                    look.type,
                    look.major,
                    look.minor + number,
                    look.mode,
                    look.uid,
                    look.gid);
            nodes.put(number, known);
        }
        return known;
    }

    private @Nullable ByteDevice device(int number) {
        if (number == 0) {
            return disk == null ? device : disk.whole();
        }
        BlockNode partition = disk == null ? null : disk.partition(number);
        if (partition != null) {
            return partition;
        }
        return number <= others.size() ? others.get(number - 1) : device.subdevice(number);
    }

    @Override
    public String path(int number) {
        return number == 0 ? look.path : look.path + number;
    }

    /** Whether its bytes can be copied without its help. */
    boolean inMemory() {
        return disk != null && disk.device().inMemory();
    }

    /** Whether a device does not let go. */
    boolean busy() {
        return all().stream().anyMatch(ByteDevice::busy);
    }

    /** The requests of ioctl(2) that the devices answer. */
    List<Integer> ioctls() {
        List<Integer> requests = new ArrayList<>();
        all().forEach(one -> requests.addAll(one.ioctls()));
        return requests;
    }

    private List<ByteDevice> all() {
        List<ByteDevice> all = new ArrayList<>(others);
        all.add(0, device);
        return all;
    }

    /** What each device is made of, see {@link ByteDevice#storage}. */
    List<Integer> storages() {
        return all().stream().map(ByteDevice::storage).toList();
    }

    void close() {
        all().forEach(ByteDevice::close);
    }
}
