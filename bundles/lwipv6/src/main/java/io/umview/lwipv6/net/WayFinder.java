package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import org.jspecify.annotations.Nullable;

/** Finds the way of a flow, as ip_route_output_key and ip6_route_output of Linux do. */
final class WayFinder {
    private final Network network;
    private final RouteKey key = new RouteKey();

    WayFinder(Network network) {
        this.network = network;
    }

    @Nullable
    NetworkError find(Flow flow) {
        if (flow.destination().isAny()) {
            // As Linux: the unspecified address is this host.
            flow.destination(flow.destination().isV4() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6);
        }
        IpAddress destination = flow.destination();
        IpAddress source = flow.source();
        boolean v4 = destination.isV4();
        NetworkInterface output = null;
        if (flow.boundInterface() != 0) {
            output = network.interfaces.byIndex(flow.boundInterface());
            if (output == null) {
                return NetworkError.ENODEV;
            }
            if (!output.isUp()) {
                return NetworkError.ENETUNREACH;
            }
        }
        if (!source.isAny()) {
            if (source.isV4() != v4) {
                return NetworkError.EINVAL;
            }
            InterfaceAddress own = network.addresses.find(source);
            if (own == null && !flow.foreignSource() && !source.isLoopback()) {
                return v4 ? NetworkError.EINVAL : NetworkError.EADDRNOTAVAIL;
            }
            if (v4 && own != null && output == null && (destination.isMulticast() || isLimited(destination))) {
                output = own.device;
            }
        }
        if (v4 && isLimited(destination) || destination.isMulticast()) {
            return group(flow, destination, output);
        }
        Route route = lookup(flow, output);
        if (route == null) {
            if (output == null || !v4 || output.isLoopback()) {
                return NetworkError.ENETUNREACH;
            }
            // Linux, __ip_route_output_key_hash: bound to a device without a route, the destination is taken to be on
            // its link.
            route = Route.through(IpPrefix.host(destination), output);
        }
        NetworkError error = route.error();
        if (error != null) {
            return error;
        }
        return switch (route.type()) {
            case Route.LOCAL, Route.ANYCAST -> local(flow, route);
            case Route.BROADCAST -> broadcast(flow, route);
            case Route.MULTICAST -> NetworkError.EINVAL;
            default -> unicast(flow, route, output);
        };
    }

    private static boolean isLimited(IpAddress address) {
        return address.equals(IpAddress.BROADCAST4);
    }

    private @Nullable Route lookup(Flow flow, @Nullable NetworkInterface output) {
        IpAddress source = flow.source();
        key.to(flow.destination().high(), flow.destination().low());
        key.sourceHigh = source.high();
        key.sourceLow = source.low();
        key.tos = flow.trafficClass() & 0x1c;
        key.mark = flow.mark();
        key.protocol = flow.protocol();
        key.ports = flow.ports();
        key.output = output;
        return network.routing.lookup(key);
    }

    private @Nullable NetworkError local(Flow flow, Route route) {
        if (flow.source().isAny()) {
            IpAddress preferred = route.preferredSource();
            boolean own = preferred == null || network.addresses.find(flow.destination()) != null;
            flow.chosenSource(own ? flow.destination() : preferred);
        }
        NetworkInterface loopback = network.interfaces.loopback();
        if (!loopback.isUp()) {
            return NetworkError.ENETUNREACH;
        }
        Way way = new Way(network.generation(), route, loopback, null, 0, true, false, false);
        flow.way(way, mtu(flow, way), loopback.link().offload());
        return null;
    }

    private @Nullable NetworkError group(Flow flow, IpAddress destination, @Nullable NetworkInterface output) {
        boolean broadcast = !destination.isMulticast();
        if (broadcast && !flow.broadcast()) {
            return NetworkError.EACCES;
        }
        Route route = lookup(flow, output);
        NetworkError error = route == null ? null : route.error();
        if (error != null) {
            return error;
        }
        NetworkInterface device = output != null ? output : route == null ? null : route.device();
        if (device == null || !device.isUp()) {
            return NetworkError.ENETUNREACH;
        }
        Route way = route != null ? route : Route.through(IpPrefix.host(destination), device);
        NetworkError none = chooseSource(flow, way, device, destination);
        if (none != null) {
            return none;
        }
        long mac = broadcast
                ? MacAddress.BROADCAST.bits()
                : destination.isV4()
                        ? MacAddress.multicast4(destination.v4())
                        : MacAddress.multicast6(destination.low());
        set(flow, new Way(network.generation(), way, device, null, mac, false, !broadcast, broadcast));
        return null;
    }

    private @Nullable NetworkError broadcast(Flow flow, Route route) {
        NetworkInterface device = route.device();
        if (!flow.broadcast()) {
            return NetworkError.EACCES;
        }
        if (device == null || !device.isUp()) {
            return NetworkError.ENETUNREACH;
        }
        NetworkError none = chooseSource(flow, route, device, flow.destination());
        if (none != null) {
            return none;
        }
        set(flow, new Way(network.generation(), route, device, null, MacAddress.BROADCAST.bits(), false, false, true));
        return null;
    }

    private @Nullable NetworkError unicast(Flow flow, Route route, @Nullable NetworkInterface output) {
        IpAddress destination = flow.destination();
        NextHop hop = Routing.choose(route, output, hash(flow));
        NetworkInterface device = hop.device();
        IpAddress gateway = hop.gateway();
        if (device == null) {
            return NetworkError.ENETUNREACH;
        }
        if (flow.direct() && gateway != null) {
            return NetworkError.ENETUNREACH;
        }
        var exception = network.exceptions.find(destination.high(), destination.low());
        if (exception != null && exception.gateway != null && exception.device == device) {
            gateway = exception.gateway.equals(destination) ? null : exception.gateway;
        }
        IpAddress towards = gateway == null ? destination : gateway;
        NetworkError none = chooseSource(flow, route, device, destination.isV4() ? towards : destination);
        if (none != null) {
            return none;
        }
        Neighbour neighbour = device.isEthernet() ? network.neighbours.get(device, towards) : null;
        set(flow, new Way(network.generation(), route, device, neighbour, 0, false, false, false));
        return null;
    }

    private @Nullable NetworkError chooseSource(Flow flow, Route route, NetworkInterface device, IpAddress towards) {
        if (!flow.source().isAny()) {
            return null;
        }
        IpAddress preferred = route.preferredSource();
        boolean v4 = flow.destination().isV4();
        IpAddress chosen = preferred != null
                ? preferred
                : v4
                        ? network.sources.v4(device, towards, Math.max(route.scope(), Route.SCOPE_UNIVERSE))
                        : network.sources.v6(device, flow.destination());
        if (chosen == null) {
            if (!v4) {
                return NetworkError.EADDRNOTAVAIL;
            }
            // IPv4 without an address yet: 0.0.0.0, which DHCP needs.
            chosen = IpAddress.ANY4;
        }
        flow.chosenSource(chosen);
        return null;
    }

    private void set(Flow flow, Way way) {
        flow.way(way, mtu(flow, way), way.device.link().offload());
    }

    /** The MTU of the path: that of the device, of the route, or what was heard. */
    private int mtu(Flow flow, Way way) {
        IpAddress destination = flow.destination();
        int mtu = way.device.mtu(destination.isV4());
        int metric = way.route.metrics().get(RouteMetrics.RTAX_MTU);
        if (metric != 0) {
            mtu = Math.min(mtu, metric);
        }
        var exception = network.exceptions.find(destination.high(), destination.low());
        if (exception != null && exception.mtu != 0 && flow.pathMtuDiscovery().heedsPath()) {
            mtu = Math.min(mtu, exception.mtu);
        }
        // What the length fields can say: lo has an MTU of 65536.
        return Math.min(mtu, destination.isV4() ? 0xffff : 0xffff + Ipv6.LENGTH);
    }

    private static int hash(Flow flow) {
        IpAddress source = flow.source();
        IpAddress destination = flow.destination();
        return AddressMap.hash(source.high() + destination.high() * 3, source.low() + destination.low() * 3)
                + flow.protocol();
    }
}
