package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PartitionTableTest {
    private static final int LINUX = 0x83;
    private static final int EXTENDED = 0x05;

    private static PartitionEntry entry(int number, int start, int sectors) {
        return new PartitionEntry(number, start, sectors);
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
