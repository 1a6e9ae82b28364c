package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteUpdate;
import io.umview.lwipv6.net.Routing;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import java.util.List;

/** RTM_NEWROUTE, RTM_DELROUTE, and RTM_GETROUTE with NLM_F_DUMP. */
final class RouteHandler extends ObjectHandler {
    private static final int RTM_F_CLONED = 0x200;

    private final DeviceNames names;
    private final Routing routing;
    private final RouteMessage message;
    private final Clock clock;
    private final RouteLookup lookup;

    RouteHandler(DeviceNames names, Routing routing, RouteMessage message, Clock clock, RouteLookup lookup) {
        this.names = names;
        this.routing = routing;
        this.message = message;
        this.clock = clock;
        this.lookup = lookup;
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        lookup.get(request, out);
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        boolean whole = request.length() >= RouteRequest.HEADER;
        if (request.strict()) {
            check(request);
        }
        if (whole && (request.u32(8) & RTM_F_CLONED) != 0) {
            return;
        }
        Attributes attributes = request.strict()
                ? request.attributes(RouteRequest.HEADER, RouteRequest.POLICY, false)
                : Attributes.parse(request.message(), request.message().limit(), 0, RouteRequest.POLICY, false);
        int table = request.strict() ? attributes.u32(RouteMessage.RTA_TABLE, request.u8(4)) : 0;
        int device = attributes.u32(RouteMessage.RTA_OIF, 0);
        int protocol = request.strict() ? request.u8(5) : 0;
        int type = request.strict() ? request.u8(7) : 0;
        if (table != 0 || device != 0 || protocol != 0 || type != 0) {
            out.flag(Netlink.NLM_F_DUMP_FILTERED);
        }
        int flags = request.strict() ? Netlink.NLM_F_DUMP_FILTERED : 0;
        for (boolean v4 : new boolean[] {true, false}) {
            int family = request.u8(0);
            if (!Rtm.covers(family, v4) || family > Rtm.AF_INET6) {
                continue;
            }
            List<Route> routes = routing.routes(v4);
            if (table != 0 && family != 0) {
                known(table, v4, routes);
            }
            for (Route route : routes) {
                if ((table == 0 || table == route.table())
                        && (protocol == 0 || protocol == route.protocol())
                        && (type == 0 || type == route.type())
                        && (device == 0 || names.byIndex(device) != null && route.uses(names.require(device)))) {
                    message.write(route, Rtm.NEWROUTE, flags, out);
                }
            }
        }
    }

    private void check(Request request) throws NetlinkFailure {
        if (request.length() < RouteRequest.HEADER) {
            throw invalid("Invalid header for FIB dump request");
        }
        if (request.u8(1) != 0 || request.u8(2) != 0 || request.u8(3) != 0 || request.u8(6) != 0) {
            throw invalid("Invalid values in header for FIB dump request");
        }
        for (Attribute attribute : request.attributes(RouteRequest.HEADER, RouteRequest.POLICY, true)) {
            if (attribute.type() == RouteMessage.RTA_OIF) {
                names.require(attribute.u32());
            } else if (attribute.type() != RouteMessage.RTA_TABLE) {
                throw NetlinkFailure.of(NetworkError.EINVAL, "Unsupported attribute in dump request", attribute);
            }
        }
    }

    private static void known(int table, boolean v4, List<Route> routes) throws NetlinkFailure {
        boolean always = table == Route.TABLE_MAIN || table == Route.TABLE_LOCAL;
        if (!always && routes.stream().noneMatch(route -> route.table() == table)) {
            throw NetlinkFailure.of(NetworkError.ENOENT, (v4 ? "ipv4: " : "ipv6: ") + "FIB table does not exist");
        }
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        RouteRequest wanted = RouteRequest.of(request, names);
        Route route = wanted.route(clock);
        try {
            routing.add(route, update(request));
        } catch (NetworkException refused) {
            throw explained(refused, route);
        }
    }

    private static RouteUpdate update(Request request) {
        if (request.has(Netlink.NLM_F_REPLACE)) {
            return request.has(Netlink.NLM_F_CREATE) ? RouteUpdate.REPLACE : RouteUpdate.CHANGE;
        }
        if (request.has(Netlink.NLM_F_EXCL)) {
            return RouteUpdate.ADD;
        }
        return request.has(Netlink.NLM_F_APPEND) ? RouteUpdate.APPEND : RouteUpdate.PREPEND;
    }

    /** The kernel's words for what the network layer refuses. */
    private NetlinkFailure explained(NetworkException refused, Route route) {
        String why = switch (refused.error()) {
            case ENETUNREACH -> "Nexthop has invalid gateway";
            case ENETDOWN -> route.isV4() ? "Device for nexthop is not up" : "Nexthop device is not up";
            case ENOENT -> route.isV4() ? "" : "Can not replace route - no match found";
            case EINVAL -> invalid(route);
            default -> "";
        };
        return why.isEmpty() ? NetlinkFailure.of(refused) : NetlinkFailure.of(refused.error(), why);
    }

    private String invalid(Route route) {
        IpAddress gateway = route.gateway();
        IpAddress source = route.preferredSource();
        if (source != null && names.addressOf(source) == null) {
            return route.isV4() ? "Invalid prefsrc address" : "Invalid source address";
        }
        if (gateway == null) {
            return "";
        }
        if (route.isV4()) {
            return "Nexthop has invalid gateway";
        }
        return names.addressOf(gateway) != null
                ? "Gateway can not be a local address"
                : route.device() == null ? "Egress device not specified" : "Invalid gateway address";
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        RouteRequest named = RouteRequest.of(request, names);
        try {
            Route route = find(named);
            List<NextHop> rest =
                    route.isV4() || named.hops().isEmpty() || route.nextHops().size() == 1
                            ? List.of()
                            : route.nextHops().stream()
                                    .filter(hop ->
                                            named.hops().stream().noneMatch(gone -> RouteRequest.same(gone, hop)))
                                    .toList();
            if (rest.isEmpty()) {
                routing.remove(route.table(), route.destination(), other -> other == route);
            } else {
                routing.add(route.nextHops(rest), RouteUpdate.REPLACE);
            }
        } catch (NetworkException refused) {
            throw NetlinkFailure.of(refused);
        }
    }

    private Route find(RouteRequest named) throws NetlinkFailure {
        int table = named.table() == 0 ? Route.TABLE_MAIN : named.table();
        for (Route route : routing.routes(named.v4())) {
            if (route.table() == table && route.destination().equals(named.destination()) && named.matches(route)) {
                return route;
            }
        }
        throw NetlinkFailure.of(NetworkError.ESRCH);
    }
}
