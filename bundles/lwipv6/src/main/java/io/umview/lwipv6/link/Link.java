package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;

/**
 * A data link: where packets leave a stack, and come in. It is used by one thread, that of the stack; a link that hears of packets in
 * another thread hands them over through {@link Receiver#loop}.
 */
public interface Link extends AutoCloseable {
    /** What is in front of the network header. */
    Framing framing();

    /** The largest network packet in bytes that it carries in one piece. */
    int mtu();

    /**
     * Sets the largest network packet.
     *
     * @return false if the link cannot carry it
     */
    boolean mtu(int bytes);

    /** What it does by itself. */
    default Offload offload() {
        return Offload.NONE;
    }

    /** Begins to deliver to a receiver. Called once. */
    void open(Receiver receiver);

    /**
     * Sends a packet, which belongs to the link from now on. Never waits: what finds no room is dropped.
     *
     * @return false if it was dropped
     */
    boolean send(Packet packet);

    /** The last of several packets was sent for now. */
    default void flush() {}

    /** Whether frames go through: a carrier. */
    default boolean carrier() {
        return true;
    }

    /** Delivers all frames, not only those for this station's address. */
    default void promiscuous(boolean on) {}

    /** Stops delivering and lets go. */
    @Override
    void close();

    /** What is in front of the network header. */
    enum Framing {
        /** An Ethernet header of 14 bytes, without frame check sequence. */
        ETHERNET,
        /** Nothing: the packet begins with the IP header. */
        IP
    }

    /**
     * What a link does by itself.
     *
     * @param checksum it completes transport checksums ({@link Packet.Checksum#PARTIAL})
     * @param tcp4 it takes TCP over IPv4 of up to 64 KiB in one packet ({@link Packet.Segmentation#TCP4})
     * @param tcp6 the same for IPv6
     */
    record Offload(boolean checksum, boolean tcp4, boolean tcp6) {
        /** Nothing. */
        public static final Offload NONE = new Offload(false, false, false);

        /** Everything. */
        public static final Offload ALL = new Offload(true, true, true);
    }

    /** Who gets the packets. */
    interface Receiver {
        /** Where packets to be delivered come from. For the stack's thread only. */
        PacketPool pool();

        /** The stack's thread. */
        EventLoop loop();

        /** A packet has come in, and belongs to the receiver from now on. In the stack's thread. */
        void receive(Packet packet);

        /** The last of several packets has come in for now. In the stack's thread. */
        void received();

        /** The carrier has come or gone. In the stack's thread. */
        void carrierChanged();
    }
}
