package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.MacAddress;
import org.jspecify.annotations.Nullable;

/** ARP (RFC 826, RFC 5227), as arp_process of Linux. */
final class ArpProtocol {
    /** NDTPA_LOCKTIME: an answer does not replace one that is younger, so that the first of several proxies wins. */
    private static final long LOCK_TIME = 1_000_000_000L;

    private final Network network;

    ArpProtocol(Network network) {
        this.network = network;
    }

    /** A message has come in and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, boolean linkUnicast) {
        if (device.isEthernet() && !device.resolvesNothing() && Arp.check(packet, 0)) {
            process(device, packet, linkUnicast);
        }
        packet.release();
    }

    private void process(NetworkInterface device, Packet packet, boolean linkUnicast) {
        int operation = Arp.operation(packet, 0);
        int sender = Arp.senderProtocol(packet, 0);
        int target = Arp.targetProtocol(packet, 0);
        long mac = Arp.senderHardware(packet, 0);
        boolean known = operation == Arp.REQUEST || operation == Arp.REPLY;
        if (!known
                || target >>> 28 == 0xe
                || target >>> 24 == 127 && !device.ipv4().is(Ipv4Setting.ROUTE_LOCALNET)
                || MacAddress.isGroup(mac)
                || mac == device.macAddress().bits()) {
            return;
        }
        if (sender == 0) {
            // A probe (RFC 5227, section 2.1): defended, and nothing is learned.
            if (operation == Arp.REQUEST && answers(device, target, 0)) {
                reply(device, target, mac, 0);
            }
            return;
        }
        if (operation == Arp.REQUEST && answers(device, target, sender)) {
            learn(device, sender, mac, Neighbour.NUD_STALE, true);
            reply(device, target, mac, sender);
            return;
        }
        boolean gratuitous = sender == target || operation == Arp.REPLY && Arp.targetHardware(packet, 0) == mac;
        if (gratuitous && device.ipv4().is(Ipv4Setting.DROP_GRATUITOUS_ARP)) {
            return;
        }
        boolean create = gratuitous && device.ipv4().is(Ipv4Setting.ARP_ACCEPT) && device.onLink(IpAddress.v4(sender));
        boolean answer = operation == Arp.REPLY && linkUnicast;
        learn(device, sender, mac, answer ? Neighbour.NUD_REACHABLE : Neighbour.NUD_STALE, create);
    }

    private void learn(NetworkInterface device, int address, long mac, int state, boolean create) {
        Neighbour neighbour = device.neighbours.get(0, IpAddress.mapped(address));
        if (neighbour == null) {
            if (!create || network.addresses.find(0, IpAddress.mapped(address)) != null) {
                return;
            }
            neighbour = network.neighbours.get(device, IpAddress.v4(address));
        }
        if ((neighbour.state() & Neighbour.FIXED) == 0) {
            boolean override = network.now() - neighbour.updated() > LOCK_TIME
                    || !neighbour.valid()
                    || state == Neighbour.NUD_STALE && create;
            neighbour.update(mac, state, override);
        }
    }

    /** Whether a request for an address is answered here. */
    private boolean answers(NetworkInterface device, int target, int sender) {
        long mapped = IpAddress.mapped(target);
        InterfaceAddress own = network.addresses.find(0, mapped);
        if (own == null) {
            return proxies(device, target, sender);
        }
        int ignore = Math.max(
                device.ipv4().get(Ipv4Setting.ARP_IGNORE), network.all4().get(Ipv4Setting.ARP_IGNORE));
        return switch (ignore) {
            case 0 -> true;
            case 1 -> own.device == device;
            case 2 -> own.device == device && (sender == 0 || own.subnet().contains(0, IpAddress.mapped(sender)));
            case 3 -> own.scope < Route.SCOPE_LINK;
            case 8 -> false;
            default -> true;
        };
    }

    /** Whether this host stands in for an address: by hand, or because it knows a way to it by another link. */
    private boolean proxies(NetworkInterface device, int target, int sender) {
        IpAddress address = IpAddress.v4(target);
        if (device.isTransparent() && !device.onLink(address) || network.neighbours.isProxy(device, address)) {
            return true;
        }
        if (!device.ipv4().is(Ipv4Setting.PROXY_ARP) || sender == target || sender == 0) {
            return false;
        }
        Route route = network.routing.lookup(address, IpAddress.ANY4, 0, 0, device, null);
        return route != null && route.type() == Route.UNICAST && !route.uses(device);
    }

    private void reply(NetworkInterface device, int own, long mac, int asker) {
        send(device, Arp.REPLY, own, mac, asker, mac);
    }

    private void send(
            NetworkInterface device, int operation, int sender, long targetMac, int target, long frameDestination) {
        Packet packet = network.pool.take(Arp.LENGTH);
        Arp.append(packet, operation, device.macAddress().bits(), sender, targetMac, target);
        device.port.transmit(packet, frameDestination, Ethernet.ETH_P_ARP);
    }

    /** Asks for a neighbour. */
    void solicit(Neighbour neighbour, @Nullable Packet because) {
        NetworkInterface device = neighbour.device;
        int target = neighbour.address.v4();
        boolean probing = neighbour.state() == Neighbour.NUD_PROBE;
        long known = probing ? neighbour.mac() : 0;
        send(
                device,
                Arp.REQUEST,
                source(device, neighbour.address, because),
                known,
                target,
                probing ? known : MacAddress.BROADCAST.bits());
    }

    /** The own address that is told: that of the packet, unless {@code arp_announce} forbids it. */
    private int source(NetworkInterface device, IpAddress target, @Nullable Packet because) {
        int announce = Math.max(
                device.ipv4().get(Ipv4Setting.ARP_ANNOUNCE), network.all4().get(Ipv4Setting.ARP_ANNOUNCE));
        if (because != null && announce < 2 && because.length() >= Ipv4.LENGTH) {
            int source = Ipv4.source(because, 0);
            InterfaceAddress own = network.addresses.find(0, IpAddress.mapped(source));
            if (own != null
                    && (announce == 0 || own.device == device && own.subnet().contains(target))) {
                return source;
            }
        }
        IpAddress chosen = network.sources.v4(device, target, Route.SCOPE_LINK);
        return chosen == null ? 0 : chosen.v4();
    }

    /** Tells all stations where an own address is now (RFC 5227, section 3). */
    void announce(InterfaceAddress address) {
        int own = address.address.v4();
        send(address.device, Arp.REQUEST, own, address.device.macAddress().bits(), own, MacAddress.BROADCAST.bits());
    }
}
