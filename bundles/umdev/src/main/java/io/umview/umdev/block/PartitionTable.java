package io.umview.umdev.block;

import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import java.util.List;

/**
 * What a disk's partition table says.
 *
 * @param entries partitions with at least one sector on the disk, in the order of the table
 * @param problems what is wrong with the table, a line each, for people
 */
public record PartitionTable(Label label, List<PartitionEntry> entries, List<String> problems) {
    /** The highest number of a partition that is shown. */
    public static final int MOST = 63;

    /** Kinds of tables. */
    public enum Label {
        /** None that is known. */
        NONE,
        /** A master boot record, which Linux calls msdos or dos. */
        MBR,
        /** A GUID partition table. */
        GPT
    }

    /** Keeps copies of the lists. */
    public PartitionTable {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /**
     * Reads the table of a disk. Whatever is on the disk, there is an answer.
     *
     * @throws ErrnoException the disk cannot be read
     */
    public static PartitionTable read(BlockDevice disk) throws ErrnoException {
        return MasterBootRecord.read(new SectorReader(disk));
    }
}
