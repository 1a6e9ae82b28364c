package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.Settings;
import io.umview.lwipv6.netlink.message.MessageWriter;

/** RTM_NEWNETCONF: struct netconfmsg and its attributes (linux/netconf.h). */
final class NetconfMessage {
    static final int NETCONFA_IFINDEX = 1;
    private static final int NETCONFA_FORWARDING = 2;
    private static final int NETCONFA_RP_FILTER = 3;
    private static final int NETCONFA_MC_FORWARDING = 4;
    private static final int NETCONFA_PROXY_NEIGH = 5;
    private static final int NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN = 6;
    private static final int NETCONFA_BC_FORWARDING = 8;

    private NetconfMessage() {}

    /** Writes the settings of IPv4 of the interface with an index, or of NETCONFA_IFINDEX_*. */
    static void inet(Settings<Ipv4Setting> settings, int index, MessageWriter out) {
        begin(Rtm.AF_INET, index, out);
        out.attributeU32(NETCONFA_FORWARDING, settings.get(Ipv4Setting.FORWARDING));
        out.attributeU32(NETCONFA_RP_FILTER, settings.get(Ipv4Setting.RP_FILTER));
        out.attributeU32(NETCONFA_MC_FORWARDING, 0);
        out.attributeU32(NETCONFA_BC_FORWARDING, settings.get(Ipv4Setting.BC_FORWARDING));
        out.attributeU32(NETCONFA_PROXY_NEIGH, settings.get(Ipv4Setting.PROXY_ARP));
        out.attributeU32(NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, settings.get(Ipv4Setting.IGNORE_ROUTES_WITH_LINKDOWN));
        out.end();
    }

    /** Writes the settings of IPv6 of the interface with an index, or of NETCONFA_IFINDEX_*. */
    static void inet6(Settings<Ipv6Setting> settings, int index, MessageWriter out) {
        begin(Rtm.AF_INET6, index, out);
        out.attributeU32(NETCONFA_FORWARDING, settings.get(Ipv6Setting.FORWARDING));
        out.attributeU32(NETCONFA_MC_FORWARDING, 0);
        out.attributeU32(NETCONFA_PROXY_NEIGH, settings.get(Ipv6Setting.PROXY_NDP));
        out.attributeU32(NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, settings.get(Ipv6Setting.IGNORE_ROUTES_WITH_LINKDOWN));
        out.end();
    }

    private static void begin(int family, int index, MessageWriter out) {
        out.begin(Rtm.NEWNETCONF).u8(family).zeros(3);
        out.attributeU32(NETCONFA_IFINDEX, index);
    }
}
