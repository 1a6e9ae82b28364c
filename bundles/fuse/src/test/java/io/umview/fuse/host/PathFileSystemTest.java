package io.umview.fuse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.PathFileSystem;
import io.umview.fuse.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file system by paths is a small class. */
@Timeout(60)
class PathFileSystemTest {
    private final Texts texts = new Texts();
    private FuseMount mount;
    private Path root;

    @BeforeEach
    void mount() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse cannot be opened");
        MountSettings settings = MountSettings.of("test", "texts").withDefaultPermissions(false);
        mount = FuseHost.mount(FuseHost.nodes(texts), settings);
        root = Path.of("/proc/self/fd/" + mount.root());
    }

    @AfterEach
    void unmount() {
        mount.close();
    }

    @Test
    void filesAreMadeWrittenAndRead() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/f"), "text");

        assertThat(Files.readString(root.resolve("d/f"))).isEqualTo("text");
        assertThat(texts.files).containsKeys("/d", "/d/f");
    }

    @Test
    void pathsFollowRenames() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/f"), "text");
        try (FileChannel open = FileChannel.open(root.resolve("d/f"), StandardOpenOption.WRITE)) {
            Files.move(root.resolve("d"), root.resolve("e"));
            open.write(ByteBuffer.wrap("more".getBytes()));
        }
        assertThat(Files.readString(root.resolve("e/f"))).isEqualTo("more");
    }

    @Test
    void anOpenFileThatIsRemovedIsHiddenUntilItIsClosed() throws Exception {
        Files.writeString(root.resolve("f"), "text");
        try (FileChannel open = FileChannel.open(root.resolve("f"), StandardOpenOption.READ)) {
            Files.delete(root.resolve("f"));

            ByteBuffer read = ByteBuffer.allocate(10);
            assertThat(open.read(read)).isEqualTo(4);
            assertThat(Files.exists(root.resolve("f"))).isFalse();
        }
        mount.close();
        assertThat(texts.files).containsOnlyKeys("/");
    }

    @Test
    void directoriesAreListed() throws IOException {
        for (int i = 0; i < 500; i++) {
            Files.writeString(root.resolve("f" + i), "");
        }
        try (Stream<Path> names = Files.list(root)) {
            assertThat(names.distinct()).hasSize(500);
        }
    }

    @Test
    void errorsAreTheFileSystemsOwn() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.writeString(root.resolve("d/f"), "text");

        assertThatThrownBy(() -> Files.delete(root.resolve("d")))
                .isInstanceOf(java.nio.file.DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.createSymbolicLink(root.resolve("l"), Path.of("d")))
                .hasMessageContaining(Errno.ENOSYS.text());
    }

    /** Texts by paths; a directory has none. */
    private static final class Texts implements PathFileSystem {
        final Map<String, byte[]> files = new TreeMap<>();
        private static final byte[] DIRECTORY = {};

        Texts() {
            files.put("/", DIRECTORY);
        }

        private byte[] get(String path) throws ErrnoException {
            byte[] file = files.get(path);
            if (file == null) {
                throw Errno.ENOENT.exception();
            }
            return file;
        }

        private List<String> below(String path) {
            String prefix = path.equals("/") ? "/" : path + "/";
            return files.keySet().stream()
                    .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
                    .map(name -> name.substring(prefix.length()))
                    .filter(name -> !name.contains("/"))
                    .toList();
        }

        @Override
        public synchronized Attributes getattr(Request request, String path, long handle) throws ErrnoException {
            byte[] file = get(path);
            int mode = file == DIRECTORY ? Attributes.S_IFDIR | 0755 : Attributes.S_IFREG | 0644;
            return Attributes.of(0, mode, 1, 0, 0, file.length, 0);
        }

        @Override
        public synchronized List<String> readdir(Request request, String path) {
            return below(path);
        }

        @Override
        public synchronized void mknod(Request request, String path, int mode, int device) {
            files.put(path, new byte[0]);
        }

        @Override
        public synchronized void mkdir(Request request, String path, int mode) {
            files.put(path, DIRECTORY);
        }

        @Override
        public synchronized void unlink(Request request, String path) throws ErrnoException {
            get(path);
            files.remove(path);
        }

        @Override
        public synchronized void rmdir(Request request, String path) throws ErrnoException {
            if (!below(path).isEmpty()) {
                throw Errno.ENOTEMPTY.exception();
            }
            files.remove(path);
        }

        @Override
        public synchronized void rename(Request request, String path, String newPath, int flags) {
            for (String name : List.copyOf(files.keySet())) {
                if (name.equals(path) || name.startsWith(path + "/")) {
                    files.put(newPath + name.substring(path.length()), files.remove(name));
                }
            }
        }

        @Override
        public synchronized void truncate(Request request, String path, long size, long handle) throws ErrnoException {
            files.put(path, java.util.Arrays.copyOf(get(path), (int) size));
        }

        @Override
        public synchronized void read(Request request, String path, long handle, long offset, ByteBuffer into)
                throws ErrnoException {
            byte[] file = get(path);
            if (offset < file.length) {
                into.put(file, (int) offset, Math.min(into.remaining(), file.length - (int) offset));
            }
        }

        @Override
        public synchronized int write(Request request, String path, long handle, long offset, ByteBuffer from)
                throws ErrnoException {
            int count = from.remaining();
            byte[] old = get(path);
            byte[] file = java.util.Arrays.copyOf(old, Math.max(old.length, (int) offset + count));
            from.get(file, (int) offset, count);
            files.put(path, file);
            return count;
        }
    }
}
