package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, in chunks that exist where something was written. A chunk may be shorter than it could be; what is missing
 * of it is zero. So a small file takes little, and a hole nothing.
 */
final class FileData {
    /** Bytes of a whole chunk. */
    static final int CHUNK = 64 << 10;

    /** The largest file: 16 TiB. */
    static final long MAX_SIZE = 1L << 44;

    private static final int CHUNK_SHIFT = 16;
    private static final int SMALLEST = 512;
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_CHUNKS = 1 << PAGE_SHIFT;

    private static final byte[] ZEROES = new byte[CHUNK];

    private final Space space;
    private final StampedLock lock = new StampedLock();
    private byte[] @Nullable [][] pages = new byte[1][][];
    private long size;
    private long allocated;

    FileData(Space space) {
        this.space = space;
    }

    long size() {
        long stamp = lock.readLock();
        try {
            return size;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Bytes that are in memory. */
    long allocated() {
        long stamp = lock.readLock();
        try {
            return allocated;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    void read(long offset, ByteBuffer into) {
        long stamp = lock.readLock();
        try {
            long left = Math.min(into.remaining(), size - offset);
            for (long at = offset; left > 0; ) {
                int inChunk = (int) (at & CHUNK - 1);
                int count = (int) Math.min(left, CHUNK - inChunk);
                copy(chunk(at >>> CHUNK_SHIFT), inChunk, count, into);
                at += count;
                left -= count;
            }
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private static void copy(byte @Nullable [] chunk, int from, int count, ByteBuffer into) {
        int there = chunk == null ? 0 : Math.max(0, Math.min(count, chunk.length - from));
        if (there > 0) {
            into.put(chunk, from, there);
        }
        into.put(ZEROES, 0, count - there);
    }

    int write(long offset, ByteBuffer from) throws ErrnoException {
        int count = from.remaining();
        check(offset, count);
        long stamp = lock.writeLock();
        try {
            long end = offset + count;
            for (long at = offset; at < end; ) {
                int inChunk = (int) (at & CHUNK - 1);
                int part = (int) Math.min(end - at, CHUNK - inChunk);
                byte[] chunk;
                try {
                    chunk = allocate(at >>> CHUNK_SHIFT, inChunk + part);
                } catch (ErrnoException full) {
                    if (at == offset) {
                        throw full;
                    }
                    size = Math.max(size, at);
                    return (int) (at - offset);
                }
                from.get(chunk, inChunk, part);
                at += part;
            }
            size = Math.max(size, end);
            return count;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    void truncate(long length) throws ErrnoException {
        check(length, 0);
        long stamp = lock.writeLock();
        try {
            if (length < size) {
                clear(length, roundUp(size));
            }
            size = length;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** fallocate(2) without a mode. */
    void reserve(long offset, long length, boolean keepSize) throws ErrnoException {
        check(offset, length);
        long stamp = lock.writeLock();
        try {
            long end = offset + length;
            if (end - offset > space.free() + allocated) {
                throw Errno.ENOSPC.exception();
            }
            for (long at = offset; at < end; at = (at | CHUNK - 1) + 1) {
                allocate(at >>> CHUNK_SHIFT, (int) Math.min(CHUNK, end - (at & -CHUNK)));
            }
            if (!keepSize) {
                size = Math.max(size, end);
            }
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Makes zeroes of a range, and holes of whole chunks of it. */
    void punch(long offset, long length) throws ErrnoException {
        check(offset, 0);
        long stamp = lock.writeLock();
        try {
            clear(offset, Math.min(offset + Math.min(length, MAX_SIZE), roundUp(size)));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** lseek(2) with SEEK_DATA or SEEK_HOLE. */
    long seek(long offset, boolean data) throws ErrnoException {
        long stamp = lock.readLock();
        try {
            if (offset < 0 || offset >= size) {
                throw Errno.ENXIO.exception();
            }
            long at = offset;
            while (at < size && (chunk(at >>> CHUNK_SHIFT) != null) != data) {
                at = (at | CHUNK - 1) + 1;
            }
            if (at >= size && data) {
                throw Errno.ENXIO.exception();
            }
            return Math.min(at, size);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** The same, as of a file system that knows of no holes. */
    long seekWithoutHoles(long offset, boolean data) throws ErrnoException {
        long end = size();
        if (offset < 0 || offset >= end) {
            throw Errno.ENXIO.exception();
        }
        return data ? offset : end;
    }

    /** Gives the memory back. */
    void free() {
        long stamp = lock.writeLock();
        try {
            space.giveBack(allocated);
            allocated = 0;
            pages = new byte[1][][];
            size = 0;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private static void check(long offset, long count) throws ErrnoException {
        if (offset < 0 || offset > MAX_SIZE - count) {
            throw Errno.EFBIG.exception();
        }
    }

    private static long roundUp(long length) {
        return length + CHUNK - 1 & -CHUNK;
    }

    private byte @Nullable [] chunk(long index) {
        int page = (int) (index >>> PAGE_SHIFT);
        byte[][] chunks = page < pages.length ? pages[page] : null;
        return chunks == null ? null : chunks[(int) index & PAGE_CHUNKS - 1];
    }

    /** The chunk, with room for some bytes at least. */
    private byte[] allocate(long index, int least) throws ErrnoException {
        int page = (int) (index >>> PAGE_SHIFT);
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        byte[][] chunks = pages[page];
        if (chunks == null) {
            chunks = new byte[PAGE_CHUNKS][];
            pages[page] = chunks;
        }
        int slot = (int) index & PAGE_CHUNKS - 1;
        byte[] chunk = chunks[slot];
        int old = chunk == null ? 0 : chunk.length;
        if (old < least) {
            int length = Math.max(SMALLEST, Integer.highestOneBit(least - 1) << 1);
            space.take(length - old);
            allocated += length - old;
            chunk = chunk == null ? new byte[length] : Arrays.copyOf(chunk, length);
            chunks[slot] = chunk;
        }
        return java.util.Objects.requireNonNull(chunk);
    }

    private void clear(long from, long to) {
        long at = from;
        while (at < to) {
            long next = Math.min((at | CHUNK - 1) + 1, to);
            byte[] chunk = chunk(at >>> CHUNK_SHIFT);
            if (chunk == null) {
                at = next;
                continue;
            }
            int inChunk = (int) (at & CHUNK - 1);
            if (inChunk == 0 && next - at == CHUNK) {
                pages[(int) (at >>> CHUNK_SHIFT + PAGE_SHIFT)][(int) (at >>> CHUNK_SHIFT) & PAGE_CHUNKS - 1] = null;
                allocated -= chunk.length;
                space.giveBack(chunk.length);
            } else if (inChunk < chunk.length) {
                Arrays.fill(chunk, inChunk, (int) Math.min(chunk.length, inChunk + (next - at)), (byte) 0);
            }
            at = next;
        }
    }
}
