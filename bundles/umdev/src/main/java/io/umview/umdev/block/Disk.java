package io.umview.umdev.block;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A block device with its partitions. Readers take no lock: a change replaces the map. */
public final class Disk {
    private final BlockDevice device;
    private final Consumer<String> messages;
    private final BlockNode whole = new BlockNode(this, null);
    private final Set<BlockNode> claimed = new HashSet<>();
    private volatile Map<Integer, BlockNode> partitions = Map.of();

    /**
     * A disk whose table has not been read yet.
     *
     * @param messages gets a line for each thing that is wrong with the table
     */
    public Disk(BlockDevice device, Consumer<String> messages) {
        this.device = device;
        this.messages = messages;
    }

    /** The bytes. */
    public BlockDevice device() {
        return device;
    }

    /** The whole disk. */
    public BlockNode whole() {
        return whole;
    }

    /** A partition by its number, or null. */
    public @Nullable BlockNode partition(int number) {
        return partitions.get(number);
    }

    /**
     * Reads the partition table, again. A partition that is as before stays the same object.
     *
     * @throws ErrnoException EINVAL where there can be none, EBUSY while a partition is open
     */
    public synchronized void rescan() throws ErrnoException {
        if (!device.partitioned()) {
            throw Errno.EINVAL.exception();
        }
        if (partitions.values().stream().anyMatch(BlockNode::isOpen)) {
            throw Errno.EBUSY.exception();
        }
        PartitionTable table = PartitionTable.read(device);
        table.problems().forEach(messages);
        Map<Integer, BlockNode> found = new TreeMap<>();
        for (PartitionEntry entry : table.entries()) {
            BlockNode before = partitions.get(entry.number());
            boolean same = before != null && entry.equals(before.entry());
            found.put(entry.number(), same ? before : new BlockNode(this, entry));
        }
        replace(found);
    }

    private void replace(Map<Integer, BlockNode> changed) {
        partitions.values().stream()
                .filter(node -> !changed.containsValue(node))
                .forEach(BlockNode::remove);
        partitions = changed;
    }

    /** A node is opened with O_EXCL. EBUSY: it is open so, or what it is a part of, or a part of it (bd_may_claim() in block/bdev.c). */
    synchronized void claim(BlockNode node) throws ErrnoException {
        if (!isClaimable(node)) {
            throw Errno.EBUSY.exception();
        }
        claimed.add(node);
    }

    synchronized boolean isClaimable(BlockNode node) {
        return !claimed.contains(node) && !claimed.contains(whole) && (node != whole || claimed.isEmpty());
    }

    synchronized void abandon(BlockNode node) {
        claimed.remove(node);
    }

    /** BLKPG_ADD_PARTITION: EBUSY when the number is taken or partitions would overlap, EINVAL when it is not on the disk. */
    public synchronized void add(PartitionEntry entry) throws ErrnoException {
        check(entry);
        if (!device.partitioned()) {
            throw Errno.EINVAL.exception();
        }
        if (partitions.containsKey(entry.number()) || overlapsOthers(entry)) {
            throw Errno.EBUSY.exception();
        }
        put(entry);
    }

    /** BLKPG_DEL_PARTITION: ENXIO when there is none, EBUSY while it is open. */
    public synchronized void delete(int number) throws ErrnoException {
        if (existing(number).isOpen()) {
            throw Errno.EBUSY.exception();
        }
        Map<Integer, BlockNode> changed = new TreeMap<>(partitions);
        changed.remove(number);
        replace(changed);
    }

    /** BLKPG_RESIZE_PARTITION: ENXIO when there is none, EINVAL when it would move, EBUSY when partitions would overlap. */
    public synchronized void resize(PartitionEntry entry) throws ErrnoException {
        check(entry);
        if (existing(entry.number()).start() != entry.start()) {
            throw Errno.EINVAL.exception();
        }
        if (overlapsOthers(entry)) {
            throw Errno.EBUSY.exception();
        }
        put(entry);
    }

    private BlockNode existing(int number) throws ErrnoException {
        BlockNode node = partitions.get(number);
        if (node == null) {
            throw Errno.ENXIO.exception();
        }
        return node;
    }

    private void check(PartitionEntry entry) throws ErrnoException {
        long sectors = device.size() / BlockDevice.SECTOR;
        int block = device.logicalBlockSize() / BlockDevice.SECTOR;
        boolean aligned = entry.start() % block == 0 && entry.sectors() % block == 0;
        if (entry.number() > PartitionTable.MOST
                || !aligned
                || entry.start() > sectors
                || entry.sectors() > sectors - entry.start()) {
            throw Errno.EINVAL.exception();
        }
    }

    private boolean overlapsOthers(PartitionEntry entry) {
        return partitions.values().stream()
                .map(BlockNode::entry)
                .anyMatch(other -> other != null && other.number() != entry.number() && other.overlaps(entry));
    }

    private void put(PartitionEntry entry) {
        Map<Integer, BlockNode> changed = new TreeMap<>(partitions);
        changed.put(entry.number(), new BlockNode(this, entry));
        partitions = changed;
    }
}
