package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteMetrics;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What RTM_NEWROUTE and RTM_DELROUTE say about a route.
 *
 * @param hops empty if none is named
 */
record RouteRequest(
        Request request,
        Attributes attributes,
        boolean v4,
        IpPrefix destination,
        int table,
        @Nullable IpAddress source,
        List<NextHop> hops) {
    /** Size of struct rtmsg. */
    static final int HEADER = 12;

    /** Size of struct rtnexthop. */
    private static final int HOP_HEADER = 8;

    private static final int RTAX_CC_ALGO = 16;

    static final Policy POLICY = Policy.upTo(RouteMessage.RTA_MAX)
            .u32(RouteMessage.RTA_IIF, RouteMessage.RTA_OIF, RouteMessage.RTA_PRIORITY, RouteMessage.RTA_TABLE)
            .u32(RouteMessage.RTA_MARK, RouteMessage.RTA_EXPIRES, RouteMessage.RTA_UID, RouteMessage.RTA_NH_ID, 11)
            .u16(RouteMessage.RTA_ENCAP_TYPE, RouteMessage.RTA_SPORT, RouteMessage.RTA_DPORT)
            .u8(RouteMessage.RTA_PREF, RouteMessage.RTA_IP_PROTO, 26)
            .any(RouteMessage.RTA_DST, RouteMessage.RTA_SRC, RouteMessage.RTA_GATEWAY, RouteMessage.RTA_PREFSRC)
            .any(RouteMessage.RTA_METRICS, RouteMessage.RTA_MULTIPATH, RouteMessage.RTA_VIA, RouteMessage.RTA_ENCAP)
            .any(10, 12, 13, 14, 17, 19, 24, 31, 32);

    static RouteRequest of(Request request, DeviceNames names) throws NetlinkFailure {
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        request.require(HEADER);
        boolean v4 = family == Rtm.AF_INET;
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        refuse(request, attributes);
        return new RouteRequest(
                request,
                attributes,
                v4,
                prefix(attributes.get(RouteMessage.RTA_DST), request.u8(1), v4),
                attributes.u32(RouteMessage.RTA_TABLE, request.u8(4)),
                optional(attributes.get(RouteMessage.RTA_PREFSRC), v4),
                hops(request, attributes, v4, names));
    }

    private static void refuse(Request request, Attributes attributes) throws NetlinkFailure {
        if (attributes.has(RouteMessage.RTA_NH_ID)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Nexthop id does not exist");
        }
        if (attributes.has(RouteMessage.RTA_ENCAP)) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "LWTUNNEL encapsulation not enabled for this device type");
        }
        if (request.u8(2) != 0) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "IPV6_SUBTREES is not enabled");
        }
    }

    private static IpPrefix prefix(@Nullable Attribute address, int length, boolean v4) throws NetlinkFailure {
        if (length > (v4 ? 32 : 128)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid prefix length");
        }
        if (address == null) {
            return new IpPrefix(v4 ? IpAddress.ANY4 : IpAddress.ANY6, length);
        }
        // IPv6 looks at as many bytes as the prefix needs only.
        int needed = v4 ? 4 : (length + 7) / 8;
        if (address.length() < needed) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        IpAddress given = v4 ? address.address() : padded(address);
        IpPrefix prefix = new IpPrefix(given, length);
        if (v4 && !prefix.address().equals(given)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid prefix for given prefix length");
        }
        return prefix;
    }

    private static IpAddress padded(Attribute address) {
        ByteBuffer whole = ByteBuffer.allocate(16);
        whole.put(address.bytes(), 0, Math.min(16, address.length()));
        return new IpAddress(whole.getLong(0), whole.getLong(8));
    }

    static @Nullable IpAddress optional(@Nullable Attribute attribute, boolean v4) throws NetlinkFailure {
        return attribute == null ? null : address(attribute, v4);
    }

    private static IpAddress address(Attribute attribute, boolean v4) throws NetlinkFailure {
        if (attribute.length() != (v4 ? 4 : 16)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid address length", attribute);
        }
        return attribute.address();
    }

    private static List<NextHop> hops(Request request, Attributes attributes, boolean v4, DeviceNames names)
            throws NetlinkFailure {
        List<NextHop> hops = new ArrayList<>();
        Attribute several = attributes.get(RouteMessage.RTA_MULTIPATH);
        if (several != null && several.length() > 0) {
            several(several, v4, names, hops);
        } else {
            NetworkInterface device = device(attributes.u32(RouteMessage.RTA_OIF, 0), names);
            IpAddress gateway = gateway(attributes, v4);
            if (device != null || gateway != null) {
                hops.add(new NextHop(device, gateway, 1, request.u32(8) & NextHop.RTNH_F_ONLINK));
            }
        }
        return hops;
    }

    /** struct rtnexthop, each with attributes of its own. */
    private static void several(Attribute list, boolean v4, DeviceNames names, List<NextHop> hops)
            throws NetlinkFailure {
        ByteBuffer bytes = list.payload();
        int at = 0;
        while (bytes.limit() - at >= HOP_HEADER) {
            int length = bytes.getShort(at) & 0xffff;
            if (length < HOP_HEADER || length > bytes.limit() - at) {
                throw NetlinkFailure.of(
                        NetworkError.EINVAL, "Invalid nexthop configuration - extra data after nexthops");
            }
            ByteBuffer one = bytes.slice(at, length).order(ByteOrder.nativeOrder());
            Attributes attributes = Attributes.parse(one, HOP_HEADER, list.offset() + 4 + at, POLICY, false);
            int flags = one.get(2) & 0xff;
            int weight = (one.get(3) & 0xff) + 1;
            hops.add(new NextHop(
                    device(one.getInt(4), names), gateway(attributes, v4), weight, flags & NextHop.RTNH_F_ONLINK));
            at += (length + 3) & ~3;
        }
        if (hops.isEmpty()) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid nexthop configuration - no valid nexthops");
        }
    }

    private static @Nullable IpAddress gateway(Attributes attributes, boolean v4) throws NetlinkFailure {
        Attribute via = attributes.get(RouteMessage.RTA_VIA);
        if (via != null) {
            if (via.length() == 6 && via.u16() == Rtm.AF_INET && v4) {
                return IpAddress.v4(Integer.reverseBytes(via.u32(2)));
            }
            throw NetlinkFailure.of(NetworkError.EINVAL, "IPv6 gateway with IPv4 route unsupported");
        }
        Attribute gateway = attributes.get(RouteMessage.RTA_GATEWAY);
        IpAddress address = gateway == null ? null : address(gateway, v4);
        return address == null || v4 && address.isAny() ? null : address;
    }

    private static @Nullable NetworkInterface device(int index, DeviceNames names) throws NetlinkFailure {
        return index == 0 ? null : names.require(index);
    }

    int type() {
        return request.u8(7);
    }

    int scope() {
        return request.u8(6);
    }

    int protocol() {
        return request.u8(5);
    }

    int tos() {
        return request.u8(3);
    }

    /** The metric, or 0. */
    int priority() {
        return attributes.u32(RouteMessage.RTA_PRIORITY, 0);
    }

    /** The route that is to be made. */
    Route route(Clock clock) throws NetlinkFailure {
        int type = type() == 0 ? Route.UNICAST : type();
        boolean nowhere = type >= Route.BLACKHOLE;
        if (v4 && nowhere && !hops.isEmpty()) {
            throw NetlinkFailure.of(
                    NetworkError.EINVAL, "Gateway, device and multipath can not be specified for this route type");
        }
        int priority = priority();
        Attribute expires = attributes.get(RouteMessage.RTA_EXPIRES);
        long end = expires == null || v4 || expires.u32() == 0
                ? Route.NEVER
                : clock.nanos() + (expires.u32() & 0xffffffffL) * 1_000_000_000L;
        return new Route(
                destination,
                table,
                type,
                v4 ? scope() : Route.SCOPE_UNIVERSE,
                protocol(),
                v4 ? tos() & 0xfc : 0,
                v4 || priority != 0 ? priority : Route.PRIORITY_USER6,
                source == null || source.isAny() ? null : source,
                hops.isEmpty() ? List.of(NextHop.of(null, null)) : hops,
                metrics(),
                0,
                v4 ? 0 : preference(),
                end);
    }

    private int preference() {
        int preference = attributes.u8(RouteMessage.RTA_PREF, 0);
        // RFC 4191, section 2.1: the reserved value is taken as medium.
        return preference == 2 ? Route.PREFERENCE_MEDIUM : preference & 3;
    }

    private RouteMetrics metrics() throws NetlinkFailure {
        RouteMetrics metrics = RouteMetrics.NONE;
        Attribute given = attributes.get(RouteMessage.RTA_METRICS);
        if (given == null) {
            return metrics;
        }
        for (Attribute metric : given.nested(Policy.ANY, false)) {
            if (metric.type() == 0 || metric.type() == RTAX_CC_ALGO) {
                continue;
            }
            if (metric.type() > RouteMetrics.RTAX_MAX || metric.length() < 4) {
                throw NetlinkFailure.of(NetworkError.EINVAL, "Invalid metric type", metric);
            }
            metrics = metrics.with(metric.type(), metric.u32());
        }
        return metrics;
    }

    /** Whether a route is the one to be deleted. */
    boolean matches(Route route) {
        return (type() == 0 || type() == route.type())
                && (!v4 || tos() == route.tos())
                && (!v4 || scope() == Route.SCOPE_NOWHERE || scope() == route.scope())
                && (protocol() == 0 || protocol() == route.protocol())
                && (priority() == 0 || priority() == route.priority())
                && (source == null || source.equals(route.preferredSource()))
                && leadsTo(route);
    }

    private boolean leadsTo(Route route) {
        if (hops.isEmpty()) {
            return true;
        }
        if (v4 && hops.size() > 1) {
            return hops.size() == route.nextHops().size() && covered(route);
        }
        return covered(route);
    }

    private boolean covered(Route route) {
        return hops.stream().allMatch(hop -> route.nextHops().stream().anyMatch(other -> same(hop, other)));
    }

    /** Whether a next hop is one that is named, as far as that is. */
    static boolean same(NextHop named, NextHop other) {
        return (named.device() == null || named.device() == other.device())
                && (named.gateway() == null || named.gateway().equals(other.gateway()));
    }
}
