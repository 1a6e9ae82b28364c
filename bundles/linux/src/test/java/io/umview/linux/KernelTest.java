package io.umview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelTest {
    private static final int EBADF = 9;
    private static final int ENOENT = 2;

    @Test
    void failsWithTheNegativeErrorNumber() {
        assertThat(Kernel.call(Machine.CLOSE, -1)).isEqualTo(-EBADF);
        assertThat(Files.open("/nonexistent", Files.O_RDONLY, 0)).isEqualTo(-ENOENT);
    }

    @Test
    void passesSixArguments() {
        // Given
        NativeBuffer source = NativeBuffer.text("from here to there");
        NativeBuffer target = new NativeBuffer(32);
        NativeBuffer vectors = new NativeBuffer(32);
        vectors.bytes()
                .putLong(0, target.address())
                .putLong(8, 9)
                .putLong(16, source.address())
                .putLong(24, 9);
        int self = (int) ProcessHandle.current().pid();
        // When: a sixth argument that is not 0 is a flag that does not exist
        long read = Kernel.call(Machine.PROCESS_VM_READV, self, vectors.address(), 1, vectors.address() + 16, 1, 0);
        long refused = Kernel.call(Machine.PROCESS_VM_READV, self, vectors.address(), 1, vectors.address() + 16, 1, 1);
        // Then
        byte[] text = new byte[9];
        target.bytes().get(0, text);
        assertThat(read).isEqualTo(9);
        assertThat(refused).isEqualTo(-22);
        assertThat(text).asString().isEqualTo("from here");
    }

    @Test
    void callsAsTheCLibraryDoes() {
        assertThat(Kernel.call(Machine.KILL, ProcessHandle.current().pid(), 0, 0))
                .isEqualTo(Libc.syscall(Machine.KILL, ProcessHandle.current().pid(), 0, 0, 0, 0, 0))
                .isZero();
        assertThat(Kernel.call(Machine.LSEEK, -1, 0, 0)).isEqualTo(Libc.syscall(Machine.LSEEK, -1, 0, 0, 0, 0, 0));
    }
}
