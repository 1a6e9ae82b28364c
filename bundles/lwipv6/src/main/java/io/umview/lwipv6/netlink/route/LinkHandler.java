package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import org.jspecify.annotations.Nullable;

/** RTM_GETLINK, RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK. Interfaces come and go with their links, not by these messages. */
final class LinkHandler extends ObjectHandler {
    /** Size of struct ifinfomsg. */
    static final int HEADER = 16;

    private static final int IFLA_INFO_KIND = 1;
    private static final int IFNAMSIZ = 16;
    private static final int ALTIFNAMSIZ = 128;

    static final Policy POLICY = Policy.upTo(LinkMessage.IFLA_MAX)
            .text(IFNAMSIZ - 1, LinkMessage.IFLA_IFNAME)
            .text(ALTIFNAMSIZ - 1, LinkMessage.IFLA_ALT_IFNAME)
            .atMost(32, LinkMessage.IFLA_ADDRESS, LinkMessage.IFLA_BROADCAST)
            .u32(LinkMessage.IFLA_MTU, LinkMessage.IFLA_MASTER, LinkMessage.IFLA_TXQLEN, LinkMessage.IFLA_EXT_MASK)
            .u32(LinkMessage.IFLA_GROUP, LinkMessage.IFLA_TARGET_NETNSID, 5, 40, 41, 31, 32, 58, 63, 64)
            .u8(LinkMessage.IFLA_OPERSTATE, LinkMessage.IFLA_LINKMODE, LinkMessage.IFLA_CARRIER)
            .u8(LinkMessage.IFLA_PROTO_DOWN)
            .u32(LinkMessage.IFLA_NET_NS_PID, LinkMessage.IFLA_NET_NS_FD, 37, 38, 49)
            .any(LinkMessage.IFLA_LINKINFO, LinkMessage.IFLA_AF_SPEC, LinkMessage.IFLA_PROP_LIST, 22, 24, 25)
            .any(LinkMessage.IFLA_XDP, LinkMessage.IFLA_PROTINFO, LinkMessage.IFLA_IFALIAS, 6, 14, 43, 36, 57);

    private final DeviceNames names;
    private final LinkMessage message;
    private final LinkChanges changes;

    LinkHandler(DeviceNames names, LinkMessage message) {
        this.names = names;
        this.message = message;
        this.changes = new LinkChanges(names);
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        boolean strict = request.strict();
        if (strict && request.length() < HEADER) {
            throw invalid("Invalid header for link dump");
        }
        int family = request.u8(0);
        if (strict && family != Rtm.AF_INET6) {
            if (request.u8(1) != 0 || request.u16(2) != 0 || request.u32(8) != 0 || request.u32(12) != 0) {
                throw invalid("Invalid values in header for link dump request");
            }
            if (request.u32(4) != 0) {
                throw invalid("Filter by device index not supported for link dumps");
            }
        }
        if (family == Rtm.AF_BRIDGE) {
            return;
        }
        Attributes attributes = request.attributes(request.length() < HEADER ? 4 : HEADER, POLICY, false);
        if (strict) {
            onlyFilters(attributes);
        }
        if (attributes.has(LinkMessage.IFLA_MASTER) || attributes.has(LinkMessage.IFLA_LINKINFO)) {
            // No interface here has a master or is of a kind that is made by rtnetlink.
            out.flag(Netlink.NLM_F_DUMP_FILTERED);
            if (attributes.u32(LinkMessage.IFLA_MASTER, 0) != 0 || attributes.has(LinkMessage.IFLA_LINKINFO)) {
                return;
            }
        }
        for (NetworkInterface device : names.all()) {
            if (family == Rtm.AF_INET6) {
                message.writeInet6(device, Rtm.NEWLINK, out);
            } else {
                message.write(device, Rtm.NEWLINK, attributes.u32(LinkMessage.IFLA_EXT_MASK, 0), 0, out);
            }
        }
    }

    private static void onlyFilters(Attributes attributes) throws NetlinkFailure {
        for (Attribute attribute : attributes) {
            switch (attribute.type()) {
                case LinkMessage.IFLA_EXT_MASK, LinkMessage.IFLA_MASTER, LinkMessage.IFLA_LINKINFO -> {}
                case LinkMessage.IFLA_TARGET_NETNSID ->
                    throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid target network namespace id");
                default ->
                    throw NetlinkFailure.of(
                            NetworkError.EINVAL, "Unsupported attribute in link dump request", attribute);
            }
        }
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw request.strict() ? invalid("Invalid header for get link") : NetlinkFailure.of(NetworkError.EINVAL);
        }
        if (request.strict()
                && (request.u8(1) != 0 || request.u16(2) != 0 || request.u32(8) != 0 || request.u32(12) != 0)) {
            throw invalid("Invalid values in header for get link request");
        }
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        if (attributes.has(LinkMessage.IFLA_TARGET_NETNSID)) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        NetworkInterface device = find(request, attributes);
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        message.write(device, Rtm.NEWLINK, attributes.u32(LinkMessage.IFLA_EXT_MASK, 0), 0, out);
    }

    /** The interface that a request names; null: there is none of this name or index. */
    private @Nullable NetworkInterface find(Request request, Attributes attributes) throws NetlinkFailure {
        int index = request.u32(4);
        if (index > 0) {
            return names.byIndex(index);
        }
        String name = attributes.text(LinkMessage.IFLA_IFNAME);
        if (name == null) {
            name = attributes.text(LinkMessage.IFLA_ALT_IFNAME);
        }
        if (name == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        return names.byName(name);
    }

    @Override
    void set(Request request) throws NetlinkFailure {
        request.require(HEADER);
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        NetworkInterface device = find(request, attributes);
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        changes.apply(device, request, attributes);
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        request.require(HEADER);
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        if (request.u32(4) < 0) {
            throw invalid("ifindex can't be negative");
        }
        boolean named = request.u32(4) > 0
                || attributes.has(LinkMessage.IFLA_IFNAME)
                || attributes.has(LinkMessage.IFLA_ALT_IFNAME);
        NetworkInterface device = named ? find(request, attributes) : null;
        if (device != null) {
            if (request.has(Netlink.NLM_F_EXCL)) {
                throw NetlinkFailure.of(NetworkError.EEXIST);
            }
            if (request.has(Netlink.NLM_F_REPLACE) || kind(attributes) != null) {
                throw unsupported();
            }
            changes.apply(device, request, attributes);
        } else if (request.has(Netlink.NLM_F_CREATE)) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "Unknown device type");
        } else {
            changeGroup(request, attributes);
        }
    }

    private void changeGroup(Request request, Attributes attributes) throws NetlinkFailure {
        Attribute group = attributes.get(LinkMessage.IFLA_GROUP);
        if (request.u32(4) != 0 || group == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        for (NetworkInterface device : names.all()) {
            if (device.group() == group.u32()) {
                changes.apply(device, request, attributes);
            }
        }
    }

    private static @Nullable String kind(Attributes attributes) throws NetlinkFailure {
        Attribute information = attributes.get(LinkMessage.IFLA_LINKINFO);
        return information == null
                ? null
                : information.nested(Policy.ANY, false).text(IFLA_INFO_KIND);
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        request.require(HEADER);
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        if (find(request, attributes) == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        throw unsupported();
    }
}
