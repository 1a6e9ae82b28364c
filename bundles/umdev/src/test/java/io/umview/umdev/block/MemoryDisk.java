package io.umview.umdev.block;

import io.umview.umdev.BlockDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A disk that is an array. */
final class MemoryDisk implements BlockDevice {
    final ByteBuffer bytes;
    private final int blockSize;

    MemoryDisk(int sectors) {
        this(sectors, SECTOR);
    }

    MemoryDisk(int sectors, int blockSize) {
        this.bytes = ByteBuffer.allocate(sectors * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        this.blockSize = blockSize;
    }

    /** Signs a block and puts an entry of an MBR into it. */
    MemoryDisk entry(int block, int index, int type, int start, int blocks) {
        int at = block * blockSize;
        bytes.put(at + 510, (byte) 0x55).put(at + 511, (byte) 0xaa);
        int entry = at + MasterBootRecord.TABLE + index * MasterBootRecord.ENTRY;
        bytes.put(entry + 4, (byte) type).putInt(entry + 8, start).putInt(entry + 12, blocks);
        return this;
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public int logicalBlockSize() {
        return blockSize;
    }

    /** As if its address were 1. */
    @Override
    public long place(long offset, int length) {
        return 1 + offset;
    }

    @Override
    public boolean partitioned() {
        return true;
    }

    @Override
    public int read(ByteBuffer destination, long offset) {
        int count = (int) Math.min(destination.remaining(), Math.max(0, size() - offset));
        destination.put(destination.position(), bytes, (int) offset, count).position(destination.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source, long offset) {
        int count = source.remaining();
        bytes.put((int) offset, source, source.position(), count);
        source.position(source.limit());
        return count;
    }
}
