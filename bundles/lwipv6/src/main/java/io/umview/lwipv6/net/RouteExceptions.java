package io.umview.lwipv6.net;

import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was heard about the way to single destinations: smaller MTUs (RFC 1191, RFC 8201) and better gateways (redirects). Both are
 * forgotten after a while.
 */
final class RouteExceptions {
    /** net.ipv4.route.mtu_expires and its IPv6 counterpart */
    private static final long LIFETIME = 600_000_000_000L;

    /** net.ipv4.route.min_pmtu: less is not believed. */
    private static final int MIN_PMTU = 552;

    /** The oldest ones go when there are more. */
    private static final int MOST = 4096;

    private final Network network;
    private final AddressMap<RouteException> all = new AddressMap<>();

    /** In the order in which they were heard of. */
    private final Deque<RouteException> byAge = new ArrayDeque<>();

    private final Timer ageing = new Timer() {
        @Override
        protected void expire() {
            forgetOld();
        }
    };

    static final class RouteException {
        final IpAddress destination;
        int mtu;
        long heard;

        @Nullable
        IpAddress gateway;

        @Nullable
        NetworkInterface device;

        RouteException(IpAddress destination) {
            this.destination = destination;
        }
    }

    RouteExceptions(Network network) {
        this.network = network;
    }

    /** What was heard about a destination, or null. */
    @Nullable
    RouteException find(long high, long low) {
        return all.size() == 0 ? null : all.get(high, low);
    }

    /** The MTU that was heard of for a destination, or null. */
    @Nullable
    PathMtu mtu(IpAddress destination) {
        RouteException exception = find(destination.high(), destination.low());
        return exception == null || exception.mtu == 0 ? null : new PathMtu(exception.mtu, exception.heard + LIFETIME);
    }

    /** Packets of more than {@code mtu} bytes do not reach a destination. */
    void tooBig(IpAddress destination, int mtu) {
        int believed = Math.max(mtu, destination.isV4() ? MIN_PMTU : NetworkInterface.IPV6_MIN_MTU);
        RouteException exception = renew(destination);
        if (exception.mtu == 0 || believed < exception.mtu) {
            exception.mtu = believed;
        }
        network.changed();
    }

    /** A destination is better reached by another gateway. */
    void redirect(IpAddress destination, IpAddress gateway, NetworkInterface device) {
        RouteException exception = renew(destination);
        exception.gateway = gateway;
        exception.device = device;
        network.changed();
    }

    private RouteException renew(IpAddress destination) {
        RouteException exception = all.get(destination.high(), destination.low());
        if (exception != null) {
            byAge.remove(exception);
        } else {
            exception = new RouteException(destination);
            if (byAge.size() >= MOST) {
                forget(byAge.removeFirst());
            }
            all.put(destination.high(), destination.low(), exception);
        }
        exception.heard = network.now();
        byAge.addLast(exception);
        if (!ageing.pending()) {
            network.timers.set(ageing, LIFETIME);
        }
        return exception;
    }

    private void forgetOld() {
        long now = network.now();
        while (!byAge.isEmpty() && now - byAge.getFirst().heard >= LIFETIME) {
            forget(byAge.removeFirst());
        }
        if (!byAge.isEmpty()) {
            network.timers.set(ageing, byAge.getFirst().heard + LIFETIME - now);
        }
        network.changed();
    }

    private void forget(RouteException exception) {
        all.remove(exception.destination.high(), exception.destination.low());
    }

    /** Forgets everything ({@code ip route flush cache}). */
    void clear() {
        while (!byAge.isEmpty()) {
            forget(byAge.removeFirst());
        }
        network.timers.cancel(ageing);
        network.changed();
    }
}
