package io.umview.umdev;

import io.umview.api.ErrnoException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A character device whose files are descriptors that it makes itself, such as one end of a socket pair: what guests do with them
 * is the kernel's business, but for ioctl(2).
 */
@ConsumerType
public non-sealed interface DescriptorDevice extends Device {
    /**
     * Makes a file.
     *
     * @param flags O_* of open(2), of which the device has to heed O_NONBLOCK
     * @param closed is to be run when no guest has the descriptor any more; not if the device itself ends the file
     * @throws ErrnoException open(2) fails with that errno
     */
    DescriptorFile open(int flags, Runnable closed) throws ErrnoException;

    /** An open file. */
    @ConsumerType
    interface DescriptorFile {
        /** The descriptor for the guest, close-on-exec, which belongs to the caller from then on. Asked once. */
        int descriptor();

        /** ioctl(2) with one of {@link #ioctls}. */
        long ioctl(Ioctl ioctl) throws ErrnoException;
    }
}
