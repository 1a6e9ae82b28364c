package io.umview.umnet.lwipv6.link;

import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.buffer.Packet;

/** Addresses of packets. */
public final class PacketMemory {
    private PacketMemory() {}

    /** Where the memory of a packet begins. */
    static long base(Packet packet) {
        long address = packet.address();
        if (address == 0) {
            address = NativeBuffer.addressOf(packet.memory());
            packet.address(address);
        }
        return address;
    }

    /** Where the window of a packet begins. */
    public static long start(Packet packet) {
        return base(packet) + packet.headroom();
    }
}
