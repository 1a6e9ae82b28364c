package io.umview.api;

/**
 * What stat(2) tells of a file.
 *
 * @param mode type and permission bits, {@code st_mode}
 * @param device {@code st_dev}, as makedev(3) packs it
 * @param special {@code st_rdev} of device files
 * @param size bytes
 * @param accessed nanoseconds since 1970-01-01 UTC, and so the other times
 */
public record FileStatus(
        int mode,
        long device,
        long inode,
        long links,
        int uid,
        int gid,
        long special,
        long size,
        long accessed,
        long modified,
        long changed) {
    /** Mask of the type bits in a mode. */
    public static final int S_IFMT = 0170000;

    /** Type of a directory. */
    public static final int S_IFDIR = 0040000;

    /** Type of a stack special file: the name of a network stack. The kernel knows no such type. */
    public static final int S_IFSTACK = 0160000;

    /** Whether the type bits say directory. */
    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }
}
