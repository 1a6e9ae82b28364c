package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.PathMtu;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteMetrics;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import org.jspecify.annotations.Nullable;

/** RTM_GETROUTE of one destination: {@code ip route get}. */
final class RouteLookup {
    /** Nanoseconds of a tick of USER_HZ. */
    private static final long TICK = 10_000_000;

    private static final int RTM_F_CLONED = 0x200;
    private static final int RTM_F_LOOKUP_TABLE = 0x1000;
    private static final int RTM_F_FIB_MATCH = 0x2000;
    private static final int RTCF_BROADCAST = 0x10000000;
    private static final int RTCF_MULTICAST = 0x20000000;
    private static final int RTCF_LOCAL = 0x80000000;

    private final Network network;
    private final Clock clock;
    private final DeviceNames names;
    private final RouteMessage message;

    RouteLookup(Network network, Clock clock, DeviceNames names, RouteMessage message) {
        this.network = network;
        this.clock = clock;
        this.names = names;
        this.message = message;
    }

    /** What is asked for. */
    private record Query(
            boolean v4,
            IpAddress destination,
            @Nullable IpAddress source,
            int tos,
            int mark,
            int protocol,
            int ports,
            @Nullable NetworkInterface input,
            @Nullable NetworkInterface output,
            int user,
            int flags) {
        Query from(@Nullable IpAddress other) {
            return new Query(v4, destination, other, tos, mark, protocol, ports, input, output, user, flags);
        }
    }

    void get(Request request, MessageWriter out) throws NetlinkFailure {
        Query query = query(request);
        Route route = find(query);
        NextHop hop = route.nextHop();
        NetworkError error = route.error();
        if (error != null || hop.device() == null) {
            throw NetlinkFailure.of(error == null ? NetworkError.ENETUNREACH : error);
        }
        if ((query.flags & RTM_F_FIB_MATCH) != 0) {
            message.write(query.v4 ? shown(query, route) : route, Rtm.NEWROUTE, 0, out);
            return;
        }
        if (query.v4) {
            inet(query, route, hop, out);
        } else {
            inet6(query, route, hop, out);
        }
    }

    /** IPv4 tells the table only if it is asked for it, and takes what leads to a group for a route to groups. */
    private static Route shown(Query query, Route route) {
        Route shown = (query.flags & RTM_F_LOOKUP_TABLE) != 0 ? route : route.table(Route.TABLE_MAIN);
        return query.destination.isMulticast() ? shown.type(Route.MULTICAST) : shown;
    }

    private Query query(Request request) throws NetlinkFailure {
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw ObjectHandler.unsupported();
        }
        boolean v4 = family == Rtm.AF_INET;
        String prefix = v4 ? "ipv4: " : "";
        if (request.length() < RouteRequest.HEADER) {
            throw request.strict()
                    ? ObjectHandler.invalid(prefix + "Invalid header for route get request")
                    : NetlinkFailure.of(NetworkError.EINVAL);
        }
        if (request.strict()) {
            check(request, v4, prefix);
        }
        Attributes attributes = request.attributes(RouteRequest.HEADER, RouteRequest.POLICY, false);
        IpAddress destination = RouteRequest.optional(attributes.get(RouteMessage.RTA_DST), v4);
        int input = attributes.u32(RouteMessage.RTA_IIF, 0);
        int output = attributes.u32(RouteMessage.RTA_OIF, 0);
        return new Query(
                v4,
                destination == null ? (v4 ? IpAddress.ANY4 : IpAddress.ANY6) : destination,
                RouteRequest.optional(attributes.get(RouteMessage.RTA_SRC), v4),
                request.u8(3),
                attributes.u32(RouteMessage.RTA_MARK, 0),
                protocol(attributes.get(RouteMessage.RTA_IP_PROTO), v4),
                port(attributes, RouteMessage.RTA_SPORT) << 16 | port(attributes, RouteMessage.RTA_DPORT),
                input == 0 ? null : names.require(input),
                output == 0 ? null : names.require(output),
                attributes.u32(RouteMessage.RTA_UID, 0),
                request.u32(8));
    }

    /** rtm_getroute_parse_ip_proto() */
    private static int protocol(@Nullable Attribute attribute, boolean v4) throws NetlinkFailure {
        int protocol = attribute == null ? IpProtocol.UDP : attribute.u8();
        if (protocol == IpProtocol.TCP
                || protocol == IpProtocol.UDP
                || protocol == (v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6)) {
            return protocol;
        }
        throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "Unsupported ip proto");
    }

    private static int port(Attributes attributes, int type) {
        Attribute port = attributes.get(type);
        return port == null ? 0 : port.big16();
    }

    private static void check(Request request, boolean v4, String prefix) throws NetlinkFailure {
        int whole = v4 ? 32 : 128;
        if (request.u8(1) != 0 && request.u8(1) != whole
                || request.u8(2) != 0 && request.u8(2) != whole
                || request.u8(4) != 0
                || request.u8(5) != 0
                || request.u8(6) != 0
                || request.u8(7) != 0) {
            throw ObjectHandler.invalid(prefix + "Invalid values in header for route get request");
        }
        Attributes attributes = request.attributes(RouteRequest.HEADER, RouteRequest.POLICY, true);
        if (attributes.has(RouteMessage.RTA_DST) && request.u8(1) == 0
                || attributes.has(RouteMessage.RTA_SRC) && request.u8(2) == 0) {
            throw ObjectHandler.invalid(prefix
                    + (v4
                            ? "rtm_src_len and rtm_dst_len must be 32 for IPv4"
                            : "rtm_src_len and rtm_dst_len must be 128 for IPv6"));
        }
        for (Attribute attribute : attributes) {
            switch (attribute.type()) {
                case RouteMessage.RTA_DST,
                        RouteMessage.RTA_SRC,
                        RouteMessage.RTA_IIF,
                        RouteMessage.RTA_OIF,
                        RouteMessage.RTA_MARK,
                        RouteMessage.RTA_UID,
                        RouteMessage.RTA_IP_PROTO,
                        RouteMessage.RTA_SPORT,
                        RouteMessage.RTA_DPORT,
                        37 -> {}
                default ->
                    throw NetlinkFailure.of(
                            NetworkError.EINVAL, prefix + "Unsupported attribute in route get request", attribute);
            }
        }
    }

    private Route find(Query query) throws NetlinkFailure {
        Route route = network.routing()
                .lookup(
                        query.destination,
                        query.source == null ? IpAddress.ANY6 : query.source,
                        query.tos,
                        query.mark,
                        query.protocol,
                        query.ports,
                        query.input,
                        query.output);
        if (route == null) {
            throw NetlinkFailure.of(query.input != null ? NetworkError.EHOSTUNREACH : NetworkError.ENETUNREACH);
        }
        if (query.v4
                && query.source != null
                && query.input == null
                && network.addresses().find(query.source) == null) {
            throw NetlinkFailure.of(NetworkError.ENETUNREACH);
        }
        if (query.input != null && route.type() == Route.UNICAST && !forwards(query)) {
            throw NetlinkFailure.of(query.v4 ? NetworkError.EHOSTUNREACH : NetworkError.ENETUNREACH);
        }
        return route;
    }

    private static boolean forwards(Query query) {
        NetworkInterface input = query.input;
        return input != null
                && (query.v4
                        ? input.ipv4().is(Ipv4Setting.FORWARDING)
                        : input.ipv6().is(Ipv6Setting.FORWARDING));
    }

    private void inet(Query query, Route route, NextHop hop, MessageWriter out) {
        int table = (query.flags & RTM_F_LOOKUP_TABLE) != 0 ? route.table() : Route.TABLE_MAIN;
        boolean local = route.type() == Route.LOCAL;
        boolean broadcast = route.type() == Route.BROADCAST;
        boolean multicast = query.destination.isMulticast();
        int flags = RTM_F_CLONED
                | (local || broadcast ? RTCF_LOCAL : 0)
                | (broadcast ? RTCF_BROADCAST : 0)
                | (multicast ? RTCF_MULTICAST : 0);
        int type = multicast ? Route.MULTICAST : route.type();
        out.begin(Rtm.NEWROUTE);
        out.u8(Rtm.AF_INET).u8(32).u8(query.source == null ? 0 : 32).u8(query.tos);
        out.u8(RouteMessage.table(table)).u8(0).u8(0).u8(type).u32(flags);
        out.attributeU32(RouteMessage.RTA_TABLE, table);
        out.attribute(RouteMessage.RTA_DST, query.destination);
        if (query.source != null) {
            out.attribute(RouteMessage.RTA_SRC, query.source);
        }
        out.attributeU32(RouteMessage.RTA_OIF, local ? names.loopback().index() : hop.interfaceIndex());
        IpAddress chosen = source(query, route, hop);
        if (query.input == null && chosen != null && !chosen.equals(query.source)) {
            out.attribute(RouteMessage.RTA_PREFSRC, chosen);
        }
        IpAddress gateway = hop.gateway();
        if (gateway != null && !multicast) {
            out.attribute(RouteMessage.RTA_GATEWAY, gateway);
        }
        PathMtu heard = network.pathMtu(query.destination);
        RouteMessage.metrics(metrics(route, heard), out);
        if (query.mark != 0) {
            out.attributeU32(RouteMessage.RTA_MARK, query.mark);
        }
        if (query.input != null) {
            out.attributeU32(RouteMessage.RTA_IIF, query.input.index());
        } else {
            out.attributeU32(RouteMessage.RTA_UID, query.user);
        }
        RouteMessage.cacheInformation(1, expiry(heard), out);
        out.end();
    }

    private static RouteMetrics metrics(Route route, @Nullable PathMtu heard) {
        return heard == null ? route.metrics() : route.metrics().with(RouteMetrics.RTAX_MTU, heard.bytes());
    }

    /** In hundredths of seconds. */
    private int expiry(@Nullable PathMtu heard) {
        return heard == null ? 0 : (int) Math.max(0, (heard.until() - clock.nanos()) / TICK);
    }

    private void inet6(Query query, Route route, NextHop hop, MessageWriter out) {
        boolean local = route.type() == Route.LOCAL;
        out.begin(Rtm.NEWROUTE);
        out.u8(Rtm.AF_INET6).u8(128).u8(128).u8(0);
        out.u8(RouteMessage.table(route.table()))
                .u8(route.protocol())
                .u8(0)
                .u8(route.type())
                .u32(0);
        out.attributeU32(RouteMessage.RTA_TABLE, route.table());
        out.attribute(RouteMessage.RTA_DST, query.destination);
        out.attribute(RouteMessage.RTA_SRC, query.source == null ? IpAddress.ANY6 : query.source);
        if (query.input != null) {
            out.attributeU32(RouteMessage.RTA_IIF, query.input.index());
        } else {
            // Which address would be chosen is told even if another one was named.
            IpAddress chosen = source(query.from(null), route, hop);
            if (chosen != null) {
                out.attribute(RouteMessage.RTA_PREFSRC, chosen);
            }
        }
        PathMtu heard = network.pathMtu(query.destination);
        RouteMessage.metrics(metrics(route, heard), out);
        out.attributeU32(RouteMessage.RTA_PRIORITY, route.priority());
        IpAddress gateway = hop.gateway();
        if (gateway != null) {
            out.attribute(RouteMessage.RTA_GATEWAY, gateway);
        }
        out.attributeU32(RouteMessage.RTA_OIF, local ? names.loopback().index() : hop.interfaceIndex());
        RouteMessage.cacheInformation(1, expiry(heard), out);
        out.attributeU8(RouteMessage.RTA_PREF, route.preference());
        out.end();
    }

    /** Where packets would come from. */
    private @Nullable IpAddress source(Query query, Route route, NextHop hop) {
        if (query.source != null) {
            return query.source;
        }
        return route.type() == Route.LOCAL && route.preferredSource() == null
                ? query.destination
                : network.source(route, hop, query.destination);
    }
}
