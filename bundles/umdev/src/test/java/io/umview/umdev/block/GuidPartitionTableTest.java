package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.umdev.block.PartitionTable.Label;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class GuidPartitionTableTest {

    private static PartitionEntry entry(int number, int start, int sectors) {
        return new PartitionEntry(number, start, sectors);
    }

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
