package io.umview.umdev.block;

import io.umview.api.ErrnoException;
import io.umview.umdev.block.PartitionTable.Label;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The partition table of UEFI (UEFI 2.10, chapter 5): a header in block 1, entries in an array of blocks that it names, and a copy of
 * both at the end of the disk. CRC32s tell which of the two is sound.
 */
final class GuidPartitionTable {
    static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
    static final int HEADER = 92;
    static final int ENTRY = 128;
    static final int HEADER_SIZE = 12;
    static final int HEADER_CRC = 16;
    static final int MY_BLOCK = 24;
    static final int FIRST_USABLE = 40;
    static final int LAST_USABLE = 48;
    static final int ENTRIES_BLOCK = 72;
    static final int ENTRIES = 80;
    static final int ENTRY_SIZE = 84;
    static final int ENTRIES_CRC = 88;
    static final int FIRST = 32;
    static final int LAST = 40;

    /** More than any tool writes; what claims more is no table. */
    private static final int MOST_BYTES = 1 << 20;

    private final SectorReader disk;

    GuidPartitionTable(SectorReader disk) {
        this.disk = disk;
    }

    /** @return null when neither the table nor its copy is sound */
    @Nullable
    PartitionTable read() throws ErrnoException {
        List<PartitionEntry> primary = read(1);
        if (primary != null) {
            return new PartitionTable(Label.GPT, primary, List.of());
        }
        List<PartitionEntry> backup = read(disk.blocks() - 1);
        return backup == null
                ? null
                : new PartitionTable(
                        Label.GPT, backup, List.of("the primary GPT is damaged, the backup at the end is used"));
    }

    private @Nullable List<PartitionEntry> read(long block) throws ErrnoException {
        if (block < 1 || block >= disk.blocks()) {
            return null;
        }
        ByteBuffer header = disk.read(block, disk.blockSize());
        if (!isSound(header, block)) {
            return null;
        }
        int size = header.getInt(ENTRY_SIZE);
        int count = header.getInt(ENTRIES);
        ByteBuffer entries = disk.read(header.getLong(ENTRIES_BLOCK), size * count);
        if (crc(entries) != header.getInt(ENTRIES_CRC)) {
            return null;
        }
        List<PartitionEntry> found = new ArrayList<>();
        for (int i = 0; i < Math.min(count, PartitionTable.MOST); i++) {
            PartitionEntry entry = entry(entries, i * size, i + 1, header);
            if (entry != null) {
                found.add(entry);
            }
        }
        return found;
    }

    private boolean isSound(ByteBuffer header, long block) {
        int size = header.getInt(HEADER_SIZE);
        if (header.getLong(0) != SIGNATURE || size < HEADER || size > disk.blockSize()) {
            return false;
        }
        ByteBuffer counted = ByteBuffer.allocate(size);
        counted.put(0, header, 0, size).putInt(HEADER_CRC, 0);
        long entries = header.getLong(ENTRIES_BLOCK);
        long bytes = (header.getInt(ENTRIES) & 0xffffffffL) * (header.getInt(ENTRY_SIZE) & 0xffffffffL);
        return crc(counted) == header.getInt(HEADER_CRC)
                && header.getLong(MY_BLOCK) == block
                && header.getInt(ENTRY_SIZE) >= ENTRY
                && bytes > 0
                && bytes <= MOST_BYTES
                && entries > 0
                && entries < disk.blocks()
                && header.getLong(FIRST_USABLE) >= 0
                && header.getLong(FIRST_USABLE) <= header.getLong(LAST_USABLE)
                && header.getLong(LAST_USABLE) < disk.blocks();
    }

    private @Nullable PartitionEntry entry(ByteBuffer entries, int at, int number, ByteBuffer header) {
        boolean unused = entries.getLong(at) == 0 && entries.getLong(at + 8) == 0;
        long first = entries.getLong(at + FIRST);
        long last = entries.getLong(at + LAST);
        if (unused || first < header.getLong(FIRST_USABLE) || last > header.getLong(LAST_USABLE) || last < first) {
            return null;
        }
        return MasterBootRecord.onDisk(disk, number, first, last - first + 1);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate().clear());
        return (int) crc.getValue();
    }
}
