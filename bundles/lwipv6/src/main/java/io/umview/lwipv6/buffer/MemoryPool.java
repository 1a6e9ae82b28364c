package io.umview.lwipv6.buffer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for the rings of one thread, in powers of two from 4 KiB on. Memory that comes back is used again, so that a
 * ring that is empty need not keep any.
 */
public final class MemoryPool {
    private static final int SMALLEST = 4096;
    private static final int SIZES = 20;

    /** Bytes kept of each size. */
    private static final int KEPT = 1 << 21;

    private static final int KEPT_AT_LEAST = 2;

    private final @Nullable Piece[] free = new @Nullable Piece[SIZES];
    private final int[] spare = new int[SIZES];
    private long inUse;

    /** Bytes that are in use. */
    public long inUse() {
        return inUse;
    }

    /** Memory of at least so many bytes. */
    Piece take(int bytes) {
        int size = size(bytes);
        Piece piece = free[size];
        if (piece == null) {
            piece = new Piece(SMALLEST << size);
        } else {
            free[size] = piece.next;
            piece.next = null;
            spare[size]--;
        }
        inUse += piece.bytes.capacity();
        return piece;
    }

    void give(Piece piece) {
        int capacity = piece.bytes.capacity();
        int size = size(capacity);
        inUse -= capacity;
        if (spare[size] < Math.max(KEPT_AT_LEAST, KEPT / capacity)) {
            piece.next = free[size];
            free[size] = piece;
            spare[size]++;
        }
    }

    private static int size(int bytes) {
        return bytes <= SMALLEST ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros((bytes - 1) / SMALLEST);
    }

    /** A piece of memory. */
    static final class Piece {
        static final Piece NONE = new Piece(0);

        final ByteBuffer bytes;

        /** The same memory, for those who use position and limit. */
        final ByteBuffer lent;

        @Nullable
        Piece next;

        private Piece(int capacity) {
            bytes = ByteBuffer.allocateDirect(capacity);
            lent = bytes.duplicate();
        }
    }
}
