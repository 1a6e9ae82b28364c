package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;
import io.umview.api.MountOptions;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code mount -t umnetlwipv6 -o …} asks for.
 *
 * @param links in the order of the list
 * @param advertiser configuration of the router advertiser ({@code ra=})
 * @param capture file that everything is captured to ({@code pcap=})
 * @param resolver file that is seen as /etc/resolv.conf ({@code resolv=})
 * @param ignored words that mean nothing
 */
public record StackOptions(
        List<LinkSpec> links,
        Optional<String> advertiser,
        Optional<String> capture,
        Optional<String> resolver,
        List<String> ignored) {
    private static final Pattern LINK = Pattern.compile("(vd|tp|tn|sw|vx|sl)(\\d{1,4})(?:=(.*))?", Pattern.DOTALL);

    /** {@code vd3} without a value: three interfaces of the kind. More than anybody has use for is a slip of the pen. */
    private static final int MOST_BY_COUNT = 64;

    /**
     * Reads mount options.
     *
     * @param folder where relative paths start
     */
    public static StackOptions parse(MountOptions options, Path folder) throws LinkException {
        List<LinkSpec> links = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        boolean loopbackOnly = false;
        for (String item : options.items()) {
            Matcher link = LINK.matcher(item);
            if (item.equals("lo")) {
                loopbackOnly = true;
            } else if (link.matches()) {
                add(links, link, folder);
            } else if (item.startsWith("mac=")) {
                LinkSpec last = last(links, item);
                links.set(links.size() - 1, last.withMac(mac(item)));
            } else if (item.equals("nooffload")) {
                LinkSpec last = last(links, item);
                if (!last.isDevice()) {
                    throw new LinkException(item + ": " + last.name() + " is no device", Errno.EINVAL);
                }
                links.set(links.size() - 1, last.withoutOffload());
            } else if (!item.startsWith("ra=") && !item.startsWith("pcap=") && !item.startsWith("resolv=")) {
                ignored.add(item);
            }
        }
        if (links.isEmpty() && !loopbackOnly) {
            links.add(new LinkSpec(LinkSpec.Kind.VD, "vd0", ""));
        }
        return new StackOptions(
                List.copyOf(links),
                options.value("ra").map(path -> absolute(path, folder)),
                options.value("pcap").map(path -> absolute(path, folder)),
                options.value("resolv").map(path -> absolute(path, folder)),
                List.copyOf(ignored));
    }

    /** The link that an item is about. */
    private static LinkSpec last(List<LinkSpec> links, String item) throws LinkException {
        if (links.isEmpty()) {
            throw new LinkException("no link before " + item, Errno.EINVAL);
        }
        return links.get(links.size() - 1);
    }

    private static String absolute(String path, Path folder) {
        return path.startsWith("/") ? path : folder + "/" + path;
    }

    /** The path of a switch may have a port behind it; what has no path, or is no path but a locator, stays as it is. */
    private static boolean isRelative(LinkSpec.Kind kind, String value) {
        return kind == LinkSpec.Kind.VD && !value.isEmpty() && !value.startsWith("[") && !value.contains("://");
    }

    private static void add(List<LinkSpec> links, Matcher link, Path folder) throws LinkException {
        String prefix = link.group(1);
        LinkSpec.Kind kind = LinkSpec.Kind.valueOf(prefix.toUpperCase(Locale.ROOT));
        int number = Integer.parseInt(link.group(2));
        if (link.group(3) != null || kind == LinkSpec.Kind.SL) {
            String value = link.group(3) == null ? "" : link.group(3);
            String whole = isRelative(kind, value) ? absolute(value, folder) : value;
            addOne(links, new LinkSpec(kind, prefix + number, whole));
            return;
        }
        if (kind != LinkSpec.Kind.VD) {
            throw new LinkException(prefix + number + " needs a value", Errno.EINVAL);
        }
        if (number > MOST_BY_COUNT) {
            throw new LinkException("too many links: " + prefix + number, Errno.EINVAL);
        }
        for (int i = 0; i < number; i++) {
            addOne(links, new LinkSpec(kind, prefix + i, ""));
        }
    }

    private static void addOne(List<LinkSpec> links, LinkSpec added) throws LinkException {
        if (links.stream().anyMatch(link -> link.name().equals(added.name()))) {
            throw new LinkException(added.name() + " twice", Errno.EINVAL);
        }
        links.add(added);
    }

    private static MacAddress mac(String item) throws LinkException {
        try {
            MacAddress mac = MacAddress.parse(item.substring("mac=".length()));
            if (!mac.isGroup()) {
                return mac;
            }
        } catch (IllegalArgumentException e) {
            // The answer is the same.
        }
        throw new LinkException(item, Errno.EINVAL);
    }
}
