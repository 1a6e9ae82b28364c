package io.umview.fuse.internal.protocol;

import io.umview.fuse.Attributes;
import io.umview.fuse.Entry;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.Opened;
import java.nio.ByteBuffer;

/**
 * A reply, put together in the part of the buffer that its request leaves. One that could not be delivered, because its request
 * was interrupted, is to be undone: so this remembers what was given to the kernel with it.
 */
public final class Outgoing {
    /** Bytes of a {@code struct fuse_out_header}. */
    public static final int HEADER = 16;

    private static final int ATTRIBUTES = 88;

    private final ByteBuffer buffer;
    private final Identities identities;
    private int start;
    private int end;
    private long givenNode;
    private boolean gaveOpen;
    private long givenHandle;
    private long place;
    private int placeLength;

    /** @param buffer in native byte order */
    public Outgoing(ByteBuffer buffer, Identities identities) {
        this.buffer = buffer;
        this.identities = identities;
    }

    /** Begins a reply behind some bytes. */
    public void begin(int used) {
        start = used + 7 & ~7;
        end = start + HEADER;
        givenNode = 0;
        gaveOpen = false;
        placeLength = 0;
    }

    /** Forgets what was put. */
    public void clear() {
        end = start + HEADER;
        givenNode = 0;
        gaveOpen = false;
        placeLength = 0;
    }

    /** Completes the header. @param errno 0 or a positive error number */
    public void finish(long unique, int errno) {
        if (errno != 0) {
            clear();
        }
        buffer.putInt(start, end - start + placeLength)
                .putInt(start + 4, -errno)
                .putLong(start + 8, unique);
    }

    public int start() {
        return start;
    }

    /** Bytes in the buffer, behind which those at {@link #place} are sent. */
    public int length() {
        return end - start;
    }

    /** The address of bytes that are not in the buffer. */
    public long place() {
        return place;
    }

    /** How many there are. */
    public int placeLength() {
        return placeLength;
    }

    /** The reply goes on with bytes at an address, and ends with them. */
    public void placed(long address, int count) {
        place = address;
        placeLength = count;
    }

    /** How many bytes can be put yet. */
    public int room() {
        return buffer.capacity() - end;
    }

    /** The node of an {@link Entry} that was put, or 0. */
    public long givenNode() {
        return givenNode;
    }

    /** Whether an open file was put. */
    public boolean gaveOpen() {
        return gaveOpen;
    }

    public long givenHandle() {
        return givenHandle;
    }

    public Outgoing number(int value) {
        buffer.putInt(end, value);
        end += Integer.BYTES;
        return this;
    }

    public Outgoing wide(long value) {
        buffer.putLong(end, value);
        end += Long.BYTES;
        return this;
    }

    public Outgoing bytes(byte[] bytes) {
        buffer.put(end, bytes);
        end += bytes.length;
        return this;
    }

    /** Makes a view of the buffer show where up to so many bytes can be put; {@link #took} tells that they were. */
    public void show(int count, ByteBuffer view) {
        view.limit(end + Math.max(0, Math.min(count, room()))).position(end);
    }

    public void took(ByteBuffer view) {
        end = view.position();
    }

    /** {@code struct fuse_attr}. */
    public Outgoing attributes(Attributes attributes) {
        putAttributes(end, attributes);
        end += ATTRIBUTES;
        return this;
    }

    private void putAttributes(int at, Attributes of) {
        buffer.putLong(at, of.inode())
                .putLong(at + 8, of.size())
                .putLong(at + 16, of.blocks())
                .putLong(at + 24, Times.seconds(of.accessed()))
                .putLong(at + 32, Times.seconds(of.modified()))
                .putLong(at + 40, Times.seconds(of.changed()))
                .putInt(at + 48, Times.rest(of.accessed()))
                .putInt(at + 52, Times.rest(of.modified()))
                .putInt(at + 56, Times.rest(of.changed()))
                .putInt(at + 60, of.mode())
                .putInt(at + 64, of.links())
                .putInt(at + 68, identities.userOut(of.uid()))
                .putInt(at + 72, identities.groupOut(of.gid()))
                .putInt(at + 76, of.device())
                .putInt(at + 80, of.blockSize())
                .putInt(at + 84, 0);
    }

    /** {@code struct fuse_attr_out}. */
    public void attributes(Attributes attributes, long valid) {
        wide(Times.seconds(valid)).number(Times.rest(valid)).number(0).attributes(attributes);
    }

    /** {@code struct fuse_entry_out}, in a reply of its own. */
    public Outgoing entry(Entry entry) {
        givenNode = entry.node();
        return embedded(entry);
    }

    /** {@code struct fuse_entry_out}. */
    public Outgoing embedded(Entry entry) {
        return wide(entry.node())
                .wide(entry.generation())
                .wide(Times.seconds(entry.entryValid()))
                .wide(Times.seconds(entry.attributesValid()))
                .number(Times.rest(entry.entryValid()))
                .number(Times.rest(entry.attributesValid()))
                .attributes(entry.attributes());
    }

    /** {@code struct fuse_open_out}. */
    public void opened(Opened opened) {
        gaveOpen = true;
        givenHandle = opened.handle();
        wide(opened.handle()).number(opened.flags()).number(0);
    }

    /** {@code struct fuse_dirent}. */
    public void directoryEntry(byte[] name, long inode, int type, long next) {
        wide(inode).wide(next).number(name.length).number(type).bytes(name);
        while ((end - start & 7) != 0) {
            buffer.put(end++, (byte) 0);
        }
    }

    /** {@code struct fuse_kstatfs}. */
    public void statistics(FileSystemStatistics of) {
        wide(of.blocks()).wide(of.free()).wide(of.available()).wide(of.files()).wide(of.freeFiles());
        number(of.blockSize()).number(of.nameLength()).number(of.fragmentSize());
        for (int i = 0; i < 7; i++) {
            number(0);
        }
    }
}
