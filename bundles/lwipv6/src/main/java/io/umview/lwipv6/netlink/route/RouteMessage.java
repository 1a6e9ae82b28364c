package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteMetrics;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import java.util.List;

/** RTM_NEWROUTE: struct rtmsg and its attributes, in the order in which the kernel gives them. */
final class RouteMessage {
    static final int RTA_DST = 1;
    static final int RTA_SRC = 2;
    static final int RTA_IIF = 3;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RTA_PREFSRC = 7;
    static final int RTA_METRICS = 8;
    static final int RTA_MULTIPATH = 9;
    static final int RTA_CACHEINFO = 12;
    static final int RTA_TABLE = 15;
    static final int RTA_MARK = 16;
    static final int RTA_VIA = 18;
    static final int RTA_PREF = 20;
    static final int RTA_ENCAP_TYPE = 21;
    static final int RTA_ENCAP = 22;
    static final int RTA_EXPIRES = 23;
    static final int RTA_UID = 25;
    static final int RTA_IP_PROTO = 27;
    static final int RTA_SPORT = 28;
    static final int RTA_DPORT = 29;
    static final int RTA_NH_ID = 30;
    static final int RTA_MAX = 32;

    /** RT_TABLE_COMPAT: the number does not fit into a byte, RTA_TABLE has it. */
    static final int TABLE_COMPAT = 252;

    private static final int USER_HZ = 100;

    private final Clock clock;

    RouteMessage(Clock clock) {
        this.clock = clock;
    }

    /**
     * Writes the message about a route.
     *
     * @param type RTM_NEWROUTE or RTM_DELROUTE
     * @param flags NLM_F_* beside the writer's
     */
    void write(Route route, int type, int flags, MessageWriter out) {
        out.begin(type, flags);
        header(route, out);
        out.attributeU32(RTA_TABLE, route.table());
        if (route.destination().length() > 0) {
            out.attribute(RTA_DST, route.destination().address());
        }
        if (route.isV4()) {
            if (route.priority() != 0) {
                out.attributeU32(RTA_PRIORITY, route.priority());
            }
            metrics(route.metrics(), out);
            source(route, out);
            nextHops(route, out);
        } else {
            source(route, out);
            metrics(route.metrics(), out);
            out.attributeU32(RTA_PRIORITY, route.priority());
            nextHops(route, out);
            cacheInformation(0, expiry(route), out);
            out.attributeU8(RTA_PREF, route.preference());
        }
        out.end();
    }

    private static void header(Route route, MessageWriter out) {
        int flags = route.nextHops().size() == 1 ? flags(route, route.nextHop()) : 0;
        out.u8(Rtm.family(route.isV4())).u8(route.destination().length()).u8(0).u8(route.tos());
        out.u8(table(route.table())).u8(route.protocol()).u8(route.scope()).u8(route.type());
        out.u32(route.flags() | flags);
    }

    static int table(int number) {
        return number > 255 || number < 0 ? TABLE_COMPAT : number;
    }

    private static void source(Route route, MessageWriter out) {
        IpAddress source = route.preferredSource();
        if (source != null) {
            out.attribute(RTA_PREFSRC, source);
        }
    }

    static void metrics(RouteMetrics metrics, MessageWriter out) {
        if (metrics.isEmpty()) {
            return;
        }
        int opened = out.open(RTA_METRICS);
        for (int metric = 1; metric <= RouteMetrics.RTAX_MAX; metric++) {
            if (metrics.get(metric) != 0) {
                out.attributeU32(metric, metrics.get(metric));
            }
        }
        out.close(opened);
    }

    private static void nextHops(Route route, MessageWriter out) {
        List<NextHop> hops = route.nextHops();
        if (hops.size() == 1) {
            gateway(hops.get(0), out);
            int device = hops.get(0).interfaceIndex();
            if (device != 0) {
                out.attributeU32(RTA_OIF, device);
            }
            return;
        }
        int opened = out.open(RTA_MULTIPATH);
        for (NextHop hop : hops) {
            IpAddress gateway = hop.gateway();
            int length = 8 + (gateway == null ? 0 : gateway.isV4() ? 8 : 20);
            out.u16(length).u8(flags(route, hop)).u8(hop.weight() - 1).u32(hop.interfaceIndex());
            gateway(hop, out);
        }
        out.close(opened);
    }

    private static void gateway(NextHop hop, MessageWriter out) {
        IpAddress gateway = hop.gateway();
        if (gateway != null) {
            out.attribute(RTA_GATEWAY, gateway);
        }
    }

    /** RTNH_F_* as the interface is now. */
    private static int flags(Route route, NextHop hop) {
        NetworkInterface device = hop.device();
        int flags = hop.flags() & NextHop.RTNH_F_ONLINK;
        if (device == null || device.isLoopback() || route.type() == Route.LOCAL || route.error() != null) {
            return flags;
        }
        if (!device.isUp()) {
            return flags | NextHop.RTNH_F_DEAD | NextHop.RTNH_F_LINKDOWN;
        }
        return device.carrier() ? flags : flags | NextHop.RTNH_F_LINKDOWN;
    }

    private int expiry(Route route) {
        long seconds = route.expiresIn(clock.nanos());
        return seconds < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, seconds * USER_HZ);
    }

    /**
     * Writes struct rta_cacheinfo.
     *
     * @param expires in hundredths of seconds, or 0
     */
    static void cacheInformation(int references, int expires, MessageWriter out) {
        int cache = out.open(RTA_CACHEINFO);
        out.u32(references).u32(0).u32(expires).zeros(20).close(cache);
    }
}
