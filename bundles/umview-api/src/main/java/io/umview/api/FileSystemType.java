package io.umview.api;

import org.jspecify.annotations.Nullable;
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

    /** A file system that is mounted; a {@link HiddenTree} if its files exist somewhere out of sight. */
    @ConsumerType
    interface Mounted {
        /** The files at and below the mount point. */
        FileOperations files();

        /**
         * Whether something in use keeps umount(2) from succeeding: EBUSY. Whether guests use files of a {@link HiddenTree} the
         * hypervisor finds out itself.
         */
        default boolean busy() {
            return false;
        }

        /**
         * What is shown beside the mount point, at its path with a number behind it, as partitions are. It is asked at each use;
         * its own {@link #unmount} and {@link #busy} are not.
         *
         * @param number 1 to 9999
         * @return null when there is none; the same object as long as it is the same
         */
        default @Nullable Mounted numbered(int number) {
            return null;
        }

        /**
         * What a view that is created inside this one sees in its place.
         *
         * @param inner this service in the inner view
         * @return this: both views share it, and it is unmounted when the last one lets go of it; or one of the inner view's
         *     own
         */
        default Mounted enter(Service.Loaded inner) throws ErrnoException {
            return this;
        }

        /**
         * umount2(2) with MNT_FORCE begins with this: calls on files that are under way end with an error, as far as that can be
         * done, because who serves them may hang. What is in use stays mounted even so.
         */
        default void abort() {}

        /** Lets go. No file call is under way any more. */
        default void unmount() {}

        /** umount2(2) with MNT_DETACH: lets go at once, and serves until its end what is still open, as far as that can be done. */
        default void detach() {
            unmount();
        }
    }
}
