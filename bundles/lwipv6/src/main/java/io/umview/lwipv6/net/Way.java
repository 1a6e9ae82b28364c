package io.umview.lwipv6.net;

import org.jspecify.annotations.Nullable;

/** What the network layer found out about a flow. */
final class Way {
    final int generation;
    final Route route;

    /** Where packets leave. */
    final NetworkInterface device;

    /** The next hop; null on links where nobody is asked for, and for multicast and broadcast. */
    final @Nullable Neighbour neighbour;

    /** The link-layer address for what has no neighbour. */
    final long group;

    /** Packets stay on this host. */
    final boolean local;

    final boolean multicast;
    final boolean broadcast;

    Way(
            int generation,
            Route route,
            NetworkInterface device,
            @Nullable Neighbour neighbour,
            long group,
            boolean local,
            boolean multicast,
            boolean broadcast) {
        this.generation = generation;
        this.route = route;
        this.device = device;
        this.neighbour = neighbour;
        this.group = group;
        this.local = local;
        this.multicast = multicast;
        this.broadcast = broadcast;
    }
}
