package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.NeighbourMessage;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.Udp;

/** A packet in a line of words, much as tcpdump(1) puts it. */
final class PacketText {
    private static final String FLAGS = "FSRP.UEW";
    private static final String CUT = " (cut)";

    private final StringBuilder text = new StringBuilder(120);
    private final Packet packet;

    private PacketText(Packet packet) {
        this.packet = packet;
    }

    static String of(Packet packet, Link.Framing framing) {
        PacketText line = new PacketText(packet);
        if (framing == Link.Framing.ETHERNET) {
            line.ethernet();
        } else {
            line.ip(0);
        }
        line.marks();
        return line.text.toString();
    }

    private void ethernet() {
        if (!Ethernet.check(packet)) {
            text.append("frame, length ").append(packet.length()).append(CUT);
            return;
        }
        int type = Ethernet.type(packet, 0);
        text.append(new MacAddress(Ethernet.source(packet, 0)))
                .append(" > ")
                .append(new MacAddress(Ethernet.destination(packet, 0)))
                .append(' ');
        switch (type) {
            case Ethernet.ETH_P_IP -> ipv4(Ethernet.LENGTH);
            case Ethernet.ETH_P_IPV6 -> ipv6(Ethernet.LENGTH);
            case Ethernet.ETH_P_ARP -> arp(Ethernet.LENGTH);
            default ->
                text.append("ethertype 0x")
                        .append(Integer.toHexString(type))
                        .append(", length ")
                        .append(packet.length());
        }
    }

    private void ip(int at) {
        if (packet.length() > at && packet.get8(at) >> 4 == 6) {
            ipv6(at);
        } else {
            ipv4(at);
        }
    }

    private void arp(int at) {
        if (!Arp.check(packet, at)) {
            text.append("ARP").append(CUT);
            return;
        }
        IpAddress sender = IpAddress.v4(Arp.senderProtocol(packet, at));
        IpAddress target = IpAddress.v4(Arp.targetProtocol(packet, at));
        if (Arp.operation(packet, at) == Arp.REQUEST) {
            text.append("ARP who-has ").append(target).append(" tell ").append(sender);
        } else {
            text.append("ARP ").append(sender).append(" is-at ").append(new MacAddress(Arp.senderHardware(packet, at)));
        }
    }

    private void ipv4(int at) {
        if (!Ipv4.check(packet, at)) {
            text.append("IP").append(CUT);
            return;
        }
        IpAddress source = IpAddress.v4(Ipv4.source(packet, at));
        IpAddress destination = IpAddress.v4(Ipv4.destination(packet, at));
        int header = Ipv4.headerLength(packet, at);
        int length = Ipv4.totalLength(packet, at) - header;
        text.append("IP ");
        if (Ipv4.isFragment(packet, at)) {
            int fragment = Ipv4.fragment(packet, at);
            fragment(
                    source,
                    destination,
                    (fragment & Ipv4.OFFSET) * 8,
                    (fragment & Ipv4.MF) != 0,
                    Ipv4.identification(packet, at),
                    length);
        } else {
            transport(source, destination, Ipv4.protocol(packet, at), at + header, length);
        }
    }

    private void ipv6(int at) {
        if (!Ipv6.check(packet, at)) {
            text.append("IP6").append(CUT);
            return;
        }
        IpAddress source = new IpAddress(Ipv6.sourceHigh(packet, at), Ipv6.sourceLow(packet, at));
        IpAddress destination = new IpAddress(Ipv6.destinationHigh(packet, at), Ipv6.destinationLow(packet, at));
        int end = at + Ipv6.LENGTH + Ipv6.payloadLength(packet, at);
        int protocol = Ipv6.nextHeader(packet, at);
        int next = at + Ipv6.LENGTH;
        text.append("IP6 ");
        while (IpProtocol.isExtension(protocol)) {
            if (protocol == IpProtocol.FRAGMENT && Ipv6Fragment.check(packet, next)) {
                fragment(
                        source,
                        destination,
                        Ipv6Fragment.fragmentOffset(packet, next),
                        Ipv6Fragment.more(packet, next),
                        Ipv6Fragment.identification(packet, next),
                        end - next - Ipv6Fragment.LENGTH);
                return;
            }
            if (protocol == IpProtocol.FRAGMENT || !Ipv6Extension.check(packet, next)) {
                text.append(source).append(" > ").append(destination).append(CUT);
                return;
            }
            protocol = Ipv6Extension.nextHeader(packet, next);
            next += Ipv6Extension.length(packet, next);
        }
        transport(source, destination, protocol, next, end - next);
    }

    private void fragment(IpAddress source, IpAddress destination, int offset, boolean more, int number, int length) {
        text.append(source).append(" > ").append(destination);
        text.append(": fragment of ")
                .append(Integer.toUnsignedString(number))
                .append(" at ")
                .append(offset);
        text.append(more ? ", more follow, length " : ", the last, length ").append(length);
    }

    private void transport(IpAddress source, IpAddress destination, int protocol, int at, int length) {
        int rest = Math.min(length, packet.length() - at);
        if (protocol == IpProtocol.TCP && rest >= Tcp.HEADER) {
            tcp(source, destination, at, length);
        } else if (protocol == IpProtocol.UDP && rest >= Udp.HEADER) {
            udp(source, destination, at, length);
        } else {
            text.append(source).append(" > ").append(destination).append(": ");
            if (protocol == IpProtocol.ICMP && rest >= Icmp.LENGTH) {
                icmp(at, length);
            } else if (protocol == IpProtocol.ICMPV6 && rest >= Icmp.LENGTH) {
                icmpv6(at, length);
            } else {
                text.append("protocol ").append(protocol).append(", length ").append(length);
            }
        }
    }

    /** The accessors of TCP and UDP want the window to begin with the header. */
    private void tcp(IpAddress source, IpAddress destination, int at, int length) {
        packet.trimFront(at);
        ports(source, Tcp.sourcePort(packet), destination, Tcp.destinationPort(packet));
        int flags = Tcp.flags(packet);
        text.append("Flags [");
        for (int bit = 0; bit < FLAGS.length(); bit++) {
            if ((flags & 1 << bit) != 0) {
                text.append(FLAGS.charAt(bit));
            }
        }
        text.append("], seq ").append(Integer.toUnsignedString(Tcp.sequence(packet)));
        if ((flags & Tcp.ACK) != 0) {
            text.append(", ack ").append(Integer.toUnsignedString(Tcp.acknowledgment(packet)));
        }
        int header = Tcp.check(packet);
        text.append(", win ").append(Tcp.window(packet)).append(", length ").append(length - Math.max(header, 0));
        if (header < 0) {
            text.append(CUT);
        }
        packet.prepend(at);
    }

    private void udp(IpAddress source, IpAddress destination, int at, int length) {
        packet.trimFront(at);
        ports(source, Udp.sourcePort(packet), destination, Udp.destinationPort(packet));
        text.append("UDP, length ").append(length - Udp.HEADER);
        packet.prepend(at);
    }

    private void ports(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        text.append(source).append('.').append(sourcePort).append(" > ");
        text.append(destination).append('.').append(destinationPort).append(": ");
    }

    private void icmp(int at, int length) {
        int type = Icmp.type(packet, at);
        text.append("ICMP ");
        switch (type) {
            case Icmp.ECHO -> echo("echo request", at);
            case Icmp.ECHO_REPLY -> echo("echo reply", at);
            case Icmp.UNREACHABLE -> text.append("unreachable, code ").append(Icmp.code(packet, at));
            case Icmp.TIME_EXCEEDED -> text.append("time exceeded");
            default -> text.append("type ").append(type).append(", code ").append(Icmp.code(packet, at));
        }
        text.append(", length ").append(length);
    }

    private void icmpv6(int at, int length) {
        int type = Icmp.type(packet, at);
        text.append("ICMP6 ");
        switch (type) {
            case Icmpv6.ECHO_REQUEST -> echo("echo request", at);
            case Icmpv6.ECHO_REPLY -> echo("echo reply", at);
            case Icmpv6.UNREACHABLE -> text.append("unreachable, code ").append(Icmp.code(packet, at));
            case Icmpv6.TOO_BIG -> text.append("packet too big, mtu ").append(Icmp.rest(packet, at));
            case Icmpv6.ROUTER_SOLICITATION -> text.append("router solicitation");
            case Icmpv6.ROUTER_ADVERTISEMENT -> text.append("router advertisement");
            case Icmpv6.NEIGHBOUR_SOLICITATION -> neighbour("neighbour solicitation, who has ", at);
            case Icmpv6.NEIGHBOUR_ADVERTISEMENT -> neighbour("neighbour advertisement, target ", at);
            default -> text.append("type ").append(type).append(", code ").append(Icmp.code(packet, at));
        }
        text.append(", length ").append(length);
    }

    private void echo(String what, int at) {
        text.append(what).append(", id ").append(Icmp.identifier(packet, at));
        text.append(", seq ").append(Icmp.sequence(packet, at));
    }

    private void neighbour(String what, int at) {
        text.append(what);
        if (NeighbourMessage.check(packet, at)) {
            text.append(new IpAddress(NeighbourMessage.targetHigh(packet, at), NeighbourMessage.targetLow(packet, at)));
        } else {
            text.append(CUT);
        }
    }

    private void marks() {
        if (packet.segmentation() != Packet.Segmentation.NONE) {
            text.append(" (in segments of ").append(packet.segmentSize()).append(')');
        }
    }
}
