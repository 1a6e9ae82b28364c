package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * How a gateway is set up.
 *
 * @param network4 the guest's IPv4 network, a /29 or larger: host 2 is the gateway, host 3 the name server
 * @param network6 the guest's IPv6 network, a /64: {@code ::2} is the gateway, {@code ::3} the name server
 * @param firstGuest the first address that DHCP hands out
 * @param mtu of the link to the guest
 * @param loopback whether the gateway's address leads to the host's loopback interface
 * @param restricted whether there is no way to the outside but by forwards
 * @param resolvers name servers that queries go to; none: those of the host's resolv.conf
 * @param forwards ports of the host that lead to the guest
 */
public record GatewayOptions(
        IpPrefix network4,
        IpPrefix network6,
        IpAddress firstGuest,
        int mtu,
        boolean loopback,
        boolean restricted,
        List<InetSocketAddress> resolvers,
        List<Forward> forwards) {
    /** What an Ethernet frame of 65535 bytes carries at most, and a multiple of 8. */
    public static final int DEFAULT_MTU = 65520;

    private static final int SMALLEST_MTU = 1280;
    private static final int GATEWAY = 2;
    private static final int NAME_SERVER = 3;
    private static final int FIRST_GUEST = 15;

    /** Checks that it fits together. */
    public GatewayOptions {
        resolvers = List.copyOf(resolvers);
        forwards = List.copyOf(forwards);
        require(network4.isV4() && network4.length() <= 29, "net is an IPv4 network of at most 29 bits");
        require(!network6.isV4() && network6.length() == 64, "net6 is an IPv6 network of 64 bits");
        require(network4.contains(firstGuest), "the first guest is in the network");
        require(mtu >= SMALLEST_MTU && mtu <= DEFAULT_MTU, "an MTU is from " + SMALLEST_MTU + " to " + DEFAULT_MTU);
    }

    /** What is used if nothing is said. */
    public static GatewayOptions defaults() {
        return parse("");
    }

    /**
     * Reads {@code key=value} pairs that are separated by commas, or by {@code +} where a comma separates other things: net, net6,
     * dhcpstart, mtu, loopback=yes|no, restrict=yes|no, resolver=address[#port], fwd=(see {@link Forward}). The last two may be given several times.
     */
    public static GatewayOptions parse(String text) {
        IpPrefix network4 = IpPrefix.parse("10.0.2.0/24");
        IpPrefix network6 = IpPrefix.parse("fd00::/64");
        IpAddress firstGuest = null;
        int mtu = DEFAULT_MTU;
        boolean loopback = true;
        boolean restricted = false;
        List<InetSocketAddress> resolvers = new ArrayList<>();
        List<Forward> forwards = new ArrayList<>();
        for (String option : text.split("[,+]")) {
            if (option.isEmpty()) {
                continue;
            }
            int equals = option.indexOf('=');
            require(equals > 0, "not an option: " + option);
            String value = option.substring(equals + 1);
            switch (option.substring(0, equals)) {
                case "net" -> network4 = IpPrefix.parse(value);
                case "net6" -> network6 = IpPrefix.parse(value);
                case "dhcpstart" -> firstGuest = IpAddress.parse(value);
                case "mtu" -> mtu = Integer.parseInt(value);
                case "loopback" -> loopback = yes(value);
                case "restrict" -> restricted = yes(value);
                case "resolver" -> resolvers.add(resolver(value));
                case "fwd" -> forwards.add(Forward.parse(value));
                default -> throw new IllegalArgumentException("not an option: " + option);
            }
        }
        IpAddress first = firstGuest != null ? firstGuest : host(network4, firstHost(network4));
        return new GatewayOptions(network4, network6, first, mtu, loopback, restricted, resolvers, forwards);
    }

    /** The gateway's IPv4 address. */
    public IpAddress gateway4() {
        return host(network4, GATEWAY);
    }

    /** The name server's IPv4 address. */
    public IpAddress nameServer4() {
        return host(network4, NAME_SERVER);
    }

    /** The gateway's IPv6 address. */
    public IpAddress gateway6() {
        return host(network6, GATEWAY);
    }

    /** The name server's IPv6 address. */
    public IpAddress nameServer6() {
        return host(network6, NAME_SERVER);
    }

    private static int firstHost(IpPrefix network) {
        return network.length() <= 27 ? FIRST_GUEST : NAME_SERVER + 1;
    }

    private static IpAddress host(IpPrefix network, int number) {
        return new IpAddress(network.address().high(), network.address().low() + number);
    }

    private static boolean yes(String value) {
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("yes or no, not " + value);
        };
    }

    private static InetSocketAddress resolver(String text) {
        int hash = text.indexOf('#');
        IpAddress address = IpAddress.parse(hash < 0 ? text : text.substring(0, hash));
        int port = hash < 0 ? 53 : Integer.parseInt(text.substring(hash + 1));
        return new InetSocketAddress(HostAddresses.of(address), port);
    }

    private static void require(boolean right, String wrong) {
        if (!right) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
