package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import org.jspecify.annotations.Nullable;

/** How link-layer addresses are asked for: ARP and neighbour discovery. */
interface NeighbourResolver {
    /** Sends a request: to all if the neighbour is {@link Neighbour#NUD_INCOMPLETE}, else to where it was last. */
    void solicit(Neighbour neighbour, @Nullable Packet because);

    /** Tells the sender of a packet, which belongs to the callee, that there was no answer. */
    void unreachable(Neighbour neighbour, Packet packet);
}
