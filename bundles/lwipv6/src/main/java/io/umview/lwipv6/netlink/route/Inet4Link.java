package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;

/** What IPv4 adds to a link: IFLA_INET_CONF, with IPV4_DEVCONF_* of linux/ip.h. */
final class Inet4Link {
    private static final int IFLA_INET_CONF = 1;
    private static final int IPV4_DEVCONF_NOXFRM = 15;
    private static final int IPV4_DEVCONF_NOPOLICY = 16;
    private static final int IPV4_DEVCONF_MAX = 33;

    private Inet4Link() {}

    static void write(NetworkInterface device, MessageWriter out) {
        int[] values = new int[IPV4_DEVCONF_MAX];
        for (Ipv4Setting setting : Ipv4Setting.values()) {
            values[setting.devconf() - 1] = device.ipv4().get(setting);
        }
        if (device.isLoopback()) {
            values[IPV4_DEVCONF_NOXFRM - 1] = 1;
            values[IPV4_DEVCONF_NOPOLICY - 1] = 1;
        }
        int conf = out.open(IFLA_INET_CONF);
        for (int value : values) {
            out.u32(value);
        }
        out.close(conf);
    }

    /** Changes settings: one attribute each, whose type is its number. */
    static void change(NetworkInterface device, Attribute family) throws NetlinkFailure {
        Attribute conf = family.nested(Policy.ANY, false).get(IFLA_INET_CONF);
        if (conf == null) {
            return;
        }
        Attributes values = conf.nested(Policy.ANY, false);
        for (Attribute value : values) {
            for (Ipv4Setting setting : Ipv4Setting.values()) {
                if (setting.devconf() == value.type() && value.length() >= 4) {
                    device.ipv4().set(setting, value.u32());
                }
            }
        }
    }
}
