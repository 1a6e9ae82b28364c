package io.umview.umdev.ramdisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.umdev.Geometry;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RamDiskTest {
    @ParameterizedTest
    @CsvSource({
        "'', 33554432",
        "size=4M, 4194304",
        "size=1, 131072",
        "size=256, 131072",
        "size=257, 262144",
        "size=128k, 131072",
        "size=1G, 1073741824",
        "size=3000G, 3221225472000",
    })
    void sizesAreRoundedUpToWholeCylinders(String options, long bytes) throws ErrnoException {
        assertThat(DiskSize.of(MountOptions.parse(options)).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=", "size=0", "size=-1", "size=1x", "size=M", "size=1MM", "size=9999999999999999G"})
    void whatIsNoSizeIsRefused(String options) {
        assertThatThrownBy(() -> DiskSize.of(MountOptions.parse(options)))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void bytesAreKeptUntilTheyAreDiscarded() throws ErrnoException {
        RamDisk disk = RamDisk.create(Geometry.of(4 << 20, 16, 16), false);
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(3).put((byte) 1).put((byte) 2).put((byte) 3);

        assertThat(disk.write(bytes.flip(), 5000)).isEqualTo(3);
        assertThat(disk.read(bytes.clear(), 5001)).isEqualTo(3);
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 0}));
        disk.discard(4096, 4096);
        disk.read(bytes.clear(), 5000);
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[3]));
        disk.close();
    }

    @Test
    void whatIsInMemoryHasAPlace() throws ErrnoException {
        RamDisk disk = RamDisk.create(Geometry.of(4 << 20, 16, 16), false);
        ByteBuffer bytes = ByteBuffer.allocateDirect(8192);

        assertThat(disk.place(0, 8192)).as("never written").isZero();
        disk.write(bytes, 4096);
        assertThat(disk.place(4096, 8192)).isNotZero();
        assertThat(disk.place(5000, 10) - disk.place(4096, 10)).isEqualTo(5000 - 4096);
        disk.discard(4096, 8192);
        assertThat(disk.place(4096, 8192)).as("discarded").isZero();
        disk.close();
    }

    @Test
    void nothingIsStoredBehindTheEnd() throws ErrnoException {
        RamDisk disk = RamDisk.create(Geometry.of(4 << 20, 16, 16), false);

        assertThat(disk.write(ByteBuffer.allocateDirect(10), (4 << 20) - 4)).isEqualTo(4);
        assertThatThrownBy(() -> disk.write(ByteBuffer.allocateDirect(10), 4 << 20))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC));
        assertThat(disk.read(ByteBuffer.allocateDirect(10), 4 << 20)).isZero();
        disk.close();
    }
}
