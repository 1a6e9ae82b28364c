package io.umview.umdev.block;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a disk's structures, which are little-endian. */
final class SectorReader {
    private final BlockDevice disk;

    SectorReader(BlockDevice disk) {
        this.disk = disk;
    }

    int blockSize() {
        return disk.logicalBlockSize();
    }

    /** Logical blocks on the disk. */
    long blocks() {
        return disk.size() / blockSize();
    }

    /** How many sectors of 512 bytes are on the disk. */
    long sectors() {
        return disk.size() / BlockDevice.SECTOR;
    }

    /** Sectors of 512 bytes in a logical block. */
    int sectorsInBlock() {
        return blockSize() / BlockDevice.SECTOR;
    }

    /**
     * Reads bytes from the beginning of a logical block.
     *
     * @param block must be on the disk; zeros are read behind its end
     */
    ByteBuffer read(long block, int size) throws ErrnoException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
        long offset = Math.multiplyExact(block, (long) blockSize());
        while (bytes.hasRemaining()) {
            int count = disk.read(bytes, offset + bytes.position());
            if (count < 0) {
                throw Errno.EIO.exception();
            }
            if (count == 0) {
                break;
            }
        }
        return bytes.clear();
    }
}
