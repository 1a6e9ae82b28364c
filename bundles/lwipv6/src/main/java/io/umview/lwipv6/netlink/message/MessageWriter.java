package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes messages one behind the other: header, family-specific header in native byte order, attributes. */
public final class MessageWriter {
    private static final int ATTRIBUTE_HEADER = 4;

    private final int sequence;
    private final int port;
    private ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    private int flags;
    private int start;

    /**
     * A writer of answers.
     *
     * @param sequence nlmsg_seq of every message
     * @param port nlmsg_pid of every message
     * @param flags NLM_F_* of every message
     */
    public MessageWriter(int sequence, int port, int flags) {
        this.sequence = sequence;
        this.port = port;
        this.flags = flags;
    }

    /** A writer of answers to a request. */
    public static MessageWriter answering(Request request) {
        return new MessageWriter(request.sequence(), request.port(), 0);
    }

    /** Sets flags on this message, if one is begun, and on all that follow. */
    public void flag(int bits) {
        flags |= bits;
    }

    /** Begins a message. */
    public MessageWriter begin(int type) {
        return begin(type, 0);
    }

    /** Begins a message with some flags more. */
    public MessageWriter begin(int type, int more) {
        start = buffer.position();
        u32(0).u16(type).u16(flags | more).u32(sequence).u32(port);
        return this;
    }

    /** Ends the message. */
    public void end() {
        buffer.putInt(start, buffer.position() - start);
        start = buffer.position();
    }

    /** Forgets the message that was begun. */
    public void cancel() {
        buffer.position(start);
    }

    /** How many bytes were written. */
    public int length() {
        return buffer.position();
    }

    /** What was written. */
    public byte[] bytes() {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** Writes a byte. */
    public MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Writes a 16-bit number. */
    public MessageWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    /** Writes a 16-bit number in network byte order. */
    public MessageWriter big16(int value) {
        return u8(value >> 8).u8(value);
    }

    /** Writes a 32-bit number. */
    public MessageWriter u32(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Writes a 32-bit number in network byte order. */
    public MessageWriter big32(int value) {
        return big16(value >> 16).big16(value);
    }

    /** Writes a 64-bit number. */
    public MessageWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    /** Writes bytes. */
    public MessageWriter raw(byte... bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** Writes bytes of value 0. */
    public MessageWriter zeros(int count) {
        ByteBuffer space = room(count);
        for (int i = 0; i < count; i++) {
            space.put((byte) 0);
        }
        return this;
    }

    /** Writes an address in 4 or 16 bytes. */
    public MessageWriter address(IpAddress address) {
        if (address.isV4()) {
            return big32(address.v4());
        }
        return big32((int) (address.high() >> 32))
                .big32((int) address.high())
                .big32((int) (address.low() >> 32))
                .big32((int) address.low());
    }

    /** Adds an attribute of one byte. */
    public MessageWriter attributeU8(int type, int value) {
        return header(type, 1).u8(value).zeros(3);
    }

    /** Adds an attribute of a 16-bit number. */
    public MessageWriter attributeU16(int type, int value) {
        return header(type, 2).u16(value).zeros(2);
    }

    /** Adds an attribute of a 32-bit number. */
    public MessageWriter attributeU32(int type, int value) {
        return header(type, 4).u32(value);
    }

    /** Adds an attribute of a 64-bit number. */
    public MessageWriter attributeU64(int type, long value) {
        return header(type, 8).u64(value);
    }

    /** Adds an attribute of text, with its NUL. */
    public MessageWriter attribute(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return header(type, bytes.length + 1).raw(bytes).zeros(Netlink.align(bytes.length + 1) - bytes.length);
    }

    /** Adds an attribute of bytes. */
    public MessageWriter attribute(int type, byte... bytes) {
        return header(type, bytes.length).raw(bytes).zeros(Netlink.align(bytes.length) - bytes.length);
    }

    /** Adds an attribute of an address in 4 or 16 bytes. */
    public MessageWriter attribute(int type, IpAddress address) {
        return header(type, address.isV4() ? 4 : 16).address(address);
    }

    /** Adds an attribute without content. */
    public MessageWriter flagAttribute(int type) {
        return header(type, 0);
    }

    /**
     * Begins an attribute whose content is what is written until {@link #close}.
     *
     * @return what to close it with
     */
    public int open(int type) {
        int at = buffer.position();
        header(type, 0);
        return at;
    }

    /** Ends an attribute that was opened, with padding. */
    public MessageWriter close(int opened) {
        int end = buffer.position();
        buffer.putShort(opened, (short) (end - opened));
        return zeros(Netlink.align(end - opened) - (end - opened));
    }

    /** Takes back an attribute that was opened, with all that was written since. */
    public void cancel(int opened) {
        buffer.position(opened);
    }

    /** Whether nothing was written since an attribute was opened. */
    public boolean empty(int opened) {
        return buffer.position() == opened + ATTRIBUTE_HEADER;
    }

    private MessageWriter header(int type, int length) {
        return u16(ATTRIBUTE_HEADER + length).u16(type);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes))
                    .order(ByteOrder.nativeOrder());
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
