package io.umview.umdev.tap;

/** What lies between the packets of a file and the frames of a wire. Positions are in the loop's packet memory. */
interface Framing {
    /**
     * A packet of the guest, which is sent as a frame, or not.
     *
     * @param protocol the Ethernet type of the packet; 0 if the guest says nothing
     */
    void send(int at, int length, int protocol, Wire.Port port);

    /** A frame of the wire, which is given to the guest as a packet, or not. */
    void receive(int at, int length, Wire.Port port, Guest guest);

    /** Takes packets. */
    @FunctionalInterface
    interface Guest {
        void receive(int at, int length, int protocol);
    }
}
