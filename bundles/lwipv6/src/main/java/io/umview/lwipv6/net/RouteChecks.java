package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Linux asks of a new route: fib_create_info and fib_check_nh of IPv4, ip6_validate_gw of IPv6. */
final class RouteChecks {
    private static final String INVALID_GATEWAY = "Nexthop has invalid gateway";

    private final Network network;
    private final Routing routing;

    RouteChecks(Network network, Routing routing) {
        this.network = network;
        this.routing = routing;
    }

    /** The route with everything that was left open. */
    Route complete(Route route) throws NetworkException {
        if (route.type() < Route.UNICAST
                || route.type() > Route.THROW
                || route.type() == Route.ANYCAST && route.isV4()) {
            throw NetworkError.EINVAL.exception();
        }
        Route whole = route.table() == Route.TABLE_UNSPEC ? route.table(Route.TABLE_MAIN) : route;
        IpAddress source = whole.preferredSource();
        if (source != null && (source.isV4() != whole.isV4() || network.addresses.find(source) == null)) {
            throw NetworkError.EINVAL.exception("Invalid prefsrc address");
        }
        if (whole.error() != null || whole.type() == Route.THROW) {
            return nowhere(whole);
        }
        if (whole.isV4() && whole.type() == Route.UNICAST && whole.scope() == Route.SCOPE_NOWHERE) {
            throw NetworkError.EINVAL.exception();
        }
        List<NextHop> hops = new ArrayList<>();
        for (NextHop hop : whole.nextHops()) {
            hops.add(complete(whole, hop));
        }
        return whole.nextHops(hops);
    }

    private Route nowhere(Route route) throws NetworkException {
        if (route.isV4() && (route.gateway() != null || route.device() != null)) {
            throw NetworkError.EINVAL.exception("Gateway, device, or nexthop can not be specified for this route type");
        }
        // ip6_route_info_create: reject routes are bound to the loopback device, which is what ip -6 route shows.
        return route.nextHops(List.of(NextHop.of(route.isV4() ? null : network.interfaces.loopback(), null)));
    }

    private NextHop complete(Route route, NextHop hop) throws NetworkException {
        IpAddress gateway = hop.gateway();
        NetworkInterface device = hop.device();
        if (route.type() == Route.LOCAL && gateway == null) {
            if (device == null) {
                throw NetworkError.ENODEV.exception();
            }
            return hop;
        }
        if (gateway == null) {
            if (device == null) {
                throw NetworkError.ENODEV.exception();
            }
            up(device);
            return hop;
        }
        if (gateway.isV4() != route.isV4() && !gateway.isAny()) {
            throw NetworkError.EINVAL.exception();
        }
        if (route.isV4() && route.scope() >= Route.SCOPE_LINK) {
            throw NetworkError.EINVAL.exception("Nexthop has invalid scope");
        }
        if (gateway.isMulticast() || gateway.isAny() || !route.isV4() && network.addresses.find(gateway) != null) {
            throw NetworkError.EINVAL.exception(
                    route.isV4()
                            ? INVALID_GATEWAY
                            : gateway.isMulticast() || gateway.isAny()
                                    ? "Invalid gateway address"
                                    : "Gateway can not be a local address");
        }
        if ((hop.flags() & NextHop.RTNH_F_ONLINK) != 0 || !gateway.isV4() && gateway.isLinkLocal()) {
            if (device == null) {
                throw (gateway.isV4() ? NetworkError.ENODEV : NetworkError.EINVAL)
                        .exception("Egress device not specified");
            }
            up(device);
            return hop;
        }
        NetworkInterface found = reach(route, gateway, device);
        up(found);
        return new NextHop(found, gateway, hop.weight(), hop.flags());
    }

    /** The device by which a gateway is reached directly. */
    private NetworkInterface reach(Route route, IpAddress gateway, @Nullable NetworkInterface device)
            throws NetworkException {
        RouteKey key = new RouteKey().to(gateway.high(), gateway.low());
        key.output = device;
        Route way = null;
        for (int table : new int[] {route.table(), Route.TABLE_LOCAL, Route.TABLE_MAIN}) {
            way = routing.lookup(
                    routing.table(table, route.isV4()),
                    key,
                    -1,
                    route.isV4() ? Route.SCOPE_LINK : Route.SCOPE_UNIVERSE);
            if (way != null) {
                break;
            }
        }
        NetworkInterface found = way == null ? null : way.device();
        if (way == null || found == null || !route.isV4() && way.gateway() != null) {
            if (device != null && !device.isUp()) {
                throw NetworkError.ENETDOWN.exception();
            }
            throw route.isV4()
                    ? NetworkError.ENETUNREACH.exception(INVALID_GATEWAY)
                    : NetworkError.EHOSTUNREACH.exception();
        }
        if (way.error() != null || way.type() == Route.BROADCAST || way.type() == Route.MULTICAST) {
            throw NetworkError.EINVAL.exception(INVALID_GATEWAY);
        }
        return found;
    }

    private static void up(NetworkInterface device) throws NetworkException {
        if (!device.isUp()) {
            throw NetworkError.ENETDOWN.exception("Device for nexthop is not up");
        }
    }
}
