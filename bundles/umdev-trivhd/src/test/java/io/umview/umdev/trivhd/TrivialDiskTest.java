package io.umview.umdev.trivhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrivialDiskTest {
    private final TrivialDisk disk = new TrivialDisk();

    @Test
    void theByteBehindTheLastHasNoRoom() throws ErrnoException {
        assertThat(disk.write(ByteBuffer.wrap(new byte[10]), 65530)).isEqualTo(6);
        assertThatThrownBy(() -> disk.write(ByteBuffer.wrap(new byte[1]), 65536))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC));
        assertThat(disk.read(ByteBuffer.allocate(10), 65536)).isZero();
        assertThat(disk.read(ByteBuffer.allocate(10), Long.MAX_VALUE)).isZero();
    }

    @Property
    void whatIsWrittenIsRead(@ForAll byte[] bytes, @ForAll @IntRange(max = 65535) int offset) throws ErrnoException {
        int count = disk.write(ByteBuffer.wrap(bytes), offset);

        ByteBuffer read = ByteBuffer.allocate(bytes.length);
        assertThat(disk.read(read, offset)).isEqualTo(count).isEqualTo(Math.min(bytes.length, 65536 - offset));
        assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(bytes, 0, count));
    }
}
