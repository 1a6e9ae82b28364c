package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import org.jspecify.annotations.Nullable;

/** ICMP in (RFC 792, RFC 1122 section 3.2.2): answers echoes, and passes errors on to those whom they concern. */
final class IcmpV4 {
    private static final long DAY = 86_400_000L;

    /** RFC 1191, section 7.1: what a router that does not tell its MTU may mean. */
    private static final int[] PLATEAUS = {32000, 17914, 8166, 4352, 2002, 1492, 576, 552};

    private final Network network;
    private final IcmpCounters counters;
    private final Received quotedHeader = new Received();
    private final Flow echo = new Flow(IpProtocol.ICMP);

    IcmpV4(Network network) {
        this.network = network;
        this.counters = network.statistics.icmp(true);
        echo.pathMtuDiscovery(Flow.PathMtuDiscovery.DONT);
        echo.foreignSource(true);
        echo.broadcast(false);
    }

    /** Whether an address may be forwarded to or from. */
    static boolean forwardable(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224 && address >>> 16 != 0xa9fe;
    }

    /** A message, whose window begins with the ICMP header, has come in and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, Received header) {
        if (!Icmp.check(packet, 0)) {
            counters.error();
            packet.release();
            return;
        }
        if (packet.checksum() == Packet.Checksum.UNVERIFIED && !Icmp.checksumRight(packet, 0, 0)) {
            counters.checksumError();
            packet.release();
            return;
        }
        int type = Icmp.type(packet, 0);
        counters.received(type);
        switch (type) {
            case Icmp.ECHO -> echo(device, packet, header);
            case Icmp.TIMESTAMP -> timestamp(packet, header);
            case Icmp.UNREACHABLE, Icmp.TIME_EXCEEDED, Icmp.PARAMETER_PROBLEM, Icmp.REDIRECT ->
                error(device, packet, header);
            default -> pass(packet, header);
        }
    }

    private void pass(Packet packet, Received header) {
        Transport transport = network.transport(IpProtocol.ICMP);
        if (transport == null || !transport.receive(packet, header)) {
            packet.release();
        }
    }

    private void echo(NetworkInterface device, Packet packet, Received header) {
        // net.ipv4.icmp_echo_ignore_broadcasts is 1.
        boolean group =
                IpAddress.isV4(0, header.destinationLow()) && !network.isUnicastHere((int) header.destinationLow());
        if (group || (int) header.destinationLow() >>> 28 == 0xe) {
            packet.release();
            return;
        }
        EchoHandler handler = network.echoHandler();
        if (device.isTransparent() && handler != null && network.addresses.find(0, header.destinationLow()) == null) {
            if (!handler.echo(packet, header)) {
                packet.release();
            }
            return;
        }
        Icmp.type(packet, 0, Icmp.ECHO_REPLY);
        reply(packet, header);
    }

    private void timestamp(Packet packet, Received header) {
        if (packet.length() < 20 || !header.unicast()) {
            packet.release();
            return;
        }
        int millis = (int) (network.timers.clock().wallMicros() / 1000 % DAY);
        packet.put32(12, millis);
        packet.put32(16, millis);
        Icmp.type(packet, 0, Icmp.TIMESTAMP_REPLY);
        reply(packet, header);
    }

    /** Sends a message back in the packet that it came in. */
    private void reply(Packet packet, Received header) {
        Packet answer = packet;
        if (packet.shared()) {
            answer = network.pool.copy(packet);
            packet.release();
        }
        Icmp.seal(answer, 0, 0);
        answer.checksum(Packet.Checksum.VERIFIED);
        if (echo.destination().low() != header.sourceLow()) {
            echo.destination(header.source());
        }
        if (echo.source().low() != header.destinationLow()) {
            echo.source(header.destination());
        }
        echo.trafficClass(header.trafficClass());
        int type = Icmp.type(answer, 0);
        if (network.output.send(answer, echo) == null) {
            counters.sent(type);
        } else {
            counters.unsent();
        }
    }

    /** An error: its payload is the beginning of a packet that was sent from here. */
    private void error(NetworkInterface device, Packet packet, Received header) {
        int type = Icmp.type(packet, 0);
        int code = Icmp.code(packet, 0);
        int rest = Icmp.rest(packet, 0);
        IpAddress offender = header.source();
        packet.trimFront(Icmp.LENGTH);
        if (!quoted(packet) || !isOwn(Ipv4.source(packet, 0), device)) {
            counters.error();
            packet.release();
            return;
        }
        IpAddress destination = IpAddress.v4(Ipv4.destination(packet, 0));
        if (type == Icmp.REDIRECT) {
            redirect(device, offender, destination, IpAddress.v4(rest));
            packet.release();
            return;
        }
        NetworkError meaning = meaning(type, code);
        if (meaning != null) {
            int info = type == Icmp.PARAMETER_PROBLEM ? rest >>> 24 : 0;
            if (type == Icmp.UNREACHABLE && code == Icmp.FRAGMENTATION_NEEDED) {
                int mtu = rest & 0xffff;
                info = mtu != 0 ? mtu : plateau(Ipv4.totalLength(packet, 0));
            }
            tell(packet, new Transport.IcmpError(meaning, fatal(type, code), type, code, info, offender), device);
        }
        packet.release();
    }

    private boolean isOwn(int source, NetworkInterface device) {
        return network.addresses.find(0, IpAddress.mapped(source)) != null
                || device.isTransparent()
                || device.isLoopback();
    }

    /** Whether the packet begins with an IP header and at least 8 bytes behind it, of a packet that this host may have sent. */
    private boolean quoted(Packet packet) {
        if (packet.length() < Ipv4.LENGTH || packet.get8(0) >>> 4 != 4) {
            return false;
        }
        int length = Ipv4.headerLength(packet, 0);
        return length >= Ipv4.LENGTH && packet.length() >= length + 8 && (Ipv4.fragment(packet, 0) & Ipv4.OFFSET) == 0;
    }

    private void tell(Packet packet, Transport.IcmpError error, NetworkInterface device) {
        int protocol = Ipv4.protocol(packet, 0);
        int length = Ipv4.headerLength(packet, 0);
        quotedHeader.set(
                0,
                IpAddress.mapped(Ipv4.source(packet, 0)),
                0,
                IpAddress.mapped(Ipv4.destination(packet, 0)),
                protocol,
                Ipv4.ttl(packet, 0),
                Ipv4.tos(packet, 0),
                0,
                device.index(),
                true);
        packet.networkHeader(0);
        packet.transportHeader(length);
        packet.trimFront(length);
        network.tell(protocol, error, packet, quotedHeader);
    }

    private void redirect(NetworkInterface device, IpAddress offender, IpAddress destination, IpAddress gateway) {
        Route route = network.routing.lookup(destination, IpAddress.ANY4, 0, 0, null, null);
        // RFC 1122, section 3.2.2.2: from the gateway in use, to one on the same link.
        if (device.ipv4().is(Ipv4Setting.ACCEPT_REDIRECTS)
                && !device.ipv4().is(Ipv4Setting.FORWARDING)
                && route != null
                && route.device() == device
                && offender.equals(currentGateway(route, destination))
                && device.onLink(gateway)
                && network.addresses.find(gateway) == null) {
            network.exceptions.redirect(destination, gateway, device);
        }
    }

    private @Nullable IpAddress currentGateway(Route route, IpAddress destination) {
        var exception = network.exceptions.find(destination.high(), destination.low());
        return exception != null && exception.gateway != null ? exception.gateway : route.gateway();
    }

    private static int plateau(int length) {
        for (int plateau : PLATEAUS) {
            if (plateau < length) {
                return plateau;
            }
        }
        return PLATEAUS[PLATEAUS.length - 1];
    }

    /** The table icmp_err_convert of Linux. */
    private static @Nullable NetworkError meaning(int type, int code) {
        return switch (type) {
            case Icmp.UNREACHABLE ->
                switch (code) {
                    case 0, 6, 9, 11 -> NetworkError.ENETUNREACH;
                    case 1, 10, 12, 13, 14, 15 -> NetworkError.EHOSTUNREACH;
                    case 2 -> NetworkError.ENOPROTOOPT;
                    case 3 -> NetworkError.ECONNREFUSED;
                    case 4 -> NetworkError.EMSGSIZE;
                    case 5 -> NetworkError.EOPNOTSUPP;
                    case 7 -> NetworkError.EHOSTDOWN;
                    case 8 -> NetworkError.ENONET;
                    default -> NetworkError.EHOSTUNREACH;
                };
            case Icmp.TIME_EXCEEDED -> NetworkError.EHOSTUNREACH;
            case Icmp.PARAMETER_PROBLEM -> NetworkError.EPROTO;
            default -> null;
        };
    }

    private static boolean fatal(int type, int code) {
        return switch (type) {
            case Icmp.UNREACHABLE -> code == 2 || code == 3 || code >= 6 && code <= 10 || code >= 13;
            case Icmp.PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }
}
