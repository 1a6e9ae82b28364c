package io.umview.lwipv6.net;

/** What the network layer counts. */
public final class Statistics {
    private final Counters<IpMib> ip4 = new Counters<>(IpMib.class);
    private final Counters<IpMib> ip6 = new Counters<>(IpMib.class);
    private final IcmpCounters icmp4 = new IcmpCounters();
    private final IcmpCounters icmp6 = new IcmpCounters();

    Statistics() {}

    /** The counters of a family. */
    public Counters<IpMib> ip(boolean v4) {
        return v4 ? ip4 : ip6;
    }

    /** The counters of ICMP of a family. */
    public IcmpCounters icmp(boolean v4) {
        return v4 ? icmp4 : icmp6;
    }
}
