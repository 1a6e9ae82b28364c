package io.umview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static final int PAGE = 4096;
    private static final int EFAULT = 14;

    private final int file = Files.sealedMemory("mapped", 16 * PAGE);
    private final Mapping mapping = Mapping.of(file, 16 * PAGE);
    private final NativeBuffer buffer = new NativeBuffer(4 * PAGE);

    @AfterEach
    void close() {
        mapping.close();
        Files.close(file);
    }

    private long toMapping(long offset) {
        try (Pipe pipe = Pipe.ofCapacity(PAGE)) {
            int source = Files.memfd("source");
            Files.pwrite(source, buffer.address(), PAGE, 0);
            assertThat(pipe.fill(source, PAGE)).isEqualTo(PAGE);
            Files.close(source);
            return pipe.read(mapping.address() + offset, PAGE);
        }
    }

    @Test
    void isWhatTheFileContains() {
        buffer.bytes().putInt(0, 1234567);

        assertThat(toMapping(3 * PAGE)).isEqualTo(PAGE);

        buffer.bytes().putInt(0, 0);
        Files.pread(file, buffer.address(), 4, 3 * PAGE);
        assertThat(buffer.bytes().getInt(0)).isEqualTo(1234567);
    }

    @Test
    void knowsOfHalfOfThePagesThatTheyAreInMemory() {
        assertThat(mapping.mostlyResident(0, PAGE)).isFalse();

        Files.pwrite(file, buffer.address(), 2 * PAGE, 4 * PAGE);

        assertThat(mapping.mostlyResident(4 * PAGE, 4 * PAGE)).isTrue();
        assertThat(mapping.mostlyResident(4 * PAGE, 4 * PAGE + 1)).isFalse();
        assertThat(mapping.mostlyResident(4 * PAGE - 1, 2)).isTrue();
        assertThat(mapping.mostlyResident(0, 3 * PAGE)).isFalse();
    }

    @Test
    void isNoMemoryAfterItWasClosed() {
        mapping.close();

        assertThat(toMapping(0)).isEqualTo(-EFAULT);
        assertThat(mapping.mostlyResident(0, PAGE)).isFalse();
    }

    @Test
    void thereIsNoneWithoutRoomForIt() {
        assertThat(Mapping.of(file, Long.MAX_VALUE)).isNull();
    }

    @Test
    void noPipeIsLargerThanAllowed() {
        assertThat(Pipe.ofCapacity(1 << 30)).isNull();
    }
}
