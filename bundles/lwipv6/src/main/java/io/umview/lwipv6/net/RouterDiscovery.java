package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.RouterMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a host does with what routers say (RFC 4861 section 6.3, RFC 4191, RFC 7559, RFC 8106). */
final class RouterDiscovery {
    private static final long SECOND = 1_000_000_000L;

    /** As many routes there may be that no more are learned: nobody on the link fills the memory. */
    private static final int MOST_ROUTES = 1024;

    private final Network network;
    private final Map<NetworkInterface, Solicitation> solicitations = new HashMap<>();

    /** Asks for routers until one answers, less and less often (RFC 7559). */
    private final class Solicitation extends Timer {
        private final NetworkInterface device;
        private int sent;
        private long interval;

        Solicitation(NetworkInterface device) {
            this.device = device;
        }

        @Override
        protected void expire() {
            int most = device.ipv6().get(Ipv6Setting.RTR_SOLICITS);
            if (!accepts(device) || !device.isRunning() || most >= 0 && sent >= most) {
                return;
            }
            sent++;
            network.discovery.solicitRouters(device);
            long first = device.ipv6().get(Ipv6Setting.RTR_SOLICIT_INTERVAL) * SECOND;
            long last = device.ipv6().get(Ipv6Setting.RTR_SOLICIT_MAX_INTERVAL) * SECOND;
            // RFC 7559, section 2: doubled each time, and spread by a tenth.
            interval = interval == 0 ? first : Math.min(2 * interval, last);
            long spread = interval / 10;
            network.timers.set(this, interval + (spread == 0 ? 0 : network.random.nextLong(-spread, spread + 1)));
        }
    }

    RouterDiscovery(Network network) {
        this.network = network;
    }

    /** Whether an interface believes router advertisements. */
    boolean accepts(NetworkInterface device) {
        int accept = device.ipv6().get(Ipv6Setting.ACCEPT_RA);
        return accept == 2 || accept == 1 && !device.ipv6().is(Ipv6Setting.FORWARDING);
    }

    /** An interface has its link-local address: routers are asked for. */
    void start(NetworkInterface device) {
        if (accepts(device) && !device.isLoopback() && !device.isTransparent()) {
            stop(device);
            Solicitation solicitation = new Solicitation(device);
            solicitations.put(device, solicitation);
            // rtr_solicit_delay was spent by detection (RFC 4861, section 6.3.7).
            solicitation.expire();
        }
    }

    /** Routers are no longer asked for. */
    void stop(NetworkInterface device) {
        Solicitation solicitation = solicitations.remove(device);
        if (solicitation != null) {
            network.timers.cancel(solicitation);
        }
    }

    /** A router of a link says something; the packet was checked. */
    void advertised(NetworkInterface device, Packet packet, IpAddress router) {
        Settings<Ipv6Setting> settings = device.ipv6();
        int lifetime = RouterMessage.lifetime(packet, 0);
        if (lifetime > 0) {
            stop(device);
        }
        if (settings.is(Ipv6Setting.ACCEPT_RA_DEFRTR)) {
            defaultRouter(device, router, lifetime, preference(device, RouterMessage.flags(packet, 0)));
        }
        int hops = RouterMessage.hopLimit(packet, 0);
        if (hops >= Math.max(1, settings.get(Ipv6Setting.ACCEPT_RA_MIN_HOP_LIMIT))) {
            settings.set(Ipv6Setting.HOPLIMIT, hops);
        }
        NeighbourParameters parameters = device.neighbourParameters(false);
        int reachable = RouterMessage.reachableTime(packet, 0);
        if (reachable > 0 && reachable <= 3_600_000) {
            parameters.baseReachableTime(reachable);
        }
        int retransmission = RouterMessage.retransmission(packet, 0);
        if (retransmission > 0 && retransmission <= 3_600_000) {
            parameters.retransmission(retransmission);
        }
        int at = RouterMessage.ADVERTISEMENT_LENGTH;
        while (at < packet.length()) {
            option(device, packet, at, router);
            at += NdOption.length(packet, at);
        }
        network.lifetimes.changed();
    }

    private static int preference(NetworkInterface device, int flags) {
        int preference = flags >>> 3 & 3;
        // RFC 4191, section 2.1: the reserved value is medium.
        return !device.ipv6().is(Ipv6Setting.ACCEPT_RA_RTR_PREF) || preference == 2 ? 0 : preference;
    }

    private void defaultRouter(NetworkInterface device, IpAddress router, int lifetime, int preference) {
        Route known = known(IpPrefix.ALL6, device, router);
        int minimum = device.ipv6().get(Ipv6Setting.ACCEPT_RA_MIN_LFT);
        if (lifetime == 0) {
            if (known != null) {
                network.routing.remove(known);
            }
        } else if (lifetime >= minimum) {
            set(
                    known,
                    IpPrefix.ALL6,
                    device,
                    router,
                    preference,
                    lifetime,
                    device.ipv6().get(Ipv6Setting.RA_DEFRTR_METRIC));
        }
    }

    private void set(
            @Nullable Route known,
            IpPrefix destination,
            NetworkInterface device,
            IpAddress router,
            int preference,
            long lifetime,
            int metric) {
        Route route = new Route(
                destination,
                Route.TABLE_MAIN,
                Route.UNICAST,
                Route.SCOPE_UNIVERSE,
                Route.PROTOCOL_RA,
                0,
                metric,
                null,
                List.of(NextHop.of(device, router)),
                RouteMetrics.NONE,
                0,
                preference,
                lifetime == AddressRequest.FOREVER ? Route.NEVER : network.now() + lifetime * SECOND);
        learn(known, route);
    }

    private void learn(@Nullable Route known, Route route) {
        if (known != null) {
            network.routing.exchange(known, route);
        } else if (network.routing.routes(false).size() < MOST_ROUTES) {
            network.routing.addQuietly(route);
        }
    }

    private @Nullable Route known(IpPrefix destination, NetworkInterface device, IpAddress router) {
        for (Route route : network.routing.routes(false)) {
            if (route.destination().equals(destination)
                    && route.protocol() == Route.PROTOCOL_RA
                    && route.device() == device
                    && router.equals(route.gateway())) {
                return route;
            }
        }
        return null;
    }

    /** An interface no longer believes routers: a router does not follow others. */
    void forget(NetworkInterface device) {
        stop(device);
        network.routing.removeAll(
                false,
                route -> route.protocol() == Route.PROTOCOL_RA
                        && route.device() == device
                        && route.destination().length() == 0,
                true);
    }

    /** A neighbour says that it is no router any more (RFC 4861, section 7.2.5). */
    void noRouter(NetworkInterface device, IpAddress router) {
        Route known = known(IpPrefix.ALL6, device, router);
        if (known != null) {
            network.routing.remove(known);
        }
    }

    private void option(NetworkInterface device, Packet packet, int at, IpAddress router) {
        int length = NdOption.length(packet, at);
        switch (NdOption.type(packet, at)) {
            case NdOption.PREFIX_INFORMATION -> {
                if (length == 32 && device.ipv6().is(Ipv6Setting.ACCEPT_RA_PINFO)) {
                    prefix(device, packet, at);
                }
            }
            case NdOption.MTU -> {
                int mtu = length == 8 ? NdOption.mtu(packet, at) : 0;
                if (device.ipv6().is(Ipv6Setting.ACCEPT_RA_MTU)
                        && mtu >= NetworkInterface.IPV6_MIN_MTU
                        && mtu <= device.mtu()) {
                    device.ipv6().set(Ipv6Setting.MTU6, mtu);
                }
            }
            case NdOption.ROUTE_INFORMATION -> routeInformation(device, packet, at, router);
            case NdOption.RDNSS -> servers(device, packet, at);
            case NdOption.DNSSL -> domains(device, packet, at);
            default -> {}
        }
    }

    private void prefix(NetworkInterface device, Packet packet, int at) {
        int length = NdOption.prefixLength(packet, at);
        long valid = NdOption.lifetime(packet, at);
        long preferred = NdOption.preferredLifetime(packet, at);
        if (length > 128) {
            return;
        }
        IpPrefix prefix = new IpPrefix(NdOption.prefix(packet, at), length);
        int flags = NdOption.flags(packet, at);
        if (prefix.address().isV4()
                || prefix.address().isLinkLocal()
                || prefix.address().isMulticast()
                || preferred > valid) {
            return;
        }
        if ((flags & NdOption.ON_LINK) != 0) {
            onLink(device, prefix, valid);
        }
        if ((flags & NdOption.AUTONOMOUS) != 0 && device.ipv6().is(Ipv6Setting.AUTOCONF)) {
            network.autoconfiguration.advertised(device, prefix, valid, preferred);
        }
    }

    private void onLink(NetworkInterface device, IpPrefix prefix, long valid) {
        Route known = null;
        for (Route route : network.routing.routes(false)) {
            if (route.destination().equals(prefix)
                    && route.device() == device
                    && route.gateway() == null
                    && route.type() == Route.UNICAST) {
                known = route;
            }
        }
        if (known != null && known.expires() == Route.NEVER) {
            return;
        }
        if (valid == 0) {
            if (known != null) {
                network.routing.remove(known);
            }
            return;
        }
        Route route = Route.through(prefix, device)
                .protocol(Route.PROTOCOL_KERNEL)
                .priority(Route.PRIORITY_ADDRESS6)
                .advertised(0, valid == AddressRequest.FOREVER ? Route.NEVER : network.now() + valid * SECOND);
        learn(known, route);
    }

    private void routeInformation(NetworkInterface device, Packet packet, int at, IpAddress router) {
        int length = NdOption.prefixLength(packet, at);
        int needed = length > 64 ? 24 : length > 0 ? 16 : 8;
        int preference = NdOption.flags(packet, at) >>> 3 & 3;
        if (length > device.ipv6().get(Ipv6Setting.ACCEPT_RA_RT_INFO_MAX_PLEN)
                || length < device.ipv6().get(Ipv6Setting.ACCEPT_RA_RT_INFO_MIN_PLEN)
                || NdOption.length(packet, at) < needed
                || preference == 2) {
            return;
        }
        IpPrefix prefix = new IpPrefix(NdOption.routePrefix(packet, at), length);
        long lifetime = NdOption.lifetime(packet, at);
        Route known = known(prefix, device, router);
        if (lifetime == 0) {
            if (known != null) {
                network.routing.remove(known);
            }
        } else {
            set(known, prefix, device, router, preference, lifetime, Route.PRIORITY_USER6);
        }
    }

    private void servers(NetworkInterface device, Packet packet, int at) {
        int count = (NdOption.length(packet, at) - 8) / 16;
        long lifetime = NdOption.lifetime(packet, at);
        for (int i = 0; i < count; i++) {
            int where = at + 8 + 16 * i;
            IpAddress server = new IpAddress(packet.get64(where), packet.get64(where + 8));
            if (!server.isMulticast() && !server.isAny()) {
                network.nameServers.server(device, server, lifetime, network.now());
            }
        }
        tell(device, packet, at);
    }

    private void domains(NetworkInterface device, Packet packet, int at) {
        byte[] names = new byte[NdOption.length(packet, at) - 8];
        packet.get(at + 8, names, 0, names.length);
        for (String name : NameServers.names(names)) {
            network.nameServers.domain(device, name, NdOption.lifetime(packet, at), network.now());
        }
        tell(device, packet, at);
    }

    private void tell(NetworkInterface device, Packet packet, int at) {
        byte[] option = new byte[NdOption.length(packet, at)];
        packet.get(at, option, 0, option.length);
        network.observers.routerOption(device, option);
    }
}
