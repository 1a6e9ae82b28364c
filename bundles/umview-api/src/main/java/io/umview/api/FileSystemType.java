package io.umview.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Serves mount(2) of the file system types that a service claims. */
@ConsumerType
@FunctionalInterface
public interface FileSystemType {
    /**
     * Mounts. The hypervisor enters the result into the mount table of the view; the path is claimed by then. Runs on a
     * thread of its own and may take its time.
     *
     * @throws ErrnoException mount(2) fails with that errno
     */
    Mounted mount(MountRequest request) throws ErrnoException;

    /** A file system that is mounted. */
    @ConsumerType
    interface Mounted {
        /** The files at and below the mount point. */
        FileOperations files();

        /** Whether something in use keeps umount(2) from succeeding: EBUSY. */
        default boolean busy() {
            return false;
        }

        /** Lets go. No file call is under way any more. */
        default void unmount() {}
    }
}
