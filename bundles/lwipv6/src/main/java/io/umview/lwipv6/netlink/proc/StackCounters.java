package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.Counters;
import io.umview.lwipv6.net.IcmpCounters;
import io.umview.lwipv6.net.IpMib;
import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.transport.UdpStatistics;
import io.umview.lwipv6.transport.tcp.TcpStatistics;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** What the layers of a stack have counted. */
public final class StackCounters implements CounterSource {
    private static final int TYPES = 256;

    /** Types of ICMP with a counter of their own (RFC 792), by the name that they have behind In or Out. */
    private static final Map<Integer, String> ICMP = Map.ofEntries(
            Map.entry(0, "EchoReps"),
            Map.entry(3, "DestUnreachs"),
            Map.entry(4, "SrcQuenchs"),
            Map.entry(5, "Redirects"),
            Map.entry(8, "Echos"),
            Map.entry(11, "TimeExcds"),
            Map.entry(12, "ParmProbs"),
            Map.entry(13, "Timestamps"),
            Map.entry(14, "TimestampReps"),
            Map.entry(17, "AddrMasks"),
            Map.entry(18, "AddrMaskReps"));

    /** Types of ICMPv6 with a counter of their own (RFC 4443, 4861, 3810). */
    private static final Map<Integer, String> ICMP6 = Map.ofEntries(
            Map.entry(1, "DestUnreachs"),
            Map.entry(2, "PktTooBigs"),
            Map.entry(3, "TimeExcds"),
            Map.entry(4, "ParmProblems"),
            Map.entry(128, "Echos"),
            Map.entry(129, "EchoReplies"),
            Map.entry(130, "GroupMembQueries"),
            Map.entry(131, "GroupMembResponses"),
            Map.entry(132, "GroupMembReductions"),
            Map.entry(133, "RouterSolicits"),
            Map.entry(134, "RouterAdvertisements"),
            Map.entry(135, "NeighborSolicits"),
            Map.entry(136, "NeighborAdvertisements"),
            Map.entry(137, "Redirects"),
            Map.entry(143, "MLDv2Reports"));

    private final Network network;
    private final UdpStatistics udp;
    private final UdpStatistics udpLite;
    private final TcpStatistics tcp;

    /** Counters of a stack. */
    public StackCounters(Network network, UdpStatistics udp, UdpStatistics udpLite, TcpStatistics tcp) {
        this.network = network;
        this.udp = udp;
        this.udpLite = udpLite;
        this.tcp = tcp;
    }

    @Override
    public void show(String table, ObjLongConsumer<String> visitor) {
        switch (table) {
            case "Ip" -> {
                visitor.accept("Forwarding", network.all4().is(Ipv4Setting.FORWARDING) ? 1 : 2);
                visitor.accept("DefaultTTL", 64);
                ip(true, visitor);
            }
            case "IpExt" -> ip(true, visitor);
            case "Ip6" -> ip(false, visitor);
            case "Icmp" -> icmp(network.statistics().icmp(true), ICMP, visitor);
            case "Icmp6" -> icmp(network.statistics().icmp(false), ICMP6, visitor);
            case "Tcp" -> tcp.snmp(visitor);
            case "TcpExt" -> tcp.extended(visitor);
            case "Udp" -> udp(udp, true, visitor);
            case "Udp6" -> udp(udp, false, visitor);
            case "UdpLite" -> udp(udpLite, true, visitor);
            case "UdpLite6" -> udp(udpLite, false, visitor);
            default -> {}
        }
    }

    private void ip(boolean v4, ObjLongConsumer<String> visitor) {
        Counters<IpMib> counters = network.statistics().ip(v4);
        for (IpMib counter : IpMib.values()) {
            visitor.accept(counter.text(), counters.get(counter));
        }
        // Linux 6.8 and later count apart what was asked for and what was sent.
        long sent = counters.get(IpMib.OUT_REQUESTS) + counters.get(IpMib.FORW_DATAGRAMS);
        visitor.accept("OutTransmits", sent);
        visitor.accept("OutForwDatagrams", counters.get(IpMib.FORW_DATAGRAMS));
    }

    private static void icmp(IcmpCounters counters, Map<Integer, String> names, ObjLongConsumer<String> visitor) {
        visitor.accept("InMsgs", counters.inMessages());
        visitor.accept("InErrors", counters.inErrors());
        visitor.accept("InCsumErrors", counters.inChecksumErrors());
        visitor.accept("OutMsgs", counters.outMessages());
        visitor.accept("OutErrors", counters.outErrors());
        visitor.accept("OutRateLimitHost", counters.outLimited());
        for (int type = 0; type < TYPES; type++) {
            String name = names.get(type);
            if (name != null) {
                visitor.accept("In" + name, counters.in(type));
                visitor.accept("Out" + name, counters.out(type));
            }
            if (counters.in(type) != 0) {
                visitor.accept("InType" + type, counters.in(type));
            }
            if (counters.out(type) != 0) {
                visitor.accept("OutType" + type, counters.out(type));
            }
        }
    }

    private static void udp(UdpStatistics statistics, boolean v4, ObjLongConsumer<String> visitor) {
        for (UdpStatistics.Counter counter : UdpStatistics.Counter.values()) {
            visitor.accept(counter.name(), statistics.get(counter, v4));
        }
    }
}
