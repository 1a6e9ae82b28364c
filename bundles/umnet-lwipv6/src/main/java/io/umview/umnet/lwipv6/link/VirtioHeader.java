package io.umview.umnet.lwipv6.link;

import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.buffer.Packet;
import java.nio.ByteBuffer;

/** {@code struct virtio_net_hdr} (linux/virtio_net.h), in native byte order as tun(4) has it: what is left to do with a packet. */
final class VirtioHeader {
    static final int LENGTH = 10;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int HDR_LEN = 2;
    private static final int GSO_SIZE = 4;
    private static final int CSUM_START = 6;
    private static final int CSUM_OFFSET = 8;
    private static final int NEEDS_CSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int GSO_TCPV4 = 1;
    private static final int GSO_UDP = 3;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_ECN = 0x80;
    private static final int TCP_DATA_OFFSET = 12;
    private static final int UDP_HEADER = 8;

    private final NativeBuffer memory = new NativeBuffer(16);
    private final ByteBuffer bytes = memory.bytes();

    long address() {
        return memory.address();
    }

    /** Says what a packet says of itself. */
    void describe(Packet packet) {
        bytes.putLong(0, 0).putShort(CSUM_OFFSET, (short) 0);
        if (packet.checksum() != Packet.Checksum.PARTIAL) {
            return;
        }
        int start = packet.checksumStart();
        bytes.put(FLAGS, (byte) NEEDS_CSUM).putShort(CSUM_START, (short) start).putShort(CSUM_OFFSET, (short)
                packet.checksumOffset());
        Packet.Segmentation segmentation = packet.segmentation();
        if (segmentation != Packet.Segmentation.NONE) {
            boolean udp = segmentation == Packet.Segmentation.UDP;
            int header = udp ? UDP_HEADER : packet.get8(start + TCP_DATA_OFFSET) >>> 4 << 2;
            bytes.put(GSO_TYPE, (byte) type(segmentation))
                    .putShort(HDR_LEN, (short) (start + header))
                    .putShort(GSO_SIZE, (short) packet.segmentSize());
        }
    }

    private static int type(Packet.Segmentation segmentation) {
        return switch (segmentation) {
            case NONE -> 0;
            case TCP4 -> GSO_TCPV4;
            case TCP6 -> GSO_TCPV6;
            case UDP -> GSO_UDP;
        };
    }

    /** Has a packet say of itself what this says. What does not fit the packet is not believed. */
    void mark(Packet packet) {
        int flags = bytes.get(FLAGS);
        if ((flags & NEEDS_CSUM) != 0) {
            int start = bytes.getShort(CSUM_START) & 0xffff;
            int offset = bytes.getShort(CSUM_OFFSET) & 0xffff;
            if (start + offset + 2 <= packet.length()) {
                packet.completeLater(start, offset);
            }
        } else if ((flags & DATA_VALID) != 0) {
            packet.checksum(Packet.Checksum.VERIFIED);
        }
        int size = bytes.getShort(GSO_SIZE) & 0xffff;
        if (size > 0) {
            switch (bytes.get(GSO_TYPE) & 0xff & ~GSO_ECN) {
                case GSO_TCPV4 -> packet.segmentation(Packet.Segmentation.TCP4, size);
                case GSO_TCPV6 -> packet.segmentation(Packet.Segmentation.TCP6, size);
                case GSO_UDP -> packet.segmentation(Packet.Segmentation.UDP, size);
                default -> {}
            }
        }
    }
}
