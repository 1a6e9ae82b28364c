package io.umview.umdev.mbr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.testing.FakeChain;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskImageTest {
    @TempDir
    private Path folder;

    private Path image;

    @BeforeEach
    void image() throws IOException {
        image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(10_000);
        }
    }

    private DiskImage open(boolean readOnly) throws ErrnoException {
        FakeChain chain = new FakeChain();
        chain.files.put("/image", flags -> Files.open(image.toString(), flags, 0));
        return DiskImage.open(chain, "/image", readOnly);
    }

    private static void isBusy(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
    }

    @Test
    void itHasWholeSectors() throws ErrnoException {
        DiskImage disk = open(false);

        assertThat(disk.size()).isEqualTo(9728);
        assertThat(disk.write(ByteBuffer.allocateDirect(1000), 9700)).isEqualTo(28);
        disk.close();
        assertThat(image.toFile().length()).isEqualTo(10_000);
    }

    @Test
    void whoWritesIsAlone() throws ErrnoException {
        DiskImage writer = open(false);
        isBusy(() -> open(false));
        isBusy(() -> open(true));
        writer.close();

        DiskImage reader = open(true);
        DiskImage other = open(true);
        isBusy(() -> open(false));
        assertThat(reader.readOnly()).isTrue();
        reader.close();
        other.close();
        open(false).close();
    }
}
