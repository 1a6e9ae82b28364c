package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import org.jspecify.annotations.Nullable;

/** IPv4 and IPv6 out: from a transport header to a neighbour. */
final class Output {
    /** net.ipv4.ip_default_ttl */
    static final int DEFAULT_TTL = 64;

    private final Network network;
    private final WayFinder ways;
    private final Counters<IpMib> counters4;
    private final Counters<IpMib> counters6;
    private final Identifications identifications;

    Output(Network network) {
        this.network = network;
        this.ways = new WayFinder(network);
        this.counters4 = network.statistics.ip(true);
        this.counters6 = network.statistics.ip(false);
        this.identifications = new Identifications(network.random);
    }

    @Nullable
    NetworkError route(Flow flow) {
        Way way = flow.way();
        if (way != null && way.generation == network.generation() && !turnedByPorts(flow)) {
            return null;
        }
        return ways.find(flow);
    }

    private boolean turnedByPorts(Flow flow) {
        return flow.portsChanged()
                && network.routing.looksInside(flow.destination().isV4());
    }

    @Nullable
    NetworkError send(Packet packet, Flow flow) {
        NetworkError error = route(flow);
        Way way = flow.way();
        if (error != null || way == null) {
            network.statistics.ip(flow.destination().isV4()).add(IpMib.OUT_NO_ROUTES);
            packet.release();
            return error;
        }
        packet.transportHeader(0);
        return flow.destination().isV4() ? send4(packet, flow, way) : send6(packet, flow, way);
    }

    private int hops(Flow flow, Way way, boolean v4) {
        if (flow.hops() >= 0) {
            return flow.hops();
        }
        if (way.multicast) {
            return 1;
        }
        int metric = way.route.metrics().get(RouteMetrics.RTAX_HOPLIMIT);
        return metric != 0 ? metric : v4 ? DEFAULT_TTL : way.device.ipv6().get(Ipv6Setting.HOPLIMIT);
    }

    private @Nullable NetworkError send4(Packet packet, Flow flow, Way way) {
        byte[] options = flow.options();
        int total = packet.length() + Ipv4.LENGTH + options.length;
        boolean large = total > flow.mtu() && !segmentable(packet, flow, Ipv4.LENGTH + options.length, true);
        NetworkError error = large ? refusal(packet, flow, total, Ipv4.LENGTH + options.length) : null;
        if (error != null) {
            counters4.add(IpMib.FRAG_FAILS);
            packet.release();
            return error;
        }
        int fragment = mayFragment(flow, large) ? 0 : Ipv4.DF;
        IpAddress source = flow.source();
        IpAddress destination = flow.destination();
        int identification = identifications.next(source.low(), destination.low(), flow.protocol(), segments(packet));
        Ipv4.prepend(
                packet,
                options,
                flow.trafficClass(),
                identification,
                fragment,
                hops(flow, way, true),
                flow.protocol(),
                source.v4(),
                destination.v4());
        counters4.add(IpMib.OUT_REQUESTS);
        counters4.add(IpMib.OUT_OCTETS, packet.length());
        return large ? fragment(packet, flow, way) : transmit(packet, flow, way, counters4);
    }

    private static int segments(Packet packet) {
        return packet.segmentation() == Packet.Segmentation.NONE
                ? 1
                : Math.max(1, packet.length() / Math.max(1, packet.segmentSize()));
    }

    private @Nullable NetworkError send6(Packet packet, Flow flow, Way way) {
        byte[] extensions = flow.options();
        int total = packet.length() + Ipv6.LENGTH + extensions.length;
        boolean large = total > flow.mtu() && !segmentable(packet, flow, Ipv6.LENGTH + extensions.length, false);
        NetworkError error = large ? refusal(packet, flow, total, Ipv6.LENGTH + extensions.length) : null;
        if (error != null) {
            counters6.add(IpMib.FRAG_FAILS);
            packet.release();
            return error;
        }
        int next = flow.protocol();
        if (extensions.length > 0) {
            Ipv6Extension.prepend(packet, extensions, next);
            next = flow.firstExtension();
        }
        IpAddress source = flow.source();
        IpAddress destination = flow.destination();
        Ipv6.prepend(
                packet,
                flow.trafficClass(),
                flow.flowLabel(),
                next,
                hops(flow, way, false),
                source.high(),
                source.low(),
                destination.high(),
                destination.low());
        counters6.add(IpMib.OUT_REQUESTS);
        counters6.add(IpMib.OUT_OCTETS, packet.length());
        return large ? fragment(packet, flow, way) : transmit(packet, flow, way, counters6);
    }

    /** Whether a packet that is to be segmented may go as it is, because of its link or because segments are made here. */
    private static boolean segmentable(Packet packet, Flow flow, int header, boolean v4) {
        return packet.segmentation() != Packet.Segmentation.NONE
                && packet.length() + header <= 0xffff + (v4 ? 0 : Ipv6.LENGTH)
                && packet.segmentSize() + header + Segmentation.transportHeader(packet) <= flow.mtu();
    }

    private static @Nullable NetworkError refusal(Packet packet, Flow flow, int total, int header) {
        int most = flow.destination().isV4() ? 0xffff : 0xffff + Ipv6.LENGTH;
        boolean fragmented = switch (flow.pathMtuDiscovery()) {
            case DONT, WANT, OMIT -> true;
            case DO, PROBE, INTERFACE -> false;
        };
        return !fragmented
                        || total > most
                        || packet.segmentation() != Packet.Segmentation.NONE
                        || flow.mtu() < header + 16
                ? NetworkError.EMSGSIZE
                : null;
    }

    private static boolean mayFragment(Flow flow, boolean large) {
        return switch (flow.pathMtuDiscovery()) {
            case DONT, INTERFACE, OMIT -> true;
            case WANT -> large;
            case DO, PROBE -> false;
        };
    }

    private @Nullable NetworkError fragment(Packet packet, Flow flow, Way way) {
        boolean v4 = flow.destination().isV4();
        int identification = v4 ? 0 : identifications.next6();
        boolean done = network.fragmentation.fragment(packet, flow.mtu(), identification, piece -> {
            transmit(piece, flow, way, v4 ? counters4 : counters6);
        });
        return done ? null : NetworkError.EMSGSIZE;
    }

    /** Sends a packet that is complete; this host gets it too if it is for a group that it is in. */
    private @Nullable NetworkError transmit(Packet packet, Flow flow, Way way, Counters<IpMib> counters) {
        if (way.multicast || way.broadcast) {
            counters.add(way.multicast ? IpMib.OUT_MCAST_PKTS : IpMib.OUT_BCAST_PKTS);
            IpAddress group = flow.destination();
            boolean here =
                    way.broadcast || flow.multicastLoop() && way.device.groups.contains(group.high(), group.low());
            if (here && !way.device.isLoopback()) {
                network.reflection.reflect(way.device, packet);
            }
            boolean v4 = group.isV4();
            int hops = v4 ? Ipv4.ttl(packet, 0) : Ipv6.hopLimit(packet, 0);
            if (way.multicast && (hops == 0 || !v4 && group.multicastScope() <= 1) && !way.device.isLoopback()) {
                packet.release();
                return null;
            }
        }
        emit(packet, way.device, way.neighbour, way.group);
        return null;
    }

    /** Sends a packet to a neighbour, or to a link-layer address if there is none; segments are made if the link does not make them. */
    void emit(Packet packet, NetworkInterface device, @Nullable Neighbour neighbour, long mac) {
        if (packet.segmentation() != Packet.Segmentation.NONE
                && !Segmentation.doneBy(device.link().offload(), packet)) {
            network.segmentation.segment(packet, device, neighbour, mac);
        } else if (neighbour != null) {
            neighbour.send(packet);
        } else {
            device.port.send(packet, mac);
        }
    }

    @Nullable
    NetworkError sendWithHeader(Packet packet, Flow flow) {
        boolean v4 = flow.destination().isV4();
        boolean right = v4
                ? packet.length() >= Ipv4.LENGTH
                        && Ipv4.headerLength(packet, 0) >= Ipv4.LENGTH
                        && Ipv4.headerLength(packet, 0) <= packet.length()
                        && packet.length() <= 0xffff
                : packet.length() >= Ipv6.LENGTH;
        if (!right) {
            packet.release();
            return NetworkError.EINVAL;
        }
        NetworkError error = route(flow);
        Way way = flow.way();
        if (error == null && packet.length() > (way == null ? 0 : way.device.mtu())) {
            error = NetworkError.EMSGSIZE;
        }
        if (error != null || way == null) {
            packet.release();
            return error;
        }
        if (v4) {
            // raw(7): checksum and length are always filled in, source and identification if they are 0.
            Ipv4.totalLength(packet, 0, packet.length());
            if (Ipv4.source(packet, 0) == 0) {
                Ipv4.source(packet, 0, flow.source().v4());
            }
            if (Ipv4.identification(packet, 0) == 0) {
                Ipv4.identification(
                        packet,
                        0,
                        identifications.next(
                                flow.source().low(), flow.destination().low(), IpProtocol.RAW, 1));
            }
            Ipv4.seal(packet, 0);
        }
        Counters<IpMib> counters = v4 ? counters4 : counters6;
        counters.add(IpMib.OUT_REQUESTS);
        return transmit(packet, flow, way, counters);
    }
}
