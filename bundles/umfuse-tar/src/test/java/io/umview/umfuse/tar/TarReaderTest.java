package io.umview.umfuse.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.fuse.Attributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that tar(1) makes. */
class TarReaderTest {
    private static final String LONG = "n".repeat(180);

    private static Source open(Path archive) {
        return new Source(io.umview.linux.Files.open(archive.toString(), io.umview.linux.Files.O_RDONLY, 0));
    }

    private static Path archive(Path folder, String... options) throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/d"));
        Files.writeString(tree.resolve("f"), "text");
        Files.writeString(tree.resolve(LONG), "long name");
        Files.createLink(tree.resolve("hard"), tree.resolve("f"));
        Files.createSymbolicLink(tree.resolve("soft"), Path.of("f"));
        Path archive = folder.resolve("a.tar");
        List<String> command = new java.util.ArrayList<>(List.of("tar"));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cf", archive.toString(), "-C", folder.resolve("tree").toString(), "."));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        return archive;
    }

    private static Member member(TarTree tree, String path) {
        return Objects.requireNonNull(tree.find(path), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax", "posix"})
    void everyFormatIsRead(String format, @TempDir Path folder) throws Exception {
        try (Source source = open(archive(folder, "--format=" + format))) {
            TarTree tree = TarReader.read(source, 1, 2);

            Member file = member(tree, "/d/f");
            ByteBuffer data = ByteBuffer.allocate((int) file.attributes().size());
            source.read(file.offset(), data);
            assertThat(new String(data.array())).isEqualTo("text");
            assertThat(member(tree, "/d/hard").offset()).isEqualTo(file.offset());
            assertThat(member(tree, "/d/soft").target()).isEqualTo("f");
            assertThat(member(tree, "/d/" + LONG).attributes().size()).isEqualTo(9);
            assertThat(member(tree, "/d").attributes().isDirectory()).isTrue();
            assertThat(tree.find("/d/other")).isNull();
        }
    }

    @Test
    void whatIsNoArchiveIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("no.tar");
        Files.write(file, new byte[2000]);
        Files.writeString(folder.resolve("text.tar"), "x".repeat(2000));

        try (Source zeroes = open(file);
                Source text = open(folder.resolve("text.tar"))) {
            assertThatThrownBy(() -> TarReader.read(zeroes, 0, 0)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> TarReader.read(text, 0, 0)).isInstanceOf(IOException.class);
        }
    }

    /** A record has a length, a blank, a key, an equals sign, a value and a line feed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "6 a=b\n7_a=bc\n",
                "6 a=b\n9999 a=b\n",
                "6 a=b\n a=b\n",
                "4 a=\n",
                "4 a=b\n",
                "3 a=b\n",
                "0 a=b\n",
                "6 abcd\n"
            })
    void recordsThatAreNoneAreRefused(String records, @TempDir Path folder) throws Exception {
        byte[] bytes = Small.ARCHIVE.clone();
        int header = 0;
        while (bytes[header + 156] != 'x') {
            header += 512;
        }
        byte[] wrong = records.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int size = Integer.parseInt(new String(bytes, header + 124, 11, java.nio.charset.StandardCharsets.US_ASCII), 8);
        assertThat(size).isGreaterThan(wrong.length);
        // What is between is a record, or belongs to one.
        System.arraycopy(wrong, 0, bytes, header + 512 + size - wrong.length, wrong.length);
        int before = size - wrong.length;
        String filler = before + " k=" + "v".repeat(before);
        System.arraycopy(filler.substring(0, before - 1).getBytes(), 0, bytes, header + 512, before - 1);
        bytes[header + 512 + before - 1] = '\n';
        Path file = Files.write(folder.resolve("d.tar"), bytes);

        try (Source source = open(file)) {
            assertThatThrownBy(() -> TarReader.read(source, 0, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Property(tries = 300)
    void aDamagedArchiveIsReadOrRefused(@ForAll @IntRange(max = 6000) int at, @ForAll byte value) throws Exception {
        Path folder = Files.createTempDirectory("tar");
        Path file = folder.resolve("d.tar");
        byte[] bytes = Small.ARCHIVE.clone();
        bytes[at % bytes.length] = value;
        Files.write(file, bytes);
        try (Source source = open(file)) {
            TarTree tree = TarReader.read(source, 0, 0);
            assertThat(member(tree, "/").attributes().mode() & Attributes.S_IFMT)
                    .isEqualTo(Attributes.S_IFDIR);
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching(".*(damaged|wrong size|no tar archive).*");
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    /** An archive that is made once. */
    private static final class Small {
        static final byte[] ARCHIVE = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("tar");
                byte[] bytes = Files.readAllBytes(archive(folder, "--format=pax"));
                new ProcessBuilder("rm", "-r", folder.toString()).start().waitFor();
                return bytes;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
