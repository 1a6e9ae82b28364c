package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.wire.MacAddress;
import java.util.List;

/** RTM_NEWLINK: struct ifinfomsg and its attributes, in the order in which the kernel gives them. */
final class LinkMessage {
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_BROADCAST = 2;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_QDISC = 6;
    static final int IFLA_STATS = 7;
    static final int IFLA_MASTER = 10;
    static final int IFLA_PROTINFO = 12;
    static final int IFLA_TXQLEN = 13;
    static final int IFLA_MAP = 14;
    static final int IFLA_OPERSTATE = 16;
    static final int IFLA_LINKMODE = 17;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_PID = 19;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_VFINFO_LIST = 22;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_PROMISCUITY = 30;
    static final int IFLA_NUM_TX_QUEUES = 31;
    static final int IFLA_NUM_RX_QUEUES = 32;
    static final int IFLA_CARRIER = 33;
    static final int IFLA_CARRIER_CHANGES = 35;
    static final int IFLA_PROTO_DOWN = 39;
    static final int IFLA_GSO_MAX_SEGS = 40;
    static final int IFLA_GSO_MAX_SIZE = 41;
    static final int IFLA_XDP = 43;
    static final int IFLA_TARGET_NETNSID = 46;
    static final int IFLA_CARRIER_UP_COUNT = 47;
    static final int IFLA_CARRIER_DOWN_COUNT = 48;
    static final int IFLA_MIN_MTU = 50;
    static final int IFLA_MAX_MTU = 51;
    static final int IFLA_PROP_LIST = 52;
    static final int IFLA_ALT_IFNAME = 53;
    static final int IFLA_GRO_MAX_SIZE = 58;
    static final int IFLA_TSO_MAX_SIZE = 59;
    static final int IFLA_TSO_MAX_SEGS = 60;
    static final int IFLA_ALLMULTI = 61;
    static final int IFLA_GSO_IPV4_MAX_SIZE = 63;
    static final int IFLA_GRO_IPV4_MAX_SIZE = 64;
    static final int IFLA_MAX_PACING_OFFLOAD_HORIZON = 66;
    static final int IFLA_NETNS_IMMUTABLE = 67;
    static final int IFLA_HEADROOM = 68;
    static final int IFLA_TAILROOM = 69;
    static final int IFLA_MAX = 69;

    private static final int IFLA_XDP_ATTACHED = 2;
    private static final int RTEXT_FILTER_SKIP_STATS = 1 << 3;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int MAXIMUM_PACKET = 65536;
    private static final int SEGMENTS = 65535;

    private final DeviceNames names;
    private final Inet6Link inet6 = new Inet6Link();

    LinkMessage(DeviceNames names) {
        this.names = names;
    }

    /**
     * Writes the message about an interface.
     *
     * @param type RTM_NEWLINK or RTM_DELLINK
     * @param filter RTEXT_FILTER_*
     * @param change which flags have changed, or 0
     */
    void write(NetworkInterface device, int type, int filter, int change, MessageWriter out) {
        header(device, type, 0, change, out);
        out.attribute(IFLA_IFNAME, device.name());
        out.attributeU32(IFLA_TXQLEN, device.transmitQueueLength());
        out.attributeU8(IFLA_OPERSTATE, device.isUp() ? device.operationalState() : NetworkInterface.IF_OPER_DOWN);
        out.attributeU8(IFLA_LINKMODE, 0);
        out.attributeU8(IFLA_NETNS_IMMUTABLE, device.isLoopback() ? 1 : 0);
        out.attributeU32(IFLA_MTU, device.mtu());
        out.attributeU32(IFLA_MIN_MTU, device.isLoopback() ? 0 : device.minimumMtu());
        out.attributeU32(IFLA_MAX_MTU, device.isLoopback() ? 0 : largestMtu(device));
        out.attributeU32(IFLA_GROUP, device.group());
        out.attributeU32(IFLA_PROMISCUITY, device.promiscuity());
        out.attributeU32(IFLA_ALLMULTI, (device.flags() & NetworkInterface.IFF_ALLMULTI) != 0 ? 1 : 0);
        segmentation(device, out);
        carrier(device, out);
        out.attributeU16(IFLA_HEADROOM, 0);
        out.attributeU16(IFLA_TAILROOM, 0);
        out.attributeU8(IFLA_PROTO_DOWN, 0);
        if (device.hardwareType() != NetworkInterface.ARPHRD_NONE) {
            out.attribute(IFLA_ADDRESS, device.macAddress().bytes());
            out.attribute(IFLA_BROADCAST, broadcast(device).bytes());
        }
        LinkStatistics.write64(device.counters(), IFLA_STATS64, out);
        LinkStatistics.write32(device.counters(), IFLA_STATS, out);
        int xdp = out.open(IFLA_XDP);
        out.attributeU8(IFLA_XDP_ATTACHED, 0).close(xdp);
        out.attribute(IFLA_QDISC, device.qdisc());
        families(device, (filter & RTEXT_FILTER_SKIP_STATS) == 0, out);
        out.attribute(IFLA_MAP, new byte[32]);
        alternatives(device, out);
        out.end();
    }

    /** Writes the message that IPv6 has about an interface (ip token uses it). */
    void writeInet6(NetworkInterface device, int type, MessageWriter out) {
        header(device, type, AF_INET6, 0, out);
        out.attribute(IFLA_IFNAME, device.name());
        if (device.hardwareType() != NetworkInterface.ARPHRD_NONE) {
            out.attribute(IFLA_ADDRESS, device.macAddress().bytes());
        }
        out.attributeU32(IFLA_MTU, device.mtu());
        out.attributeU8(IFLA_OPERSTATE, device.isUp() ? device.operationalState() : NetworkInterface.IF_OPER_DOWN);
        int information = out.open(IFLA_PROTINFO);
        inet6.write(device, true, out);
        out.close(information);
        out.end();
    }

    private static void header(NetworkInterface device, int type, int family, int change, MessageWriter out) {
        out.begin(type).u8(family).u8(0).u16(device.hardwareType());
        out.u32(device.index()).u32(device.flags()).u32(change);
    }

    private static void segmentation(NetworkInterface device, MessageWriter out) {
        out.attributeU32(IFLA_NUM_TX_QUEUES, 1);
        out.attributeU32(IFLA_GSO_MAX_SEGS, SEGMENTS);
        out.attributeU32(IFLA_GSO_MAX_SIZE, MAXIMUM_PACKET);
        out.attributeU32(IFLA_GRO_MAX_SIZE, MAXIMUM_PACKET);
        out.attributeU32(IFLA_GSO_IPV4_MAX_SIZE, MAXIMUM_PACKET);
        out.attributeU32(IFLA_GRO_IPV4_MAX_SIZE, MAXIMUM_PACKET);
        out.attributeU32(IFLA_TSO_MAX_SIZE, device.isLoopback() ? 524280 : MAXIMUM_PACKET);
        out.attributeU32(IFLA_TSO_MAX_SEGS, SEGMENTS);
        out.attributeU32(IFLA_MAX_PACING_OFFLOAD_HORIZON, 0);
        out.attributeU32(IFLA_NUM_RX_QUEUES, 1);
    }

    private static void carrier(NetworkInterface device, MessageWriter out) {
        out.attributeU8(IFLA_CARRIER, device.carrier() ? 1 : 0);
        String alias = device.alias();
        if (alias != null) {
            out.attribute(IFLA_IFALIAS, alias);
        }
        int changes = device.carrierChanges();
        int ups = device.carrier() ? (changes + 1) / 2 : changes / 2;
        out.attributeU32(IFLA_CARRIER_CHANGES, changes);
        out.attributeU32(IFLA_CARRIER_UP_COUNT, ups);
        out.attributeU32(IFLA_CARRIER_DOWN_COUNT, changes - ups);
    }

    static MacAddress broadcast(NetworkInterface device) {
        return device.broadcastAddress();
    }

    /** What an interface whose frames have an Ethernet header can be set to at most. */
    static int largestMtu(NetworkInterface device) {
        return device.isEthernet() ? 65521 : 65535;
    }

    private void families(NetworkInterface device, boolean statistics, MessageWriter out) {
        int families = out.open(IFLA_AF_SPEC);
        int inet = out.open(AF_INET);
        Inet4Link.write(device, out);
        out.close(inet);
        int inet6Family = out.open(AF_INET6);
        inet6.write(device, statistics, out);
        out.close(inet6Family);
        out.close(families);
    }

    private void alternatives(NetworkInterface device, MessageWriter out) {
        List<String> alternatives = names.alternatives(device);
        if (!alternatives.isEmpty()) {
            int list = out.open(IFLA_PROP_LIST | Netlink.NLA_F_NESTED);
            for (String name : alternatives) {
                out.attribute(IFLA_ALT_IFNAME, name);
            }
            out.close(list);
        }
    }
}
