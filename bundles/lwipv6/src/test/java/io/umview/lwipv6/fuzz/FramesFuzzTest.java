package io.umview.lwipv6.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever frames come in, and whenever: nothing is thrown, and nothing is kept when all is closed. */
class FramesFuzzTest {
    static Stream<byte[]> seeds() {
        return FrameSeeds.all();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void framesIn(byte[] script) {
        FuzzedStack stack = new FuzzedStack();
        stack.run(script);
        stack.close();
        assertThat(stack.packetsInUse()).as("packets").isZero();
        assertThat(stack.bytesInUse()).as("bytes of buffers").isZero();
    }
}
