package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Processes;
import io.umview.linux.Wait;
import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and writes three pages of another process; what lies around them is not mapped. */
class ProcessMemoryTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 3 * PAGE;

    private int process;
    private long start;
    private Tracee tracee;

    static List<ProcessMemory> memories() {
        return List.of(new VectorMemory(), new FileMemory());
    }

    @BeforeEach
    void hold() throws Exception {
        process = Processes.spawn("/bin/sleep", List.of("sleep", "100"), 0);
        tracee = Tracee.seize(new X86_64(), new ProcFiles(), process, 0);
        tracee.awaitStop(false, child -> {});
        tracee.takeOver();
        long mapping = tracee.place(new byte[SIZE + 2 * PAGE]);
        tracee.injectChecked(io.umview.api.SystemCall.MUNMAP, mapping, PAGE);
        tracee.injectChecked(io.umview.api.SystemCall.MUNMAP, mapping + PAGE + SIZE, PAGE);
        start = mapping + PAGE;
    }

    @AfterEach
    void letGo() {
        Processes.kill(process, 9);
        tracee.release();
        Wait.waitpid(process, new io.umview.linux.NativeBuffer(4).address(), Wait.WALL);
    }

    private static void fails(Errno errno, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void readsWhatWasWritten(ProcessMemory memory) throws Exception {
        memory.of(process);
        byte[] all = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            all[i] = (byte) (i * 31 + i / PAGE);
        }
        memory.write(start, all);
        assertThat(memory.bytes(start, SIZE)).isEqualTo(all);
        ByteBuffer part = ByteBuffer.allocateDirect(20).position(5).limit(15);
        memory.read(start + PAGE - 5, part);
        assertThat(part.position()).isEqualTo(15);
        for (int i = 0; i < 10; i++) {
            assertThat(part.get(5 + i)).isEqualTo(all[PAGE - 5 + i]);
        }
        assertThat(memory.bytes(start, 0)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("memories")
    void whatIsNotMappedFaults(ProcessMemory memory) {
        memory.of(process);
        fails(Errno.EFAULT, () -> memory.bytes(0, 1));
        fails(Errno.EFAULT, () -> memory.bytes(-1L, 1));
        fails(Errno.EFAULT, () -> memory.bytes(Long.MIN_VALUE, 8));
        fails(Errno.EFAULT, () -> memory.bytes(start - 1, 2));
        fails(Errno.EFAULT, () -> memory.bytes(start + SIZE - 1, 2));
        fails(Errno.EFAULT, () -> memory.write(start + SIZE - 1, new byte[2]));
        fails(Errno.EFAULT, () -> memory.string(start + SIZE, 10));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void stringsEndWhereverTheyEnd(ProcessMemory memory) throws Exception {
        memory.of(process);
        for (int length : new int[] {0, 1, 9, 10, 11, PAGE - 1, PAGE, PAGE + 1}) {
            for (int offset : new int[] {0, PAGE - 10, PAGE - 1, SIZE - length - 1}) {
                if (offset + length + 1 > SIZE) {
                    continue;
                }
                byte[] text = new byte[length + 1];
                java.util.Arrays.fill(text, 0, length, (byte) 'x');
                memory.write(start + offset, text);
                assertThat(memory.string(start + offset, SIZE)).hasSize(length);
                assertThat(memory.string(start + offset, length + 1)).hasSize(length);
                fails(Errno.ENAMETOOLONG, () -> memory.string(start + offset, length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void aStringThatRunsOutOfMemoryFaults(ProcessMemory memory) throws Exception {
        memory.of(process);
        byte[] tail = "no end".getBytes();
        memory.write(start + SIZE - tail.length, tail);
        fails(Errno.EFAULT, () -> memory.string(start + SIZE - tail.length, 4096));
        fails(Errno.ENAMETOOLONG, () -> memory.string(start + SIZE - tail.length, tail.length));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void aProcessThatIsGoneFaults(ProcessMemory memory) {
        memory.of(1 << 30);
        fails(Errno.EFAULT, () -> memory.bytes(start, 1));
    }
}
