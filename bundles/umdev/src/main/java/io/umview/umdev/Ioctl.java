package io.umview.umdev;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A call of ioctl(2).
 *
 * @param request the command, 32 bits
 * @param argument a number, or an address in the caller's memory
 * @param flags O_* of the descriptor
 */
public record Ioctl(int request, long argument, GuestMemory memory, int flags) {
    private static final int O_ACCMODE = 3;

    /** Reads a structure that the argument points to; native byte order. */
    public ByteBuffer read(int size) throws ErrnoException {
        return ByteBuffer.wrap(memory.bytes(argument, size)).order(ByteOrder.nativeOrder());
    }

    /** Reads an {@code int} that the argument points to. */
    public int readInt() throws ErrnoException {
        return read(Integer.BYTES).getInt();
    }

    /** Stores an {@code int} where the argument points to. @return 0 */
    public long answer(int value) throws ErrnoException {
        return answer(structure(Integer.BYTES).putInt(value));
    }

    /** Stores a {@code long} where the argument points to. @return 0 */
    public long answer(long value) throws ErrnoException {
        return answer(structure(Long.BYTES).putLong(value));
    }

    /** Stores an {@code unsigned short} where the argument points to. @return 0 */
    public long answer(short value) throws ErrnoException {
        return answer(structure(Short.BYTES).putShort(value));
    }

    /** Stores a whole structure where the argument points to. @return 0 */
    public long answer(ByteBuffer structure) throws ErrnoException {
        memory.write(argument, structure.array());
        return 0;
    }

    /** A structure for {@link #answer(ByteBuffer)}, zeroed, in native byte order. */
    public static ByteBuffer structure(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** EBADF unless the descriptor is open for writing. */
    public void requireWritable() throws ErrnoException {
        if ((flags & O_ACCMODE) == 0) {
            throw Errno.EBADF.exception();
        }
    }
}
