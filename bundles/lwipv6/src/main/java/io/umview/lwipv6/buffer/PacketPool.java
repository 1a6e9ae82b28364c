package io.umview.lwipv6.buffer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one thread, in two sizes: for ordinary frames, and for those of up to 64 KiB that segmentation offload makes. Packets
 * that come back are used again; only so many are kept.
 */
public final class PacketPool {
    /** Room in front of a packet for all headers of lower layers: virtio, Ethernet with a VLAN tag, IPv6 with extensions, TCP. */
    public static final int HEADROOM = 192;

    /** The most bytes that fit into a packet behind {@link #HEADROOM}. */
    public static final int LARGE = 65536 + 64;

    private static final int SMALL = 2048 - HEADROOM;
    private static final int KEPT_SMALL = 4096;
    private static final int KEPT_LARGE = 64;
    private static final int EXCHANGED = 1024;

    private final Shelf small = new Shelf(SMALL, KEPT_SMALL);
    private final Shelf large = new Shelf(LARGE, KEPT_LARGE);

    /** What other pools gave in exchange for packets that went to them. */
    private final HandoverQueue<Packet> exchanged = new HandoverQueue<>(EXCHANGED);

    /**
     * An empty packet, with {@link #HEADROOM} in front of it.
     *
     * @param size how many bytes are to be appended at most
     */
    public Packet take(int size) {
        if (size < 0 || size > LARGE) {
            throw new IllegalArgumentException("no packet has " + size + " bytes");
        }
        Packet packet = (size <= SMALL ? small : large).take();
        packet.reset(HEADROOM);
        return packet;
    }

    /** A packet of this pool with the same bytes and marks. */
    public Packet copy(Packet packet) {
        int length = packet.length();
        Packet copy = take(length);
        copy.append(length);
        copy.put(0, packet, 0, length);
        copy.markLike(packet);
        return copy;
    }

    /**
     * Takes in a packet that was {@linkplain Packet#detach detached}. Its former pool gets one that is free here in exchange, if there is one, so that
     * neither runs dry when packets go one way only.
     */
    public void adopt(Packet packet) {
        PacketPool origin = packet.pool;
        Shelf shelf = shelf(packet);
        packet.pool = this;
        shelf.used++;
        if (origin != this) {
            Packet spare = shelf.spare();
            if (spare != null && !origin.exchanged.offer(spare)) {
                shelf.keep(spare);
            }
        }
    }

    /** How many packets are in use. */
    public int inUse() {
        return small.used + large.used;
    }

    void detached(Packet packet) {
        shelf(packet).used--;
    }

    void recycle(Packet packet) {
        shelf(packet).give(packet);
    }

    private Shelf shelf(Packet packet) {
        return packet.memory().capacity() == small.capacity ? small : large;
    }

    /** Puts on their shelves what came from other pools, until there is something on this one. */
    private @Nullable Packet exchangedFor(Shelf wanted) {
        for (Packet packet = exchanged.poll(); packet != null; packet = exchanged.poll()) {
            packet.pool = this;
            Shelf shelf = shelf(packet);
            if (shelf == wanted) {
                return packet;
            }
            shelf.keep(packet);
        }
        return null;
    }

    private final class Shelf {
        private final int capacity;
        private final int kept;
        private @Nullable Packet free;
        private int spare;
        private int used;

        Shelf(int size, int kept) {
            this.capacity = HEADROOM + size;
            this.kept = kept;
        }

        Packet take() {
            used++;
            Packet packet = spare();
            if (packet == null) {
                packet = exchangedFor(this);
            }
            return packet != null ? packet : new Packet(PacketPool.this, ByteBuffer.allocateDirect(capacity));
        }

        @Nullable
        Packet spare() {
            Packet packet = free;
            if (packet != null) {
                free = packet.next;
                packet.next = null;
                spare--;
            }
            return packet;
        }

        void give(Packet packet) {
            used--;
            keep(packet);
        }

        void keep(Packet packet) {
            if (spare < kept) {
                packet.next = free;
                free = packet;
                spare++;
            }
        }
    }
}
