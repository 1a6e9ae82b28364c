package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import org.jspecify.annotations.Nullable;

/** IPv6 in (RFC 8200): checks packets, finds out whether they are for this host, and goes through their extension headers. */
final class Ipv6Input {
    private static final int DONE = -1;

    private final Network network;
    private final Counters<IpMib> counters;
    private final Received received = new Received();
    private final RouteKey key = new RouteKey();

    Ipv6Input(Network network) {
        this.network = network;
        this.counters = network.statistics.ip(false);
    }

    /** A packet has come in, and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, boolean linkUnicast) {
        counters.add(IpMib.IN_RECEIVES);
        counters.add(IpMib.IN_OCTETS, packet.length());
        if (device.ipv6().is(Ipv6Setting.DISABLE_IPV6)) {
            discard(packet, IpMib.IN_DISCARDS);
            return;
        }
        if (!Ipv6.check(packet, 0)) {
            discard(
                    packet,
                    packet.length() >= Ipv6.LENGTH && packet.get8(0) >>> 4 == 6
                            ? IpMib.IN_TRUNCATED_PKTS
                            : IpMib.IN_HDR_ERRORS);
            return;
        }
        if (packet.segmentation() == Packet.Segmentation.NONE) {
            packet.truncate(Ipv6.LENGTH + Ipv6.payloadLength(packet, 0));
        }
        if (martian(device, packet)) {
            discard(packet, IpMib.IN_ADDR_ERRORS);
            return;
        }
        accept(device, packet, linkUnicast);
    }

    /** A packet that this host has sent to a group that it is in. */
    void reflected(NetworkInterface device, Packet packet) {
        counters.add(IpMib.IN_RECEIVES);
        deliver(device, packet, false);
    }

    /** ipv6_rcv of Linux: multicast sources, loopback addresses from outside, IPv4-mapped addresses on the wire. */
    private static boolean martian(NetworkInterface device, Packet packet) {
        long sourceHigh = Ipv6.sourceHigh(packet, 0);
        long sourceLow = Ipv6.sourceLow(packet, 0);
        long destinationHigh = Ipv6.destinationHigh(packet, 0);
        long destinationLow = Ipv6.destinationLow(packet, 0);
        if (sourceHigh >>> 56 == 0xff
                || IpAddress.isV4(sourceHigh, sourceLow)
                || IpAddress.isV4(destinationHigh, destinationLow)
                || destinationHigh == 0 && destinationLow == 0) {
            return true;
        }
        boolean loopback = sourceHigh == 0 && sourceLow == 1 || destinationHigh == 0 && destinationLow == 1;
        boolean interfaceLocal = destinationHigh >>> 56 == 0xff && (destinationHigh >>> 48 & 15) <= 1;
        return !device.isLoopback() && (loopback || interfaceLocal);
    }

    private void accept(NetworkInterface device, Packet packet, boolean linkUnicast) {
        long high = Ipv6.destinationHigh(packet, 0);
        long low = Ipv6.destinationLow(packet, 0);
        if (high >>> 56 == 0xff) {
            counters.add(IpMib.IN_MCAST_PKTS);
            if (device.groups.contains(high, low)
                    || device.takesAllMulticast()
                    || device.isLoopback()
                    || standsIn(device, high, low)) {
                deliver(device, packet, false);
            } else {
                discard(packet, IpMib.IN_ADDR_ERRORS);
            }
            return;
        }
        InterfaceAddress own = network.addresses.find(high, low);
        if (own != null && !own.usable() && high >>> 54 != 0x3fa) {
            // RFC 4862, section 5.4: what is sent to a tentative address is for somebody else.
            discard(packet, IpMib.IN_ADDR_ERRORS);
            return;
        }
        if (own != null && isOn(own, device)) {
            deliver(device, packet, linkUnicast);
            return;
        }
        key.to(high, low);
        key.sourceHigh = Ipv6.sourceHigh(packet, 0);
        key.sourceLow = Ipv6.sourceLow(packet, 0);
        key.input = device;
        if (network.routing.looksInside(false)) {
            lookInside(packet);
        }
        Route route = high >>> 54 == 0x3fa ? null : network.routing.lookup(key);
        if (route != null && (route.type() == Route.LOCAL || route.type() == Route.ANYCAST)
                || device.isTransparent() && linkUnicast) {
            deliver(device, packet, linkUnicast);
        } else if (!linkUnicast || device.isLoopback() || !device.ipv6().is(Ipv6Setting.FORWARDING)) {
            discard(packet, IpMib.IN_ADDR_ERRORS);
        } else {
            forward(device, packet, route);
        }
    }

    /** Where the transport header is, as far as extension headers tell without being looked at. */
    private void lookInside(Packet packet) {
        int next = Ipv6.nextHeader(packet, 0);
        int at = Ipv6.LENGTH;
        while (IpProtocol.isExtension(next) && next != IpProtocol.FRAGMENT && Ipv6Extension.check(packet, at)) {
            next = Ipv6Extension.nextHeader(packet, at);
            at += Ipv6Extension.length(packet, at);
        }
        key.lookInside(packet, next, at);
    }

    /** Whether a group may be that of a solicited node for which this host answers. */
    private boolean standsIn(NetworkInterface device, long high, long low) {
        return high == IpAddress.SOLICITED_NODE_HIGH
                && low >>> 24 == 0x1_ffL
                && (device.isTransparent() || network.neighbours.hasProxies());
    }

    /** A link-local address counts on its own link only. */
    private boolean isOn(InterfaceAddress own, NetworkInterface device) {
        if (!own.address.isLinkLocal() || own.device == device || device.isLoopback()) {
            return true;
        }
        InterfaceAddress here = network.addresses.find(device, own.address);
        return here != null && here.usable();
    }

    private void forward(NetworkInterface device, Packet packet, @Nullable Route route) {
        if (Ipv6.nextHeader(packet, 0) == IpProtocol.HOPOPTS
                && options(device, packet, Ipv6.LENGTH, Ipv6.nextHeaderOffset()) == DONE) {
            return;
        }
        network.forwarding.forward6(device, packet, route);
    }

    private void deliver(NetworkInterface device, Packet packet, boolean unicast) {
        Packet whole = packet;
        boolean fragmented = false;
        int where = Ipv6.nextHeaderOffset();
        int at = Ipv6.LENGTH;
        int next = packet.get8(where);
        while (IpProtocol.isExtension(next)) {
            if (next == IpProtocol.FRAGMENT) {
                if (!Ipv6Fragment.check(whole, at)) {
                    discard(whole, IpMib.IN_HDR_ERRORS);
                    return;
                }
                Packet joined = fragment(device, whole, at);
                if (joined == null) {
                    return;
                }
                fragmented = true;
                whole = joined;
                next = whole.get8(where);
                continue;
            }
            if (!Ipv6Extension.check(whole, at)) {
                discard(whole, IpMib.IN_HDR_ERRORS);
                return;
            }
            if (next == IpProtocol.HOPOPTS && at != Ipv6.LENGTH) {
                problem(device, whole, Icmpv6.UNKNOWN_NEXT_HEADER, where);
                return;
            }
            int end = next == IpProtocol.ROUTING ? routing(device, whole, at) : options(device, whole, at, where);
            if (end == DONE) {
                return;
            }
            where = at;
            next = Ipv6Extension.nextHeader(whole, at);
            at = end;
        }
        if (next == IpProtocol.NONE) {
            counters.add(IpMib.IN_DELIVERS);
            whole.release();
            return;
        }
        received.set(
                Ipv6.sourceHigh(whole, 0),
                Ipv6.sourceLow(whole, 0),
                Ipv6.destinationHigh(whole, 0),
                Ipv6.destinationLow(whole, 0),
                next,
                Ipv6.hopLimit(whole, 0),
                Ipv6.trafficClass(whole, 0),
                Ipv6.flowLabel(whole, 0),
                index(device, whole),
                unicast);
        whole.networkHeader(0);
        whole.transportHeader(at);
        whole.trimFront(at);
        upper(device, whole, next, where, fragmented);
    }

    /** As Linux (IP6CB(skb)->iif): what this host sends to an own address has come in by the interface that has the address. */
    private int index(NetworkInterface device, Packet packet) {
        InterfaceAddress own = device.isLoopback()
                ? network.addresses.find(Ipv6.destinationHigh(packet, 0), Ipv6.destinationLow(packet, 0))
                : null;
        return own == null ? device.index() : own.device.index();
    }

    private @Nullable Packet fragment(NetworkInterface device, Packet packet, int at) {
        boolean whole = !Ipv6Fragment.more(packet, at) && Ipv6Fragment.fragmentOffset(packet, at) == 0;
        int length = packet.length() - at - Ipv6Fragment.LENGTH;
        if (!whole && Ipv6Fragment.more(packet, at) && (length & 7) != 0) {
            // RFC 8200, section 4.5: the length must be a multiple of 8.
            network.errors.send6(packet, device, Icmpv6.PARAMETER_PROBLEM, Icmpv6.ERRONEOUS_HEADER, 4);
            discard(packet, IpMib.IN_HDR_ERRORS);
            return null;
        }
        if (!whole && Ipv6Fragment.fragmentOffset(packet, at) + length > 0xffff) {
            network.errors.send6(packet, device, Icmpv6.PARAMETER_PROBLEM, Icmpv6.ERRONEOUS_HEADER, at + 2);
            discard(packet, IpMib.IN_HDR_ERRORS);
            return null;
        }
        // RFC 6946: a packet in one fragment does not meet others.
        return whole ? network.reassembly.atomic(packet, at) : network.reassembly.add6(packet, at, device);
    }

    /** Looks at options; returns the end of the header, or {@link #DONE} if the packet is gone. */
    private int options(NetworkInterface device, Packet packet, int at, int where) {
        if (!Ipv6Extension.check(packet, at)) {
            discard(packet, IpMib.IN_HDR_ERRORS);
            return DONE;
        }
        int fault = Ipv6Extension.fault(packet, at);
        if (fault < 0) {
            return at + Ipv6Extension.length(packet, at);
        }
        boolean multicast = Ipv6.destinationHigh(packet, 0) >>> 56 == 0xff;
        int action = fault >>> 16;
        if (action == Ipv6Extension.REPORT || action == Ipv6Extension.REPORT_UNLESS_MULTICAST && !multicast) {
            problem(device, packet, Icmpv6.UNKNOWN_OPTION, fault & 0xffff);
        } else {
            discard(packet, IpMib.IN_HDR_ERRORS);
        }
        return DONE;
    }

    /** Routing headers are of no use here; RFC 8200, section 4.4: those with nothing left are skipped, others refused (RFC 5095). */
    private int routing(NetworkInterface device, Packet packet, int at) {
        if (Ipv6Extension.segmentsLeft(packet, at) == 0) {
            return at + Ipv6Extension.length(packet, at);
        }
        problem(device, packet, Icmpv6.ERRONEOUS_HEADER, at + 2);
        return DONE;
    }

    private void problem(NetworkInterface device, Packet packet, int code, int pointer) {
        network.errors.send6(packet, device, Icmpv6.PARAMETER_PROBLEM, code, pointer);
        discard(packet, IpMib.IN_HDR_ERRORS);
    }

    private void upper(NetworkInterface device, Packet packet, int protocol, int where, boolean fragmented) {
        boolean raw = network.raw(packet, received);
        if (protocol == IpProtocol.ICMPV6) {
            counters.add(IpMib.IN_DELIVERS);
            network.icmp6.receive(device, packet, received, fragmented);
            return;
        }
        if (network.deliver(device, packet, protocol, received)) {
            counters.add(IpMib.IN_DELIVERS);
            return;
        }
        if (raw) {
            counters.add(IpMib.IN_DELIVERS);
        } else {
            counters.add(IpMib.IN_UNKNOWN_PROTOS);
            network.restore(packet);
            network.errors.send6(packet, device, Icmpv6.PARAMETER_PROBLEM, Icmpv6.UNKNOWN_NEXT_HEADER, where);
        }
        packet.release();
    }

    private void discard(Packet packet, IpMib why) {
        counters.add(why);
        packet.release();
    }
}
