package io.umview.hypervisor.internal.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileSystemType.Mounted;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private final LoadedService owner = new LoadedService("s", "", "", false, "s");
    private final MountTable table = new MountTable();

    private MountEntry entry(String target, long epoch) throws ErrnoException {
        FileOperations files = new FileOperations() {};
        return MountEntry.of("a source", target, "type", "", false, epoch, owner, () -> files);
    }

    @Test
    void mountsOnOnePathStackUp() throws Exception {
        MountEntry first = entry("/mnt/x", 1);
        MountEntry second = entry("/mnt/x", 2);
        table.add(first);
        table.add(second);

        assertThat(table.at("/mnt/x")).containsSame(second);
        assertThat(table.oldestFirst()).containsExactly(first, second);
        assertThat(table.remove(second)).isTrue();
        assertThat(table.at("/mnt/x")).containsSame(first);
        assertThat(table.remove(second)).isFalse();
    }

    @Test
    void aPathInABufferIsFoundByItsBytes() throws Exception {
        MountEntry entry = entry("/mnt/ä", 1);
        table.add(entry);
        byte[] path = "__/mnt/ä".getBytes(StandardCharsets.UTF_8);

        assertThat(table.at(ByteBuffer.wrap(path), 2, path.length - 2)).isSameAs(entry);
        assertThat(table.at(ByteBuffer.wrap(path), 2, path.length - 3)).isNull();
    }

    @Test
    void linesEscapeBlanksAsTheKernelDoes() throws Exception {
        assertThat(entry("/mnt/a b\\", 4).line()).isEqualTo("a\\040source /mnt/a\\040b\\134 type rw 0 4\n");
    }

    @Test
    void besideAMountPointThereIsWhatItsNumbersName() throws Exception {
        MountEntry main = MountEntry.of("s", "/dev/hd", "type", "", false, 1, owner, new Disk());
        table.add(main);

        assertThat(found("/dev/hd1")).isNotNull().isNotSameAs(main).isSameAs(found("/dev/hd1"));
        assertThat(found("/dev/hd1").target()).isEqualTo("/dev/hd1");
        assertThat(covering("/dev/hd1")).isSameAs(found("/dev/hd1"));
        assertThat(covering("/dev/hd1/x")).isSameAs(found("/dev/hd1"));
        assertThat(covering("/dev/hd/1")).isSameAs(main);
        for (String other :
                new String[] {"/dev/hd2", "/dev/hd01", "/dev/hd12345", "/dev/hd1x", "/dev/he1", "/dev/hd/1"}) {
            assertThat(found(other)).as(other).isNull();
        }
    }

    @Test
    void aNewerMountHidesWhatIsBesideAnOlderOne() throws Exception {
        table.add(MountEntry.of("s", "/dev/hd", "type", "", false, 1, owner, new Disk()));
        MountEntry newer = entry("/dev/hd1", 2);
        table.add(newer);

        assertThat(found("/dev/hd1")).isSameAs(newer);
        assertThat(covering("/dev/hd1")).isSameAs(newer);
    }

    private @Nullable MountEntry found(String path) {
        return table.at(ByteBuffer.wrap(path.getBytes(StandardCharsets.UTF_8)), 0, path.length());
    }

    private @Nullable MountEntry covering(String path) {
        return table.covering(ByteBuffer.wrap(path.getBytes(StandardCharsets.UTF_8)), 0, path.length());
    }

    /** Has one partition. */
    private static final class Disk implements Mounted {
        private final Mounted partition = () -> new FileOperations() {};

        @Override
        public FileOperations files() {
            return new FileOperations() {};
        }

        @Override
        public @Nullable Mounted numbered(int number) {
            return number == 1 ? partition : null;
        }
    }
}
