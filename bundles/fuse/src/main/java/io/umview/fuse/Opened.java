package io.umview.fuse;

/**
 * An open file or directory.
 *
 * @param handle of the file system's choice; comes back with each operation on the open file
 * @param flags FOPEN_*
 */
public record Opened(long handle, int flags) {
    /** Each read(2) and write(2) reaches the file system; no page cache. */
    public static final int DIRECT_IO = 1;

    /** What the page cache has of the file is still right. */
    public static final int KEEP_CACHE = 1 << 1;

    /** The file has no position to move. */
    public static final int NONSEEKABLE = 1 << 2;

    /** The kernel may keep what the directory holds. */
    public static final int CACHE_DIR = 1 << 3;

    /** The file has no position at all. */
    public static final int STREAM = 1 << 4;

    /** close(2) need not flush. Linux 5.16. */
    public static final int NOFLUSH = 1 << 5;

    /** Direct writes to one file may be under way at the same time. Linux 6.2. */
    public static final int PARALLEL_DIRECT_WRITES = 1 << 6;
}
