package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NextHop;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.RouteMetrics;
import io.umview.lwipv6.net.RouteUpdate;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SIOCADDRT and SIOCDELRT, as route(8) uses them: struct rtentry (linux/route.h), struct in6_rtmsg (linux/ipv6_route.h). */
final class RouteControl {
    private static final int RTF_GATEWAY = 0x2;
    private static final int RTF_HOST = 0x4;
    private static final int RTF_MTU = 0x40;
    private static final int RTF_WINDOW = 0x80;
    private static final int RTF_REJECT = 0x200;
    private static final int RTF_EXPIRES = 0x400000;

    private static final int RT_DST = 8;
    private static final int RT_GATEWAY = 24;
    private static final int RT_GENMASK = 40;
    private static final int RT_FLAGS = 56;
    private static final int RT_METRIC = 80;
    private static final int RT_DEV = 88;
    private static final int RT_MTU = 96;
    private static final int RT_WINDOW = 104;

    private static final int RTMSG_GATEWAY = 32;
    private static final int RTMSG_DST_LEN = 52;
    private static final int RTMSG_SRC_LEN = 54;
    private static final int RTMSG_METRIC = 56;
    private static final int RTMSG_INFO = 64;
    private static final int RTMSG_FLAGS = 72;
    private static final int RTMSG_IFINDEX = 76;

    /** An IPv4 and a TCP header without options: what the MTU of struct rtentry is larger than the segment size it means. */
    private static final int HEADERS = 40;

    private static final int USER_HZ = 100;

    private final Network network;
    private final DeviceNames names;
    private final Clock clock;

    RouteControl(Network network, DeviceNames names, Clock clock) {
        this.network = network;
        this.names = names;
        this.clock = clock;
    }

    void control(boolean v4, boolean add, byte[] argument, GuestMemory memory) throws NetworkException {
        ByteBuffer entry = ByteBuffer.wrap(argument).order(ByteOrder.nativeOrder());
        Route route = v4 ? inet(entry, add, memory) : inet6(entry);
        if (add) {
            network.routing().add(route, v4 ? RouteUpdate.PREPEND : RouteUpdate.APPEND);
            return;
        }
        NextHop hop = route.nextHop();
        network.routing()
                .remove(
                        Route.TABLE_MAIN,
                        route.destination(),
                        other -> (!v4 || other.type() == route.type())
                                && (!v4 || route.scope() == Route.SCOPE_NOWHERE || route.scope() == other.scope())
                                && (route.priority() == 0 || route.priority() == other.priority())
                                && (hop.device() == null || hop.device() == other.device())
                                && (hop.gateway() == null || hop.gateway().equals(other.gateway())));
    }

    private Route inet(ByteBuffer entry, boolean add, GuestMemory memory) throws NetworkException {
        int flags = entry.getShort(RT_FLAGS) & 0xffff;
        IpPrefix destination = destination(entry, flags);
        int metric = entry.getShort(RT_METRIC);
        boolean reject = (flags & RTF_REJECT) != 0;
        NetworkInterface device = null;
        IpAddress source = null;
        long name = entry.getLong(RT_DEV);
        if (name != 0) {
            String label = InterfaceRequest.text(memory.read(name, InterfaceRequest.NAME), 0);
            device = device(label);
            source = source(device, label);
        }
        IpAddress gateway = family(entry, RT_GATEWAY) == Ioctl.AF_INET ? address(entry, RT_GATEWAY) : null;
        gateway = gateway == null || gateway.isAny() ? null : gateway;
        if (add && (flags & RTF_GATEWAY) != 0 && gateway == null && !reject) {
            throw NetworkError.EINVAL.exception();
        }
        int scope = reject
                ? Route.SCOPE_HOST
                : gateway != null && (flags & RTF_GATEWAY) != 0
                        ? Route.SCOPE_UNIVERSE
                        : add ? Route.SCOPE_LINK : Route.SCOPE_NOWHERE;
        return new Route(
                destination,
                Route.TABLE_MAIN,
                reject ? Route.UNREACHABLE : Route.UNICAST,
                scope,
                Route.PROTOCOL_BOOT,
                0,
                metric > 0 ? metric - 1 : 0,
                source,
                List.of(NextHop.of(reject ? null : device, reject ? null : gateway)),
                metrics(entry, flags),
                0,
                Route.PREFERENCE_MEDIUM,
                Route.NEVER);
    }

    private static IpPrefix destination(ByteBuffer entry, int flags) throws NetworkException {
        if (family(entry, RT_DST) != Ioctl.AF_INET) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        IpAddress address = address(entry, RT_DST);
        int length = 32;
        if ((flags & RTF_HOST) == 0) {
            int mask = address(entry, RT_GENMASK).v4();
            if (family(entry, RT_GENMASK) != Ioctl.AF_INET && (mask != 0 || family(entry, RT_GENMASK) != 0)) {
                throw NetworkError.EAFNOSUPPORT.exception();
            }
            length = Integer.bitCount(mask);
            if (mask != Inet4Control.mask(length) || (address.v4() & ~mask) != 0) {
                throw NetworkError.EINVAL.exception();
            }
        }
        return new IpPrefix(address, length);
    }

    private NetworkInterface device(String label) throws NetworkException {
        int colon = label.indexOf(':');
        NetworkInterface device = names.byName(colon < 0 ? label : label.substring(0, colon));
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        return device;
    }

    /** A label with a colon stands for the address that has it. */
    private static @Nullable IpAddress source(NetworkInterface device, String label) throws NetworkException {
        if (label.indexOf(':') < 0) {
            return null;
        }
        for (InterfaceAddress address : device.addresses()) {
            if (address.isV4() && address.label().equals(label)) {
                return address.address();
            }
        }
        throw NetworkError.ENODEV.exception();
    }

    private static RouteMetrics metrics(ByteBuffer entry, int flags) {
        RouteMetrics metrics = RouteMetrics.NONE;
        if ((flags & RTF_MTU) != 0) {
            metrics = metrics.with(RouteMetrics.RTAX_ADVMSS, (int) entry.getLong(RT_MTU) - HEADERS);
        }
        if ((flags & RTF_WINDOW) != 0) {
            metrics = metrics.with(RouteMetrics.RTAX_WINDOW, (int) entry.getLong(RT_WINDOW));
        }
        return metrics;
    }

    private static int family(ByteBuffer entry, int at) {
        return entry.getShort(at) & 0xffff;
    }

    private static IpAddress address(ByteBuffer entry, int at) {
        return IpAddress.v4(entry.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(at + 4));
    }

    private Route inet6(ByteBuffer message) throws NetworkException {
        ByteBuffer big = message.duplicate().order(ByteOrder.BIG_ENDIAN);
        int length = message.getShort(RTMSG_DST_LEN) & 0xffff;
        int flags = message.getInt(RTMSG_FLAGS);
        int index = message.getInt(RTMSG_IFINDEX);
        int metric = message.getInt(RTMSG_METRIC);
        IpAddress destination = new IpAddress(big.getLong(0), big.getLong(8));
        if (length > 128 || message.getShort(RTMSG_SRC_LEN) != 0 || destination.isV4()) {
            throw NetworkError.EINVAL.exception();
        }
        NetworkInterface device = index == 0 ? null : names.byIndex(index);
        if (index != 0 && device == null) {
            throw NetworkError.ENODEV.exception();
        }
        IpAddress gateway = (flags & RTF_GATEWAY) == 0
                ? null
                : new IpAddress(big.getLong(RTMSG_GATEWAY), big.getLong(RTMSG_GATEWAY + 8));
        boolean reject = (flags & RTF_REJECT) != 0;
        long ticks = message.getLong(RTMSG_INFO);
        return new Route(
                new IpPrefix(destination, length),
                Route.TABLE_MAIN,
                reject ? Route.UNREACHABLE : Route.UNICAST,
                Route.SCOPE_UNIVERSE,
                Route.PROTOCOL_BOOT,
                0,
                metric == 0 ? Route.PRIORITY_USER6 : metric,
                null,
                List.of(NextHop.of(reject ? null : device, reject ? null : gateway)),
                RouteMetrics.NONE,
                0,
                Route.PREFERENCE_MEDIUM,
                (flags & RTF_EXPIRES) == 0 ? Route.NEVER : end(ticks));
    }

    private long end(long ticks) {
        return clock.nanos() + Math.max(0, ticks) * (1_000_000_000L / USER_HZ);
    }
}
