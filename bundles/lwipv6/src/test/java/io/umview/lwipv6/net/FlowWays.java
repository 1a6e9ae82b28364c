package io.umview.lwipv6.net;

import io.umview.lwipv6.link.Link;

/** Ways that tests make up. */
public final class FlowWays {
    private FlowWays() {}

    /** Sets what {@link IpOutput#route} finds out. */
    public static void set(Flow flow, int mtu, Link.Offload offload) {
        flow.way(null, mtu, offload);
    }
}
