package io.umview.umdev.block;

/**
 * One partition of a table.
 *
 * @param number the kernel's: 1 to 4 for primary ones of an MBR, logical ones from 5 on; the place in a GPT
 * @param start and {@code sectors} in sectors of 512 bytes
 */
public record PartitionEntry(int number, long start, long sectors) {
    /** The first sector behind it. */
    public long end() {
        return start + sectors;
    }

    /** Whether the two have a sector in common. */
    boolean overlaps(PartitionEntry other) {
        return start < other.end() && other.start < end();
    }
}
