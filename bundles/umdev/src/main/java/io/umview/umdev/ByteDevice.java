package io.umview.umdev;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A device that is read and written at offsets. */
public sealed interface ByteDevice extends Device permits BlockDevice, CharDevice {
    /**
     * A file is opened.
     *
     * @param flags O_*
     * @throws ErrnoException open(2) fails with that errno
     */
    default void open(int flags) throws ErrnoException {}

    /** The last descriptor of a file that was opened is closed. */
    default void release(int flags) {}

    /**
     * Reads bytes into the remaining space of a direct buffer and moves its position.
     *
     * @param offset of the first byte, not negative
     * @return how many, 0 at the end
     */
    int read(ByteBuffer destination, long offset) throws ErrnoException;

    /**
     * Writes the remaining bytes of a direct buffer and moves its position.
     *
     * @param offset of the first byte, not negative
     * @return how many; fewer than remain when the device ends before
     * @throws ErrnoException ENOSPC at the end
     */
    int write(ByteBuffer source, long offset) throws ErrnoException;

    /** How many bytes there are, for lseek(2) with SEEK_END; 0 for a device that does not know. */
    long size();

    /** fsync(2): returns when all that was written is stored. */
    default void sync() throws ErrnoException {}

    /**
     * A descriptor of the file that holds all that the device has, from which a newer revision of its bundle makes a device that
     * goes on with it ({@link DeviceRequest#inherited}); -1 when there is no such file.
     */
    default int storage() {
        return -1;
    }

    /** ioctl(2); block devices are asked for what {@link io.umview.umdev.block.BlockIoctls} does not know. */
    default long ioctl(Ioctl ioctl) throws ErrnoException {
        throw Errno.ENOTTY.exception();
    }

    /**
     * The sub-device that is shown at the device's own path with a number behind it.
     *
     * @param number from 1 on, and by how much its minor number is higher
     * @return null when there is none
     */
    default @Nullable ByteDevice subdevice(int number) {
        return null;
    }
}
