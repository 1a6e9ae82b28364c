package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;

/** What IPv6 adds to a link: IFLA_INET6_*, with DEVCONF_* of linux/ipv6.h. */
final class Inet6Link {
    private static final int IFLA_INET6_FLAGS = 1;
    private static final int IFLA_INET6_CONF = 2;
    private static final int IFLA_INET6_STATS = 3;
    private static final int IFLA_INET6_CACHEINFO = 5;
    private static final int IFLA_INET6_ICMP6STATS = 6;
    private static final int IFLA_INET6_TOKEN = 7;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;

    /** linux/ipv6.h and include/net/if_inet6.h: IPv6 works on the interface. */
    private static final int IF_READY = 0x80000000;

    private static final int DEVCONF_USE_TEMPADDR = 10;
    private static final int DEVCONF_ACCEPT_DAD = 27;
    private static final int DEVCONF_IOAM6_ID = 54;
    private static final int DEVCONF_IOAM6_ID_WIDE = 55;
    private static final int DEVCONF_MAX = 60;
    private static final int IPSTATS_MIB_MAX = 38;
    private static final int ICMP6_MIB_MAX = 7;
    private static final int MAX_REASSEMBLY = 65535;
    private static final int STABLE_PRIVACY = 2;
    private static final int LAST_MODE = 3;

    void write(NetworkInterface device, boolean statistics, MessageWriter out) {
        out.attributeU32(IFLA_INET6_FLAGS, device.isRunning() ? IF_READY : 0);
        int cache = out.open(IFLA_INET6_CACHEINFO);
        out.u32(MAX_REASSEMBLY).u32(0);
        out.u32(device.neighbourParameters(false).baseReachableTime());
        out.u32(device.neighbourParameters(false).retransmission()).close(cache);
        int conf = out.open(IFLA_INET6_CONF);
        for (int value : values(device)) {
            out.u32(value);
        }
        out.close(conf);
        if (statistics) {
            counted(out, IFLA_INET6_STATS, IPSTATS_MIB_MAX);
            counted(out, IFLA_INET6_ICMP6STATS, ICMP6_MIB_MAX);
        }
        out.attribute(IFLA_INET6_TOKEN, new byte[16]);
        out.attributeU8(IFLA_INET6_ADDR_GEN_MODE, device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE));
    }

    /** Counters, the first of which says how many there are. */
    private static void counted(MessageWriter out, int attribute, int count) {
        int opened = out.open(attribute);
        out.u64(count).zeros((count - 1) * 8).close(opened);
    }

    private static int[] values(NetworkInterface device) {
        int[] values = new int[DEVCONF_MAX];
        values[DEVCONF_IOAM6_ID] = 0xffff;
        values[DEVCONF_IOAM6_ID_WIDE] = -1;
        for (Ipv6Setting setting : Ipv6Setting.values()) {
            values[setting.devconf()] = value(device, setting);
        }
        if (device.isLoopback()) {
            values[DEVCONF_USE_TEMPADDR] = -1;
            values[DEVCONF_ACCEPT_DAD] = -1;
        }
        return values;
    }

    private static int value(NetworkInterface device, Ipv6Setting setting) {
        int value = device.ipv6().get(setting);
        return switch (setting) {
            case RTR_SOLICIT_INTERVAL, RTR_SOLICIT_MAX_INTERVAL, RTR_SOLICIT_DELAY, RTR_PROBE_INTERVAL -> value * 1000;
            case MTU6 -> value == 0 ? device.mtu() : value;
            default -> value;
        };
    }

    /** Changes IFLA_INET6_ADDR_GEN_MODE. */
    static void change(NetworkInterface device, Attribute family) throws NetlinkFailure {
        Attributes attributes = family.nested(Policy.ANY, false);
        if (attributes.has(IFLA_INET6_TOKEN)) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        int mode = attributes.u8(IFLA_INET6_ADDR_GEN_MODE, device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE));
        if (mode == device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE)) {
            return;
        }
        // A stable secret would have to be set before.
        if (mode > LAST_MODE || mode == STABLE_PRIVACY && device.isLoopback()) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        device.ipv6().set(Ipv6Setting.ADDR_GEN_MODE, mode);
    }
}
