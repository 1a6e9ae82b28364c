package io.umview.lwipv6.buffer;

import java.nio.ByteBuffer;

/**
 * The bytes of one direction of a stream, in memory outside the heap that grows as it is needed and goes back to its pool when asked to.
 *
 * <p>Positions count from the first byte that is in the ring. Bytes can be put behind a gap first; they belong to the contents once
 * {@link #commit} says so.
 */
public final class ByteRing {
    private final MemoryPool pool;
    private MemoryPool.Piece piece = MemoryPool.Piece.NONE;
    private ByteBuffer memory = piece.bytes;

    /** Capacity that was needed the last time. */
    private int accustomed;

    private int limit;
    private int head;
    private int size;

    /** An empty ring that holds up to {@code limit} bytes. */
    public ByteRing(int limit) {
        this(limit, new MemoryPool());
    }

    /** An empty ring that holds up to {@code limit} bytes, whose memory comes from a pool. */
    public ByteRing(int limit, MemoryPool pool) {
        this.limit = limit;
        this.pool = pool;
    }

    /** Bytes that it holds. */
    public int size() {
        return size;
    }

    /** Bytes that it holds at most. */
    public int limit() {
        return limit;
    }

    /** Changes how many bytes it holds at most. More that are there already stay. */
    public void limit(int bytes) {
        limit = bytes;
    }

    /** Bytes that may still be added. */
    public int space() {
        return Math.max(0, limit - size);
    }

    /** Bytes of memory that it uses. */
    public int allocated() {
        return memory.capacity();
    }

    /**
     * Copies bytes of a packet to a position at or behind the end of the contents.
     *
     * @param position from the first byte in the ring; {@code position + count} must not exceed {@link #limit}
     */
    public void put(int position, Packet source, int offset, int count) {
        ensure(position + count);
        int at = index(position);
        int first = Math.min(count, memory.capacity() - at);
        source.get(offset, memory, at, first);
        if (first < count) {
            source.get(offset + first, memory, 0, count - first);
        }
    }

    /** Adds the next {@code count} bytes behind the end, which were put there, to the contents. */
    public void commit(int count) {
        if (count < 0 || count > memory.capacity() - size) {
            throw new IndexOutOfBoundsException(count);
        }
        size += count;
    }

    /** Copies contents to the end of a packet's window, which grows by {@code count} bytes. */
    public void get(int position, Packet destination, int count) {
        if (position < 0 || count < 0 || count > size - position) {
            throw new IndexOutOfBoundsException(position);
        }
        int offset = destination.length();
        destination.append(count);
        if (count == 0) {
            return;
        }
        int at = index(position);
        int first = Math.min(count, memory.capacity() - at);
        destination.put(offset, memory, at, first);
        if (first < count) {
            destination.put(offset + first, memory, 0, count - first);
        }
    }

    /** Takes bytes off the front. */
    public void drop(int count) {
        if (count < 0 || count > size) {
            throw new IndexOutOfBoundsException(count);
        }
        size -= count;
        // Not 0 when it is empty: there may be bytes behind a gap.
        head = count == 0 ? head : index(count);
    }

    /**
     * Free memory behind the contents for up to {@code wanted} bytes, to be filled from outside and then {@linkplain #commit committed}.
     * It may be less than there is {@link #space}, because the memory is a ring: ask again then.
     *
     * @return the ring's own memory; position and limit mark the part. Empty if there is no space
     */
    public ByteBuffer writable(int wanted) {
        int count = Math.min(wanted, space());
        ensure(size + count);
        int at = index(size);
        return part(at, Math.min(count, memory.capacity() - at));
    }

    /** The first part of the contents that lies in one piece: {@link #drop} what was used. Position and limit mark it. */
    public ByteBuffer readable() {
        return part(head, Math.min(size, memory.capacity() - head));
    }

    /**
     * Lets the memory go, if nothing is in it. What was put behind a gap is lost, and what {@link #readable} and {@link #writable} gave is
     * no longer to be used.
     */
    public void shrink() {
        if (size == 0 && memory.capacity() > 0) {
            pool.give(piece);
            use(MemoryPool.Piece.NONE);
        }
    }

    private ByteBuffer part(int at, int count) {
        return piece.lent.limit(at + count).position(at);
    }

    private int index(int position) {
        int at = head + position;
        return at >= memory.capacity() ? at - memory.capacity() : at;
    }

    /** Makes room for positions below {@code end}; what is behind the contents is kept too. */
    private void ensure(int end) {
        int capacity = memory.capacity();
        if (end <= capacity) {
            return;
        }
        MemoryPool.Piece larger = pool.take(capacity == 0 ? Math.max(end, accustomed) : end);
        if (capacity > 0) {
            larger.bytes.put(0, memory, head, capacity - head);
            larger.bytes.put(capacity - head, memory, 0, head);
            pool.give(piece);
            accustomed = larger.bytes.capacity();
        } else {
            // What was needed once, on the way up, is not needed for ever.
            accustomed = Math.max(end, accustomed / 2);
        }
        use(larger);
    }

    private void use(MemoryPool.Piece other) {
        piece = other;
        memory = other.bytes;
        head = 0;
    }
}
