package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes packets in the format that Wireshark reads: PCAP Next Generation (draft-ietf-opsawg-pcapng). Blocks have the byte order of
 * the machine and lengths that are multiples of 4. Several links may write to one, in whichever thread.
 */
public final class PcapngWriter implements AutoCloseable {
    /** Values of the direction bits of epb_flags. */
    static final int INBOUND = 1;

    static final int OUTBOUND = 2;

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    private static final int OPTION_END = 0;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int EPB_FLAGS = 2;

    private static final int LINKTYPE_ETHERNET = 1;
    private static final int LINKTYPE_RAW = 101;

    private static final int CAPACITY = 1 << 18;

    /** All of an enhanced packet block but the packet. */
    private static final int PACKET_OVERHEAD = 44;

    private final WritableByteChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
    private int interfaces;
    private boolean failed;

    /** Begins a section. The channel, which is blocking, is closed with the writer. */
    public PcapngWriter(WritableByteChannel file) {
        this.file = file;
        int start = begin(SECTION_HEADER);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0);
        // The length of the section is not known in advance.
        buffer.putLong(-1);
        textOption(SHB_USERAPPL, "Umview");
        endOptions();
        end(start);
    }

    /**
     * Describes an interface.
     *
     * @param name at most 255 bytes of it are kept
     * @return its number, for {@link #packet}
     */
    synchronized int describe(String name, Link.Framing framing) throws IOException {
        reserve(512);
        int start = begin(INTERFACE_DESCRIPTION);
        int type = framing == Link.Framing.ETHERNET ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
        // No limit to the length of packets; microseconds are the default unit of time stamps.
        buffer.putShort((short) type).putShort((short) 0).putInt(0);
        textOption(IF_NAME, name);
        endOptions();
        end(start);
        return interfaces++;
    }

    /**
     * Adds a packet, from the start of its window to the end.
     *
     * @param direction {@link #INBOUND} or {@link #OUTBOUND}
     */
    synchronized void packet(int number, Packet packet, long wallMicros, int direction) throws IOException {
        int length = packet.length();
        reserve(PACKET_OVERHEAD + padded(length));
        int start = begin(ENHANCED_PACKET);
        buffer.putInt(number).putInt((int) (wallMicros >>> 32)).putInt((int) wallMicros);
        buffer.putInt(length).putInt(length);
        packet.get(0, buffer, buffer.position(), length);
        buffer.position(buffer.position() + length);
        pad();
        buffer.putShort((short) EPB_FLAGS).putShort((short) 4).putInt(direction);
        endOptions();
        end(start);
    }

    /** Hands everything to the channel. */
    public synchronized void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining() && !failed) {
                file.write(buffer);
            }
        } catch (IOException e) {
            // Half a block may have been written: nothing that follows could be read.
            failed = true;
            throw e;
        } finally {
            buffer.clear();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (file) {
            flush();
        }
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private int begin(int type) {
        int start = buffer.position();
        buffer.putInt(type).putInt(0);
        return start;
    }

    private void end(int start) {
        int length = buffer.position() + 4 - start;
        buffer.putInt(length).putInt(start + 4, length);
    }

    private void textOption(int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, 255);
        buffer.putShort((short) code).putShort((short) length).put(bytes, 0, length);
        pad();
    }

    private void endOptions() {
        buffer.putShort((short) OPTION_END).putShort((short) 0);
    }

    private void pad() {
        while ((buffer.position() & 3) != 0) {
            buffer.put((byte) 0);
        }
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
