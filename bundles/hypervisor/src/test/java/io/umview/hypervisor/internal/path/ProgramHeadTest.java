package io.umview.hypervisor.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramHeadTest {
    private final ProgramHeads heads = new ProgramHeads();

    private static ProgramHead of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ProgramHead.of(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), bytes.length);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A comma ends a line, a bar stands for a NUL. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "#!/bin/sh,echo;/bin/sh;-",
                "#!/bin/sh;/bin/sh;-",
                "#! \t/bin/sh -e  -x \t,;/bin/sh;-e  -x",
                "#!/bin/sh  ,;/bin/sh;-",
                "#!/bin/sh|-e,;/bin/sh;-",
                "#!/bin/sh -e|-x,;/bin/sh;-e",
                "#!,;-;-",
                "#!  ,;-;-",
                "#;-;-",
                "# /bin/sh,;-;-"
            })
    void scripts(String line, String interpreter, String argument) {
        ProgramHead head = of(line.replace(',', '\n').replace('|', '\0'));
        assertThat(text(head.scriptInterpreter())).isEqualTo(interpreter);
        assertThat(text(head.scriptArgument())).isEqualTo(argument);
        assertThat(head.programInterpreter()).isNull();
    }

    @Test
    void theNameOfAnInterpreterEndsInTheFirst256Bytes() {
        assertThat(text(of("#!/" + "a".repeat(251) + " ").scriptInterpreter())).isEqualTo("/" + "a".repeat(251));
        assertThat(of("#!/" + "a".repeat(300) + "\n").scriptInterpreter()).isNull();
    }

    private ProgramHead head(Path file) {
        NativeBuffer path = NativeBuffer.text(file.toString());
        int descriptor = io.umview.linux.Files.openat(
                io.umview.linux.Files.AT_FDCWD, path.address(), Place.O_PATH | io.umview.linux.Files.O_CLOEXEC, 0);
        assertThat(descriptor).isNotNegative();
        try {
            return heads.of(descriptor, path.address());
        } finally {
            io.umview.linux.Files.close(descriptor);
        }
    }

    @Test
    void programsAreReadOnce() throws Exception {
        Path program = Path.of("/usr/bin/env").toRealPath();
        ProgramHead first = head(program);
        assertThat(text(first.programInterpreter())).contains("/ld-");
        assertThat(head(program)).isSameAs(first);
    }

    @Test
    void aFileThatWasChangedIsReadAgain(@TempDir Path directory) throws Exception {
        Path script = directory.resolve("script");
        for (String interpreter : new String[] {"/bin/a", "/bin/b", "/bin/c"}) {
            Files.writeString(script, "#!" + interpreter + "\n");
            assertThat(text(head(script).scriptInterpreter())).isEqualTo(interpreter);
        }
    }

    @Test
    void damagedProgramsNameNoInterpreter() throws Exception {
        byte[] program = Files.readAllBytes(Path.of("/usr/bin/env").toRealPath());
        ByteBuffer bytes = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int table = (int) bytes.getLong(32);
        bytes.putLong(32, Long.MAX_VALUE);
        assertThat(ProgramHead.of(bytes, ProgramHead.SIZE).programInterpreter()).isNull();
        bytes.putLong(32, table);
        for (int at = table; at < table + 56 * bytes.getShort(56); at += 56) {
            bytes.putLong(at + 8, Long.MAX_VALUE - 1);
        }
        assertThat(ProgramHead.of(bytes, ProgramHead.SIZE).programInterpreter()).isNull();
    }
}
