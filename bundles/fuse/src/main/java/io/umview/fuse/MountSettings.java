package io.umview.fuse;

/**
 * How a file system is mounted.
 *
 * @param source what mount(8) would show as the source
 * @param subtype the type is shown as {@code fuse.subtype}
 * @param rootType type bits of the root: {@link Attributes#S_IFDIR}, or another kind of file that is mounted alone
 * @param readOnly nothing is written
 * @param defaultPermissions the kernel checks permissions by mode, owner and group
 * @param writebackCache the kernel gathers what is written and passes it on later; size and modification time are the kernel's
 *     then
 * @param locks record locks and flock(2) are the file system's business; else the kernel's
 * @param inPlace bytes of writes are copied to where they belong at once ({@link NodeFileSystem#place}); other operations take a
 *     little longer for it
 * @param threads at most so many operations are under way at a time
 */
public record MountSettings(
        String source,
        String subtype,
        int rootType,
        boolean readOnly,
        boolean defaultPermissions,
        boolean writebackCache,
        boolean locks,
        boolean inPlace,
        int threads) {
    private static final int THREADS = 64;

    /** A directory tree that the kernel checks permissions of. */
    public static MountSettings of(String source, String subtype) {
        return new MountSettings(source, subtype, Attributes.S_IFDIR, false, true, false, false, false, THREADS);
    }

    /** The same with another kind of root. */
    public MountSettings withRootType(int type) {
        return new MountSettings(
                source, subtype, type, readOnly, defaultPermissions, writebackCache, locks, inPlace, threads);
    }

    /** The same, read-only. */
    public MountSettings asReadOnly(boolean only) {
        return new MountSettings(
                source, subtype, rootType, only, defaultPermissions, writebackCache, locks, inPlace, threads);
    }

    /** The same with permissions checked by the file system, if by anybody. */
    public MountSettings withDefaultPermissions(boolean checked) {
        return new MountSettings(source, subtype, rootType, readOnly, checked, writebackCache, locks, inPlace, threads);
    }

    /** The same with the kernel's cache for what is written. */
    public MountSettings withWritebackCache(boolean cached) {
        return new MountSettings(
                source, subtype, rootType, readOnly, defaultPermissions, cached, locks, inPlace, threads);
    }

    /** The same with locks of the file system's own. */
    public MountSettings withLocks(boolean own) {
        return new MountSettings(
                source, subtype, rootType, readOnly, defaultPermissions, writebackCache, own, inPlace, threads);
    }

    /** The same with writes whose bytes the kernel copies to where they belong. */
    public MountSettings withInPlace(boolean wanted) {
        return new MountSettings(
                source, subtype, rootType, readOnly, defaultPermissions, writebackCache, locks, wanted, threads);
    }
}
