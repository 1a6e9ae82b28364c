package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;

/** How often ICMP errors are sent: in all, and to one host (RFC 1812, section 4.3.2.8; RFC 4443, section 2.4 f). */
final class IcmpLimiter {
    /** net.ipv4.icmp_msgs_per_sec and icmp_msgs_burst */
    private static final long INTERVAL = 1_000_000L;

    private static final int BURST = 50;

    /** net.ipv4.icmp_ratelimit and net.ipv6.icmp.ratelimit; the burst is XRLIM_BURST_FACTOR of the kernel. */
    private static final long HOST_INTERVAL4 = 1_000_000_000L;

    private static final long HOST_INTERVAL6 = 100_000_000L;
    private static final int HOST_BURST = 6;
    private static final int HOSTS = 256;

    private final TokenBucket all = new TokenBucket(INTERVAL, BURST);
    private final TokenBucket[] hosts4 = new TokenBucket[HOSTS];
    private final TokenBucket[] hosts6 = new TokenBucket[HOSTS];
    private final long[] owners4 = new long[HOSTS];
    private final long[] owners6 = new long[HOSTS];

    IcmpLimiter() {
        for (int i = 0; i < HOSTS; i++) {
            hosts4[i] = new TokenBucket(HOST_INTERVAL4, HOST_BURST);
            hosts6[i] = new TokenBucket(HOST_INTERVAL6, HOST_BURST);
        }
    }

    /** Whether an error may be sent to a host. */
    boolean allow(boolean v4, int type, int code, long high, long low, long now) {
        // Path MTU discovery is not limited.
        if (v4 ? type == Icmp.UNREACHABLE && code == Icmp.FRAGMENTATION_NEEDED : type == Icmpv6.TOO_BIG) {
            return true;
        }
        int slot = AddressMap.hash(high, low) & (HOSTS - 1);
        TokenBucket host = (v4 ? hosts4 : hosts6)[slot];
        long[] owners = v4 ? owners4 : owners6;
        long owner = high * 31 + low;
        if (owners[slot] != owner) {
            owners[slot] = owner;
            host.refill();
        }
        return all.take(now) && host.take(now);
    }
}
