package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The memory of one thread's process at a time. Belongs to one thread of this process. */
abstract class ProcessMemory implements GuestMemory {
    /** Few strings are longer, and to move a page takes its time. */
    private static final int SHORT = 256;

    private static final int PAGE = 4096;

    /** A power of two. */
    private static final int KNOWN = 4;

    private final @Nullable ByteBuffer[] buffers = new @Nullable ByteBuffer[KNOWN];
    private final long[] addresses = new long[KNOWN];
    private int newest;
    private int thread;

    /** Turns to another thread. */
    ProcessMemory of(int newThread) {
        thread = newThread;
        return this;
    }

    @Override
    public void read(long address, ByteBuffer destination) throws ErrnoException {
        int count = destination.remaining();
        if (count > 0 && transfer(false, address, addressOf(destination), count) != count) {
            throw Errno.EFAULT.exception();
        }
        destination.position(destination.limit());
    }

    @Override
    public void write(long address, ByteBuffer source) throws ErrnoException {
        int count = source.remaining();
        if (count > 0 && transfer(true, address, addressOf(source), count) != count) {
            throw Errno.EFAULT.exception();
        }
        source.position(source.limit());
    }

    @Override
    public int string(long address, ByteBuffer destination) throws ErrnoException {
        int capacity = destination.capacity();
        long base = addressOf(destination) - destination.position();
        int done = 0;
        while (done < capacity) {
            // Up to the end of a page, because what lies behind it may not be mapped.
            int toPageEnd = PAGE - (int) (address + done & PAGE - 1);
            int chunk = Math.min(Math.min(toPageEnd, capacity - done), done == 0 ? SHORT : PAGE);
            if (transfer(false, address + done, base + done, chunk) != chunk) {
                throw Errno.EFAULT.exception();
            }
            for (int end = done + chunk; done < end; done++) {
                if (destination.get(done) == 0) {
                    return done;
                }
            }
        }
        throw Errno.ENAMETOOLONG.exception();
    }

    @Override
    public byte[] string(long address, int limit) throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(limit).order(ByteOrder.nativeOrder());
        byte[] text = new byte[string(address, buffer)];
        buffer.get(0, text);
        return text;
    }

    @Override
    public byte[] bytes(long address, int size) throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        read(address, buffer);
        byte[] bytes = new byte[size];
        buffer.get(0, bytes);
        return bytes;
    }

    @Override
    public void write(long address, byte[] source) throws ErrnoException {
        write(address, ByteBuffer.allocateDirect(source.length).put(source).flip());
    }

    /** To ask for the address of a buffer takes as long as a short system call, and callers use a few of them again and again. */
    private long addressOf(ByteBuffer buffer) {
        for (int i = newest; i > newest - KNOWN; i--) {
            int slot = i & KNOWN - 1;
            if (buffers[slot] == buffer) {
                return addresses[slot] + buffer.position();
            }
        }
        newest = newest + 1 & KNOWN - 1;
        buffers[newest] = buffer;
        addresses[newest] = NativeBuffer.addressOf(buffer);
        return addresses[newest] + buffer.position();
    }

    /** The thread whose memory it is. */
    final int thread() {
        return thread;
    }

    /** Moves bytes between guest memory and the memory at {@code local}. @return how many, or a negative error */
    abstract long transfer(boolean toGuest, long address, long local, int count);
}
