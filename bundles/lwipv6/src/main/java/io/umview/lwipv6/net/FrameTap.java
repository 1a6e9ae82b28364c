package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;

/** Sees frames on an interface: packet sockets, captures. */
@FunctionalInterface
public interface FrameTap {
    /**
     * A frame went by. Its window begins with the link-layer header: of Ethernet and loopback (zeros for addresses) 14 bytes, else
     * nothing. {@link Packet#networkHeader} is where the network header begins. The frame remains the caller's and must not be changed.
     *
     * @param outgoing it leaves; else it has come in
     */
    void frame(NetworkInterface device, Packet frame, boolean outgoing);
}
