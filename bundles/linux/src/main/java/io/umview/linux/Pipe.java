package io.umview.linux;

import org.jspecify.annotations.Nullable;

/** A pipe of a given capacity, for splice(2). What is in it are pages: moving some costs less than copying them. */
public final class Pipe implements AutoCloseable {
    private static final int F_SETPIPE_SZ = 1031;

    private final int output;
    private final int input;

    private Pipe(int output, int input) {
        this.output = output;
        this.input = input;
    }

    /**
     * A pipe, close-on-exec.
     *
     * @param capacity bytes, a power of two; each part of a page takes as much as a page
     * @return null if there is none, or none so large (pipe(7), /proc/sys/fs/pipe-max-size)
     */
    public static @Nullable Pipe ofCapacity(int capacity) {
        NativeBuffer ends = new NativeBuffer(2 * Integer.BYTES);
        long result = Kernel.call(Machine.PIPE2, ends.address(), Files.O_CLOEXEC, 0);
        java.lang.ref.Reference.reachabilityFence(ends);
        if (result < 0) {
            return null;
        }
        Pipe pipe = new Pipe(ends.bytes().getInt(0), ends.bytes().getInt(Integer.BYTES));
        if (Files.fcntl(pipe.input, F_SETPIPE_SZ, capacity) < capacity) {
            pipe.close();
            return null;
        }
        return pipe;
    }

    /** splice(2) of up to so many bytes into the pipe; how many, or a negative error. */
    public long fill(int descriptor, long count) {
        return Kernel.call(Machine.SPLICE, descriptor, 0, input, 0, count, 0);
    }

    /** read(2). */
    public long read(long address, long count) {
        return Files.read(output, address, count);
    }

    @Override
    public void close() {
        Files.close(input);
        Files.close(output);
    }
}
