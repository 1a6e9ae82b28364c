package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Name servers and search domains that routers advertise (RFC 8106), for who writes resolv.conf. */
public final class NameServers {
    private static final long SECOND = 1_000_000_000L;

    /** RFC 8106, section 5.3.1: a sufficient number to keep. */
    private static final int MOST = 16;

    /**
     * An advertised name server.
     *
     * @param device on whose link it was; link-local addresses are on that
     * @param until when it is to be forgotten, in nanoseconds of the stack's clock, or {@link Route#NEVER}
     */
    public record Server(NetworkInterface device, IpAddress address, long until) {}

    /**
     * An advertised search domain.
     *
     * @param name without a dot at the end
     */
    public record Domain(NetworkInterface device, String name, long until) {}

    private final List<Server> servers = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();

    NameServers() {}

    /** The name servers, most recent routers last. */
    public List<Server> servers() {
        return List.copyOf(servers);
    }

    /** The search domains. */
    public List<Domain> domains() {
        return List.copyOf(domains);
    }

    void server(NetworkInterface device, IpAddress address, long lifetime, long now) {
        servers.removeIf(server -> server.device == device && server.address.equals(address));
        if (lifetime > 0 && servers.size() < MOST) {
            servers.add(new Server(device, address, until(lifetime, now)));
        }
    }

    void domain(NetworkInterface device, String name, long lifetime, long now) {
        domains.removeIf(domain -> domain.device == device && domain.name.equals(name));
        if (lifetime > 0 && domains.size() < MOST) {
            domains.add(new Domain(device, name, until(lifetime, now)));
        }
    }

    private static long until(long lifetime, long now) {
        return lifetime == AddressRequest.FOREVER ? Route.NEVER : now + lifetime * SECOND;
    }

    /** Forgets what a link that is gone had. */
    void forget(NetworkInterface device) {
        servers.removeIf(server -> server.device == device);
        domains.removeIf(domain -> domain.device == device);
    }

    /** Forgets what has expired; returns the nanoseconds until there is more. */
    long expire(long now) {
        long next = Long.MAX_VALUE;
        for (Iterator<Server> each = servers.iterator(); each.hasNext(); ) {
            next = Math.min(next, rest(each, each.next().until, now));
        }
        for (Iterator<Domain> each = domains.iterator(); each.hasNext(); ) {
            next = Math.min(next, rest(each, each.next().until, now));
        }
        return next;
    }

    private static long rest(Iterator<?> each, long until, long now) {
        if (until == Route.NEVER) {
            return Long.MAX_VALUE;
        }
        if (until - now <= 0) {
            each.remove();
            return Long.MAX_VALUE;
        }
        return until - now;
    }

    /**
     * The names in a search list in the form of DNS (RFC 1035, section 3.1), as far as they are right.
     *
     * @param bytes labels with lengths in front, names end with 0, and zeros behind
     */
    static List<String> names(byte[] bytes) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] & 0xff;
            if (length == 0) {
                if (name.length() == 0) {
                    return names;
                }
                names.add(name.toString());
                name.setLength(0);
                at++;
                continue;
            }
            if (length > 63 || at + 1 + length >= bytes.length || name.length() + length > 253) {
                return names;
            }
            String label = new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1);
            if (!label.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'))) {
                return names;
            }
            name.append(name.length() == 0 ? "" : ".").append(label);
            at += 1 + length;
        }
        return names;
    }

    /** A name in the form of DNS. */
    static byte[] encode(String name) {
        byte[] bytes = new byte[name.length() + 2];
        int at = 0;
        for (String label : name.split("\\.")) {
            byte[] letters = label.getBytes(StandardCharsets.US_ASCII);
            bytes[at++] = (byte) letters.length;
            System.arraycopy(letters, 0, bytes, at, letters.length);
            at += letters.length;
        }
        return java.util.Arrays.copyOf(bytes, at + 1);
    }
}
