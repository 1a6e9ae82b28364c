package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.umdev.block.PartitionTable.Label;
import org.junit.jupiter.api.Test;

class MasterBootRecordTest {
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private static PartitionEntry entry(int number, int start, int sectors) {
        return new PartitionEntry(number, start, sectors);
    }

    @Test
    void anEmptyDiskHasNoTableAndItsSignatureIsNamed() throws ErrnoException {
        PartitionTable table = PartitionTable.read(new MemoryDisk(64));

        assertThat(table.label()).isEqualTo(Label.NONE);
        assertThat(table.problems()).containsExactly("bad signature in MBR 0 0");
    }

    @Test
    void aDiskWithoutABlockHasNoTable() throws ErrnoException {
        assertThat(PartitionTable.read(new MemoryDisk(0)).label()).isEqualTo(Label.NONE);
    }

    @Test
    void primaryPartitionsHaveTheNumbersOfTheirSlots() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(100).entry(0, 0, LINUX, 10, 20).entry(0, 3, LINUX, 40, 60);

        PartitionTable table = PartitionTable.read(disk);

        assertThat(table.label()).isEqualTo(Label.MBR);
        assertThat(table.entries()).containsExactly(entry(1, 10, 20), entry(4, 40, 60));
        assertThat(table.problems()).isEmpty();
    }

    @Test
    void logicalPartitionsAreCountedFromFive() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(200)
                .entry(0, 0, LINUX, 10, 20)
                .entry(0, 1, EXTENDED, 50, 150)
                .entry(50, 0, LINUX, 5, 30)
                .entry(50, 1, EXTENDED, 40, 60)
                .entry(90, 0, LINUX, 5, 40);

        assertThat(PartitionTable.read(disk).entries())
                .containsExactly(entry(1, 10, 20), entry(2, 50, 2), entry(5, 55, 30), entry(6, 95, 40));
    }

    @Test
    void thereMayBeOneExtendedPartition() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(200)
                .entry(0, 0, EXTENDED, 10, 50)
                .entry(0, 1, 0x0f, 100, 50)
                .entry(10, 0, LINUX, 5, 30);

        PartitionTable table = PartitionTable.read(disk);

        assertThat(table.problems())
                .containsExactly("There are more than one extended partitions against the specifications");
        assertThat(table.entries()).contains(entry(5, 15, 30));
    }

    @Test
    void aBrokenChainKeepsWhatCameBefore() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(200)
                .entry(0, 0, EXTENDED, 10, 150)
                .entry(10, 0, LINUX, 5, 30)
                .entry(10, 1, EXTENDED, 60, 60);
        disk.bytes.put(70 * 512 + 510, (byte) 0x12);

        PartitionTable table = PartitionTable.read(disk);

        assertThat(table.entries()).contains(entry(5, 15, 30));
        assertThat(table.problems()).containsExactly("bad signature in block 6=12 0");
    }

    @Test
    void aChainThatLeadsBackEnds() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(200)
                .entry(0, 0, EXTENDED, 10, 150)
                .entry(10, 0, LINUX, 5, 30)
                .entry(10, 1, EXTENDED, 0, 60);

        assertThat(PartitionTable.read(disk).entries()).containsExactly(entry(1, 10, 2), entry(5, 15, 30));
    }

    @Test
    void whatLiesBehindTheEndIsCutOff() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(100).entry(0, 0, LINUX, 90, 20).entry(0, 1, LINUX, 100, 5);

        assertThat(PartitionTable.read(disk).entries()).containsExactly(entry(1, 90, 10));
    }

    @Test
    void startsAndSizesAreInLogicalBlocks() throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(800, 4096).entry(0, 0, LINUX, 10, 20);

        assertThat(PartitionTable.read(disk).entries()).containsExactly(entry(1, 80, 160));
    }
}
