package io.umview.umdev;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** A block device. It is read and written at any offset, like a kernel's through the page cache. */
@ConsumerType
public non-sealed interface BlockDevice extends ByteDevice {
    /** Bytes in a sector, which BLKGETSIZE and partitions count in whatever the size of blocks is. */
    int SECTOR = 512;

    /** Flag of open(2): whoever else opens a block device with it fails with EBUSY. */
    int O_EXCL = 0200;

    /** The smallest unit that the device addresses, in bytes: a power of two, at least 512. */
    default int logicalBlockSize() {
        return SECTOR;
    }

    /** The smallest unit that the device writes without reading before, in bytes. */
    default int physicalBlockSize() {
        return logicalBlockSize();
    }

    /** Heads, sectors and cylinders, as HDIO_GETGEO tells them. */
    default Geometry geometry() {
        return Geometry.of(size());
    }

    /** Whether it can be read only, whatever BLKROSET says. */
    default boolean readOnly() {
        return false;
    }

    /** Whether {@link #place} finds anything ever; always the same. */
    default boolean inMemory() {
        return false;
    }

    /**
     * Where bytes of the device lie in memory, which may be copied from there, and to there if the device is not read-only. They
     * stay there until it is closed, and nothing else gets there before it is unreachable.
     *
     * @return the address of the first; 0: they have to be read or written
     */
    default long place(long offset, int length) {
        return 0;
    }

    /** Whether it may hold a partition table, whose partitions are shown then. */
    default boolean partitioned() {
        return false;
    }

    /**
     * BLKDISCARD: what is in a range is needed no longer.
     *
     * @param offset and {@code length} in bytes, within the device
     */
    default void discard(long offset, long length) throws ErrnoException {
        throw Errno.EOPNOTSUPP.exception();
    }

    /**
     * BLKZEROOUT: a range reads as zeros from now on.
     *
     * @param offset and {@code length} in bytes, within the device
     */
    default void zeroOut(long offset, long length) throws ErrnoException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(length, 1 << 16));
        for (long done = 0; done < length; ) {
            zeros.position(0).limit((int) Math.min(length - done, zeros.capacity()));
            int written = write(zeros, offset + done);
            if (written <= 0) {
                throw Errno.EIO.exception();
            }
            done += written;
        }
    }
}
