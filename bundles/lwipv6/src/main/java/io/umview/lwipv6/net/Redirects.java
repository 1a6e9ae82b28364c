package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.NeighbourMessage;

/** Tells hosts of a better first hop when a packet leaves by the link that it came from (RFC 1812, section 5.2.7.2; RFC 4861, section 8.2). */
final class Redirects {
    /** As the kernel: at most so many a second to all hosts together. */
    private final TokenBucket limit = new TokenBucket(100_000_000L, 10);

    private final Network network;

    Redirects(Network network) {
        this.network = network;
    }

    /** Sends one about a packet of IPv4, if its sender is a neighbour. */
    void send4(Packet packet, NetworkInterface device, int gateway) {
        IpAddress source = IpAddress.v4(Ipv4.source(packet, 0));
        if (!device.ipv4().is(Ipv4Setting.SEND_REDIRECTS)
                || !device.isEthernet()
                || !device.onLink(source)
                || !device.onLink(IpAddress.v4(gateway))
                || !limit.take(network.now())) {
            return;
        }
        network.errors.send4(packet, device, Icmp.REDIRECT, 1, gateway);
    }

    /** Sends one about a packet of IPv6, if its sender is a neighbour. */
    void send6(Packet packet, NetworkInterface device, long targetHigh, long targetLow) {
        IpAddress source = new IpAddress(Ipv6.sourceHigh(packet, 0), Ipv6.sourceLow(packet, 0));
        InterfaceAddress own = device.linkLocal();
        long high = Ipv6.destinationHigh(packet, 0);
        long low = Ipv6.destinationLow(packet, 0);
        boolean direct = high == targetHigh && low == targetLow;
        // RFC 4861, section 8.2: the target is link-local, or the destination itself.
        if (own == null
                || !device.isEthernet()
                || !device.onLink(source)
                || !direct && targetHigh >>> 54 != 0x3fa
                || !limit.take(network.now())) {
            return;
        }
        int quoted = Math.min(packet.length() & ~7, NetworkInterface.IPV6_MIN_MTU - 40 - 40 - 8 - 8);
        Packet message = network.pool.take(128 + quoted);
        NeighbourMessage.appendRedirect(message, targetHigh, targetLow, high, low);
        Neighbour known = device.neighbours.get(targetHigh, targetLow);
        if (known != null && known.valid()) {
            NdOption.append48(message, NdOption.TARGET_LINK_ADDRESS, known.mac());
        }
        NdOption.appendRedirected(message, packet, quoted);
        network.discovery.send(message, device, own.address, source, 255);
    }
}
