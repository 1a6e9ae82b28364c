package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.wire.MacAddress;
import java.util.Arrays;

/** Changes an interface as RTM_SETLINK and RTM_NEWLINK ask (do_setlink of the kernel, in its order). */
final class LinkChanges {
    private static final int LONGEST_ALIAS = 255;
    private static final int LAST_MODE = 2;

    private final DeviceNames names;

    LinkChanges(DeviceNames names) {
        this.names = names;
    }

    void apply(NetworkInterface device, Request request, Attributes attributes) throws NetlinkFailure {
        refuse(device, attributes);
        try {
            address(device, attributes);
            mtu(device, attributes);
            Attribute group = attributes.get(LinkMessage.IFLA_GROUP);
            if (group != null) {
                device.group(group.u32());
            }
            name(device, request, attributes);
            Attribute alias = attributes.get(LinkMessage.IFLA_IFALIAS);
            if (alias != null) {
                if (alias.length() > LONGEST_ALIAS) {
                    throw NetlinkFailure.of(NetworkError.EINVAL);
                }
                device.alias(alias.text());
            }
            flags(device, request);
            Attribute queue = attributes.get(LinkMessage.IFLA_TXQLEN);
            if (queue != null && queue.u32() < 0) {
                throw NetlinkFailure.of(NetworkError.ERANGE);
            }
            if (queue != null) {
                device.transmitQueueLength(queue.u32());
            }
            families(device, attributes);
        } catch (NetworkException refused) {
            throw NetlinkFailure.of(refused);
        }
    }

    /** What interfaces of a stack cannot do. */
    private static void refuse(NetworkInterface device, Attributes attributes) throws NetlinkFailure {
        if (attributes.has(LinkMessage.IFLA_NET_NS_PID) || attributes.has(LinkMessage.IFLA_NET_NS_FD)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "The interface netns is immutable");
        }
        if (attributes.has(LinkMessage.IFLA_MAP)
                || attributes.u32(LinkMessage.IFLA_MASTER, 0) != 0
                || attributes.has(LinkMessage.IFLA_VFINFO_LIST)
                || attributes.has(LinkMessage.IFLA_CARRIER)) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        if (attributes.u8(LinkMessage.IFLA_PROTO_DOWN, 0) != 0) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "Protodown not supported by device");
        }
        if (attributes.u8(LinkMessage.IFLA_LINKMODE, 0) > LAST_MODE) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        Attribute broadcast = attributes.get(LinkMessage.IFLA_BROADCAST);
        if (broadcast != null && broadcast.length() < MacAddress.LENGTH) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        if (broadcast != null && !mac(broadcast).equals(device.broadcastAddress())) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
    }

    private static MacAddress mac(Attribute attribute) {
        return MacAddress.of(Arrays.copyOf(attribute.bytes(), MacAddress.LENGTH));
    }

    private static void address(NetworkInterface device, Attributes attributes)
            throws NetworkException, NetlinkFailure {
        Attribute address = attributes.get(LinkMessage.IFLA_ADDRESS);
        if (address == null) {
            return;
        }
        if (address.length() < MacAddress.LENGTH) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        device.macAddress(mac(address));
    }

    private static void mtu(NetworkInterface device, Attributes attributes) throws NetlinkFailure {
        Attribute mtu = attributes.get(LinkMessage.IFLA_MTU);
        if (mtu == null) {
            return;
        }
        try {
            device.mtu(mtu.u32());
        } catch (NetworkException refused) {
            boolean less = mtu.u32() < device.mtu() && mtu.u32() < device.minimumMtu();
            throw NetlinkFailure.of(
                    refused.error(), less ? "mtu less than device minimum" : "mtu greater than device maximum");
        }
    }

    /** A name beside an index is a new one; alone it says which interface is meant. */
    private void name(NetworkInterface device, Request request, Attributes attributes)
            throws NetworkException, NetlinkFailure {
        String name = attributes.text(LinkMessage.IFLA_IFNAME);
        if (request.u32(4) <= 0 || name == null || name.isEmpty() || name.equals(device.name())) {
            return;
        }
        if (names.byName(name) != null) {
            throw NetlinkFailure.of(NetworkError.EEXIST);
        }
        device.name(name);
    }

    /** A mask of 0 means all flags, for the sake of programs from before there was one. */
    private static void flags(NetworkInterface device, Request request) throws NetworkException {
        int flags = request.u32(8);
        int mask = request.u32(12);
        if (flags != 0 || mask != 0) {
            device.flags(flags, mask == 0 ? -1 : mask);
        }
    }

    private static void families(NetworkInterface device, Attributes attributes) throws NetlinkFailure {
        Attribute families = attributes.get(LinkMessage.IFLA_AF_SPEC);
        if (families == null) {
            return;
        }
        for (Attribute family : families.nested(Policy.ANY, false)) {
            switch (family.type()) {
                case Rtm.AF_INET -> Inet4Link.change(device, family);
                case Rtm.AF_INET6 -> Inet6Link.change(device, family);
                default -> throw NetlinkFailure.of(NetworkError.EAFNOSUPPORT);
            }
        }
    }
}
