package io.umview.umdev.nulldevice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NullDeviceTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final NullDevice device = new NullDevice(new PrintStream(said), 'c', 1, 3);

    @Test
    void itSaysWhatIsDoneWithIt() {
        ByteBuffer bytes = ByteBuffer.allocate(4096);

        device.open(0x8001);
        assertThat(device.read(bytes, 0)).isZero();
        assertThat(device.write(bytes, 0)).isEqualTo(4096);
        device.release(0);

        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(said.toString().lines())
                .containsExactly(
                        "null_open c 1 3 flag 8001",
                        "null_read c 1 3 len 4096",
                        "null_write c 1 3 len 4096",
                        "null_release c 1 3 flag 0");
    }
}
