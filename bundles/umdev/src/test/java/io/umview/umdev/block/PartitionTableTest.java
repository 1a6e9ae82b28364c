package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.umdev.block.PartitionTable.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PartitionTableTest {
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private static PartitionEntry entry(int number, int start, int sectors) {
        return new PartitionEntry(number, start, sectors);
    }

    @Nested
    class MasterBootRecords {
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

    @Nested
    class GuidTables {
        private final MemoryDisk disk = new MemoryDisk(256).entry(0, 0, 0xee, 1, 255);

        private void table(int header, int entries, int... ranges) {
            for (int i = 0; i < ranges.length; i += 2) {
                int at = entries * 512 + i / 2 * 128;
                disk.bytes.putLong(at, 4711).putLong(at + 32, ranges[i]).putLong(at + 40, ranges[i + 1]);
            }
            int at = header * 512;
            disk.bytes
                    .putLong(at, GuidPartitionTable.SIGNATURE)
                    .putInt(at + 12, 92)
                    .putInt(at + 16, 0)
                    .putLong(at + 24, header)
                    .putLong(at + 40, 34)
                    .putLong(at + 48, 222)
                    .putLong(at + 72, entries)
                    .putInt(at + 80, 128)
                    .putInt(at + 84, 128)
                    .putInt(at + 88, crc(entries * 512, 128 * 128));
            disk.bytes.putInt(at + 16, crc(at, 92));
        }

        private int crc(int at, int size) {
            CRC32 crc = new CRC32();
            crc.update(disk.bytes.array(), at, size);
            return (int) crc.getValue();
        }

        @Test
        void entriesGiveFirstAndLastBlock() throws ErrnoException {
            table(1, 2, 34, 99, 100, 222);

            PartitionTable table = PartitionTable.read(disk);

            assertThat(table.label()).isEqualTo(Label.GPT);
            assertThat(table.entries()).containsExactly(entry(1, 34, 66), entry(2, 100, 123));
        }

        @Test
        void partitionsOutsideTheUsableBlocksAreNone() throws ErrnoException {
            table(1, 2, 33, 99, 100, 223, 50, 40, 60, 60);

            assertThat(PartitionTable.read(disk).entries()).containsExactly(entry(4, 60, 1));
        }

        @Test
        void theCopyServesWhenTheTableIsDamaged() throws ErrnoException {
            table(1, 2, 34, 99);
            table(255, 223, 34, 88);
            disk.bytes.put(2 * 512 + 32, (byte) 35);

            PartitionTable table = PartitionTable.read(disk);

            assertThat(table.entries()).containsExactly(entry(1, 34, 55));
            assertThat(table.problems()).hasSize(1);
        }

        @Test
        void withoutASoundTableTheProtectivePartitionIsShown() throws ErrnoException {
            table(1, 2, 34, 99);
            disk.bytes.put(512 + 40, (byte) 35);

            PartitionTable table = PartitionTable.read(disk);

            assertThat(table.label()).isEqualTo(Label.MBR);
            assertThat(table.entries()).containsExactly(entry(1, 1, 255));
        }
    }

    @Property(tries = 300)
    void whateverIsOnTheDiskPartitionsLieOnIt(@ForAll long seed, @ForAll @IntRange(max = 130) int sectors)
            throws ErrnoException {
        Random random = new Random(seed);
        MemoryDisk disk = new MemoryDisk(sectors);
        random.nextBytes(disk.bytes.array());
        for (int sector = 0; sector < sectors; sector++) {
            // Small numbers, so that chains lead somewhere.
            for (int slot = 0; slot < 4; slot++) {
                int type = List.of(0, LINUX, EXTENDED, 0x0f, 0xee).get(random.nextInt(5));
                disk.entry(sector, slot, type, random.nextInt(140) - 5, random.nextInt(140) - 5);
            }
        }

        PartitionTable table = PartitionTable.read(disk);

        assertThat(table.entries()).allSatisfy(entry -> {
            assertThat(entry.number()).isBetween(1, PartitionTable.MOST);
            assertThat(entry.start()).isNotNegative();
            assertThat(entry.sectors()).isPositive();
            assertThat(entry.end()).isLessThanOrEqualTo(sectors);
        });
    }

    @Property(tries = 300)
    void randomBytesAreNoMistake(@ForAll byte[] noise, @ForAll @IntRange(min = 1, max = 70) int sectors)
            throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(sectors).entry(0, 0, 0xee, 1, 60);
        byte[] bytes = disk.bytes.array();
        System.arraycopy(
                noise, 0, bytes, Math.min(512, bytes.length), Math.min(noise.length, Math.max(0, bytes.length - 512)));
        if (sectors > 1) {
            disk.bytes.putLong(512, GuidPartitionTable.SIGNATURE);
        }

        assertThat(PartitionTable.read(disk).label()).isNotNull();
    }

    @Property(tries = 200)
    void chainsOfAnyLengthAreFollowed(@ForAll @IntRange(min = 1, max = 70) int logical) throws ErrnoException {
        MemoryDisk disk = new MemoryDisk(10 + logical * 10).entry(0, 0, EXTENDED, 10, logical * 10);
        List<PartitionEntry> expected = new ArrayList<>(List.of(entry(1, 10, 2)));
        for (int i = 0; i < logical; i++) {
            disk.entry(10 + i * 10, 0, LINUX, 1, 9);
            if (i + 1 < logical) {
                disk.entry(10 + i * 10, 1, EXTENDED, (i + 1) * 10, 10);
            }
            if (5 + i <= PartitionTable.MOST) {
                expected.add(entry(5 + i, 11 + i * 10, 9));
            }
        }

        assertThat(PartitionTable.read(disk).entries()).isEqualTo(expected);
    }
}
