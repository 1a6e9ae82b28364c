package io.umview.lwipv6.buffer;

import org.jspecify.annotations.Nullable;

/** Packets in order. A packet is in one queue at a time. */
public final class PacketQueue {
    private @Nullable Packet first;
    private @Nullable Packet last;
    private int size;
    private int bytes;

    /** Puts a packet, which now belongs to the queue, at the end. */
    public void add(Packet packet) {
        Packet tail = last;
        if (tail == null) {
            first = packet;
        } else {
            tail.next = packet;
        }
        last = packet;
        size++;
        bytes += packet.length();
    }

    /** The first packet, which stays where it is. */
    public @Nullable Packet peek() {
        return first;
    }

    /** Takes the first packet off, which now belongs to the caller. Its length must be what it was when it was added. */
    public @Nullable Packet poll() {
        Packet packet = first;
        if (packet != null) {
            first = packet.next;
            packet.next = null;
            if (first == null) {
                last = null;
            }
            size--;
            bytes -= packet.length();
        }
        return packet;
    }

    /** How many packets there are. */
    public int size() {
        return size;
    }

    /** Bytes of all packets together. */
    public int bytes() {
        return bytes;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return first == null;
    }

    /** Releases all packets. */
    public void clear() {
        for (Packet packet = poll(); packet != null; packet = poll()) {
            packet.release();
        }
    }
}
