package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.InterfaceCounters;
import io.umview.lwipv6.net.MulticastGroup;
import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.Neighbours;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of /proc/net about interfaces, their addresses and groups, and their neighbours. */
final class InterfaceTexts {
    private static final int ATF_COM = 0x2;
    private static final int ATF_PERM = 0x4;
    private static final int ATF_PUBL = 0x8;
    private static final int ARP_NO_ADDRESS = Neighbour.NUD_INCOMPLETE | Neighbour.NUD_FAILED;

    private final Network network;

    InterfaceTexts(Network network) {
        this.network = network;
    }

    String dev() {
        StringBuilder text = new StringBuilder("""
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                """);
        for (NetworkInterface device : network.interfaces().all()) {
            InterfaceCounters counters = device.counters();
            text.append(Hex.format(
                    "%6s: %7d %7d %4d %4d %4d %5d %10d %9d %8d %7d %4d %4d %4d %5d %7d %10d\n",
                    device.name(),
                    counters.receivedBytes(),
                    counters.receivedPackets(),
                    counters.receiveErrors(),
                    counters.receiveDropped(),
                    0,
                    counters.receiveLengthErrors(),
                    0,
                    counters.multicast(),
                    counters.sentBytes(),
                    counters.sentPackets(),
                    counters.sendErrors(),
                    counters.sendDropped(),
                    0,
                    0,
                    counters.carrierErrors(),
                    0));
        }
        return text.toString();
    }

    String ifInet6() {
        StringBuilder text = new StringBuilder();
        for (InterfaceAddress address : network.addresses().all(false)) {
            IpAddress own = address.address();
            int scope = own.isLoopback() ? 0x10 : own.isLinkLocal() ? 0x20 : own.high() >>> 54 == 0x3fb ? 0x40 : 0;
            text.append(Hex.format(
                    "%s %02x %02x %02x %02x %8s\n",
                    Hex.inet6(own),
                    address.device().index(),
                    address.prefixLength(),
                    scope,
                    address.flags() & 0xff,
                    address.device().name()));
        }
        return text.toString();
    }

    String arp() {
        StringBuilder text =
                new StringBuilder("IP address       HW type     Flags       HW address            Mask     Device\n");
        for (Neighbour neighbour : network.neighbours().all()) {
            if (!neighbour.address().isV4() || neighbour.state() == Neighbour.NUD_NOARP) {
                continue;
            }
            MacAddress mac = neighbour.macAddress();
            boolean known = mac != null && (neighbour.state() & ARP_NO_ADDRESS) == 0;
            int flags = known ? ATF_COM | (neighbour.state() == Neighbour.NUD_PERMANENT ? ATF_PERM : 0) : 0;
            text.append(arpLine(neighbour.address(), neighbour.device(), flags, mac == null ? MacAddress.ZERO : mac));
        }
        for (Neighbours.Proxy proxy : network.neighbours().proxies()) {
            if (proxy.address().isV4()) {
                text.append(arpLine(proxy.address(), proxy.device(), ATF_PUBL | ATF_PERM, MacAddress.ZERO));
            }
        }
        return text.toString();
    }

    private static String arpLine(IpAddress address, NetworkInterface device, int flags, MacAddress mac) {
        return Hex.format(
                "%-16s 0x%-10x0x%-10x%-17s     *        %s\n",
                address, device.hardwareType(), flags, mac, device.name());
    }

    private static List<MulticastGroup> groups(NetworkInterface device, boolean v4) {
        List<MulticastGroup> groups = new ArrayList<>();
        for (MulticastGroup group : device.multicast().all()) {
            if (group.address().isV4() == v4) {
                groups.add(group);
            }
        }
        return groups;
    }

    String igmp() {
        StringBuilder text = new StringBuilder("Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n");
        for (NetworkInterface device : network.interfaces().all()) {
            List<MulticastGroup> groups = groups(device, true);
            if (!groups.isEmpty()) {
                text.append(Hex.format(
                        "%d\t%-10s: %5d %7s\n",
                        device.index(),
                        device.name(),
                        groups.size(),
                        "V" + device.multicast().version(true)));
                for (MulticastGroup group : groups) {
                    text.append(Hex.format(
                            "\t\t\t\t%s %5d %d:%08X\t\t%d\n", Hex.inet(group.address()), group.users(), 0, 0, 0));
                }
            }
        }
        return text.toString();
    }

    String igmp6() {
        StringBuilder text = new StringBuilder();
        for (NetworkInterface device : network.interfaces().all()) {
            for (MulticastGroup group : groups(device, false)) {
                text.append(Hex.format(
                        "%-4d %-15s %s %5d %08X %d\n",
                        device.index(), device.name(), Hex.inet6(group.address()), group.users(), 4, 0));
            }
        }
        return text.toString();
    }

    /** The sources that groups are received from, or not. */
    String mcfilter(boolean v4) {
        StringBuilder text = new StringBuilder(
                v4
                        ? "Idx Device        MCA        SRC    INC    EXC\n"
                        : "Idx Device                Multicast Address                   Source Address    INC    EXC\n");
        for (NetworkInterface device : network.interfaces().all()) {
            for (MulticastGroup group : groups(device, v4)) {
                for (IpAddress source : group.sources()) {
                    text.append(Hex.format(
                            "%3d %6.6s %s %s %6d %6d\n",
                            device.index(),
                            device.name(),
                            member(group.address()),
                            member(source),
                            group.excludes() ? 0 : 1,
                            group.excludes() ? 1 : 0));
                }
            }
        }
        return text.toString();
    }

    private static String member(IpAddress address) {
        return address.isV4() ? Hex.format("0x%08x", address.v4()) : Hex.inet6(address);
    }

    /** Link-layer groups: each as often as groups of IP need it. */
    String devMcast() {
        StringBuilder text = new StringBuilder();
        for (NetworkInterface device : network.interfaces().all()) {
            if (!device.isEthernet()) {
                continue;
            }
            Map<Long, Integer> users = new LinkedHashMap<>();
            for (MulticastGroup group : device.multicast().all()) {
                IpAddress address = group.address();
                boolean onLink = address.isV4() || (address.high() >>> 48 & 0xf) > 1;
                if (onLink) {
                    long mac =
                            address.isV4() ? MacAddress.multicast4(address.v4()) : MacAddress.multicast6(address.low());
                    users.merge(mac, 1, Integer::sum);
                }
            }
            users.forEach((mac, count) -> text.append(
                    Hex.format("%-4d %-15s %-5d %-5d %012x\n", device.index(), device.name(), count, 0, mac)));
        }
        return text.toString();
    }
}
