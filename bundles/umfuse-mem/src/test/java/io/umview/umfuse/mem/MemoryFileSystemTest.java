package io.umview.umfuse.mem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What programs do in a file system in memory. */
@Timeout(120)
class MemoryFileSystemTest {
    private MountedMemory memory;
    private Path root;

    @BeforeEach
    void mount() throws IOException {
        memory = new MountedMemory();
        root = memory.root();
    }

    @AfterEach
    void unmount() {
        memory.close();
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(root.resolve("file"), bytes);

        assertThat(Files.readAllBytes(root.resolve("file"))).isEqualTo(bytes);
    }

    @Test
    void coreutilsWork() throws Exception {
        assertThat(memory.sh(
                        "set -e; mkdir -p a/b; echo text >a/b/f; cp -a a c; mv c/b/f g; ln g h; ln -s g l; cat l h;"
                                + " stat -c %h g; readlink l; rm -r a c; ls -A; rm g h l; ls -A"))
                .isEqualTo("text\ntext\n2\ng\ng\nh\nl\n0");
    }

    @Test
    void holesTakeNoSpace() throws Exception {
        assertThat(
                        memory.sh(
                                "truncate -s 800M big; printf x | dd of=big bs=1 seek=500000000 conv=notrunc 2>/dev/null;"
                                        + " stat -c %s big; du big | cut -f1; cp --sparse=auto big copy; cmp big copy; du copy | cut -f1"))
                .isEqualTo("838860800\n64\n64\n0"
                        .replace("64", memory.sh("du big | cut -f1").split("\n")[0]));
    }

    @Test
    void aFifoIsAFifo() throws Exception {
        assertThat(memory.sh("mkfifo p; (echo through >p &) ; cat p; stat -c %F p"))
                .isEqualTo("through\nfifo\n0");
    }

    @Test
    void aRemovedFileLivesUntilItIsClosed() throws IOException {
        Path file = root.resolve("file");
        try (FileChannel open =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap("alive".getBytes()));
            Files.delete(file);

            ByteBuffer read = ByteBuffer.allocate(10);
            assertThat(open.read(read, 0)).isEqualTo(5);
        }
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void aDirectoryIsReadWhileItChanges() throws IOException {
        for (int i = 0; i < 2000; i++) {
            Files.createFile(root.resolve("file-" + i));
        }
        List<String> seen = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(root)) {
            for (Path name : names) {
                seen.add(name.getFileName().toString());
                Files.delete(name);
            }
        }
        assertThat(seen).hasSize(2000).doesNotHaveDuplicates();
    }

    @Test
    void whatIsFullSaysSo() throws Exception {
        assertThatThrownBy(() -> Files.write(root.resolve("big"), new byte[80 << 20]))
                .hasMessageContaining("No space left on device");

        Files.delete(root.resolve("big"));
        Files.write(root.resolve("big"), new byte[30 << 20]);
        assertThat(Files.size(root.resolve("big"))).isEqualTo(30 << 20);
    }

    @Test
    void extendedAttributesAreKept() throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        Files.setAttribute(file, "user:colour", "blue".getBytes());

        assertThat((byte[]) Files.getAttribute(file, "user:colour")).isEqualTo("blue".getBytes());
        assertThatThrownBy(() -> Files.getAttribute(file, "user:size")).isInstanceOf(IOException.class);
    }

    @Test
    void mappedFilesAreShared() throws IOException {
        Path file = root.resolve("file");
        Files.write(file, new byte[8192]);
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var map = open.map(FileChannel.MapMode.READ_WRITE, 0, 8192);
            map.put(5000, (byte) 7);
            map.force();

            assertThat(Files.readAllBytes(file)[5000]).isEqualTo((byte) 7);
        }
    }

    @Test
    void whatWasWrittenToAMappingIsNoHole() throws Exception {
        memory.sh("truncate -s 1M file");
        try (FileChannel open =
                FileChannel.open(root.resolve("file"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            open.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20).put(500_000, (byte) 7);

            assertThat(memory.sh("cp --sparse=auto file copy; cmp file copy")).isEqualTo("0");
            assertThat(Files.readAllBytes(root.resolve("copy"))[500_000]).isEqualTo((byte) 7);
        }
    }

    @Test
    void whatTheKernelHasYetToWriteIsNoHole() throws Exception {
        try (MountedMemory cached = new MountedMemory(true)) {
            assertThat(cached.sh("exec 3>file; head -c 1000000 /dev/zero | tr '\\0' x >&3; cp --sparse=auto file copy;"
                            + " cmp file copy; tr -d x <copy | wc -c"))
                    .isEqualTo("0\n0");
        }
    }

    @Test
    void programsAreExecuted() throws Exception {
        assertThat(memory.sh("cp /bin/echo e; ./e here; printf '#!./e\\n' >s; chmod +x s; ./s"))
                .isEqualTo("here\n./s\n0");
    }
}
