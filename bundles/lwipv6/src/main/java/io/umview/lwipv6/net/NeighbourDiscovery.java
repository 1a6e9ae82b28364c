package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.NeighbourMessage;
import io.umview.lwipv6.wire.RouterMessage;
import org.jspecify.annotations.Nullable;

/** Neighbour discovery (RFC 4861): solicitations and advertisements of neighbours; what routers send goes on to {@link RouterDiscovery}. */
final class NeighbourDiscovery {
    private static final int HOPS = 255;

    private final Network network;

    NeighbourDiscovery(Network network) {
        this.network = network;
    }

    /** A message has come in; it remains the caller's. */
    void receive(NetworkInterface device, Packet packet, Received header) {
        // RFC 4861, section 6.1 and 7.1: it must not have been forwarded.
        if (header.hops() != HOPS || Icmp.code(packet, 0) != 0) {
            return;
        }
        switch (Icmp.type(packet, 0)) {
            case Icmpv6.NEIGHBOUR_SOLICITATION -> solicited(device, packet, header);
            case Icmpv6.NEIGHBOUR_ADVERTISEMENT -> advertised(device, packet, header);
            case Icmpv6.ROUTER_SOLICITATION -> routerSolicited(device, packet, header);
            case Icmpv6.ROUTER_ADVERTISEMENT -> routerAdvertised(device, packet, header);
            case Icmpv6.REDIRECT -> redirected(device, packet, header);
            default -> {}
        }
    }

    private void solicited(NetworkInterface device, Packet packet, Received header) {
        if (!NeighbourMessage.check(packet, 0)) {
            return;
        }
        long high = NeighbourMessage.targetHigh(packet, 0);
        long low = NeighbourMessage.targetLow(packet, 0);
        boolean unspecified = header.sourceHigh() == 0 && header.sourceLow() == 0;
        long mac = NdOption.linkAddress(packet, NeighbourMessage.LENGTH, NdOption.SOURCE_LINK_ADDRESS);
        boolean toSolicitedNode =
                header.destinationHigh() == IpAddress.SOLICITED_NODE_HIGH && header.destinationLow() >>> 24 == 0x1_ffL;
        if (high >>> 56 == 0xff || unspecified && (!toSolicitedNode || mac >= 0)) {
            return;
        }
        IpAddress target = new IpAddress(high, low);
        InterfaceAddress own = network.addresses.find(device, target);
        if (own == null) {
            if (!stands(device, target) || unspecified) {
                return;
            }
        } else if (own.is(InterfaceAddress.IFA_F_TENTATIVE)) {
            if (unspecified) {
                // RFC 4862, section 5.4.3; RFC 7527: it may be our own, which came back.
                network.detection.solicited(own, NdOption.nonce(packet, NeighbourMessage.LENGTH));
            }
            if (!own.is(InterfaceAddress.IFA_F_OPTIMISTIC) || unspecified) {
                return;
            }
        } else if (own.is(InterfaceAddress.IFA_F_DADFAILED)) {
            return;
        }
        IpAddress asker = unspecified ? IpAddress.ALL_NODES : header.source();
        if (!unspecified && mac >= 0 && !MacAddress.isGroup(mac)) {
            learn(device, asker, mac, Neighbour.NUD_STALE, true, true);
        }
        advertise(device, target, asker, !unspecified, own != null && !own.is(InterfaceAddress.IFA_F_OPTIMISTIC));
    }

    /** Whether this host stands in for an address. */
    private boolean stands(NetworkInterface device, IpAddress target) {
        return network.neighbours.isProxy(device, target)
                || device.isTransparent() && !target.isLinkLocal() && !device.onLink(target);
    }

    private @Nullable Neighbour learn(
            NetworkInterface device, IpAddress address, long mac, int state, boolean override, boolean create) {
        Neighbour neighbour =
                create ? network.neighbours.get(device, address) : network.neighbours.find(device, address);
        if (neighbour != null && (neighbour.state() & Neighbour.FIXED) == 0) {
            neighbour.update(mac, state, override);
        }
        return neighbour;
    }

    private void advertised(NetworkInterface device, Packet packet, Received header) {
        if (!NeighbourMessage.check(packet, 0)) {
            return;
        }
        int flags = NeighbourMessage.flags(packet, 0);
        boolean solicited = (flags & NeighbourMessage.SOLICITED) != 0;
        boolean multicast = header.destinationHigh() >>> 56 == 0xff;
        IpAddress target = new IpAddress(NeighbourMessage.targetHigh(packet, 0), NeighbourMessage.targetLow(packet, 0));
        if (target.isMulticast()
                || solicited && multicast
                || !solicited && device.ipv6().is(Ipv6Setting.DROP_UNSOLICITED_NA)) {
            return;
        }
        InterfaceAddress own = network.addresses.find(device, target);
        if (own != null) {
            network.detection.advertised(own);
            return;
        }
        Neighbour neighbour = network.neighbours.find(device, target);
        long mac = NdOption.linkAddress(packet, NeighbourMessage.LENGTH, NdOption.TARGET_LINK_ADDRESS);
        if (neighbour == null) {
            return;
        }
        update(neighbour, flags, solicited, mac);
    }

    /** RFC 4861, section 7.2.5. */
    private void update(Neighbour neighbour, int flags, boolean solicited, long mac) {
        boolean wasRouter = (neighbour.flags() & Neighbour.NTF_ROUTER) != 0;
        boolean router = (flags & NeighbourMessage.ROUTER) != 0;
        long known = mac >= 0 ? mac : neighbour.valid() ? neighbour.mac() : -1;
        if (known < 0 || MacAddress.isGroup(known) || (neighbour.state() & Neighbour.FIXED) != 0) {
            return;
        }
        boolean override = (flags & NeighbourMessage.OVERRIDE) != 0;
        neighbour.flags(router ? neighbour.flags() | Neighbour.NTF_ROUTER : neighbour.flags() & ~Neighbour.NTF_ROUTER);
        neighbour.update(known, solicited ? Neighbour.NUD_REACHABLE : Neighbour.NUD_STALE, override);
        if (wasRouter && !router) {
            network.routers.noRouter(neighbour.device, neighbour.address);
        }
    }

    private void routerSolicited(NetworkInterface device, Packet packet, Received header) {
        if (!RouterMessage.checkSolicitation(packet, 0)) {
            return;
        }
        long mac = NdOption.linkAddress(packet, RouterMessage.SOLICITATION_LENGTH, NdOption.SOURCE_LINK_ADDRESS);
        boolean unspecified = header.sourceHigh() == 0 && header.sourceLow() == 0;
        if (unspecified && mac >= 0) {
            return;
        }
        if (isRouter(device)) {
            if (!unspecified && mac >= 0) {
                learn(device, header.source(), mac, Neighbour.NUD_STALE, true, true);
            }
            network.advertiser.solicited(device);
        }
    }

    private boolean isRouter(NetworkInterface device) {
        return device.ipv6().is(Ipv6Setting.FORWARDING) || network.advertiser.serves(device);
    }

    private void routerAdvertised(NetworkInterface device, Packet packet, Received header) {
        IpAddress router = header.source();
        if (!RouterMessage.checkAdvertisement(packet, 0)
                || router.isV4()
                || !router.isLinkLocal()
                || network.addresses.find(device, router) != null
                        && !device.ipv6().is(Ipv6Setting.ACCEPT_RA_FROM_LOCAL)) {
            return;
        }
        long mac = NdOption.linkAddress(packet, RouterMessage.ADVERTISEMENT_LENGTH, NdOption.SOURCE_LINK_ADDRESS);
        if (network.routers.accepts(device)) {
            Neighbour neighbour = mac < 0
                    ? network.neighbours.get(device, router)
                    : learn(device, router, mac, Neighbour.NUD_STALE, true, true);
            if (neighbour != null) {
                neighbour.flags(neighbour.flags() | Neighbour.NTF_ROUTER);
            }
            network.routers.advertised(device, packet, router);
        }
    }

    private void redirected(NetworkInterface device, Packet packet, Received header) {
        IpAddress router = header.source();
        if (!NeighbourMessage.checkRedirect(packet, 0)
                || !router.isLinkLocal()
                || !device.ipv6().is(Ipv6Setting.ACCEPT_REDIRECTS)
                || device.ipv6().is(Ipv6Setting.FORWARDING)) {
            return;
        }
        IpAddress target = new IpAddress(NeighbourMessage.targetHigh(packet, 0), NeighbourMessage.targetLow(packet, 0));
        IpAddress destination =
                new IpAddress(NeighbourMessage.destinationHigh(packet, 0), NeighbourMessage.destinationLow(packet, 0));
        Route route = network.routing.lookup(destination, IpAddress.ANY6, 0, 0, null, device);
        var exception = network.exceptions.find(destination.high(), destination.low());
        IpAddress current = exception != null && exception.gateway != null
                ? exception.gateway
                : route == null ? null : route.gateway();
        // RFC 4861, section 8.1: from the first hop in use; the target is a router, or the destination itself.
        if (destination.isMulticast()
                || !router.equals(current)
                || !target.isLinkLocal() && !target.equals(destination)) {
            return;
        }
        long mac = NdOption.linkAddress(packet, NeighbourMessage.REDIRECT_LENGTH, NdOption.TARGET_LINK_ADDRESS);
        if (mac >= 0 && !MacAddress.isGroup(mac)) {
            learn(device, target, mac, Neighbour.NUD_STALE, true, true);
        }
        network.exceptions.redirect(destination, target, device);
    }

    /** Answers a solicitation. */
    private void advertise(
            NetworkInterface device, IpAddress target, IpAddress to, boolean solicited, boolean override) {
        Packet message = network.pool.take(64);
        int flags = (isRouter(device) ? NeighbourMessage.ROUTER : 0)
                | (solicited ? NeighbourMessage.SOLICITED : 0)
                | (override ? NeighbourMessage.OVERRIDE : 0);
        NeighbourMessage.append(message, Icmpv6.NEIGHBOUR_ADVERTISEMENT, flags, target.high(), target.low());
        NdOption.append48(
                message, NdOption.TARGET_LINK_ADDRESS, device.macAddress().bits());
        IpAddress source = network.addresses.find(device, target) != null ? target : sourceOf(device);
        send(message, device, source, to, HOPS);
    }

    private static IpAddress sourceOf(NetworkInterface device) {
        InterfaceAddress linkLocal = device.linkLocal();
        return linkLocal == null ? IpAddress.ANY6 : linkLocal.address;
    }

    /** Tells all nodes of an own address, unasked (RFC 4861, section 7.2.6). */
    void announce(InterfaceAddress address) {
        advertise(address.device, address.address, IpAddress.ALL_NODES, false, true);
    }

    /** Asks for a neighbour. */
    void solicit(Neighbour neighbour, @Nullable Packet because) {
        NetworkInterface device = neighbour.device;
        IpAddress target = neighbour.address;
        IpAddress source = source(device, target, because);
        if (source == null) {
            return;
        }
        boolean probing = neighbour.state() == Neighbour.NUD_PROBE;
        IpAddress to = probing
                ? target
                : new IpAddress(IpAddress.SOLICITED_NODE_HIGH, IpAddress.solicitedNodeLow(target.low()));
        Packet message = network.pool.take(64);
        NeighbourMessage.append(message, Icmpv6.NEIGHBOUR_SOLICITATION, 0, target.high(), target.low());
        NdOption.append48(
                message, NdOption.SOURCE_LINK_ADDRESS, device.macAddress().bits());
        if (probing) {
            send(message, device, source, to, HOPS, neighbour.mac());
        } else {
            send(message, device, source, to, HOPS);
        }
    }

    private @Nullable IpAddress source(NetworkInterface device, IpAddress target, @Nullable Packet because) {
        if (because != null && because.length() >= Ipv6.LENGTH) {
            IpAddress source = new IpAddress(Ipv6.sourceHigh(because, 0), Ipv6.sourceLow(because, 0));
            InterfaceAddress own = network.addresses.find(device, source);
            if (own != null && own.usable() && !own.is(InterfaceAddress.IFA_F_OPTIMISTIC)) {
                return source;
            }
        }
        InterfaceAddress linkLocal = device.linkLocal();
        return linkLocal != null ? linkLocal.address : network.sources.v6(device, target);
    }

    /** Asks whether somebody has a tentative address (RFC 4862, section 5.4.2), with a nonce if it is not negative (RFC 7527). */
    void probe(InterfaceAddress address, long nonce) {
        IpAddress target = address.address;
        Packet message = network.pool.take(64);
        NeighbourMessage.append(message, Icmpv6.NEIGHBOUR_SOLICITATION, 0, target.high(), target.low());
        if (nonce >= 0) {
            NdOption.append48(message, NdOption.NONCE, nonce);
        }
        IpAddress to = new IpAddress(IpAddress.SOLICITED_NODE_HIGH, IpAddress.solicitedNodeLow(target.low()));
        send(message, address.device, IpAddress.ANY6, to, HOPS);
    }

    /** Asks for routers (RFC 4861, section 6.3.7). */
    void solicitRouters(NetworkInterface device) {
        Packet message = network.pool.take(64);
        RouterMessage.appendSolicitation(message);
        IpAddress source = sourceOf(device);
        if (!source.isAny() && device.isEthernet()) {
            NdOption.append48(
                    message, NdOption.SOURCE_LINK_ADDRESS, device.macAddress().bits());
        }
        send(message, device, source, IpAddress.ALL_ROUTERS, HOPS);
    }

    /** Sends a message of ICMPv6, whose checksum is still to be computed, on a link. */
    void send(Packet message, NetworkInterface device, IpAddress source, IpAddress destination, int hops) {
        send(message, device, source, destination, hops, -1);
    }

    private void send(
            Packet message, NetworkInterface device, IpAddress source, IpAddress destination, int hops, long mac) {
        int type = Icmp.type(message, 0);
        Icmp.seal(
                message,
                0,
                InternetChecksum.pseudoHeader(
                        source.high(),
                        source.low(),
                        destination.high(),
                        destination.low(),
                        IpProtocol.ICMPV6,
                        message.length()));
        message.checksum(Packet.Checksum.VERIFIED);
        Ipv6.prepend(
                message,
                device.ipv6().get(Ipv6Setting.NDISC_TCLASS),
                0,
                IpProtocol.ICMPV6,
                hops,
                source.high(),
                source.low(),
                destination.high(),
                destination.low());
        network.statistics.icmp(false).sent(type);
        network.statistics.ip(false).add(IpMib.OUT_REQUESTS);
        if (mac >= 0 || !device.isEthernet()) {
            device.port.send(message, Math.max(0, mac));
        } else if (destination.isMulticast()) {
            network.statistics.ip(false).add(IpMib.OUT_MCAST_PKTS);
            device.port.send(message, MacAddress.multicast6(destination.low()));
        } else {
            network.neighbours.get(device, destination).send(message);
        }
    }
}
