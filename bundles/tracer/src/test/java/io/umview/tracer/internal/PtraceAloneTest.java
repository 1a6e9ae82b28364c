package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.tracer.Features.Feature;
import io.umview.tracer.Program;
import io.umview.tracer.Tracer;
import io.umview.tracer.Tracer.ExitStatus;
import io.umview.tracer.TracerFactory.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is so only where guests stay traced. */
@Timeout(60)
class PtraceAloneTest {
    @TempDir
    private Path directory;

    @Test
    void aDebuggerIsToldThatItMayNot() throws Exception {
        Path out = directory.resolve("out");
        Tracer tracer = new NativeTracerFactory().create(new RecordingSupervisor(), new Options(false, true));
        try {
            ExitStatus exit = tracer.start(new Program(
                            "/bin/sh",
                            List.of("sh", "-c", "strace -o /dev/null /bin/true 2>" + out),
                            List.of("PATH=/usr/bin:/bin"),
                            0))
                    .exit()
                    .get();
            assertThat(exit.code()).isEqualTo(1);
            assertThat(Files.readString(out)).contains("Operation not permitted");
        } finally {
            tracer.close();
        }
    }

    @Test
    void saysWhatItUses() throws Exception {
        try (Tracer tracer = new NativeTracerFactory().create(new RecordingSupervisor(), new Options(false, false))) {
            assertThat(tracer.features().used()).containsExactly(Feature.SECCOMP_TRACE);
        }
        try (Tracer tracer = new NativeTracerFactory().create(new RecordingSupervisor(), Options.ALL)) {
            assertThat(tracer.features().used())
                    .contains(Feature.SECCOMP_NOTIFY)
                    .doesNotContain(Feature.SECCOMP_TRACE);
        }
    }
}
