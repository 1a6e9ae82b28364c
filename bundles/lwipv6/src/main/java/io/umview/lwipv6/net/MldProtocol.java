package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.Mld;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** MLD, the part of hosts (RFC 2710, RFC 3810). */
final class MldProtocol {
    /** {@code ff02::16}: all MLDv2 routers */
    private static final IpAddress V2_ROUTERS = new IpAddress(0xff02_0000_0000_0000L, 0x16);

    private final Network network;

    MldProtocol(Network network) {
        this.network = network;
    }

    /** A message has come in; it remains the caller's. */
    void receive(NetworkInterface device, Packet packet, Received header) {
        // RFC 3810, section 6.2: from a link-local address, and not forwarded.
        boolean local = header.hops() == 1 && header.sourceHigh() >>> 54 == 0x3fa;
        if (!local || !Mld.check(packet, 0)) {
            return;
        }
        GroupReporter reporter = device.groups.reporter(false);
        switch (Icmp.type(packet, 0)) {
            case Icmpv6.MLD_QUERY -> query(reporter, packet);
            case Icmpv6.MLD_REPORT -> reporter.reportedByOther(Mld.group(packet, 0));
            default -> {}
        }
    }

    private void query(GroupReporter reporter, Packet packet) {
        boolean v2 = Mld.isV2Query(packet, 0);
        int code = Mld.code(packet, 0);
        long within = v2 ? Mld.decode(code) : code;
        IpAddress group = Mld.group(packet, 0);
        Set<IpAddress> sources = new HashSet<>();
        if (v2) {
            for (int i = 0; i < Mld.sources(packet, 0); i++) {
                sources.add(Mld.source(packet, 0, i));
            }
        }
        if (group.isAny()) {
            reporter.queried(v2 ? 2 : 1, null, Set.of(), within);
        } else if (group.isMulticast()) {
            reporter.queried(v2 ? 2 : 1, group, sources, within);
        }
    }

    /** Reports in version 2. */
    void sendReport(NetworkInterface device, List<GroupReporter.GroupRecord> records) {
        int room = device.mtu(false) - Ipv6.LENGTH - Ipv6Extension.ROUTER_ALERT_MLD.length - 8;
        int from = 0;
        while (from < records.size()) {
            int used = 0;
            int to = from;
            while (to < records.size()) {
                int size = 20 + 16 * records.get(to).sources().size();
                if (to > from && used + size > room) {
                    break;
                }
                used += size;
                to++;
            }
            if (used <= room) {
                sendReport(device, records.subList(from, to), used);
            }
            from = to;
        }
    }

    private void sendReport(NetworkInterface device, List<GroupReporter.GroupRecord> records, int size) {
        Packet message = network.pool.take(8 + size);
        Mld.appendReport(message, records.size());
        for (GroupReporter.GroupRecord entry : records) {
            Mld.appendRecord(message, entry.type(), entry.group(), entry.sources());
        }
        send(device, message, V2_ROUTERS);
    }

    /** Reports or leaves a group in version 1. */
    void sendOlder(NetworkInterface device, IpAddress group, boolean leaving) {
        Packet message = network.pool.take(Mld.LENGTH);
        Mld.append(message, leaving ? Icmpv6.MLD_DONE : Icmpv6.MLD_REPORT, group);
        send(device, message, leaving ? IpAddress.ALL_ROUTERS : group);
    }

    private void send(NetworkInterface device, Packet message, IpAddress destination) {
        InterfaceAddress own = device.linkLocal();
        // RFC 3590: as long as there is no link-local address, the unspecified one.
        IpAddress source = own == null ? IpAddress.ANY6 : own.address;
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
        Ipv6Extension.prepend(message, Ipv6Extension.ROUTER_ALERT_MLD, IpProtocol.ICMPV6);
        Ipv6.prepend(
                message,
                0,
                0,
                IpProtocol.HOPOPTS,
                1,
                source.high(),
                source.low(),
                destination.high(),
                destination.low());
        network.statistics.icmp(false).sent(type);
        network.statistics.ip(false).add(IpMib.OUT_REQUESTS);
        network.statistics.ip(false).add(IpMib.OUT_MCAST_PKTS);
        device.port.send(message, MacAddress.multicast6(destination.low()));
    }
}
