package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;

/** Tells senders that their packets failed (RFC 1122, section 3.2.2; RFC 1812, section 4.3.2; RFC 4443, section 2.4). */
final class IcmpErrors {
    /** As much of the packet is quoted as fits into so many bytes (RFC 1812, section 4.3.2.3). */
    private static final int QUOTED4 = 576;

    private static final int QUOTED6 = NetworkInterface.IPV6_MIN_MTU;

    private final Network network;
    private final IcmpLimiter limiter = new IcmpLimiter();

    IcmpErrors(Network network) {
        this.network = network;
    }

    /** Nobody listens at the port: the window of the packet begins with the IP header. */
    void portUnreachable(Packet packet, NetworkInterface device) {
        if (isV4(packet)) {
            send4(packet, device, Icmp.UNREACHABLE, Icmp.UNREACHABLE_PORT, 0);
        } else {
            send6(packet, device, Icmpv6.UNREACHABLE, Icmpv6.UNREACHABLE_PORT, 0);
        }
    }

    /** No way leads there. */
    void noRoute(Packet packet, NetworkInterface device) {
        if (isV4(packet)) {
            send4(packet, device, Icmp.UNREACHABLE, Icmp.UNREACHABLE_NET, 0);
        } else {
            send6(packet, device, Icmpv6.UNREACHABLE, Icmpv6.NO_ROUTE, 0);
        }
    }

    /** The way that was found leads nowhere. */
    void rejected(Packet packet, NetworkInterface device, Route route) {
        if (route.type() == Route.BLACKHOLE) {
            return;
        }
        boolean prohibited = route.type() == Route.PROHIBIT;
        if (isV4(packet)) {
            send4(packet, device, Icmp.UNREACHABLE, prohibited ? Icmp.PACKET_FILTERED : Icmp.UNREACHABLE_HOST, 0);
        } else {
            send6(packet, device, Icmpv6.UNREACHABLE, prohibited ? Icmpv6.PROHIBITED : Icmpv6.NO_ROUTE, 0);
        }
    }

    /** The neighbour did not answer. */
    void hostUnreachable(Packet packet, NetworkInterface device) {
        if (isV4(packet)) {
            send4(packet, device, Icmp.UNREACHABLE, Icmp.UNREACHABLE_HOST, 0);
        } else {
            send6(packet, device, Icmpv6.UNREACHABLE, Icmpv6.UNREACHABLE_ADDRESS, 0);
        }
    }

    /** It has travelled for too long. */
    void hopsExceeded(Packet packet, NetworkInterface device) {
        if (isV4(packet)) {
            send4(packet, device, Icmp.TIME_EXCEEDED, Icmp.TTL_EXCEEDED, 0);
        } else {
            send6(packet, device, Icmpv6.TIME_EXCEEDED, Icmpv6.HOPS_EXCEEDED, 0);
        }
    }

    /** Its other fragments did not come. */
    void reassemblyExceeded(Packet first, NetworkInterface device) {
        if (isV4(first)) {
            send4(first, device, Icmp.TIME_EXCEEDED, Icmp.REASSEMBLY_EXCEEDED, 0);
        } else {
            send6(first, device, Icmpv6.TIME_EXCEEDED, Icmpv6.REASSEMBLY_EXCEEDED, 0);
        }
    }

    /** It does not fit into the next link. */
    void tooBig(Packet packet, NetworkInterface device, int mtu) {
        if (isV4(packet)) {
            send4(packet, device, Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, mtu);
        } else {
            send6(packet, device, Icmpv6.TOO_BIG, 0, mtu);
        }
    }

    private static boolean isV4(Packet packet) {
        return packet.get8(0) >>> 4 == 4;
    }

    /**
     * Sends an error about a packet of IPv4, if it is one about which errors may be sent.
     *
     * @param packet its window begins with the IP header, which was checked; remains the caller's
     * @param device by which it came in
     * @param info what is behind the checksum
     */
    void send4(Packet packet, NetworkInterface device, int type, int code, int info) {
        int source = Ipv4.source(packet, 0);
        int destination = Ipv4.destination(packet, 0);
        int header = Ipv4.headerLength(packet, 0);
        boolean aboutError = Ipv4.protocol(packet, 0) == IpProtocol.ICMP
                && packet.length() > header
                && Icmp.isError(packet.get8(header));
        long mapped = IpAddress.mapped(source);
        if ((Ipv4.fragment(packet, 0) & Ipv4.OFFSET) != 0
                || aboutError
                || destination >>> 28 >= 0xe
                || source >>> 28 >= 0xe
                || source == 0
                || !network.isUnicastHere(destination)) {
            return;
        }
        IcmpCounters counters = network.statistics.icmp(true);
        if (!device.isLoopback()
                && network.addresses.find(0, mapped) == null
                && !limiter.allow(true, type, code, 0, mapped, network.now())) {
            counters.limited();
            return;
        }
        Packet message = quote(packet, QUOTED4 - Ipv4.LENGTH - Icmp.LENGTH);
        Icmp.prepend(message, type, code, info);
        Icmp.seal(message, 0, 0);
        Flow flow = new Flow(IpProtocol.ICMP);
        flow.destination(IpAddress.v4(source));
        flow.trafficClass(Ipv4.tos(packet, 0) & 0x1e | 0xc0);
        answer(flow, IpAddress.v4(destination), device);
        if (network.output.send(message, flow) == null) {
            counters.sent(type);
        } else {
            counters.unsent();
        }
    }

    private Packet quote(Packet packet, int most) {
        int count = Math.min(packet.length(), most);
        Packet message = network.pool.take(count);
        message.append(count);
        message.put(0, packet, 0, count);
        return message;
    }

    /** The error comes from the address that the packet was sent to, if it was for this host. */
    private void answer(Flow flow, IpAddress destination, NetworkInterface device) {
        if (network.addresses.find(destination) != null || device.isTransparent() || device.isLoopback()) {
            flow.foreignSource(true);
            flow.source(destination);
        }
        flow.pathMtuDiscovery(Flow.PathMtuDiscovery.DONT);
    }

    /** Sends an error about a packet of IPv6; as {@link #send4}. */
    void send6(Packet packet, NetworkInterface device, int type, int code, int info) {
        long sourceHigh = Ipv6.sourceHigh(packet, 0);
        long sourceLow = Ipv6.sourceLow(packet, 0);
        IpAddress destination = new IpAddress(Ipv6.destinationHigh(packet, 0), Ipv6.destinationLow(packet, 0));
        boolean despiteMulticast =
                type == Icmpv6.TOO_BIG || type == Icmpv6.PARAMETER_PROBLEM && code == Icmpv6.UNKNOWN_OPTION;
        if (sourceHigh >>> 56 == 0xff
                || sourceHigh == 0 && sourceLow == 0
                || destination.isMulticast() && !despiteMulticast
                || aboutError6(packet)) {
            return;
        }
        IcmpCounters counters = network.statistics.icmp(false);
        if (!device.isLoopback()
                && network.addresses.find(sourceHigh, sourceLow) == null
                && !limiter.allow(false, type, code, sourceHigh, sourceLow, network.now())) {
            counters.limited();
            return;
        }
        Flow flow = new Flow(IpProtocol.ICMPV6);
        flow.destination(new IpAddress(sourceHigh, sourceLow));
        if (flow.destination().needsScope()) {
            flow.boundInterface(device.index());
        }
        if (!destination.isMulticast()) {
            answer(flow, destination, device);
        }
        if (network.output.route(flow) != null) {
            counters.unsent();
            return;
        }
        Packet message = quote(packet, QUOTED6 - Ipv6.LENGTH - Icmp.LENGTH);
        Icmp.prepend(message, type, code, info);
        seal6(message, flow);
        if (network.output.send(message, flow) == null) {
            counters.sent(type);
        } else {
            counters.unsent();
        }
    }

    static void seal6(Packet message, Flow flow) {
        Icmp.seal(
                message,
                0,
                InternetChecksum.pseudoHeader(
                        flow.source().high(),
                        flow.source().low(),
                        flow.destination().high(),
                        flow.destination().low(),
                        IpProtocol.ICMPV6,
                        message.length()));
    }

    /** Whether a packet is itself about an error, is a redirect, or is a fragment behind the first. */
    private static boolean aboutError6(Packet packet) {
        int next = Ipv6.nextHeader(packet, 0);
        int at = Ipv6.LENGTH;
        while (IpProtocol.isExtension(next)) {
            if (next == IpProtocol.FRAGMENT) {
                if (!Ipv6Fragment.check(packet, at)) {
                    return true;
                }
                if (Ipv6Fragment.fragmentOffset(packet, at) != 0) {
                    return true;
                }
                next = Ipv6Fragment.nextHeader(packet, at);
                at += Ipv6Fragment.LENGTH;
            } else {
                if (!Ipv6Extension.check(packet, at)) {
                    return false;
                }
                next = Ipv6Extension.nextHeader(packet, at);
                at += Ipv6Extension.length(packet, at);
            }
        }
        if (next != IpProtocol.ICMPV6) {
            return false;
        }
        if (packet.length() <= at) {
            return true;
        }
        int type = packet.get8(at);
        return Icmpv6.isError(type) || type == Icmpv6.REDIRECT;
    }
}
