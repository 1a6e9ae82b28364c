package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Igmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv4Options;
import io.umview.lwipv6.wire.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** IGMP, the part of hosts (RFC 1112, RFC 2236, RFC 3376). */
final class IgmpProtocol {
    /** {@code 224.0.0.22}: all IGMPv3 routers */
    private static final int V3_ROUTERS = 0xe000_0016;

    /** {@code 224.0.0.2}: all routers */
    private static final int ALL_ROUTERS = 0xe000_0002;

    /** Internetwork control (RFC 3376, section 4). */
    private static final int TOS = 0xc0;

    private final Network network;

    IgmpProtocol(Network network) {
        this.network = network;
    }

    /** A message, whose window begins with the IGMP header, has come in and belongs to the callee. */
    void receive(NetworkInterface device, Packet packet, Received header) {
        if (Igmp.check(packet, 0) && Icmp.checksumRight(packet, 0, 0)) {
            GroupReporter reporter = device.groups.reporter(true);
            switch (Igmp.type(packet, 0)) {
                case Igmp.QUERY -> query(reporter, packet);
                case Igmp.V1_REPORT, Igmp.V2_REPORT -> reporter.reportedByOther(IpAddress.v4(Igmp.group(packet, 0)));
                default -> {}
            }
        }
        packet.release();
    }

    private void query(GroupReporter reporter, Packet packet) {
        int group = Igmp.group(packet, 0);
        int code = Igmp.code(packet, 0);
        int version = Igmp.isV3Query(packet, 0) ? 3 : code == 0 ? 1 : 2;
        // RFC 3376, sections 4.1.1 and 7.2.1; RFC 2236, section 4: tenths of a second, 10 s in version 1.
        long within = version == 1 ? 10_000 : 100L * (version == 3 ? Igmp.decode(code) : code);
        Set<IpAddress> sources = new HashSet<>();
        if (version == 3) {
            for (int i = 0; i < Igmp.sources(packet, 0); i++) {
                sources.add(IpAddress.v4(Igmp.source(packet, 0, i)));
            }
        }
        if (group == 0) {
            reporter.queried(version, null, Set.of(), within);
        } else if (group >>> 28 == 0xe) {
            reporter.queried(version, IpAddress.v4(group), sources, within);
        }
    }

    /** Reports in version 3. */
    void sendReport(NetworkInterface device, List<GroupReporter.GroupRecord> records) {
        int room = device.mtu() - Ipv4.LENGTH - Ipv4Options.ROUTER_ALERT_BYTES.length - 8;
        int from = 0;
        while (from < records.size()) {
            int used = 0;
            int to = from;
            while (to < records.size()) {
                int size = 8 + 4 * records.get(to).sources().size();
                if (to > from && used + size > room) {
                    break;
                }
                used += size;
                to++;
            }
            sendReport(device, records.subList(from, to), used, room);
            from = to;
        }
    }

    private void sendReport(NetworkInterface device, List<GroupReporter.GroupRecord> records, int size, int room) {
        if (size > room) {
            // More sources than a packet holds: RFC 3376, section 4.2.16 lets them be left out.
            return;
        }
        Packet message = network.pool.take(8 + size);
        Igmp.appendReport(message, records.size());
        for (GroupReporter.GroupRecord entry : records) {
            Igmp.appendRecord(message, entry.type(), entry.group().v4(), entry.sources());
        }
        send(device, message, V3_ROUTERS);
    }

    /** Reports or leaves a group in version 1 or 2. */
    void sendOlder(NetworkInterface device, int version, IpAddress group, boolean leaving) {
        if (leaving && version == 1) {
            return;
        }
        int type = leaving ? Igmp.V2_LEAVE : version == 1 ? Igmp.V1_REPORT : Igmp.V2_REPORT;
        Packet message = network.pool.take(Igmp.LENGTH);
        Igmp.append(message, type, 0, group.v4());
        send(device, message, leaving ? ALL_ROUTERS : group.v4());
    }

    private void send(NetworkInterface device, Packet message, int destination) {
        Icmp.seal(message, 0, 0);
        InterfaceAddress own = device.firstV4(Route.SCOPE_LINK);
        Ipv4.prepend(
                message,
                Ipv4Options.ROUTER_ALERT_BYTES,
                TOS,
                0,
                Ipv4.DF,
                1,
                IpProtocol.IGMP,
                own == null ? 0 : own.address.v4(),
                destination);
        network.statistics.ip(true).add(IpMib.OUT_REQUESTS);
        network.statistics.ip(true).add(IpMib.OUT_MCAST_PKTS);
        device.port.send(message, MacAddress.multicast4(destination));
    }
}
