package io.umview.fuse;

/**
 * What statfs(2) tells.
 *
 * @param blocks of {@code fragmentSize} bytes each
 * @param free blocks, {@code available} of them to ordinary users
 * @param files how many nodes there can be
 * @param blockSize the preferred size of transfers
 * @param nameLength the longest name, in bytes
 */
public record FileSystemStatistics(
        long blocks,
        long free,
        long available,
        long files,
        long freeFiles,
        int blockSize,
        int nameLength,
        int fragmentSize) {
    /** A file system that does not tell. */
    public static final FileSystemStatistics UNKNOWN = new FileSystemStatistics(0, 0, 0, 0, 0, 4096, 255, 4096);
}
