package io.umview.fuse;

/**
 * What stat(2) tells of a file.
 *
 * @param mode type and permission bits
 * @param size bytes
 * @param blocks of 512 bytes each
 * @param accessed nanoseconds since 1970-01-01 UTC, and so the other times
 * @param device of device files, as the kernel encodes it in 32 bits (makedev(3) for numbers below 4096 and 2^20)
 * @param blockSize the preferred size of transfers
 */
public record Attributes(
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        int device,
        long size,
        long blocks,
        long accessed,
        long modified,
        long changed,
        int blockSize) {
    /** Mask of the type bits in a mode. */
    public static final int S_IFMT = 0170000;

    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    private static final int PAGE = 4096;
    private static final int SECTOR = 512;

    /** A file that has all its blocks and one time. */
    public static Attributes of(long inode, int mode, int links, int uid, int gid, long size, long time) {
        return new Attributes(
                inode, mode, links, uid, gid, 0, size, (size + SECTOR - 1) / SECTOR, time, time, time, PAGE);
    }

    /** Whether the type bits say directory. */
    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }
}
