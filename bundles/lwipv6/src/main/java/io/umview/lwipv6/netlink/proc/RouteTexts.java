package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteMetrics;
import io.umview.lwipv6.net.Routing;
import io.umview.lwipv6.wire.IpAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files of /proc/net about routes. */
final class RouteTexts {
    private static final int WIDTH = 127;
    private static final int HEADERS = 40;

    private static final int RTF_UP = 0x1;
    private static final int RTF_GATEWAY = 0x2;
    private static final int RTF_HOST = 0x4;
    private static final int RTF_REJECT = 0x200;
    private static final int RTF_ADDRCONF = 0x40000;
    private static final int RTF_NONEXTHOP = 0x200000;
    private static final int RTF_EXPIRES = 0x400000;
    private static final int RTF_LOCAL = 0x80000000;
    private static final int RTF_PREF_SHIFT = 27;

    private final Routing routing;

    RouteTexts(Routing routing) {
        this.routing = routing;
    }

    /** The main table of IPv4, without what leads to groups. */
    String route() {
        StringBuilder text = new StringBuilder(Hex.padded(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT", WIDTH));
        for (Route route : routing.routes(true)) {
            if (route.table() == Route.TABLE_MAIN
                    && route.type() != Route.BROADCAST
                    && route.type() != Route.MULTICAST) {
                text.append(Hex.padded(line(route), WIDTH));
            }
        }
        return text.toString();
    }

    private static String line(Route route) {
        NextHop hop = route.nextHop();
        int length = route.destination().length();
        int advertised = route.metrics().get(RouteMetrics.RTAX_ADVMSS);
        int flags = RTF_UP
                | (route.type() == Route.UNREACHABLE || route.type() == Route.PROHIBIT ? RTF_REJECT : 0)
                | (hop.gateway() != null ? RTF_GATEWAY : 0)
                | (length == 32 ? RTF_HOST : 0);
        return Hex.format(
                "%s\t%s\t%s\t%04X\t%d\t%d\t%d\t%s\t%d\t%d\t%d",
                name(hop.device(), "*"),
                Hex.inet(route.destination().address()),
                Hex.inet(hop.gateway()),
                flags,
                0,
                0,
                route.priority(),
                Hex.inet(IpAddress.v4(length == 0 ? 0 : -1 << (32 - length))),
                advertised == 0 ? 0 : advertised + HEADERS,
                route.metrics().get(RouteMetrics.RTAX_WINDOW),
                route.metrics().get(RouteMetrics.RTAX_RTT) >> 3);
    }

    private static String name(@Nullable NetworkInterface device, String otherwise) {
        return device == null ? otherwise : device.name();
    }

    String ipv6Route() {
        StringBuilder text = new StringBuilder();
        String loopback = "lo0";
        for (Route route : routing.routes(false)) {
            for (NextHop hop : route.nextHops()) {
                text.append(line6(
                        route.destination().address(),
                        route.destination().length(),
                        hop.gateway(),
                        route.priority(),
                        flags(route, hop),
                        name(hop.device(), loopback)));
            }
            if (route.type() == Route.LOCAL && route.destination().address().isLoopback()) {
                loopback = name(route.device(), loopback);
            }
        }
        // The entry that is found if there is no other (ip6_null_entry).
        return text.append(line6(IpAddress.ANY6, 0, null, -1, RTF_NONEXTHOP | RTF_REJECT, loopback))
                .toString();
    }

    private static String line6(
            IpAddress destination, int length, @Nullable IpAddress gateway, int metric, int flags, String device) {
        return Hex.format(
                "%s %02x %s 00 %s %08x %08x %08x %08x %8s\n",
                Hex.inet6(destination), length, Hex.inet6(null), Hex.inet6(gateway), metric, 1, 0, flags, device);
    }

    private static int flags(Route route, NextHop hop) {
        boolean local = route.type() == Route.LOCAL || route.type() == Route.ANYCAST;
        if (route.error() != null || route.type() == Route.THROW) {
            return RTF_NONEXTHOP | RTF_REJECT;
        }
        return RTF_UP
                | (hop.gateway() != null ? RTF_GATEWAY : 0)
                | (local ? RTF_LOCAL | RTF_NONEXTHOP : 0)
                | (route.expires() != Route.NEVER ? RTF_EXPIRES : 0)
                | (route.protocol() == Route.PROTOCOL_RA ? RTF_ADDRCONF : 0)
                | route.preference() << RTF_PREF_SHIFT;
    }

    /** All IPv4 routes, table by table, as leaves of one node each. */
    String fibTrie() {
        Map<Integer, StringBuilder> tables = new TreeMap<>();
        Map<Integer, String> last = new TreeMap<>();
        Map<Integer, Integer> leaves = new TreeMap<>();
        for (Route route : routing.routes(true)) {
            StringBuilder table = tables.computeIfAbsent(route.table(), key -> new StringBuilder());
            String address = route.destination().address().toString();
            if (!address.equals(last.put(route.table(), address))) {
                table.append("     |-- ").append(address).append('\n');
                leaves.merge(route.table(), 1, Integer::sum);
            }
            table.append(Hex.format(
                    "        /%d %s %s\n", route.destination().length(), scope(route.scope()), type(route.type())));
        }
        StringBuilder text = new StringBuilder();
        tables.forEach((id, table) -> text.append(title(id))
                .append(":\n  +-- 0.0.0.0/0 1 0 ")
                .append(Math.max(0, 2 - leaves.getOrDefault(id, 0)))
                .append('\n')
                .append(table));
        return text.toString();
    }

    private static String title(int table) {
        return table == Route.TABLE_MAIN ? "Main" : table == Route.TABLE_LOCAL ? "Local" : "Id " + table;
    }

    private static String scope(int scope) {
        return switch (scope) {
            case Route.SCOPE_UNIVERSE -> "universe";
            case Route.SCOPE_SITE -> "site";
            case Route.SCOPE_LINK -> "link";
            case Route.SCOPE_HOST -> "host";
            case Route.SCOPE_NOWHERE -> "nowhere";
            default -> "scope=" + scope;
        };
    }

    private static String type(int type) {
        return switch (type) {
            case Route.UNICAST -> "UNICAST";
            case Route.LOCAL -> "LOCAL";
            case Route.BROADCAST -> "BROADCAST";
            case Route.ANYCAST -> "ANYCAST";
            case Route.MULTICAST -> "MULTICAST";
            case Route.BLACKHOLE -> "BLACKHOLE";
            case Route.UNREACHABLE -> "UNREACHABLE";
            case Route.PROHIBIT -> "PROHIBIT";
            case Route.THROW -> "THROW";
            default -> "type " + type;
        };
    }
}
