package io.umview.lwipv6.buffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A packet on its way through the layers: a window that moves over one piece of pooled memory. Headers are put in front of what is
 * there and taken off again; nothing is copied.
 *
 * <p>Offsets count from the start of the window. Numbers are big-endian, as on the wire. Who has a packet owns it: it is passed on or
 * {@linkplain #release released}, once. Who shares it {@linkplain #retain retains} it, and nobody may change it then.
 */
public final class Packet {
    /** What segmentation is left to do, as {@code gso_type} of struct virtio_net_hdr (virtio 1.2, 5.1.6). */
    public enum Segmentation {
        NONE,
        TCP4,
        TCP6,
        UDP
    }

    /** How far the checksum of the transport header is to be trusted. */
    public enum Checksum {
        /** It is in place and nobody has looked at it. */
        UNVERIFIED,
        /** It is right, or the packet never left this machine. */
        VERIFIED,
        /** Only the sum over the pseudo header is in place; the link is to complete it. See {@link Packet#completeLater}. */
        PARTIAL
    }

    /** Changes when the packet goes to another thread. */
    PacketPool pool;

    private final ByteBuffer memory;
    private @Nullable ByteBuffer view;

    /** For {@link PacketPool} and {@link PacketQueue}. */
    @Nullable
    Packet next;

    int references;
    private int start;
    private int end;
    private int network;
    private int transport;
    private Checksum checksum = Checksum.UNVERIFIED;
    private int checksumStart;
    private int checksumOffset;
    private Segmentation segmentation = Segmentation.NONE;
    private int segmentSize;
    private long received;
    private long address;

    Packet(PacketPool pool, ByteBuffer memory) {
        this.pool = pool;
        this.memory = memory;
    }

    /** Makes it empty again, with room in front of the window. */
    void reset(int headroom) {
        memory.clear();
        start = headroom;
        end = headroom;
        network = 0;
        transport = 0;
        checksum = Checksum.UNVERIFIED;
        segmentation = Segmentation.NONE;
        segmentSize = 0;
        received = 0;
        references = 1;
    }

    /** Shares the packet: it must be released once more. */
    public Packet retain() {
        references++;
        return this;
    }

    /** Gives the packet back. */
    public void release() {
        if (references <= 0) {
            throw new IllegalStateException("released too often");
        }
        if (--references == 0) {
            pool.recycle(this);
        }
    }

    /**
     * Takes it out of its pool, so that it can go to another thread, whose pool {@linkplain PacketPool#adopt adopts} it. The way there has
     * to order memory accesses, as {@link HandoverQueue} does.
     *
     * @throws IllegalStateException if somebody else holds it too
     */
    public void detach() {
        if (references != 1) {
            throw new IllegalStateException("held by others");
        }
        pool.detached(this);
    }

    /** Puts it back into the pool that it was {@linkplain #detach detached} from, in that pool's thread. */
    public void reattach() {
        pool.adopt(this);
    }

    /** A packet of the same pool with the same bytes and marks. */
    public Packet copy() {
        return pool.copy(this);
    }

    /** The packet, if nobody else holds it, or else a copy: for who wants to change it or to pass it to another thread. */
    public Packet exclusive() {
        if (references == 1) {
            return this;
        }
        Packet copy = copy();
        release();
        return copy;
    }

    /** Whether somebody else holds it too. */
    public boolean shared() {
        return references > 1;
    }

    /** Bytes in the window. */
    public int length() {
        return end - start;
    }

    /** Bytes that may be put in front. */
    public int headroom() {
        return start;
    }

    /** Bytes that may be put behind. */
    public int tailroom() {
        return memory.capacity() - end;
    }

    /** Widens the window by {@code count} bytes at its front, whose contents are undefined. */
    public void prepend(int count) {
        if (count < 0 || count > start) {
            throw new IndexOutOfBoundsException(count);
        }
        start -= count;
    }

    /** Widens the window by {@code count} bytes at its end, whose contents are undefined. */
    public void append(int count) {
        if (count < 0 || count > tailroom()) {
            throw new IndexOutOfBoundsException(count);
        }
        end += count;
    }

    /** Narrows the window by {@code count} bytes at its front. */
    public void trimFront(int count) {
        if (count < 0 || count > length()) {
            throw new IndexOutOfBoundsException(count);
        }
        start += count;
    }

    /** Narrows the window to its first {@code length} bytes. */
    public void truncate(int length) {
        if (length < 0 || length > length()) {
            throw new IndexOutOfBoundsException(length);
        }
        end = start + length;
    }

    /** A byte, 0 to 255. */
    public int get8(int offset) {
        return memory.get(checked(offset, 1)) & 0xff;
    }

    /** 16 bits, 0 to 65535. */
    public int get16(int offset) {
        return memory.getShort(checked(offset, 2)) & 0xffff;
    }

    /** 32 bits. */
    public int get32(int offset) {
        return memory.getInt(checked(offset, 4));
    }

    /** 64 bits. */
    public long get64(int offset) {
        return memory.getLong(checked(offset, 8));
    }

    /** Sets the low 8 bits of {@code value}. */
    public void put8(int offset, int value) {
        memory.put(checked(offset, 1), (byte) value);
    }

    /** Sets the low 16 bits of {@code value}. */
    public void put16(int offset, int value) {
        memory.putShort(checked(offset, 2), (short) value);
    }

    /** Sets 32 bits. */
    public void put32(int offset, int value) {
        memory.putInt(checked(offset, 4), value);
    }

    /** Sets 64 bits. */
    public void put64(int offset, long value) {
        memory.putLong(checked(offset, 8), value);
    }

    /** Copies bytes out of the window. */
    public void get(int offset, byte[] destination, int from, int count) {
        memory.get(checked(offset, count), destination, from, count);
    }

    /** Copies bytes into the window. */
    public void put(int offset, byte[] source, int from, int count) {
        memory.put(checked(offset, count), source, from, count);
    }

    /** Copies bytes of the window to a position of a buffer, whose own position stays. */
    public void get(int offset, ByteBuffer destination, int at, int count) {
        destination.put(at, memory, checked(offset, count), count);
    }

    /** Copies bytes from a position of a buffer, whose own position stays. */
    public void put(int offset, ByteBuffer source, int at, int count) {
        memory.put(checked(offset, count), source, at, count);
    }

    /** Copies bytes of another packet. */
    public void put(int offset, Packet source, int at, int count) {
        memory.put(checked(offset, count), source.memory, source.checked(at, count), count);
    }

    /** Fills a part of the window with zeros. */
    public void clear(int offset, int count) {
        int from = checked(offset, count);
        for (int i = 0; i < count; i++) {
            memory.put(from + i, (byte) 0);
        }
    }

    /**
     * The whole memory, big-endian, for those who hand it to the kernel. The window begins at {@link #headroom}. Its position and limit
     * are nobody's: use absolute access.
     */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where {@link #memory} begins, as {@link #address(long)} was told; 0 if nobody has said so yet. */
    public long address() {
        return address;
    }

    /** Keeps the address of the memory, which stays the same, for those who hand it to the kernel. */
    public void address(long ofMemory) {
        address = ofMemory;
    }

    /**
     * A part of the memory, big-endian, from position to limit, for those who copy out of it or into it. It is the same object each
     * time: valid until the next call.
     *
     * @param at where it begins in {@link #memory}
     */
    public ByteBuffer part(int at, int count) {
        ByteBuffer mine = view;
        if (mine == null) {
            mine = memory.duplicate();
            view = mine;
        }
        return mine.order(ByteOrder.BIG_ENDIAN).limit(at + count).position(at);
    }

    /** Where the network header begins, once a layer has said so. */
    public int networkHeader() {
        return network - start;
    }

    /** Says where the network header begins. It stays there when the window moves. */
    public void networkHeader(int offset) {
        network = start + offset;
    }

    /** Where the transport header begins, once a layer has said so. */
    public int transportHeader() {
        return transport - start;
    }

    /** Says where the transport header begins. It stays there when the window moves. */
    public void transportHeader(int offset) {
        transport = start + offset;
    }

    /** How far the transport checksum is to be trusted. */
    public Checksum checksum() {
        return checksum;
    }

    /** Says that the checksum was looked at, or was not. */
    public void checksum(Checksum state) {
        checksum = state;
    }

    /**
     * Leaves the checksum to the link: the Internet checksum over everything from {@code from} on is to be stored at
     * {@code from + at}, where the sum over the pseudo header is now.
     */
    public void completeLater(int from, int at) {
        checksum = Checksum.PARTIAL;
        checksumStart = start + from;
        checksumOffset = at;
    }

    /** Where the sum begins that is to be completed. */
    public int checksumStart() {
        return checksumStart - start;
    }

    /** Where, from there, it is to be stored. */
    public int checksumOffset() {
        return checksumOffset;
    }

    /** What segmentation is left to do. */
    public Segmentation segmentation() {
        return segmentation;
    }

    /** Payload bytes of each segment but the last, if segmentation is left to do. */
    public int segmentSize() {
        return segmentSize;
    }

    /** Leaves segmentation to the link, or says that it did not segment what was received. */
    public void segmentation(Segmentation kind, int size) {
        segmentation = kind;
        segmentSize = size;
    }

    /** When it was received, in microseconds since 1970; 0 if that was not noted. */
    public long received() {
        return received;
    }

    /** Notes when it was received. */
    public void received(long wallMicros) {
        received = wallMicros;
    }

    /** Takes over what {@code other} says of checksum and segmentation, for a copy of its window. */
    public void markLike(Packet other) {
        checksum = other.checksum;
        checksumStart = start + other.checksumStart - other.start;
        checksumOffset = other.checksumOffset;
        segmentation = other.segmentation;
        segmentSize = other.segmentSize;
        network = start + other.network - other.start;
        transport = start + other.transport - other.start;
        received = other.received;
    }

    private int checked(int offset, int count) {
        int at = start + offset;
        if (offset < 0 || count < 0 || count > end - at) {
            throw new IndexOutOfBoundsException(offset);
        }
        return at;
    }
}
