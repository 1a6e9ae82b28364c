package io.umview.umdev;

import java.util.List;

/** A device. Its methods are called from several threads at a time. */
public sealed interface Device permits ByteDevice, DescriptorDevice {
    /** The requests of ioctl(2) that the device answers, which have to be trapped; always the same. */
    default List<Integer> ioctls() {
        return List.of();
    }

    /** Whether something keeps umount(2) from succeeding: EBUSY. Open files do so anyhow. */
    default boolean busy() {
        return false;
    }

    /** Lets go. No file is open any more. */
    default void close() {}
}
