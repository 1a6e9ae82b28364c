package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import org.jspecify.annotations.Nullable;

/** The network layer as transports use it to send. */
public interface IpOutput {
    /** Where packets to be sent come from. */
    PacketPool pool();

    /**
     * Finds the way of a flow, and a source address if it has none, and keeps them in the flow. Costs little if nothing has changed since
     * the last time.
     *
     * @return null, or why there is no way: ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EACCES, EINVAL
     */
    @Nullable
    NetworkError route(Flow flow);

    /**
     * Sends what begins with a transport header: the IP header is put in front, and what is too large is fragmented. The packet
     * belongs to the network layer from now on, whatever comes of it.
     *
     * <p>The transport checksum is in place, or left to be done ({@link Packet.Checksum#PARTIAL}; it is completed here if the link does
     * not do it). Packets larger than {@link Flow#mtu} with {@link Packet#segmentation} set may be sent if {@link Flow#offload} says so.
     *
     * @return null, or why not: EMSGSIZE if it must not be fragmented and does not fit, ENOBUFS, and what {@link #route} says
     */
    @Nullable
    NetworkError send(Packet packet, Flow flow);

    /**
     * Sends what begins with an IP header (IP_HDRINCL): length, checksum, and if they are 0 identification and source are filled in.
     *
     * @param flow where it goes; what the header says of the source does not count for that
     * @return null, or why not: EINVAL for a header that makes no sense, EMSGSIZE, and what {@link #route} says
     */
    @Nullable
    NetworkError sendWithHeader(Packet packet, Flow flow);

    /** What was sent on a flow has arrived: its neighbour is reachable (RFC 4861, section 7.3.1; MSG_CONFIRM). */
    void confirm(Flow flow);

    /** The last of several packets was sent for now. */
    void flush();
}
