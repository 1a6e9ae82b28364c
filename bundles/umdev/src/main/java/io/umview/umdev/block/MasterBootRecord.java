package io.umview.umdev.block;

import io.umview.api.ErrnoException;
import io.umview.umdev.block.PartitionTable.Label;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The partition table of the PC: four entries in the first block; one of them may be an extended partition, in which logical ones
 * are chained by a block with a table of its own in front of each. All starts and sizes are in logical blocks.
 */
final class MasterBootRecord {
    static final int SIGNATURE = 510;
    static final int TABLE = 446;
    static final int ENTRY = 16;
    static final int ENTRIES = 4;
    static final int TYPE = 4;
    static final int START = 8;
    static final int SIZE = 12;
    static final int PROTECTIVE = 0xee;
    private static final int FIRST_LOGICAL = 5;

    private final SectorReader disk;
    private final List<PartitionEntry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private MasterBootRecord(SectorReader disk) {
        this.disk = disk;
    }

    static PartitionTable read(SectorReader disk) throws ErrnoException {
        return new MasterBootRecord(disk).table();
    }

    /** One of four entries, in logical blocks. */
    private record Slot(int type, long start, long blocks) {
        static Slot of(ByteBuffer block, int index) {
            int at = TABLE + index * ENTRY;
            return new Slot(
                    block.get(at + TYPE) & 0xff,
                    block.getInt(at + START) & 0xffffffffL,
                    block.getInt(at + SIZE) & 0xffffffffL);
        }

        boolean isExtended() {
            return type == 0x05 || type == 0x0f || type == 0x85;
        }
    }

    private PartitionTable table() throws ErrnoException {
        if (disk.blocks() == 0) {
            return new PartitionTable(Label.NONE, entries, problems);
        }
        ByteBuffer block = disk.read(0, disk.blockSize());
        if (!isSigned(block)) {
            problems.add("bad signature in MBR " + signature(block));
            return new PartitionTable(Label.NONE, entries, problems);
        }
        if (isProtective(block)) {
            PartitionTable gpt = new GuidPartitionTable(disk).read();
            if (gpt != null) {
                return gpt;
            }
        }
        addAll(block);
        return new PartitionTable(Label.MBR, entries, problems);
    }

    private static boolean isProtective(ByteBuffer block) {
        for (int i = 0; i < ENTRIES; i++) {
            if (Slot.of(block, i).type == PROTECTIVE) {
                return true;
            }
        }
        return false;
    }

    private void addAll(ByteBuffer block) throws ErrnoException {
        Slot extended = null;
        for (int i = 0; i < ENTRIES; i++) {
            Slot slot = Slot.of(block, i);
            if (!slot.isExtended()) {
                add(i + 1, slot.start, slot.blocks);
            } else if (extended != null) {
                problems.add("There are more than one extended partitions against the specifications");
            } else if (slot.blocks > 0) {
                extended = slot;
                // Two sectors at most, as Linux has it: enough to boot from, too little to make a file system there.
                add(i + 1, slot.start, Math.min(slot.blocks, Math.max(1, 2 / disk.sectorsInBlock())));
            }
        }
        if (extended != null) {
            addLogical(extended);
        }
    }

    private void addLogical(Slot extended) throws ErrnoException {
        int number = FIRST_LOGICAL;
        long at = extended.start;
        while (number <= PartitionTable.MOST && at < disk.blocks()) {
            ByteBuffer block = disk.read(at, disk.blockSize());
            if (!isSigned(block)) {
                problems.add("bad signature in block " + number + "=" + signature(block));
                return;
            }
            Slot next = null;
            for (int i = 0; i < ENTRIES; i++) {
                Slot slot = Slot.of(block, i);
                if (slot.isExtended()) {
                    next = next == null ? slot : next;
                } else if (isLogical(slot, i, at, extended)) {
                    add(number++, at + slot.start, slot.blocks);
                }
            }
            // A chain that leads backwards would never end.
            if (next == null || next.blocks == 0 || extended.start + next.start <= at) {
                return;
            }
            at = extended.start + next.start;
        }
    }

    /** The third and fourth entry are no partitions of Linux, and rubbish is found there. */
    private static boolean isLogical(Slot slot, int index, long block, Slot extended) {
        return slot.blocks > 0
                && (index < 2
                        || slot.start + slot.blocks <= extended.blocks
                                && block + slot.start >= extended.start
                                && block + slot.start + slot.blocks <= extended.start + extended.blocks);
    }

    private void add(int number, long start, long blocks) {
        PartitionEntry entry = onDisk(disk, number, start, blocks);
        if (entry != null && number <= PartitionTable.MOST) {
            entries.add(entry);
        }
    }

    /** A partition as far as it is on the disk, or null. */
    static @Nullable PartitionEntry onDisk(SectorReader disk, int number, long start, long blocks) {
        if (blocks <= 0 || start < 0 || start >= disk.blocks()) {
            return null;
        }
        long size = Math.min(blocks, disk.blocks() - start);
        return new PartitionEntry(number, start * disk.sectorsInBlock(), size * disk.sectorsInBlock());
    }

    private static boolean isSigned(ByteBuffer block) {
        return block.get(SIGNATURE) == 0x55 && block.get(SIGNATURE + 1) == (byte) 0xaa;
    }

    private static String signature(ByteBuffer block) {
        return Integer.toHexString(block.get(SIGNATURE) & 0xff)
                + " "
                + Integer.toHexString(block.get(SIGNATURE + 1) & 0xff);
    }
}
