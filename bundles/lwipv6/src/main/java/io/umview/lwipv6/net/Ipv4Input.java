package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv4Options;

/** IPv4 in (RFC 791, RFC 1122 section 3.2.1): checks packets, and finds out whether they are for this host. */
final class Ipv4Input {
    private final Network network;
    private final Counters<IpMib> counters;
    private final Received received = new Received();
    private final RouteKey key = new RouteKey();

    Ipv4Input(Network network) {
        this.network = network;
        this.counters = network.statistics.ip(true);
    }

    /** A packet has come in, and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, boolean linkUnicast) {
        counters.add(IpMib.IN_RECEIVES);
        counters.add(IpMib.IN_OCTETS, packet.length());
        if (!Ipv4.check(packet, 0)) {
            counters.add(
                    packet.length() >= Ipv4.LENGTH && Ipv4.totalLength(packet, 0) > packet.length()
                            ? IpMib.IN_TRUNCATED_PKTS
                            : IpMib.IN_HDR_ERRORS);
            packet.release();
            return;
        }
        if (!device.isLoopback() && !Ipv4.checksumRight(packet, 0)) {
            counters.add(IpMib.IN_CSUM_ERRORS);
            counters.add(IpMib.IN_HDR_ERRORS);
            packet.release();
            return;
        }
        if (packet.segmentation() == Packet.Segmentation.NONE) {
            packet.truncate(Ipv4.totalLength(packet, 0));
        }
        accept(device, packet, linkUnicast);
    }

    /** A packet that this host has sent to a group that it is in. */
    void reflected(NetworkInterface device, Packet packet) {
        counters.add(IpMib.IN_RECEIVES);
        deliver(device, packet, false);
    }

    private void accept(NetworkInterface device, Packet packet, boolean linkUnicast) {
        int source = Ipv4.source(packet, 0);
        int destination = Ipv4.destination(packet, 0);
        if (Ipv4.headerLength(packet, 0) > Ipv4.LENGTH && !options(device, packet)) {
            return;
        }
        if (martian(device, source, destination) || !plausible(device, source)) {
            discard(packet, IpMib.IN_ADDR_ERRORS);
            return;
        }
        if (destination >>> 28 == 0xe) {
            multicast(device, packet, destination);
        } else if (destination == -1) {
            counters.add(IpMib.IN_BCAST_PKTS);
            deliver(device, packet, false);
        } else {
            dispatch(device, packet, linkUnicast);
        }
    }

    private boolean options(NetworkInterface device, Packet packet) {
        int fault = Ipv4Options.fault(packet, 0);
        if (fault != 0) {
            network.errors.send4(packet, device, Icmp.PARAMETER_PROBLEM, 0, fault << 24);
            discard(packet, IpMib.IN_HDR_ERRORS);
            return false;
        }
        if (Ipv4Options.sourceRouted(packet, 0)) {
            // RFC 7126, section 4.3: source-routed packets are not taken.
            discard(packet, IpMib.IN_HDR_ERRORS);
            return false;
        }
        return true;
    }

    /** Addresses that nobody may use on a link (RFC 1122, section 3.2.1.3; RFC 1812, section 5.3.7). */
    private boolean martian(NetworkInterface device, int source, int destination) {
        boolean limited = destination == -1 || destination >>> 28 == 0xe;
        if (source >>> 28 == 0xe || source == -1 || destination == 0 || source == 0 && !limited) {
            return true;
        }
        if (device.isLoopback()) {
            return false;
        }
        if ((source >>> 24 == 127 || destination >>> 24 == 127)
                && !device.ipv4().is(Ipv4Setting.ROUTE_LOCALNET)) {
            return true;
        }
        return network.addresses.find(0, IpAddress.mapped(source)) != null
                && !device.ipv4().is(Ipv4Setting.ACCEPT_LOCAL);
    }

    private void multicast(NetworkInterface device, Packet packet, int group) {
        counters.add(IpMib.IN_MCAST_PKTS);
        if (device.groups.contains(0, IpAddress.mapped(group)) || device.takesAllMulticast() || device.isLoopback()) {
            deliver(device, packet, false);
        } else {
            discard(packet, IpMib.IN_ADDR_ERRORS);
        }
    }

    private void dispatch(NetworkInterface device, Packet packet, boolean linkUnicast) {
        int destination = Ipv4.destination(packet, 0);
        long mapped = IpAddress.mapped(destination);
        if (network.addresses.find(0, mapped) != null) {
            deliver(device, packet, linkUnicast);
            return;
        }
        key.to(0, mapped);
        key.sourceLow = IpAddress.mapped(Ipv4.source(packet, 0));
        key.tos = Ipv4.tos(packet, 0) & 0x1c;
        key.input = device;
        if (network.routing.looksInside(true)) {
            boolean later = (Ipv4.fragment(packet, 0) & Ipv4.OFFSET) != 0;
            key.lookInside(packet, Ipv4.protocol(packet, 0), later ? -1 : Ipv4.headerLength(packet, 0));
        }
        Route route = network.routing.lookup(key);
        if (route != null && route.type() == Route.LOCAL || device.isTransparent() && linkUnicast) {
            deliver(device, packet, linkUnicast);
        } else if (route != null && route.type() == Route.BROADCAST) {
            counters.add(IpMib.IN_BCAST_PKTS);
            deliver(device, packet, false);
        } else if (!linkUnicast || device.isLoopback()) {
            // RFC 1122, section 3.3.6: what came by a link-layer broadcast is not forwarded.
            discard(packet, IpMib.IN_ADDR_ERRORS);
        } else if (!device.ipv4().is(Ipv4Setting.FORWARDING)) {
            discard(packet, IpMib.IN_ADDR_ERRORS);
        } else {
            network.forwarding.forward4(device, packet, route);
        }
    }

    /** RFC 3704: whether answers to a source would leave by the interface that the packet came in by, if that is wanted. */
    private boolean plausible(NetworkInterface device, int source) {
        int filter = Math.max(
                device.ipv4().get(Ipv4Setting.RP_FILTER), network.all4().get(Ipv4Setting.RP_FILTER));
        if (filter == 0 || device.isLoopback() || source == 0) {
            return true;
        }
        key.to(0, IpAddress.mapped(source));
        Route back = network.routing.lookup(key);
        return back != null && back.error() == null && (filter == 2 || back.uses(device));
    }

    private void deliver(NetworkInterface device, Packet packet, boolean unicast) {

        Packet whole = packet;
        if (Ipv4.isFragment(packet, 0)) {
            whole = network.reassembly.add4(packet, device);
            if (whole == null) {
                return;
            }
        }
        int header = Ipv4.headerLength(whole, 0);
        int protocol = Ipv4.protocol(whole, 0);
        received.set(
                0,
                IpAddress.mapped(Ipv4.source(whole, 0)),
                0,
                IpAddress.mapped(Ipv4.destination(whole, 0)),
                protocol,
                Ipv4.ttl(whole, 0),
                Ipv4.tos(whole, 0),
                0,
                device.index(),
                unicast);
        whole.networkHeader(0);
        whole.transportHeader(header);
        whole.trimFront(header);
        boolean raw = network.raw(whole, received);
        switch (protocol) {
            case IpProtocol.ICMP -> {
                counters.add(IpMib.IN_DELIVERS);
                network.icmp4.receive(device, whole, received);
            }
            case IpProtocol.IGMP -> {
                counters.add(IpMib.IN_DELIVERS);
                network.igmp.receive(device, whole, received);
            }
            default -> transport(device, whole, protocol, raw);
        }
    }

    private void transport(NetworkInterface device, Packet packet, int protocol, boolean raw) {
        if (network.deliver(device, packet, protocol, received)) {
            counters.add(IpMib.IN_DELIVERS);
            return;
        }
        if (raw) {
            counters.add(IpMib.IN_DELIVERS);
        } else {
            counters.add(IpMib.IN_UNKNOWN_PROTOS);
            if (received.unicast()) {
                network.restore(packet);
                network.errors.send4(packet, device, Icmp.UNREACHABLE, Icmp.UNREACHABLE_PROTOCOL, 0);
            }
        }
        packet.release();
    }

    private void discard(Packet packet, IpMib why) {
        counters.add(why);
        packet.release();
    }
}
