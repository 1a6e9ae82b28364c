package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpAddress;

/** What IP gives packets of one protocol to. */
public interface Transport {
    /**
     * A packet for this host. Its window is the transport header and payload, of the length that IP says;
     * {@link Packet#networkHeader} is where the IP header begins. It belongs to the transport from now on.
     *
     * @return false if nobody wants it and it is still the caller's: ICMP says so to the sender (port unreachable)
     */
    boolean receive(Packet packet, Received header);

    /**
     * An ICMP error about a packet that was sent from here.
     *
     * @param quoted its window begins with the transport header of the packet that the error is about, of which at least 8 bytes are
     *     there; remains the caller's
     * @param header what the IP header of that packet said: source is this host
     */
    void error(IcmpError error, Packet quoted, Received header);

    /**
     * Whether a packet that an ICMP error quotes may have been sent from here lately. Asked before an error changes what is known of a
     * path (RFC 5927): who cannot see the packets must not be able to guess that much.
     *
     * @param quoted as for {@link #error}
     */
    default boolean sent(Packet quoted, Received header) {
        return true;
    }

    /** The last of several packets has come in for now. */
    default void received() {}

    /**
     * What an ICMP error says.
     *
     * @param meaning the errno that a socket gets to see, as in Linux's tables for icmp(7)
     * @param fatal whether it ends a connection that is being made
     * @param type of the ICMP or ICMPv6 message
     * @param code of the message
     * @param info the MTU of packet-too-big, the pointer of parameter-problem, else 0
     * @param offender who sent the error
     */
    record IcmpError(NetworkError meaning, boolean fatal, int type, int code, int info, IpAddress offender) {
        /** Whether it is "packet too big" or "fragmentation needed": {@link #info} is the MTU. */
        public boolean tooBig() {
            return offender.isV4() ? type == 3 && code == 4 : type == 2;
        }
    }
}
