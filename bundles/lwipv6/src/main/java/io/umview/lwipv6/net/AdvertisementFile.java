package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The file that says what is advertised, as lwIPv6 has it: a section {@code [vd0]} for each interface, lines {@code key = value} with
 * the names of radvd.conf(5), and lines that add something:
 *
 * <pre>
 * [vd0]
 * AdvSendAdvert = on
 * MaxRtrAdvInterval = 20
 * AddPrefix = 2001:db8:1::/64 , AdvOnLinkFlag = on , AdvAutonomousFlag = on
 * AddRDNSS = 2001:db8:1::53 , AdvRDNSSLifetime = 600
 * AddDNSSL = example.org , AdvDNSSLLifetime = 600
 * AddRoute = 2001:db8:2::/48 , AdvRoutePreference = high , AdvRouteLifetime = 600
 * </pre>
 */
public final class AdvertisementFile {
    private static final int MAXIMUM_INTERVAL = 600;

    private AdvertisementFile() {}

    /**
     * Reads the text of a file.
     *
     * @return what is advertised, by the name of the interface
     * @throws IllegalArgumentException with the number of the line and what is wrong there
     */
    public static Map<String, Advertisement> parse(String text) {
        Map<String, Section> sections = new LinkedHashMap<>();
        Section section = null;
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                if (line.startsWith("[") && line.endsWith("]")) {
                    String name = line.substring(1, line.length() - 1).strip();
                    section = sections.computeIfAbsent(name, key -> new Section());
                } else if (section == null) {
                    throw new IllegalArgumentException("a section [interface] must come first");
                } else {
                    section.line(line);
                }
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("line " + number + ": " + wrong.getMessage(), wrong);
            }
        }
        Map<String, Advertisement> all = new LinkedHashMap<>();
        sections.forEach((name, found) -> all.put(name, found.advertisement()));
        return all;
    }

    /** The variables of one interface, with their defaults (RFC 4861, section 6.2.1). */
    private static final class Section {
        private boolean send;
        private int maximum = MAXIMUM_INTERVAL;
        private int minimum = -1;
        private boolean managed;
        private boolean other;
        private int linkMtu;
        private int reachable;
        private int retransmission;
        private int hopLimit = 64;
        private int lifetime = -1;
        private int preference;
        private final List<Advertisement.Prefix> prefixes = new ArrayList<>();
        private final List<Advertisement.RouteInformation> routes = new ArrayList<>();
        private final List<Advertisement.Servers> servers = new ArrayList<>();
        private final List<Advertisement.SearchList> searchLists = new ArrayList<>();

        void line(String line) {
            String[] parts = line.split(",");
            String key = key(parts[0]);
            String value = value(parts[0]);
            switch (key) {
                case "advsendadvert" -> send = flag(value);
                case "maxrtradvinterval" -> maximum = number(value, 4, 1800);
                case "minrtradvinterval" -> minimum = number(value, 3, 1350);
                case "advmanagedflag" -> managed = flag(value);
                case "advotherconfigflag" -> other = flag(value);
                case "advlinkmtu" -> linkMtu = number(value, 0, 65535);
                case "advreachabletime" -> reachable = number(value, 0, 3_600_000);
                case "advretranstimer" -> retransmission = number(value, 0, Integer.MAX_VALUE);
                case "advcurhoplimit" -> hopLimit = number(value, 0, 255);
                case "advdefaultlifetime" -> lifetime = number(value, 0, 65535);
                case "advdefaultpreference" -> preference = preference(value);
                case "addprefix" -> prefix(value, parts);
                case "addroute" -> route(value, parts);
                case "addrdnss" -> servers(value, parts);
                case "adddnssl" -> searchList(value, parts);
                default -> throw new IllegalArgumentException("unknown key " + parts[0].strip());
            }
        }

        private void prefix(String value, String[] parts) {
            boolean onLink = true;
            boolean autonomous = true;
            long valid = 2_592_000;
            long preferred = 604_800;
            for (int i = 1; i < parts.length; i++) {
                String attribute = value(parts[i]);
                switch (key(parts[i])) {
                    case "advonlinkflag" -> onLink = flag(attribute);
                    case "advautonomousflag" -> autonomous = flag(attribute);
                    case "advvalidlifetime" -> valid = lifetime(attribute);
                    case "advpreferredlifetime" -> preferred = lifetime(attribute);
                    default -> throw new IllegalArgumentException("unknown key " + parts[i].strip());
                }
            }
            if (preferred > valid) {
                throw new IllegalArgumentException("a prefix is preferred for longer than it is valid");
            }
            prefixes.add(new Advertisement.Prefix(prefix6(value), onLink, autonomous, valid, preferred));
        }

        private void route(String value, String[] parts) {
            int routePreference = 0;
            long routeLifetime = 1800;
            for (int i = 1; i < parts.length; i++) {
                String attribute = value(parts[i]);
                switch (key(parts[i])) {
                    case "advroutepreference" -> routePreference = preference(attribute);
                    case "advroutelifetime" -> routeLifetime = lifetime(attribute);
                    default -> throw new IllegalArgumentException("unknown key " + parts[i].strip());
                }
            }
            routes.add(new Advertisement.RouteInformation(prefix6(value), routePreference, routeLifetime));
        }

        private void servers(String value, String[] parts) {
            long until = 1800;
            for (int i = 1; i < parts.length; i++) {
                if (!key(parts[i]).equals("advrdnsslifetime")) {
                    throw new IllegalArgumentException("unknown key " + parts[i].strip());
                }
                until = lifetime(value(parts[i]));
            }
            List<IpAddress> addresses = new ArrayList<>();
            for (String word : value.split("\\s+")) {
                IpAddress address = IpAddress.parse(word);
                if (address.isV4()) {
                    throw new IllegalArgumentException("not an IPv6 address: " + word);
                }
                addresses.add(address);
            }
            servers.add(new Advertisement.Servers(List.copyOf(addresses), until));
        }

        private void searchList(String value, String[] parts) {
            long until = 1800;
            for (int i = 1; i < parts.length; i++) {
                if (!key(parts[i]).equals("advdnssllifetime")) {
                    throw new IllegalArgumentException("unknown key " + parts[i].strip());
                }
                until = lifetime(value(parts[i]));
            }
            for (String name : value.split("\\s+")) {
                if (!NameServers.names(NameServers.encode(name)).contains(name)) {
                    throw new IllegalArgumentException("not a domain name: " + name);
                }
            }
            searchLists.add(new Advertisement.SearchList(List.of(value.split("\\s+")), until));
        }

        Advertisement advertisement() {
            int least = minimum >= 0 ? minimum : Math.max(3, maximum / 3);
            return new Advertisement(
                    send,
                    maximum,
                    Math.min(least, maximum * 3 / 4),
                    managed,
                    other,
                    linkMtu,
                    reachable,
                    retransmission,
                    hopLimit,
                    lifetime >= 0 ? lifetime : 3 * maximum,
                    preference,
                    prefixes,
                    routes,
                    servers,
                    searchLists);
        }
    }

    private static String key(String part) {
        return half(part, 0).toLowerCase(Locale.ROOT);
    }

    private static String value(String part) {
        return half(part, 1);
    }

    private static String half(String part, int index) {
        String[] halves = part.split("=", 2);
        if (halves.length < 2) {
            throw new IllegalArgumentException("key = value is wanted, not " + part.strip());
        }
        return halves[index].strip();
    }

    private static boolean flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> true;
            case "off", "no", "false", "0" -> false;
            default -> throw new IllegalArgumentException("on or off is wanted, not " + value);
        };
    }

    private static int number(String value, int least, int most) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("a number is wanted, not " + value, wrong);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(value + " is not between " + least + " and " + most);
        }
        return number;
    }

    private static long lifetime(String value) {
        return value.equalsIgnoreCase("infinity") ? AddressRequest.FOREVER : number(value, 0, Integer.MAX_VALUE);
    }

    private static int preference(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "low" -> Route.PREFERENCE_LOW;
            case "medium" -> Route.PREFERENCE_MEDIUM;
            case "high" -> Route.PREFERENCE_HIGH;
            default -> throw new IllegalArgumentException("low, medium or high is wanted, not " + value);
        };
    }

    private static IpPrefix prefix6(String value) {
        IpPrefix prefix = IpPrefix.parse(value);
        if (prefix.isV4()) {
            throw new IllegalArgumentException("not an IPv6 prefix: " + value);
        }
        return prefix;
    }
}
