package io.umview.umnet.lwipv6.call;

import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.SocketAddressCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Moves addresses, vectors and messages between the memory of a guest and one buffer of the hypervisor, which belongs to who is in
 * the loop. Everything that a guest points to is read once.
 */
final class Transfer {
    /** The most bytes of a message that are read: more than any socket takes ({@link MessageSocket#LONGEST}). */
    static final int LONGEST = MessageSocket.LONGEST + 64;

    static final int DATA = 33024;
    static final int CONTROL = 16640;
    private static final int NAME = 0;
    private static final long NANOS = 1_000_000_000;
    private static final long MOST_SECONDS = 1L << 32;

    /** Bytes of {@code struct sockaddr_storage}, the longest that there is. */
    private static final int STORAGE = 128;

    private static final int HEADER = 128;
    private static final int VECTOR = 256;

    /** UIO_MAXIOV */
    private static final int MOST_PARTS = 1024;

    private static final int IOVEC = 16;
    private static final int CMSGHDR = 16;
    private static final int LONGEST_CONTROL = DATA - CONTROL;

    private final NativeBuffer memory;
    private final ByteBuffer bytes;
    private int parts;
    private long name;
    private int nameLength;
    private long control;
    private int controlLength;

    Transfer(NativeBuffer memory) {
        this.memory = memory;
        this.bytes = memory.bytes();
    }

    /** The buffer, from its beginning on. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where {@link #DATA} is. */
    long dataAddress() {
        return memory.address() + DATA;
    }

    /** Where an address is put, at the position, for {@link #writeName} and {@link #writeMessage}. */
    ByteBuffer name() {
        return part(NAME, STORAGE);
    }

    /** A part of the buffer, between position and limit. */
    ByteBuffer part(int at, int length) {
        return bytes.limit(at + length).position(at);
    }

    private void read(GuestMemory guest, long address, int at, int length) throws ErrnoException {
        guest.read(address, part(at, length));
        bytes.clear();
    }

    private void write(GuestMemory guest, long address, int at, int length) throws ErrnoException {
        guest.write(address, part(at, length));
        bytes.clear();
    }

    int readInt(GuestMemory guest, long address) throws ErrnoException {
        read(guest, address, HEADER, 4);
        return bytes.getInt(HEADER);
    }

    void writeInt(GuestMemory guest, long address, int value) throws ErrnoException {
        bytes.putInt(HEADER, value);
        write(guest, address, HEADER, 4);
    }

    /** A {@code struct timespec} of a guest, in nanoseconds. */
    long readTime(GuestMemory guest, long address) throws ErrnoException, NetworkException {
        read(guest, address, HEADER, 16);
        long seconds = bytes.getLong(HEADER);
        long nanos = bytes.getLong(HEADER + 8);
        if (seconds < 0 || nanos < 0 || nanos >= NANOS) {
            throw NetworkError.EINVAL.exception();
        }
        return Math.min(seconds, MOST_SECONDS) * NANOS + nanos;
    }

    /** Gives a guest nanoseconds as a {@code struct timespec}. */
    void writeTime(GuestMemory guest, long address, long time) throws ErrnoException {
        bytes.putLong(HEADER, time / NANOS).putLong(HEADER + 8, time % NANOS);
        write(guest, address, HEADER, 16);
    }

    // ---- addresses ----

    /** An address that a guest gives. */
    SocketAddress readAddress(GuestMemory guest, long address, int length) throws ErrnoException, NetworkException {
        if (length < 0 || length > STORAGE) {
            throw NetworkError.EINVAL.exception();
        }
        read(guest, address, NAME, length);
        try {
            return SocketAddressCodec.decode(part(NAME, length));
        } finally {
            bytes.clear();
        }
    }

    /** Gives a guest an address as getsockname(2) does: cut to the room that there is, with its true length. */
    void writeAddress(GuestMemory guest, SocketAddress value, long address, long lengthAddress)
            throws ErrnoException, NetworkException {
        int length = SocketAddressCodec.encode(value, part(NAME, STORAGE));
        bytes.clear();
        writeName(guest, length, address, lengthAddress);
    }

    /** The same with an address that was {@linkplain #name put} into the buffer. */
    void writeName(GuestMemory guest, int length, long address, long lengthAddress)
            throws ErrnoException, NetworkException {
        int room = readInt(guest, lengthAddress);
        if (room < 0) {
            throw NetworkError.EINVAL.exception();
        }
        write(guest, address, NAME, Math.min(room, length));
        writeInt(guest, lengthAddress, length);
    }

    // ---- plain buffers ----

    /** One buffer of a guest, in place of a message. */
    void plain(long address, long length) {
        bytes.putLong(VECTOR, address).putLong(VECTOR + 8, length);
        parts = 1;
        name = 0;
        nameLength = 0;
        control = 0;
        controlLength = 0;
    }

    // ---- struct msghdr ----

    /** Reads a {@code struct msghdr} and its vector. */
    void readMessage(GuestMemory guest, long address) throws ErrnoException, NetworkException {
        read(guest, address, HEADER, Sockets.MSGHDR);
        name = bytes.getLong(HEADER);
        nameLength = name == 0 ? 0 : bytes.getInt(HEADER + 8);
        long vector = bytes.getLong(HEADER + 16);
        long count = bytes.getLong(HEADER + 24);
        control = bytes.getLong(HEADER + 32);
        long wanted = bytes.getLong(HEADER + 40);
        if (nameLength < 0) {
            throw NetworkError.EINVAL.exception();
        }
        if (count < 0 || count > MOST_PARTS) {
            throw NetworkError.EMSGSIZE.exception();
        }
        parts = (int) count;
        controlLength = control == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.max(0, wanted));
        read(guest, vector, VECTOR, parts * IOVEC);
    }

    /** The address in the message, null if there is none. */
    @Nullable
    SocketAddress readName(GuestMemory guest) throws ErrnoException, NetworkException {
        return nameLength == 0 ? null : readAddress(guest, name, Math.min(nameLength, STORAGE));
    }

    /** Reads the ancillary data. @return its length; it lies at {@link #CONTROL} */
    int readControl(GuestMemory guest) throws ErrnoException, NetworkException {
        if (controlLength > LONGEST_CONTROL) {
            throw NetworkError.ENOBUFS.exception();
        }
        read(guest, control, CONTROL, controlLength);
        return controlLength;
    }

    /** Reads all parts, up to {@link #LONGEST}. @return the bytes together; they lie at {@link #DATA} */
    int gather(GuestMemory guest) throws ErrnoException, NetworkException {
        int length = 0;
        for (int i = 0; i < parts; i++) {
            long part = bytes.getLong(VECTOR + IOVEC * i + 8);
            if (part < 0) {
                throw NetworkError.EINVAL.exception();
            }
            int count = (int) Math.min(part, LONGEST - length);
            read(guest, bytes.getLong(VECTOR + IOVEC * i), DATA + length, count);
            length += count;
        }
        return length;
    }

    /** Distributes a payload, from position to limit, over the parts. @return how much there was room for */
    int scatter(GuestMemory guest, ByteBuffer payload) throws ErrnoException {
        int start = payload.position();
        int limit = payload.limit();
        int at = start;
        for (int i = 0; i < parts && at < limit; i++) {
            long room = Math.max(0, bytes.getLong(VECTOR + IOVEC * i + 8));
            int count = (int) Math.min(room, limit - at);
            payload.limit(at + count).position(at);
            guest.write(bytes.getLong(VECTOR + IOVEC * i), payload);
            at += count;
        }
        payload.limit(limit).position(start);
        return at - start;
    }

    /**
     * Writes what recvmsg(2) changes in the {@code struct msghdr}.
     *
     * @param sourceLength the length of the address that was {@linkplain #name put} into the buffer, or 0
     * @param flags MSG_* for {@code msg_flags}
     */
    void writeMessage(GuestMemory guest, long address, int sourceLength, byte[] ancillary, int flags)
            throws ErrnoException {
        int length = 0;
        if (name != 0 && sourceLength > 0) {
            length = sourceLength;
            write(guest, name, NAME, Math.min(nameLength, length));
        }
        int whole = wholeMessages(ancillary, controlLength);
        // What fills the last one up counts if there is room for it, as put_cmsg() has it.
        int given = Math.min(whole, controlLength);
        int told = whole < ancillary.length ? flags | Sockets.MSG_CTRUNC : flags;
        if (given > 0) {
            int copied = Math.min(given, ancillary.length);
            bytes.put(CONTROL, ancillary, 0, copied);
            for (int i = copied; i < given; i++) {
                bytes.put(CONTROL + i, (byte) 0);
            }
            write(guest, control, CONTROL, given);
        }
        writeInt(guest, address + 8, length);
        bytes.putLong(HEADER, given);
        write(guest, address + 40, HEADER, 8);
        writeInt(guest, address + 48, told);
    }

    /** How many bytes the ancillary messages have that fit into a room, with what fills them up. */
    private static int wholeMessages(byte[] ancillary, int room) {
        ByteBuffer data = ByteBuffer.wrap(ancillary).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + CMSGHDR <= ancillary.length) {
            long length = data.getLong(at);
            if (length < CMSGHDR || at + length > Math.min(room, ancillary.length)) {
                break;
            }
            at += (int) (length + 7 & ~7);
        }
        return at;
    }
}
