package io.umview.fuse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.Connection;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A directory with one file, mounted where nobody sees it. */
@Timeout(60)
class FuseHostTest {
    private static final byte[] TEXT = "what is in it\n".getBytes(StandardCharsets.UTF_8);

    private final OneFile files = new OneFile();
    private long descriptorsBefore;
    private FuseMount mount;
    private Path root;

    @BeforeEach
    void mount() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse cannot be opened");
        descriptors();
        descriptorsBefore = descriptors();
        mount = FuseHost.mount(files, MountSettings.of("test", "onefile"));
        root = Path.of("/proc/self/fd/" + mount.root());
    }

    @AfterEach
    void unmount() {
        files.stuck.countDown();
        mount.close();
    }

    @Test
    void aFileIsRead() throws IOException {
        assertThat(Files.readAllBytes(root.resolve("file"))).isEqualTo(TEXT);
        assertThat(Files.size(root.resolve("file"))).isEqualTo(TEXT.length);
    }

    @Test
    void theDirectoryIsListed() throws IOException {
        try (Stream<Path> names = Files.list(root)) {
            assertThat(names.map(name -> name.getFileName().toString())).containsExactly("file", "broken", "slow");
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(Files.exists(root.resolve("other"))).isFalse();
    }

    @Test
    void nobodySeesTheMount() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain("onefile");
    }

    @Test
    void anExceptionIsAnInputOutputError() {
        assertThatThrownBy(() -> Files.readAllBytes(root.resolve("broken")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Errno.EIO.text());
    }

    @Test
    void whatIsNotSupportedIsSaid() {
        assertThatThrownBy(() -> Files.createDirectory(root.resolve("new")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(Errno.ENOSYS.text());
    }

    @Test
    void anOperationThatWaitsHoldsNobodyUp() throws Exception {
        Process cat = cat("slow");
        files.entered.await();

        assertThat(Files.readAllBytes(root.resolve("file"))).isEqualTo(TEXT);

        files.stuck.countDown();
        assertThat(cat.waitFor()).isZero();
    }

    @Test
    void aSignalInterruptsAnOperation() throws Exception {
        Process cat = cat("slow");
        files.entered.await();

        cat.destroy();

        assertThat(cat.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(files.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingEndsTheFileSystemAndLeavesNothing() throws IOException {
        Files.readAllBytes(root.resolve("file"));

        mount.close();

        assertThat(files.destroyed.getCount()).isZero();
        assertThat(mount.ended()).isTrue();
        assertThat(descriptors()).isEqualTo(descriptorsBefore);
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingEndsOpenFilesToo() throws IOException {
        InputStream open = Files.newInputStream(root.resolve("file"));

        mount.close();

        assertThatThrownBy(open::read).isInstanceOf(IOException.class).hasMessage(Errno.ENOTCONN.text());
        assertThatThrownBy(open::close).isInstanceOf(IOException.class);
    }

    @Test
    void closingDoesNotWaitForAnOperationThatNeverEnds() throws Exception {
        Process cat = cat("slow");
        files.entered.await();

        mount.close();

        assertThat(cat.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isNotZero();
    }

    private Process cat(String name) throws IOException {
        String path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + mount.root() + "/" + name;
        // Without pipes: the JDK closes them some time after the process has ended.
        return new ProcessBuilder("cat", path)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("umview-fuse") && thread.isAlive())
                .toList();
    }

    private static final class OneFile implements NodeFileSystem {
        private static final long FILE = 2;
        private static final long BROKEN = 3;
        private static final long SLOW = 4;

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch stuck = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        final CountDownLatch destroyed = new CountDownLatch(1);
        volatile @Nullable Connection connection;

        @Override
        public void init(Connection kernel) {
            connection = kernel;
        }

        @Override
        public void destroy() {
            destroyed.countDown();
        }

        private static Attributes attributes(long node) {
            int mode = node == ROOT ? Attributes.S_IFDIR | 0755 : Attributes.S_IFREG | 0644;
            return Attributes.of(node, mode, 1, 0, 0, TEXT.length, 0);
        }

        @Override
        public Entry lookup(Request request, long parent, String name) throws ErrnoException {
            long node = switch (name) {
                case "file" -> FILE;
                case "broken" -> BROKEN;
                case "slow" -> SLOW;
                default -> throw Errno.ENOENT.exception();
            };
            return Entry.stable(node, attributes(node));
        }

        @Override
        public Attributes getattr(Request request, long node, long handle) {
            return attributes(node);
        }

        @Override
        public Opened open(Request request, long node, int flags) {
            return new Opened(0, Opened.DIRECT_IO);
        }

        @Override
        public void read(Request request, long node, long handle, long offset, ByteBuffer into) throws ErrnoException {
            if (node == BROKEN) {
                throw new IllegalStateException("a defect");
            }
            if (node == SLOW) {
                hold(request);
            }
            if (offset < TEXT.length) {
                into.put(TEXT, (int) offset, Math.min(into.remaining(), TEXT.length - (int) offset));
            }
        }

        private void hold(Request request) throws ErrnoException {
            request.onInterrupt(() -> {
                interrupted.countDown();
                stuck.countDown();
            });
            entered.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (request.interrupted()) {
                throw Errno.EINTR.exception();
            }
        }

        @Override
        public void readdir(Request request, long node, long handle, long offset, DirectoryEntries into) {
            List<String> names = List.of(".", "..", "file", "broken", "slow");
            for (int i = (int) offset; i < names.size(); i++) {
                int type = i < 2 ? Attributes.S_IFDIR : Attributes.S_IFREG;
                if (!into.add(names.get(i), i < 2 ? ROOT : i, type, i + 1)) {
                    return;
                }
            }
        }
    }
}
