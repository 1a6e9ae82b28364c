package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.InterfaceCounters;
import io.umview.lwipv6.netlink.message.MessageWriter;

/** struct rtnl_link_stats64 and struct rtnl_link_stats of linux/if_link.h. */
final class LinkStatistics {
    private static final int MEMBERS_OF_OLD = 24;

    private LinkStatistics() {}

    /** All members of the larger structure, in order. */
    static long[] members(InterfaceCounters counters) {
        return new long[] {
            counters.receivedPackets(),
            counters.sentPackets(),
            counters.receivedBytes(),
            counters.sentBytes(),
            counters.receiveErrors(),
            counters.sendErrors(),
            counters.receiveDropped(),
            counters.sendDropped(),
            counters.multicast(),
            0,
            counters.receiveLengthErrors(),
            0,
            0,
            0,
            0,
            0,
            0,
            counters.carrierErrors(),
            0,
            0,
            0,
            0,
            0,
            counters.receivedWithoutHandler(),
            0
        };
    }

    static void write64(InterfaceCounters counters, int attribute, MessageWriter out) {
        int opened = out.open(attribute);
        for (long member : members(counters)) {
            out.u64(member);
        }
        out.close(opened);
    }

    /** Numbers that do not fit wrap round. */
    static void write32(InterfaceCounters counters, int attribute, MessageWriter out) {
        int opened = out.open(attribute);
        long[] members = members(counters);
        for (int i = 0; i < MEMBERS_OF_OLD; i++) {
            out.u32((int) members[i]);
        }
        out.close(opened);
    }
}
