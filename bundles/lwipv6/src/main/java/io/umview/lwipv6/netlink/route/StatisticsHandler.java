package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_GETSTATS: {@code ip stats} (linux/if_link.h, struct if_stats_msg). */
final class StatisticsHandler extends ObjectHandler {
    private static final int HEADER = 12;
    private static final int IFLA_STATS_LINK_64 = 1;
    private static final int IFLA_STATS_AF_SPEC = 5;

    private final DeviceNames names;

    StatisticsHandler(DeviceNames names) {
        this.names = names;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        check(request, true);
        for (NetworkInterface device : names.all()) {
            write(device, request.u32(8), out);
        }
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        check(request, false);
        if (request.u32(4) <= 0) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        write(names.require(request.u32(4)), request.u32(8), out);
    }

    private static void check(Request request, boolean dump) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw invalid("Invalid header for stats dump");
        }
        if (request.strict() && (request.u8(1) != 0 || request.u16(2) != 0 || dump && request.u32(4) != 0)) {
            throw invalid("Invalid values in header for stats dump request");
        }
        if (request.u32(8) == 0) {
            throw invalid("Filter mask must be set for stats " + (dump ? "dump" : "get"));
        }
    }

    private static void write(NetworkInterface device, int mask, MessageWriter out) {
        out.begin(Rtm.NEWSTATS).u32(0).u32(device.index()).u32(mask);
        if (asked(mask, IFLA_STATS_LINK_64)) {
            LinkStatistics.write64(device.counters(), IFLA_STATS_LINK_64, out);
        }
        if (asked(mask, IFLA_STATS_AF_SPEC)) {
            out.flagAttribute(IFLA_STATS_AF_SPEC);
        }
        out.end();
    }

    private static boolean asked(int mask, int attribute) {
        return (mask >>> (attribute - 1) & 1) != 0;
    }
}
