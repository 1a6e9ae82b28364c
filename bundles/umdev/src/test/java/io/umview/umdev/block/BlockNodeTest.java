package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.testing.FakeMemory;
import io.umview.umdev.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockNodeTest {
    private static final int O_RDWR = 2;

    private final MemoryDisk bytes =
            new MemoryDisk(1000).entry(0, 0, 0x83, 10, 20).entry(0, 1, 0x83, 30, 5);
    private final List<String> messages = new ArrayList<>();
    private final Disk disk = new Disk(bytes, messages::add);
    private final FakeMemory memory = new FakeMemory();

    @BeforeEach
    void scan() throws ErrnoException {
        disk.rescan();
    }

    private BlockNode partition(int number) {
        return Objects.requireNonNull(disk.partition(number));
    }

    private static ByteBuffer filled(int size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        while (buffer.hasRemaining()) {
            buffer.put((byte) 7);
        }
        return buffer.flip();
    }

    @Test
    void whoeverOpensItExclusivelyKeepsOthersFromThat() throws ErrnoException {
        int exclusive = O_RDWR | BlockNode.O_EXCL;
        partition(1).open(exclusive);
        partition(1).open(O_RDWR);
        partition(2).open(exclusive);
        fails(Errno.EBUSY, () -> partition(1).open(exclusive));
        fails(Errno.EBUSY, () -> disk.whole().open(exclusive));

        partition(1).release(exclusive);
        partition(2).release(exclusive);

        disk.whole().open(exclusive);
        fails(Errno.EBUSY, () -> partition(1).open(exclusive));
        fails(Errno.EBUSY, () -> disk.whole().open(exclusive));
        disk.whole().release(exclusive);
        disk.whole().open(exclusive);
    }

    @Test
    void aPlaceLiesWithinThePartition() {
        assertThat(partition(1).place(512, 19 * 512)).isEqualTo(1 + 11 * 512);
        assertThat(partition(1).place(512, 19 * 512 + 1)).isZero();
        assertThat(partition(1).place(20 * 512, 1)).isZero();
        assertThat(partition(1).place(-1, 1)).isZero();
        assertThat(partition(1).place(Long.MAX_VALUE, 1)).isZero();
    }

    private static void fails(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private long ioctl(BlockNode node, int request, long argument) throws ErrnoException {
        return node.ioctl(new Ioctl(request, argument, memory, O_RDWR));
    }

    private ByteBuffer answer(BlockNode node, int request, int size) throws ErrnoException {
        long address = memory.place(new byte[size]);
        assertThat(ioctl(node, request, address)).isZero();
        return ByteBuffer.wrap(memory.bytes(address, size)).order(ByteOrder.nativeOrder());
    }

    private long range(long offset, long length) {
        return memory.words(offset, length);
    }

    private long partitionArgument(int operation, int number, long start, long length) {
        ByteBuffer partition = ByteBuffer.allocate(152).order(ByteOrder.nativeOrder());
        partition.putLong(start).putLong(length).putInt(number);
        return memory.words(operation, 152, memory.place(partition.array()));
    }

    @Test
    void aPartitionIsAWindowOntoTheDisk() throws ErrnoException {
        partition(1).write(filled(3), 100);

        ByteBuffer read = ByteBuffer.allocateDirect(5);
        disk.whole().read(read, 10 * 512 + 99);
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 7, 7, 7, 0}));
    }

    @Test
    void aWriteEndsWhereThePartitionEnds() throws ErrnoException {
        ByteBuffer source = filled(1000);

        assertThat(partition(1).write(source, 20 * 512 - 300)).isEqualTo(300);
        assertThat(source.remaining()).isEqualTo(700);
        assertThat(bytes.bytes.get(30 * 512)).isZero();
    }

    @Test
    void behindTheEndThereIsNoSpaceAndNothingToRead() throws ErrnoException {
        fails(Errno.ENOSPC, () -> partition(1).write(filled(1), 20 * 512));
        assertThat(partition(1).read(ByteBuffer.allocateDirect(10), 20 * 512)).isZero();
        assertThat(partition(1).read(ByteBuffer.allocateDirect(10), Long.MAX_VALUE))
                .isZero();
    }

    @Test
    void sizesAreToldInBytesAndSectors() throws ErrnoException {
        assertThat(answer(partition(1), BlockIoctls.BLKGETSIZE64, 8).getLong()).isEqualTo(20 * 512);
        assertThat(answer(partition(1), BlockIoctls.BLKGETSIZE, 8).getLong()).isEqualTo(20);
        assertThat(answer(disk.whole(), BlockIoctls.BLKSSZGET, 4).getInt()).isEqualTo(512);
        assertThat(answer(disk.whole(), BlockIoctls.BLKPBSZGET, 4).getInt()).isEqualTo(512);
        assertThat(answer(disk.whole(), BlockIoctls.BLKALIGNOFF, 4).getInt()).isZero();
    }

    @Test
    void theGeometryOfAPartitionSaysWhereItBegins() throws ErrnoException {
        ByteBuffer geometry = answer(partition(1), BlockIoctls.HDIO_GETGEO, 16);

        assertThat(geometry.get(0) & 0xff).isEqualTo(255);
        assertThat(geometry.get(1)).isEqualTo((byte) 63);
        assertThat(geometry.getLong(8)).isEqualTo(10);
    }

    @Test
    void theSizeOfBlocksDividesTheDiskUntilItIsSet() throws ErrnoException {
        assertThat(answer(disk.whole(), BlockIoctls.BLKBSZGET, 4).getInt()).isEqualTo(4096);
        assertThat(answer(partition(2), BlockIoctls.BLKBSZGET, 4).getInt()).isEqualTo(512);

        ioctl(disk.whole(), BlockIoctls.BLKBSZSET, memory.words(1024));
        assertThat(answer(disk.whole(), BlockIoctls.BLKBSZGET, 4).getInt()).isEqualTo(1024);
        fails(Errno.EINVAL, () -> ioctl(disk.whole(), BlockIoctls.BLKBSZSET, memory.words(1000)));
    }

    @Test
    void whatIsSetReadOnlyIsNotWritten() throws ErrnoException {
        ioctl(disk.whole(), BlockIoctls.BLKROSET, memory.words(1));

        fails(Errno.EPERM, () -> partition(1).write(filled(1), 0));
        assertThat(answer(partition(1), BlockIoctls.BLKROGET, 4).getInt()).isEqualTo(1);

        ioctl(disk.whole(), BlockIoctls.BLKROSET, memory.words(0));
        assertThat(partition(1).write(filled(1), 0)).isEqualTo(1);
    }

    @Test
    void readAheadIsKept() throws ErrnoException {
        ioctl(disk.whole(), BlockIoctls.BLKRASET, 512);

        assertThat(answer(disk.whole(), BlockIoctls.BLKRAGET, 8).getLong()).isEqualTo(512);
    }

    @Test
    void rangesBecomeZeros() throws ErrnoException {
        disk.whole().write(filled(4096), 10 * 512);

        ioctl(partition(1), BlockIoctls.BLKZEROOUT, range(512, 1024));

        assertThat(bytes.bytes.get(11 * 512 - 1)).isEqualTo((byte) 7);
        assertThat(bytes.bytes.get(11 * 512)).isZero();
        assertThat(bytes.bytes.get(13 * 512 - 1)).isZero();
        assertThat(bytes.bytes.get(13 * 512)).isEqualTo((byte) 7);
    }

    @Test
    void rangesLieInWholeBlocksOnThePartition() {
        fails(Errno.EINVAL, () -> ioctl(partition(1), BlockIoctls.BLKZEROOUT, range(100, 512)));
        fails(Errno.EINVAL, () -> ioctl(partition(1), BlockIoctls.BLKZEROOUT, range(512, 20 * 512)));
        fails(Errno.EINVAL, () -> ioctl(partition(1), BlockIoctls.BLKDISCARD, range(Long.MAX_VALUE - 511, 1024)));
        fails(Errno.EOPNOTSUPP, () -> ioctl(partition(1), BlockIoctls.BLKDISCARD, range(0, 512)));
        fails(Errno.EBADF, () -> partition(1).ioctl(new Ioctl(BlockIoctls.BLKZEROOUT, range(0, 512), memory, 0)));
    }

    @Test
    void theTableIsReadAgain() throws ErrnoException {
        BlockNode unchanged = partition(1);
        BlockNode changed = partition(2);
        bytes.entry(0, 1, 0x83, 40, 50).entry(0, 2, 0x83, 100, 1);

        assertThat(ioctl(disk.whole(), BlockIoctls.BLKRRPART, 0)).isZero();

        assertThat(disk.partition(1)).isSameAs(unchanged);
        assertThat(disk.partition(2)).isNotSameAs(changed);
        assertThat(disk.partition(3)).isNotNull();
        assertThat(changed.size()).isZero();
        fails(Errno.ENXIO, () -> changed.open(0));
    }

    @Test
    void theTableIsNotReadWhileAPartitionIsOpen() throws ErrnoException {
        partition(1).open(0);
        fails(Errno.EBUSY, () -> ioctl(disk.whole(), BlockIoctls.BLKRRPART, 0));

        partition(1).release(0);
        assertThat(ioctl(disk.whole(), BlockIoctls.BLKRRPART, 0)).isZero();
        fails(Errno.EINVAL, () -> ioctl(partition(1), BlockIoctls.BLKRRPART, 0));
    }

    @Test
    void partitionsComeAndGoOneByOne() throws ErrnoException {
        ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(1, 7, 100 * 512, 20 * 512));
        assertThat(partition(7).size()).isEqualTo(20 * 512);
        fails(Errno.EBUSY, () -> ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(1, 7, 200 * 512, 512)));
        fails(Errno.EBUSY, () -> ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(1, 8, 119 * 512, 512)));
        fails(Errno.EINVAL, () -> ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(1, 8, 999 * 512, 1024)));
        fails(Errno.EINVAL, () -> ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(9, 8, 512, 512)));

        ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(3, 7, 100 * 512, 30 * 512));
        assertThat(partition(7).size()).isEqualTo(30 * 512);

        ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(2, 7, 0, 0));
        assertThat(disk.partition(7)).isNull();
        fails(Errno.ENXIO, () -> ioctl(disk.whole(), BlockIoctls.BLKPG, partitionArgument(2, 7, 0, 0)));
    }

    @Test
    void pointersOfGuestsMayBeBad() {
        for (int request : BlockIoctls.requests()) {
            assertThatThrownBy(() -> {
                        ioctl(partition(1), request, FakeMemory.NOWHERE);
                        throw Errno.EFAULT.exception(); // takes no pointer
                    })
                    .isInstanceOf(ErrnoException.class);
        }
    }

    @Test
    void whatNoDiskKnowsIsNoIoctl() {
        fails(Errno.ENOTTY, () -> ioctl(disk.whole(), 0x5401, 0));
        fails(Errno.ENOTTY, () -> ioctl(disk.whole(), BlockIoctls.HDIO_GET_IDENTITY, 0));
    }
}
