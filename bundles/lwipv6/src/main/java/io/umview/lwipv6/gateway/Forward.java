package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A port of the host that leads to a port of the guest.
 *
 * @param protocol of both
 * @param host where the host listens
 * @param guest the guest's address, or null: the first IPv4 address that is handed out
 * @param guestPort the guest's port
 */
public record Forward(
        Protocol protocol, InetSocketAddress host, @Nullable IpAddress guest, int guestPort) {
    /** What is forwarded. */
    public enum Protocol {
        TCP,
        UDP
    }

    private static final String ADDRESS = "(\\[[^]]*]|[^:\\[]*)";
    private static final Pattern NOTATION =
            Pattern.compile("(tcp|udp):" + ADDRESS + ":(\\d{1,5})-" + ADDRESS + ":(\\d{1,5})");

    /**
     * Reads {@code tcp:[address]:port-[guest]:port}, as the hostfwd of slirp. IPv6 addresses are in brackets; no address of the host is
     * all of them.
     */
    public static Forward parse(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a forward, such as tcp:127.0.0.1:8080-:80: " + text);
        }
        Protocol protocol = matcher.group(1).equals("tcp") ? Protocol.TCP : Protocol.UDP;
        String guest = bare(matcher.group(4));
        return new Forward(
                protocol,
                new InetSocketAddress(hostAddress(bare(matcher.group(2))), port(matcher.group(3))),
                guest.isEmpty() ? null : IpAddress.parse(guest),
                port(matcher.group(5)));
    }

    private static String bare(String address) {
        return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    }

    private static InetAddress hostAddress(String text) {
        // A literal only: nothing is looked up.
        return HostAddresses.of(text.isEmpty() ? IpAddress.ANY4 : IpAddress.parse(text));
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + text);
        }
        return port;
    }
}
