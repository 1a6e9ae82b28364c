package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.Dns;
import io.umview.lwipv6.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host's name servers, and the domains that it searches: resolv.conf(5), read again when it has changed. */
final class Resolvers {
    /** What resolv.conf(5) says if there is no file. */
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), Dns.PORT);

    private final Path file;
    private final List<InetSocketAddress> fixed;
    private @Nullable FileTime read;
    private List<InetSocketAddress> servers = List.of(LOCAL);
    private List<String> domains = List.of();

    /**
     * Name servers.
     *
     * @param fixed if there are any, they are used instead of those of the file
     */
    Resolvers(Path file, List<InetSocketAddress> fixed) {
        this.file = file;
        this.fixed = fixed;
    }

    /** At least one, the first to be asked first. */
    List<InetSocketAddress> servers() {
        if (!fixed.isEmpty()) {
            return fixed;
        }
        refresh();
        return servers;
    }

    /** Names without a dot are looked up in these. */
    List<String> searchDomains() {
        refresh();
        return domains;
    }

    private void refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!changed.equals(read)) {
                parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
                read = changed;
            }
        } catch (IOException e) {
            // What was known stays.
        }
    }

    private void parse(List<String> lines) {
        List<InetSocketAddress> found = new ArrayList<>();
        List<String> search = List.of();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "nameserver" -> {
                    if (words.length > 1) {
                        addServer(found, words[1]);
                    }
                }
                case "domain", "search" -> search = List.of(words).subList(1, words.length);
                default -> {}
            }
        }
        servers = found.isEmpty() ? List.of(LOCAL) : List.copyOf(found);
        domains = List.copyOf(search);
    }

    private static void addServer(List<InetSocketAddress> servers, String text) {
        try {
            // A scope, as in fe80::1%eth0, is for InetAddress to understand.
            InetAddress address =
                    text.indexOf('%') >= 0 ? InetAddress.getByName(text) : HostAddresses.of(IpAddress.parse(text));
            servers.add(new InetSocketAddress(address, Dns.PORT));
        } catch (IOException | IllegalArgumentException e) {
            // resolv.conf(5): what is not understood is skipped.
        }
    }
}
