package io.umview.fuse;

/**
 * A record lock (fcntl(2)) or flock(2).
 *
 * @param start first byte
 * @param end last byte; {@link Long#MAX_VALUE} up to the end
 * @param type F_RDLCK (0), F_WRLCK (1) or F_UNLCK (2)
 * @param pid who has it
 */
public record FileLock(long start, long end, int type, int pid) {
    public static final int F_RDLCK = 0;
    public static final int F_WRLCK = 1;
    public static final int F_UNLCK = 2;
}
