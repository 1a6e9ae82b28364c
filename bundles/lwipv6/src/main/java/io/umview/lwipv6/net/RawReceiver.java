package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;

/** Raw sockets: they get a copy of every packet of their protocol, whole, beside the transport that it is for. */
public interface RawReceiver {
    /** Whether anybody wants packets of a protocol. Asked for each packet: must be quick. */
    boolean wants(int protocol, boolean v4);

    /**
     * A packet for this host, whole: its window begins with the transport header, {@link Packet#networkHeader} is where the IP header
     * begins. It remains the caller's, and must not be changed: who keeps it, copies it.
     *
     * @return whether a socket took it
     */
    boolean receive(Packet packet, Received header);

    /** An ICMP error about a packet that was sent from here; as for a transport. */
    void error(Transport.IcmpError error, Packet quoted, Received header);
}
