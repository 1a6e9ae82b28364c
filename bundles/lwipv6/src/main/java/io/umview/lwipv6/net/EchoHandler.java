package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;

/** Who answers echo requests to addresses that this host only stands in for, see {@link NetworkInterface#transparent}. */
@FunctionalInterface
public interface EchoHandler {
    /**
     * An echo request.
     *
     * @param packet its window begins with the ICMP or ICMPv6 header; it belongs to the handler if it returns true
     */
    boolean echo(Packet packet, Received header);
}
