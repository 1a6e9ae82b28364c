package io.umview.hypervisor.internal.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
}
