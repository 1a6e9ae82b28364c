package io.umview.fuse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.Entry;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import io.umview.linux.NativeBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file in memory, of which the kernel is shown some. */
@Timeout(60)
class InPlaceTest {
    private static final int SIZE = 4 << 20;
    private static final int LARGE = (1 << 20) + 12345;

    private final Memory files = new Memory();
    private FuseMount mount;
    private FileChannel file;

    @BeforeEach
    void mount() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse cannot be opened");
        mount = FuseHost.mount(files, MountSettings.of("test", "memory").withInPlace(true));
        Path path = Path.of("/proc/self/fd/" + mount.root() + "/file");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @AfterEach
    void unmount() throws IOException {
        file.close();
        mount.close();
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.allocateDirect(size).put(bytes).flip();
    }

    private void isAt(int offset, ByteBuffer expected) throws IOException {
        ByteBuffer found = ByteBuffer.allocateDirect(expected.limit());
        while (found.hasRemaining() && file.read(found, offset + found.position()) > 0) {}
        assertThat(found.flip()).isEqualTo(expected);
        assertThat(files.memory.bytes().slice(offset, expected.limit())).isEqualTo(expected);
    }

    @Test
    void bytesGoWhereTheyBelong() throws IOException {
        ByteBuffer bytes = random(LARGE);

        assertThat(file.write(bytes, 777)).isEqualTo(LARGE);

        isAt(777, bytes.flip());
        assertThat(files.written).as("bytes written otherwise").isLessThan(LARGE);
        assertThat(files.read).as("bytes read otherwise").isZero();
    }

    @Test
    void whatHasNoPlaceIsReadAndWritten() throws IOException {
        files.places = false;
        ByteBuffer bytes = random(LARGE);

        assertThat(file.write(bytes, 777)).isEqualTo(LARGE);

        isAt(777, bytes.flip());
        assertThat(files.written).isEqualTo(LARGE);
        assertThat(files.read).isGreaterThanOrEqualTo(LARGE);
    }

    @Test
    void manyPiecesAreNotMoreThanAPipeHolds() throws IOException {
        ByteBuffer[] pieces = new ByteBuffer[1000];
        ByteBuffer all = random(pieces.length * 100);
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = ByteBuffer.allocateDirect(8192).position(4000);
            pieces[i].put(all.slice(i * 100, 100)).flip().position(4000);
        }

        file.position(50);
        assertThat(file.write(pieces)).isEqualTo(all.limit());

        isAt(50, all);
    }

    @Test
    void smallPiecesAreWrittenToo() throws IOException {
        ByteBuffer bytes = random(100);

        assertThat(file.write(bytes, 777)).isEqualTo(100);

        isAt(777, bytes.flip());
    }

    @Test
    void whatComesAfterAWriteThatFailedIsUnderstood() throws IOException {
        files.places = false;
        files.full = true;

        assertThatThrownBy(() -> file.write(random(LARGE), 0)).hasMessage(Errno.ENOSPC.text());
        assertThatThrownBy(() -> file.write(random(LARGE), 0)).hasMessage(Errno.ENOSPC.text());

        files.places = true;
        ByteBuffer bytes = random(LARGE);
        file.write(bytes, 0);
        isAt(0, bytes.flip());
    }

    @Test
    void anAddressThatLeadsNowhereIsAnError() throws IOException {
        files.nowhere = true;

        assertThatThrownBy(() -> file.write(random(LARGE), 0)).hasMessage(Errno.EFAULT.text());
        assertThatThrownBy(() -> file.read(ByteBuffer.allocateDirect(LARGE), 0)).isInstanceOf(IOException.class);

        files.nowhere = false;
        ByteBuffer bytes = random(LARGE);
        file.write(bytes, 0);
        isAt(0, bytes.flip());
    }

    private static final class Memory implements NodeFileSystem {
        final NativeBuffer memory = new NativeBuffer(SIZE);
        volatile boolean places = true;
        volatile boolean nowhere;
        volatile boolean full;
        volatile int read;
        volatile int written;

        private static Attributes attributes(long node) {
            int mode = node == ROOT ? Attributes.S_IFDIR | 0755 : Attributes.S_IFREG | 0666;
            return Attributes.of(node, mode, 1, 0, 0, node == ROOT ? 0 : SIZE, 0);
        }

        @Override
        public Entry lookup(Request request, long parent, String name) {
            return Entry.stable(2, attributes(2));
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
        public long place(long node, long handle, long offset, int length, boolean write) {
            if (nowhere) {
                return 4096;
            }
            return places && offset + length <= SIZE ? memory.address() + offset : 0;
        }

        @Override
        public synchronized void read(Request request, long node, long handle, long offset, ByteBuffer into) {
            int count = (int) Math.min(into.remaining(), SIZE - offset);
            into.put(memory.bytes().slice((int) offset, count));
            read += count;
        }

        @Override
        public synchronized int write(Request request, long node, long handle, long offset, ByteBuffer from)
                throws ErrnoException {
            if (full) {
                throw Errno.ENOSPC.exception();
            }
            int count = from.remaining();
            memory.bytes().slice((int) offset, count).put(from);
            written += count;
            return count;
        }
    }
}
