package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Which address of the host's network an address that the guest sees stands for, and the other way round. */
final class Translation {
    private static final int DNS = 53;

    private final GatewayOptions options;
    private final Resolvers resolvers;

    Translation(GatewayOptions options, Resolvers resolvers) {
        this.options = options;
        this.resolvers = resolvers;
    }

    /** Whether the guest asks the name server. */
    boolean isNameServer(long high, long low) {
        return is(options.nameServer4(), high, low) || is(options.nameServer6(), high, low);
    }

    /** Whether the guest speaks of the gateway itself. */
    boolean isGateway(IpAddress address) {
        return address.equals(options.gateway4()) || address.equals(options.gateway6());
    }

    /** The gateway's address in a family. */
    IpAddress gateway(boolean v4) {
        return v4 ? options.gateway4() : options.gateway6();
    }

    /** Where on the host's side a connection to an address goes, or null if nowhere. */
    @Nullable
    InetSocketAddress toHost(IpAddress address, int port) {
        if (isNameServer(address.high(), address.low())) {
            return port == DNS ? resolvers.servers().get(0) : null;
        }
        if (isGateway(address)) {
            IpAddress loopback = address.isV4() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6;
            return options.loopback() ? socketAddress(loopback, port) : null;
        }
        boolean inside =
                options.network4().contains(address) || options.network6().contains(address);
        boolean outside = !inside
                && !address.isAny()
                && !address.isLoopback()
                && !address.isMulticast()
                && !(address.isLinkLocal() && !address.isV4())
                && !address.equals(IpAddress.BROADCAST4);
        return outside && !options.restricted() ? socketAddress(address, port) : null;
    }

    /** As what the guest sees an address of the host's side. */
    IpAddress toGuest(InetAddress address) {
        IpAddress real = HostAddresses.of(address);
        boolean inside = real.isLoopback()
                || real.isLinkLocal()
                || options.network4().contains(real)
                || options.network6().contains(real);
        if (inside) {
            return gateway(real.isV4());
        }
        return real;
    }

    private static boolean is(IpAddress address, long high, long low) {
        return address.high() == high && address.low() == low;
    }

    private static InetSocketAddress socketAddress(IpAddress address, int port) {
        return new InetSocketAddress(HostAddresses.of(address), port);
    }
}
