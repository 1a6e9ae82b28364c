package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes that come and go with addresses: fib_add_ifaddr of IPv4, addrconf_prefix_route of IPv6. */
final class AddressRoutes {
    private final Network network;

    AddressRoutes(Network network) {
        this.network = network;
    }

    /** Makes the routes of an address, as far as its interface is up and they are not there. */
    void added(InterfaceAddress address) {
        if (address.isV4()) {
            addedLocal(address);
            if (address.device.isUp()) {
                addBroadcast(address);
                addedSubnet(address);
            }
        } else {
            addedSubnet(address);
            if (address.usable() && address.device.isUp()) {
                addedLocal(address);
            }
        }
    }

    /** The route that says that packets to the address are for this host. */
    void addedLocal(InterfaceAddress address) {
        if (address.isV4()) {
            add(kernel(IpPrefix.host(address.address), address, Route.LOCAL, Route.SCOPE_HOST, source(address)));
            if (address.device.isLoopback() && address.prefixLength < 32) {
                add(kernel(address.subnet(), address, Route.LOCAL, Route.SCOPE_HOST, address.address));
            }
        } else {
            add(kernel(IpPrefix.host(address.address), address, Route.LOCAL, Route.SCOPE_UNIVERSE, null)
                    .priority(0));
        }
    }

    private static @Nullable IpAddress source(InterfaceAddress address) {
        InterfaceAddress primary =
                address.is(InterfaceAddress.IFA_F_SECONDARY) ? Addresses.primary(address.device, address) : null;
        return primary == null ? address.address : primary.address;
    }

    private void addBroadcast(InterfaceAddress address) {
        IpAddress broadcast = address.broadcast;
        IpAddress source = source(address);
        if (broadcast != null && !broadcast.equals(IpAddress.BROADCAST4)) {
            add(kernel(IpPrefix.host(broadcast), address, Route.BROADCAST, Route.SCOPE_LINK, source));
        }
        if (!address.is(InterfaceAddress.IFA_F_SECONDARY) && address.prefixLength < 31 && address.prefixLength > 0) {
            IpAddress last = address.subnet().last();
            add(kernel(IpPrefix.host(last), address, Route.BROADCAST, Route.SCOPE_LINK, source));
        }
    }

    /** The route to the subnet of an address. */
    void addedSubnet(InterfaceAddress address) {
        boolean v4 = address.isV4();
        if (withoutSubnetRoute(address)) {
            return;
        }
        if (v4) {
            if (address.device.isUp() && hasSubnetRoute(address)) {
                add(kernel(address.subnet(), address, Route.UNICAST, Route.SCOPE_LINK, address.address)
                        .table(Route.TABLE_MAIN)
                        .priority(address.metric));
            }
        } else if (address.device.isUp() && !address.device.isLoopback()) {
            int priority = address.metric != 0 ? address.metric : Route.PRIORITY_ADDRESS6;
            Route route = kernel(address.subnet(), address, Route.UNICAST, Route.SCOPE_UNIVERSE, null)
                    .table(Route.TABLE_MAIN)
                    .priority(priority);
            // addrconf_dad_start and inet6_addr_add: the route lives as long as the address does.
            add(
                    address.valid == AddressRequest.FOREVER
                            ? route
                            : route.advertised(0, network.now() + address.valid * 1_000_000_000L));
        }
    }

    /** Whether its subnet has no route because of it: nobody wants it, or a router says which prefixes are on the link. */
    private static boolean withoutSubnetRoute(InterfaceAddress address) {
        return address.is(InterfaceAddress.IFA_F_NOPREFIXROUTE)
                || !address.isV4() && address.protocol == InterfaceAddress.IFAPROT_KERNEL_RA;
    }

    private static boolean hasSubnetRoute(InterfaceAddress address) {
        boolean peer = !address.subnetAddress.equals(address.address);
        return !address.is(InterfaceAddress.IFA_F_SECONDARY)
                && address.prefixLength > 0
                && (address.prefixLength < 32 || peer)
                && !address.device.isLoopback();
    }

    /** Takes the routes of an address away, as far as no other address has them too. */
    void removed(InterfaceAddress address) {
        removedSubnet(address);
        Addresses addresses = network.addresses;
        InterfaceAddress same = addresses.find(address.address);
        boolean stays = same != null && same.device == address.device;
        network.routing.removeAll(
                address.isV4(),
                route -> route.type() != Route.UNICAST
                        && route.protocol() == Route.PROTOCOL_KERNEL
                        && route.table() == Route.TABLE_LOCAL
                        && route.uses(address.device)
                        && !stays
                        && (route.destination().equals(IpPrefix.host(address.address))
                                || address.isV4() && isLastOf(address, route)),
                true);
        if (address.isV4()) {
            // fib_sync_down_addr: routes that prefer the address as source go with it.
            IpAddress gone = address.address;
            network.routing.removeAll(
                    true, route -> gone.equals(route.preferredSource()) && addresses.find(gone) == null, true);
        }
    }

    private static boolean isLastOf(InterfaceAddress address, Route route) {
        IpAddress to = route.destination().address();
        boolean mine = to.equals(address.subnet().last()) && route.type() == Route.BROADCAST
                || to.equals(address.broadcast)
                || route.destination().equals(address.subnet());
        for (InterfaceAddress other : address.device.addresses) {
            if (other.isV4() && (to.equals(other.subnet().last()) || to.equals(other.broadcast))) {
                return false;
            }
        }
        return mine;
    }

    void removedSubnet(InterfaceAddress address) {
        if (withoutSubnetRoute(address) || address.isV4() && !hasSubnetRoute(address)) {
            return;
        }
        for (InterfaceAddress other : address.device.addresses) {
            if (other != address
                    && other.subnet().equals(address.subnet())
                    && !other.is(InterfaceAddress.IFA_F_NOPREFIXROUTE)
                    && !address.isV4()) {
                return;
            }
        }
        int priority = address.isV4() || address.metric != 0 ? address.metric : Route.PRIORITY_ADDRESS6;
        network.routing.removeAll(
                address.isV4(),
                route -> route.destination().equals(address.subnet())
                        && route.table() == Route.TABLE_MAIN
                        && route.protocol() == Route.PROTOCOL_KERNEL
                        && route.priority() == priority
                        && route.gateway() == null
                        && (!address.isV4() || address.address.equals(route.preferredSource()))
                        && route.uses(address.device),
                true);
    }

    private static Route kernel(
            IpPrefix destination, InterfaceAddress address, int type, int scope, @Nullable IpAddress source) {
        return new Route(
                destination,
                Route.TABLE_LOCAL,
                type,
                scope,
                Route.PROTOCOL_KERNEL,
                0,
                0,
                source,
                List.of(NextHop.of(address.device, null)),
                RouteMetrics.NONE,
                0,
                Route.PREFERENCE_MEDIUM,
                Route.NEVER);
    }

    private void add(Route route) {
        network.routing.addQuietly(route);
    }
}
