package io.umview.fuse.internal.protocol;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import java.nio.ByteBuffer;

/**
 * A request in the buffer that it was read into. Offsets count from the end of the header; each is checked against what was read,
 * and what lies behind that is EIO.
 */
public final class Incoming {
    /** Bytes of a {@code struct fuse_in_header}. */
    public static final int HEADER = 40;

    private static final int LENGTH = 0;
    private static final int OPCODE = 4;
    private static final int UNIQUE = 8;
    private static final int NODE = 16;
    private static final int UID = 24;
    private static final int GID = 28;
    private static final int PID = 32;
    private static final int EXTENSIONS = 36;

    private final ByteBuffer buffer;
    private final Identities identities;
    private int length;

    /** @param buffer in native byte order, at its beginning the header */
    public Incoming(ByteBuffer buffer, Identities identities) {
        this.buffer = buffer;
        this.identities = identities;
    }

    /** Bytes that were read. @return false if they are no request */
    public boolean received(long count) {
        if (count < HEADER || buffer.getInt(LENGTH) != count) {
            return false;
        }
        int extensions = (buffer.getShort(EXTENSIONS) & 0xffff) * Long.BYTES;
        length = (int) count - HEADER - extensions;
        return length >= 0;
    }

    /** FUSE_*. */
    public int opcode() {
        return buffer.getInt(OPCODE);
    }

    /** Number of the request. */
    public long unique() {
        return buffer.getLong(UNIQUE);
    }

    /** The node that the request is about. */
    public long node() {
        return buffer.getLong(NODE);
    }

    public int uid() {
        return identities.userIn(buffer.getInt(UID));
    }

    public int gid() {
        return identities.groupIn(buffer.getInt(GID));
    }

    public int pid() {
        return buffer.getInt(PID);
    }

    /** Bytes behind the header. */
    public int length() {
        return length;
    }

    public int number(int offset) throws ErrnoException {
        check(offset, Integer.BYTES);
        return buffer.getInt(HEADER + offset);
    }

    public int user(int offset) throws ErrnoException {
        return identities.userIn(number(offset));
    }

    public int group(int offset) throws ErrnoException {
        return identities.groupIn(number(offset));
    }

    public long wide(int offset) throws ErrnoException {
        check(offset, Long.BYTES);
        return buffer.getLong(HEADER + offset);
    }

    /** Nanoseconds since 1970 of a time whose two parts lie apart; saturates. */
    public long time(int seconds, int nanos) throws ErrnoException {
        return Times.nanos(wide(seconds), number(nanos));
    }

    /** A name that ends with a NUL. */
    public String text(int offset) throws ErrnoException {
        byte[] bytes = new byte[end(offset) - offset];
        buffer.get(HEADER + offset, bytes);
        return GuestText.decode(bytes);
    }

    /** Where what follows a name begins. */
    public int after(int offset) throws ErrnoException {
        return end(offset) + 1;
    }

    private int end(int offset) throws ErrnoException {
        check(offset, 1);
        for (int i = offset; i < length; i++) {
            if (buffer.get(HEADER + i) == 0) {
                return i;
            }
        }
        throw Errno.EIO.exception();
    }

    public byte[] bytes(int offset, int count) throws ErrnoException {
        check(offset, count);
        byte[] bytes = new byte[count];
        buffer.get(HEADER + offset, bytes);
        return bytes;
    }

    /** Makes a view of the buffer show some bytes. */
    public void show(int offset, int count, ByteBuffer view) throws ErrnoException {
        check(offset, count);
        view.limit(HEADER + offset + count).position(HEADER + offset);
    }

    private void check(int offset, int count) throws ErrnoException {
        if (offset < 0 || count < 0 || offset > length - count) {
            throw Errno.EIO.exception();
        }
    }
}
