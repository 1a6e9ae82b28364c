package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv4Options;
import io.umview.lwipv6.wire.Ipv6;
import org.jspecify.annotations.Nullable;

/** What routers do (RFC 1812, section 5; RFC 8200): passes packets on that are for others. */
final class Forwarding {
    private static final long DAY = 86_400_000L;

    private final Network network;

    Forwarding(Network network) {
        this.network = network;
    }

    /** Passes a packet of IPv4 on, which belongs to the callee. */
    void forward4(NetworkInterface input, Packet packet, @Nullable Route route) {
        Counters<IpMib> counters = network.statistics.ip(true);
        int source = Ipv4.source(packet, 0);
        int destination = Ipv4.destination(packet, 0);
        if (!IcmpV4.forwardable(source) || !IcmpV4.forwardable(destination)) {
            discard(packet, counters, IpMib.IN_ADDR_ERRORS);
            return;
        }
        if (Ipv4.ttl(packet, 0) <= 1) {
            network.errors.hopsExceeded(packet, input);
            discard(packet, counters, IpMib.IN_HDR_ERRORS);
            return;
        }
        if (!leads(packet, input, route, counters) || route == null) {
            return;
        }
        NextHop hop = Routing.choose(route, null, source * 31 + destination);
        NetworkInterface output = hop.device();
        if (output == null) {
            discard(packet, counters, IpMib.IN_NO_ROUTES);
            return;
        }
        IpAddress gateway = hop.gateway();
        long towards = gateway == null ? IpAddress.mapped(destination) : gateway.low();
        if (output == input) {
            network.redirects.send4(packet, input, (int) towards);
        }
        int mtu = mtu(route, output, true);
        boolean large = isLarge(packet, mtu);
        if (large && (Ipv4.fragment(packet, 0) & Ipv4.DF) != 0) {
            network.errors.tooBig(packet, input, mtu);
            discard(packet, counters, IpMib.FRAG_FAILS);
            return;
        }
        Ipv4.decrementTtl(packet, 0);
        if (Ipv4.headerLength(packet, 0) > Ipv4.LENGTH) {
            InterfaceAddress own = output.firstV4(Route.SCOPE_LINK);
            int millis = (int) (network.timers.clock().wallMicros() / 1000 % DAY);
            Ipv4Options.record(packet, 0, own == null ? 0 : own.address.v4(), millis);
            Ipv4.seal(packet, 0);
        }
        counters.add(IpMib.FORW_DATAGRAMS);
        pass(packet, output, 0, towards, large, mtu);
    }

    /** Passes a packet of IPv6 on, which belongs to the callee. */
    void forward6(NetworkInterface input, Packet packet, @Nullable Route route) {
        Counters<IpMib> counters = network.statistics.ip(false);
        long sourceHigh = Ipv6.sourceHigh(packet, 0);
        long high = Ipv6.destinationHigh(packet, 0);
        long low = Ipv6.destinationLow(packet, 0);
        if (sourceHigh == 0 && Ipv6.sourceLow(packet, 0) == 0 || high >>> 54 == 0x3fa) {
            discard(packet, counters, IpMib.IN_ADDR_ERRORS);
            return;
        }
        if (Ipv6.hopLimit(packet, 0) <= 1) {
            network.errors.hopsExceeded(packet, input);
            discard(packet, counters, IpMib.IN_HDR_ERRORS);
            return;
        }
        if (!leads(packet, input, route, counters) || route == null) {
            return;
        }
        NextHop hop = Routing.choose(route, null, AddressMap.hash(high + sourceHigh, low));
        NetworkInterface output = hop.device();
        if (output == null) {
            discard(packet, counters, IpMib.IN_NO_ROUTES);
            return;
        }
        if (sourceHigh >>> 54 == 0x3fa && output != input) {
            // RFC 4443, section 3.1: code 2, beyond scope of source address
            network.errors.send6(packet, input, Icmpv6.UNREACHABLE, Icmpv6.BEYOND_SCOPE, 0);
            discard(packet, counters, IpMib.IN_ADDR_ERRORS);
            return;
        }
        IpAddress gateway = hop.gateway();
        long towardsHigh = gateway == null ? high : gateway.high();
        long towardsLow = gateway == null ? low : gateway.low();
        if (output == input) {
            network.redirects.send6(packet, input, towardsHigh, towardsLow);
        }
        int mtu = mtu(route, output, false);
        if (isLarge(packet, mtu)) {
            network.errors.tooBig(packet, input, mtu);
            counters.add(IpMib.IN_TOO_BIG_ERRORS);
            discard(packet, counters, IpMib.FRAG_FAILS);
            return;
        }
        Ipv6.hopLimit(packet, 0, Ipv6.hopLimit(packet, 0) - 1);
        counters.add(IpMib.FORW_DATAGRAMS);
        pass(packet, output, towardsHigh, towardsLow, false, mtu);
    }

    /** Whether a route leads somewhere; else the sender hears of it and the packet is gone. */
    private boolean leads(Packet packet, NetworkInterface input, @Nullable Route route, Counters<IpMib> counters) {
        if (route == null) {
            network.errors.noRoute(packet, input);
            discard(packet, counters, IpMib.IN_NO_ROUTES);
            return false;
        }
        if (route.error() != null) {
            network.errors.rejected(packet, input, route);
            discard(packet, counters, IpMib.IN_NO_ROUTES);
            return false;
        }
        if (route.type() != Route.UNICAST) {
            discard(packet, counters, IpMib.IN_ADDR_ERRORS);
            return false;
        }
        return true;
    }

    private static int mtu(Route route, NetworkInterface output, boolean v4) {
        int metric = route.metrics().get(RouteMetrics.RTAX_MTU);
        int mtu = output.mtu(v4);
        return metric == 0 ? mtu : Math.min(mtu, metric);
    }

    /** A packet that is to be segmented is as large as its segments. */
    private static boolean isLarge(Packet packet, int mtu) {
        if (packet.segmentation() == Packet.Segmentation.NONE) {
            return packet.length() > mtu;
        }
        int header = packet.transportHeader() > 0 ? packet.transportHeader() : Ipv6.LENGTH;
        return packet.segmentSize() + header + 60 > mtu && packet.segmentSize() + header + 20 > mtu;
    }

    private void pass(Packet packet, NetworkInterface output, long high, long low, boolean large, int mtu) {
        if (packet.checksum() != Packet.Checksum.PARTIAL) {
            packet.checksum(Packet.Checksum.UNVERIFIED);
        }
        Neighbour neighbour = output.isEthernet() ? network.neighbours.get(output, high, low) : null;
        if (!large) {
            network.output.emit(packet, output, neighbour, 0);
        } else if (!network.fragmentation.fragment(
                packet, mtu, 0, piece -> network.output.emit(piece, output, neighbour, 0))) {
            network.statistics.ip(true).add(IpMib.OUT_DISCARDS);
        }
    }

    private static void discard(Packet packet, Counters<IpMib> counters, IpMib why) {
        counters.add(why);
        packet.release();
    }
}
