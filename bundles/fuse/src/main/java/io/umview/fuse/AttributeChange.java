package io.umview.fuse;

/**
 * What chmod(2), chown(2), truncate(2) and utimensat(2) change. A value counts if its bit is set.
 *
 * @param valid FATTR_* bits
 * @param handle of the open file that ftruncate(2) and its like were called with
 * @param accessed nanoseconds since 1970-01-01 UTC, and so the other times
 */
public record AttributeChange(
        int valid, long handle, int mode, int uid, int gid, long size, long accessed, long modified, long changed) {
    public static final int MODE = 1;
    public static final int UID = 1 << 1;
    public static final int GID = 1 << 2;
    public static final int SIZE = 1 << 3;
    public static final int ACCESSED = 1 << 4;
    public static final int MODIFIED = 1 << 5;
    public static final int HANDLE = 1 << 6;
    public static final int ACCESSED_NOW = 1 << 7;
    public static final int MODIFIED_NOW = 1 << 8;
    public static final int CHANGED = 1 << 10;
    public static final int KILL_SUIDGID = 1 << 11;

    /** Whether something of these bits is to be changed. */
    public boolean has(int bits) {
        return (valid & bits) != 0;
    }
}
