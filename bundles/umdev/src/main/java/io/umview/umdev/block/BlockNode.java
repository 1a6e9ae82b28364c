package io.umview.umdev.block;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.Geometry;
import io.umview.umdev.Ioctl;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A whole disk or one of its partitions, as its files see it: nothing is read or written outside. */
public final class BlockNode implements BlockDevice {
    private final Disk disk;
    private final @Nullable PartitionEntry entry;
    private final BlockIoctls ioctls = new BlockIoctls(this);
    private final AtomicInteger opens = new AtomicInteger();
    private volatile boolean protectedByUser;
    private volatile boolean gone;

    BlockNode(Disk disk, @Nullable PartitionEntry entry) {
        this.disk = disk;
        this.entry = entry;
    }

    Disk disk() {
        return disk;
    }

    /** The partition, or null for the whole disk. */
    public @Nullable PartitionEntry entry() {
        return entry;
    }

    /** The first sector on the disk. */
    long start() {
        return entry == null ? 0 : entry.start();
    }

    boolean isOpen() {
        return opens.get() > 0;
    }

    /** Whether open(2) with O_EXCL would succeed now. */
    public boolean isClaimable() {
        return disk.isClaimable(this);
    }

    /** The partition is in the table no longer; files that are open lead nowhere. */
    void remove() {
        gone = true;
    }

    private BlockDevice device() {
        return disk.device();
    }

    @Override
    public void open(int flags) throws ErrnoException {
        if (gone) {
            throw Errno.ENXIO.exception();
        }
        if ((flags & O_EXCL) != 0) {
            disk.claim(this);
        }
        try {
            device().open(flags);
        } catch (ErrnoException e) {
            abandon(flags);
            throw e;
        }
        opens.incrementAndGet();
    }

    @Override
    public void release(int flags) {
        abandon(flags);
        opens.decrementAndGet();
        device().release(flags);
    }

    private void abandon(int flags) {
        if ((flags & O_EXCL) != 0) {
            disk.abandon(this);
        }
    }

    @Override
    public long size() {
        if (gone) {
            return 0;
        }
        return entry == null ? device().size() : entry.sectors() * SECTOR;
    }

    @Override
    public int read(ByteBuffer destination, long offset) throws ErrnoException {
        int room = within(destination, offset);
        return room == 0 ? 0 : limited(destination, room, () -> device().read(destination, onDisk(offset)));
    }

    /** ENOSPC at the end, EPERM where only reading is allowed: as Linux has it. */
    @Override
    public int write(ByteBuffer source, long offset) throws ErrnoException {
        if (readOnly()) {
            throw Errno.EPERM.exception();
        }
        if (!source.hasRemaining()) {
            return 0;
        }
        int room = within(source, offset);
        if (room == 0) {
            throw Errno.ENOSPC.exception();
        }
        return limited(source, room, () -> device().write(source, onDisk(offset)));
    }

    @Override
    public boolean inMemory() {
        return device().inMemory();
    }

    @Override
    public long place(long offset, int length) {
        return offset < 0 || length <= 0 || offset > size() - length ? 0 : device().place(onDisk(offset), length);
    }

    private long onDisk(long offset) {
        return start() * SECTOR + offset;
    }

    private int within(ByteBuffer buffer, long offset) throws ErrnoException {
        if (offset < 0) {
            throw Errno.EINVAL.exception();
        }
        return (int) Math.min(buffer.remaining(), Math.max(0, size() - offset));
    }

    @FunctionalInterface
    private interface Transfer {
        int run() throws ErrnoException;
    }

    private static int limited(ByteBuffer buffer, int room, Transfer transfer) throws ErrnoException {
        int limit = buffer.limit();
        buffer.limit(buffer.position() + room);
        try {
            return transfer.run();
        } finally {
            buffer.limit(limit);
        }
    }

    @Override
    public void sync() throws ErrnoException {
        device().sync();
    }

    @Override
    public void discard(long offset, long length) throws ErrnoException {
        device().discard(onDisk(offset), length);
    }

    @Override
    public void zeroOut(long offset, long length) throws ErrnoException {
        device().zeroOut(onDisk(offset), length);
    }

    @Override
    public int logicalBlockSize() {
        return device().logicalBlockSize();
    }

    @Override
    public int physicalBlockSize() {
        return device().physicalBlockSize();
    }

    @Override
    public Geometry geometry() {
        return device().geometry();
    }

    /** Also when BLKROSET said so, of this node or of the whole disk. */
    @Override
    public boolean readOnly() {
        return protectedByUser || device().readOnly() || disk.whole().protectedByUser;
    }

    /** BLKROSET. */
    void protect(boolean readOnly) {
        protectedByUser = readOnly;
    }

    @Override
    public long ioctl(Ioctl ioctl) throws ErrnoException {
        return ioctls.handle(ioctl);
    }
}
