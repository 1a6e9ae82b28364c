package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames in memory that is shared with the program: PACKET_RX_RING with TPACKET_V2 (packet_mmap in the documentation of the kernel,
 * net/packet/af_packet.c). Who may write to a frame is in its status: 0 the stack, else the program.
 */
final class PacketRing {
    /** struct tpacket2_hdr. */
    static final int HEADER = 32;

    /** TPACKET2_HDRLEN: with the struct sockaddr_ll behind it. */
    static final int HEADER_AND_ADDRESS = HEADER + 20;

    /** struct tpacket_req. */
    static final int REQUEST = 16;

    private static final int ALIGNMENT = 16;
    private static final int PAGE = 4096;
    private static final long MOST = 1L << 30;

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_USER = 1;
    private static final int STATUS_LOSING = 4;

    private static final int STATUS = 0;
    private static final int LENGTH = 4;
    private static final int SNAP_LENGTH = 8;
    private static final int MAC = 12;
    private static final int NETWORK = 14;
    private static final int SECONDS = 16;
    private static final int NANOS = 20;
    private static final int VLAN = 24;

    private final int blockSize;
    private final int blocks;
    private final int frameSize;
    private final int frames;
    private final int reserve;
    private @Nullable ByteBuffer memory;
    private int head;
    private boolean losing;

    private PacketRing(int blockSize, int blocks, int frameSize, int frames, int reserve) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.frameSize = frameSize;
        this.frames = frames;
        this.reserve = reserve;
    }

    /**
     * A ring as struct tpacket_req asks for.
     *
     * @param reserve bytes of PACKET_RESERVE
     * @return null if it asks for none
     * @throws NetworkException EINVAL, ENOMEM
     */
    static @Nullable PacketRing of(byte[] request, int reserve) throws NetworkException {
        ByteBuffer asked = OptionValue.buffer(request, REQUEST);
        int blockSize = asked.getInt(0);
        int blocks = asked.getInt(4);
        int frameSize = asked.getInt(8);
        int frames = asked.getInt(12);
        if (blocks == 0) {
            check(frames == 0);
            return null;
        }
        check(blockSize > 0 && blockSize % PAGE == 0 && blocks > 0);
        check(frameSize >= HEADER_AND_ADDRESS + reserve && frameSize % ALIGNMENT == 0 && frameSize <= blockSize);
        check((long) (blockSize / frameSize) * blocks == frames);
        if ((long) blockSize * blocks > MOST) {
            throw NetworkError.ENOMEM.exception();
        }
        return new PacketRing(blockSize, blocks, frameSize, frames, reserve);
    }

    /** How large the memory is. */
    int bytes() {
        return blockSize * blocks;
    }

    /** Has frames written to other memory. */
    void memory(ByteBuffer shared) {
        if (shared.capacity() < bytes()) {
            throw new IllegalArgumentException("too small for the ring");
        }
        memory = shared.order(ByteOrder.nativeOrder());
        head = 0;
    }

    private ByteBuffer memory() {
        ByteBuffer mine = memory;
        if (mine == null) {
            mine = ByteBuffer.allocateDirect(bytes()).order(ByteOrder.nativeOrder());
            memory = mine;
        }
        return mine;
    }

    /** Whether there are frames that the program has not given back: the newest one at least. */
    boolean hasFrames() {
        return memory != null && memory().getInt(at(head == 0 ? frames - 1 : head - 1) + STATUS) != STATUS_KERNEL;
    }

    private int at(int frame) {
        int perBlock = blockSize / frameSize;
        return frame / perBlock * blockSize + frame % perBlock * frameSize;
    }

    /**
     * Puts a frame into the ring.
     *
     * @param source has the frame, from {@code start} on
     * @param kept how much of it a filter has left
     * @param length its length
     * @param linkHeader bytes of the link-layer header in it
     * @param status further TP_STATUS_* bits
     * @param address struct sockaddr_ll, in 20 bytes from position 0
     * @return false if there is no free frame
     */
    boolean put(
            ByteBuffer source,
            int start,
            int kept,
            int length,
            int linkHeader,
            int status,
            long micros,
            ByteBuffer address) {
        ByteBuffer ring = memory();
        int frame = at(head);
        if (ring.getInt(frame + STATUS) != STATUS_KERNEL) {
            losing = true;
            return false;
        }
        int network = aligned(HEADER_AND_ADDRESS + Math.max(linkHeader, 16)) + reserve;
        int mac = network - linkHeader;
        int snapped = Math.max(0, Math.min(kept, frameSize - mac));
        if (mac + snapped <= frameSize) {
            ring.put(frame + mac, source, start, snapped);
        }
        ring.putInt(frame + LENGTH, length);
        ring.putInt(frame + SNAP_LENGTH, snapped);
        ring.putShort(frame + MAC, (short) mac);
        ring.putShort(frame + NETWORK, (short) network);
        ring.putInt(frame + SECONDS, (int) (micros / 1_000_000));
        ring.putInt(frame + NANOS, (int) (micros % 1_000_000) * 1000);
        ring.putInt(frame + VLAN, 0);
        ring.put(frame + HEADER, address, 0, 20);
        // The status comes last: it hands the frame over.
        java.lang.invoke.VarHandle.releaseFence();
        ring.putInt(frame + STATUS, STATUS_USER | status | (losing ? STATUS_LOSING : 0));
        head = head + 1 == frames ? 0 : head + 1;
        losing = false;
        return true;
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
