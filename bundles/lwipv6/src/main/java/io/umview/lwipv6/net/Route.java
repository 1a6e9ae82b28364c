package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route, as rtnetlink(7) shows it with RTM_NEWROUTE. Immutable.
 *
 * @param destination what it is for
 * @param table RT_TABLE_*, or another number
 * @param type RTN_*
 * @param scope RT_SCOPE_*
 * @param protocol RTPROT_*: who made it
 * @param tos type of service that it is for, or 0 for all; of IPv4 only
 * @param priority the metric: the smaller, the better
 * @param preferredSource where packets come from unless that is said, or null
 * @param nextHops where they go; one, or several by turns
 * @param metrics RTA_METRICS
 * @param flags RTM_F_*
 * @param preference of a router: 0 medium, 1 high, 3 low (RFC 4191, section 2.1)
 * @param expires when it ends, in nanoseconds of the stack's clock, or {@link #NEVER}
 */
public record Route(
        IpPrefix destination,
        int table,
        int type,
        int scope,
        int protocol,
        int tos,
        int priority,
        @Nullable IpAddress preferredSource,
        List<NextHop> nextHops,
        RouteMetrics metrics,
        int flags,
        int preference,
        long expires) {
    public static final int TABLE_UNSPEC = 0;
    public static final int TABLE_DEFAULT = 253;
    public static final int TABLE_MAIN = 254;
    public static final int TABLE_LOCAL = 255;

    public static final int UNICAST = 1;
    public static final int LOCAL = 2;
    public static final int BROADCAST = 3;
    public static final int ANYCAST = 4;
    public static final int MULTICAST = 5;
    public static final int BLACKHOLE = 6;
    public static final int UNREACHABLE = 7;
    public static final int PROHIBIT = 8;
    public static final int THROW = 9;

    public static final int SCOPE_UNIVERSE = 0;
    public static final int SCOPE_SITE = 200;
    public static final int SCOPE_LINK = 253;
    public static final int SCOPE_HOST = 254;
    public static final int SCOPE_NOWHERE = 255;

    public static final int PROTOCOL_REDIRECT = 1;
    public static final int PROTOCOL_KERNEL = 2;
    public static final int PROTOCOL_BOOT = 3;
    public static final int PROTOCOL_STATIC = 4;
    public static final int PROTOCOL_RA = 9;

    /** RTM_F_CLONED: an exception that was found out about a destination, not a route of a table. */
    public static final int CLONED = 0x200;

    public static final int PREFERENCE_MEDIUM = 0;
    public static final int PREFERENCE_HIGH = 1;
    public static final int PREFERENCE_LOW = 3;

    /** Metric of IPv6 routes for which none was said (IP6_RT_PRIO_USER). */
    public static final int PRIORITY_USER6 = 1024;

    /** Metric of IPv6 routes of the subnets of addresses (IP6_RT_PRIO_ADDRCONF). */
    public static final int PRIORITY_ADDRESS6 = 256;

    /** It does not expire. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Checks what no table could do with. */
    public Route {
        nextHops = List.copyOf(nextHops);
        if (nextHops.isEmpty()) {
            throw new IllegalArgumentException("a route has a next hop");
        }
    }

    /** A unicast route in the main table through a device. */
    public static Route through(IpPrefix destination, NetworkInterface device) {
        boolean v4 = destination.isV4();
        return new Route(
                destination,
                TABLE_MAIN,
                UNICAST,
                v4 ? SCOPE_LINK : SCOPE_UNIVERSE,
                PROTOCOL_BOOT,
                0,
                v4 ? 0 : PRIORITY_USER6,
                null,
                List.of(NextHop.of(device, null)),
                RouteMetrics.NONE,
                0,
                PREFERENCE_MEDIUM,
                NEVER);
    }

    /** A unicast route in the main table by way of a gateway. */
    public static Route via(IpPrefix destination, IpAddress gateway, NetworkInterface device) {
        return through(destination, device).scope(SCOPE_UNIVERSE).nextHops(List.of(NextHop.of(device, gateway)));
    }

    /** Whether it is IPv4. */
    public boolean isV4() {
        return destination.isV4();
    }

    /** The first next hop. */
    public NextHop nextHop() {
        return nextHops.get(0);
    }

    /** The device of the first next hop. */
    public @Nullable NetworkInterface device() {
        return nextHop().device();
    }

    /** The gateway of the first next hop. */
    public @Nullable IpAddress gateway() {
        return nextHop().gateway();
    }

    /** Whether one of the next hops leads through a device. */
    public boolean uses(NetworkInterface device) {
        for (NextHop hop : nextHops) {
            if (hop.device() == device) {
                return true;
            }
        }
        return false;
    }

    /** Whether the device of one of the next hops is up. */
    boolean alive() {
        for (NextHop hop : nextHops) {
            NetworkInterface device = hop.device();
            if (device != null && device.isUp()) {
                return true;
            }
        }
        return false;
    }

    /** What {@code connect} says if this route is found, or null if it leads somewhere. */
    public @Nullable NetworkError error() {
        return switch (type) {
            case BLACKHOLE -> NetworkError.EINVAL;
            case UNREACHABLE -> NetworkError.EHOSTUNREACH;
            case PROHIBIT -> NetworkError.EACCES;
            case THROW -> NetworkError.ENETUNREACH;
            default -> null;
        };
    }

    /** Seconds until it expires, 0 if it has, -1 if it does not. */
    public long expiresIn(long now) {
        return expires == NEVER ? -1 : Math.max(0, (expires - now) / 1_000_000_000L);
    }

    /** The same in another table. */
    public Route table(int value) {
        return with(
                value, type, scope, protocol, priority, preferredSource, nextHops, metrics, flags, preference, expires);
    }

    /** The same of another type. */
    public Route type(int value) {
        return with(
                table,
                value,
                scope,
                protocol,
                priority,
                preferredSource,
                nextHops,
                metrics,
                flags,
                preference,
                expires);
    }

    /** The same with another scope. */
    public Route scope(int value) {
        return with(
                table, type, value, protocol, priority, preferredSource, nextHops, metrics, flags, preference, expires);
    }

    /** The same made by somebody else. */
    public Route protocol(int value) {
        return with(
                table, type, scope, value, priority, preferredSource, nextHops, metrics, flags, preference, expires);
    }

    /** The same with another metric. */
    public Route priority(int value) {
        return with(
                table, type, scope, protocol, value, preferredSource, nextHops, metrics, flags, preference, expires);
    }

    /** The same with another preferred source address. */
    public Route preferredSource(@Nullable IpAddress value) {
        return with(table, type, scope, protocol, priority, value, nextHops, metrics, flags, preference, expires);
    }

    /** The same with other next hops. */
    public Route nextHops(List<NextHop> value) {
        return with(
                table, type, scope, protocol, priority, preferredSource, value, metrics, flags, preference, expires);
    }

    /** The same with other metrics. */
    public Route metrics(RouteMetrics value) {
        return with(
                table, type, scope, protocol, priority, preferredSource, nextHops, value, flags, preference, expires);
    }

    /** The same with other flags. */
    public Route flags(int value) {
        return with(
                table, type, scope, protocol, priority, preferredSource, nextHops, metrics, value, preference, expires);
    }

    /** The same with another router preference and end. */
    public Route advertised(int newPreference, long end) {
        return with(
                table, type, scope, protocol, priority, preferredSource, nextHops, metrics, flags, newPreference, end);
    }

    private Route with(
            int newTable,
            int newType,
            int newScope,
            int newProtocol,
            int newPriority,
            @Nullable IpAddress source,
            List<NextHop> hops,
            RouteMetrics newMetrics,
            int newFlags,
            int newPreference,
            long end) {
        return new Route(
                destination,
                newTable,
                newType,
                newScope,
                newProtocol,
                tos,
                newPriority,
                source,
                hops,
                newMetrics,
                newFlags,
                newPreference,
                end);
    }
}
