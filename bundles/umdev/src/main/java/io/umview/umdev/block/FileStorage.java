package io.umview.umdev.block;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.FileSpace;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.umdev.BlockDevice;
import java.nio.ByteBuffer;

/** A block device whose bytes are those of a file. What was never written takes no space, if the file can have holes. */
public abstract class FileStorage implements BlockDevice {
    private final int descriptor;
    private final long size;
    private final boolean readOnly;

    /**
     * A device over a file, which belongs to it from now on.
     *
     * @param descriptor open for reading, and for writing too unless {@code readOnly}
     * @param size bytes of the device, not more than the file has
     */
    protected FileStorage(int descriptor, long size, boolean readOnly) {
        this.descriptor = descriptor;
        this.size = size;
        this.readOnly = readOnly;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int storage() {
        return descriptor;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public int read(ByteBuffer destination, long offset) throws ErrnoException {
        int room = room(destination, offset);
        int count = room == 0 ? 0 : (int) check(Files.pread(descriptor, address(destination), room, offset));
        destination.position(destination.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source, long offset) throws ErrnoException {
        int room = room(source, offset);
        if (room == 0 && source.hasRemaining()) {
            throw Errno.ENOSPC.exception();
        }
        int count = room == 0 ? 0 : (int) check(Files.pwrite(descriptor, address(source), room, offset));
        source.position(source.position() + count);
        return count;
    }

    private int room(ByteBuffer buffer, long offset) {
        return (int) Math.min(buffer.remaining(), Math.max(0, size - offset));
    }

    private static long address(ByteBuffer buffer) {
        return NativeBuffer.addressOf(buffer) + buffer.position();
    }

    @Override
    public void sync() throws ErrnoException {
        check(FileSpace.sync(descriptor));
    }

    @Override
    public void discard(long offset, long length) throws ErrnoException {
        check(FileSpace.punchHole(descriptor, offset, length));
    }

    @Override
    public void zeroOut(long offset, long length) throws ErrnoException {
        if (FileSpace.punchHole(descriptor, offset, length) < 0) {
            BlockDevice.super.zeroOut(offset, length);
        }
    }

    @Override
    public void close() {
        Files.close(descriptor);
    }

    /** A result of the kernel, or the exception for its error. */
    protected static long check(long result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
        return result;
    }
}
