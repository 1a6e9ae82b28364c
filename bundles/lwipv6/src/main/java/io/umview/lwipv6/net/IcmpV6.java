package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;

/** ICMPv6 in (RFC 4443): answers echoes, passes errors on, and neighbour discovery and MLD to those who do it. */
final class IcmpV6 {
    private final Network network;
    private final IcmpCounters counters;
    private final Received quotedHeader = new Received();
    private final Flow echo = new Flow(IpProtocol.ICMPV6);

    IcmpV6(Network network) {
        this.network = network;
        this.counters = network.statistics.icmp(false);
        echo.foreignSource(true);
    }

    /** A message, whose window begins with the ICMPv6 header, has come in and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, Received header, boolean fragmented) {
        if (!Icmp.check(packet, 0)) {
            counters.error();
            packet.release();
            return;
        }
        if (packet.checksum() == Packet.Checksum.UNVERIFIED
                && !Icmp.checksumRight(packet, 0, pseudoHeader(header, packet.length()))) {
            counters.checksumError();
            packet.release();
            return;
        }
        int type = Icmp.type(packet, 0);
        counters.received(type);
        switch (type) {
            case Icmpv6.ECHO_REQUEST -> echo(device, packet, header);
            case Icmpv6.UNREACHABLE, Icmpv6.TOO_BIG, Icmpv6.TIME_EXCEEDED, Icmpv6.PARAMETER_PROBLEM ->
                error(device, packet, header);
            case Icmpv6.ROUTER_SOLICITATION,
                    Icmpv6.ROUTER_ADVERTISEMENT,
                    Icmpv6.NEIGHBOUR_SOLICITATION,
                    Icmpv6.NEIGHBOUR_ADVERTISEMENT,
                    Icmpv6.REDIRECT -> {
                // RFC 6980: fragmented neighbour discovery is not believed.
                if (!fragmented || !device.ipv6().is(Ipv6Setting.SUPPRESS_FRAG_NDISC)) {
                    network.discovery.receive(device, packet, header);
                }
                packet.release();
            }
            case Icmpv6.MLD_QUERY, Icmpv6.MLD_REPORT, Icmpv6.MLD_DONE -> {
                network.mld.receive(device, packet, header);
                packet.release();
            }
            default -> pass(packet, header);
        }
    }

    private static long pseudoHeader(Received header, int length) {
        return InternetChecksum.pseudoHeader(
                header.sourceHigh(),
                header.sourceLow(),
                header.destinationHigh(),
                header.destinationLow(),
                IpProtocol.ICMPV6,
                length);
    }

    private void pass(Packet packet, Received header) {
        Transport transport = network.transport(IpProtocol.ICMPV6);
        if (transport == null || !transport.receive(packet, header)) {
            packet.release();
        }
    }

    private void echo(NetworkInterface device, Packet packet, Received header) {
        boolean multicast = header.destinationHigh() >>> 56 == 0xff;
        EchoHandler handler = network.echoHandler();
        if (device.isTransparent()
                && handler != null
                && !multicast
                && network.addresses.find(header.destinationHigh(), header.destinationLow()) == null) {
            if (!handler.echo(packet, header)) {
                packet.release();
            }
            return;
        }
        Packet answer = packet;
        if (packet.shared()) {
            answer = network.pool.copy(packet);
            packet.release();
        }
        aim(header, multicast);
        if (network.output.route(echo) != null) {
            counters.unsent();
            answer.release();
            return;
        }
        Icmp.type(answer, 0, Icmpv6.ECHO_REPLY);
        IcmpErrors.seal6(answer, echo);
        answer.checksum(Packet.Checksum.VERIFIED);
        if (network.output.send(answer, echo) == null) {
            counters.sent(Icmpv6.ECHO_REPLY);
        } else {
            counters.unsent();
        }
    }

    /** Sets the flow of an answer; nothing is allocated as long as the peer is the same. */
    private void aim(Received header, boolean multicast) {
        IpAddress to = echo.destination();
        if (to.low() != header.sourceLow() || to.high() != header.sourceHigh()) {
            echo.destination(header.source());
        }
        IpAddress from = echo.source();
        if (multicast) {
            echo.source(IpAddress.ANY6);
        } else if (from.low() != header.destinationLow() || from.high() != header.destinationHigh()) {
            echo.source(header.destination());
        }
        echo.boundInterface(echo.destination().needsScope() ? header.interfaceIndex() : 0);
        echo.trafficClass(header.trafficClass());
        // net.ipv6.flowlabel_reflect is 0: the answer has no label.
        echo.flowLabel(0);
    }

    private void error(NetworkInterface device, Packet packet, Received header) {
        int type = Icmp.type(packet, 0);
        int code = Icmp.code(packet, 0);
        int info = type == Icmpv6.TOO_BIG || type == Icmpv6.PARAMETER_PROBLEM ? Icmp.rest(packet, 0) : 0;
        IpAddress offender = header.source();
        packet.trimFront(Icmp.LENGTH);
        int at = packet.length() < Ipv6.LENGTH || packet.get8(0) >>> 4 != 6 ? -1 : transport(packet);
        if (at < 0 || packet.length() - at < 8 || !isOwn(packet, device)) {
            counters.error();
            packet.release();
            return;
        }
        if (type == Icmpv6.TOO_BIG && info < 0) {
            info = Integer.MAX_VALUE;
        }
        int protocol = packet.get8(lastNextHeader(packet, at));
        quotedHeader.set(
                Ipv6.sourceHigh(packet, 0),
                Ipv6.sourceLow(packet, 0),
                Ipv6.destinationHigh(packet, 0),
                Ipv6.destinationLow(packet, 0),
                protocol,
                Ipv6.hopLimit(packet, 0),
                Ipv6.trafficClass(packet, 0),
                Ipv6.flowLabel(packet, 0),
                device.index(),
                true);
        packet.networkHeader(0);
        packet.transportHeader(at);
        packet.trimFront(at);
        network.tell(
                protocol,
                new Transport.IcmpError(meaning(type, code), fatal(type, code), type, code, info, offender),
                packet,
                quotedHeader);
        packet.release();
    }

    private boolean isOwn(Packet packet, NetworkInterface device) {
        return network.addresses.find(Ipv6.sourceHigh(packet, 0), Ipv6.sourceLow(packet, 0)) != null
                || device.isTransparent()
                || device.isLoopback();
    }

    /** Where the transport header of a quoted packet begins, or -1 if that is not there. */
    private static int transport(Packet packet) {
        int next = Ipv6.nextHeader(packet, 0);
        int at = Ipv6.LENGTH;
        while (IpProtocol.isExtension(next)) {
            if (packet.length() - at < Ipv6Fragment.LENGTH) {
                return -1;
            }
            if (next == IpProtocol.FRAGMENT) {
                if (Ipv6Fragment.fragmentOffset(packet, at) != 0) {
                    return -1;
                }
                next = Ipv6Fragment.nextHeader(packet, at);
                at += Ipv6Fragment.LENGTH;
            } else {
                if (!Ipv6Extension.check(packet, at)) {
                    return -1;
                }
                next = Ipv6Extension.nextHeader(packet, at);
                at += Ipv6Extension.length(packet, at);
            }
        }
        return at;
    }

    private static int lastNextHeader(Packet packet, int end) {
        int where = Ipv6.nextHeaderOffset();
        int at = Ipv6.LENGTH;
        while (at < end) {
            boolean fragment = packet.get8(where) == IpProtocol.FRAGMENT;
            where = at;
            at += fragment ? Ipv6Fragment.LENGTH : Ipv6Extension.length(packet, at);
        }
        return where;
    }

    /** The table icmpv6_err_convert of Linux. */
    private static NetworkError meaning(int type, int code) {
        return switch (type) {
            case Icmpv6.UNREACHABLE ->
                switch (code) {
                    case Icmpv6.NO_ROUTE -> NetworkError.ENETUNREACH;
                    case Icmpv6.PROHIBITED, Icmpv6.POLICY_FAIL, Icmpv6.REJECT_ROUTE -> NetworkError.EACCES;
                    case Icmpv6.UNREACHABLE_PORT -> NetworkError.ECONNREFUSED;
                    default -> NetworkError.EHOSTUNREACH;
                };
            case Icmpv6.TOO_BIG -> NetworkError.EMSGSIZE;
            case Icmpv6.PARAMETER_PROBLEM -> NetworkError.EPROTO;
            default -> NetworkError.EHOSTUNREACH;
        };
    }

    private static boolean fatal(int type, int code) {
        return switch (type) {
            case Icmpv6.UNREACHABLE -> code == Icmpv6.PROHIBITED || code >= Icmpv6.UNREACHABLE_PORT;
            case Icmpv6.PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }
}
