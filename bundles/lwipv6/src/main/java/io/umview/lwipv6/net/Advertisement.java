package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.List;

/**
 * What a router advertises on a link: the variables of RFC 4861, section 6.2.1, and options.
 *
 * @param send whether it is sent: AdvSendAdvert
 * @param maximumInterval seconds between advertisements at most, 4 to 1800
 * @param minimumInterval seconds between advertisements at least
 * @param managed AdvManagedFlag
 * @param other AdvOtherConfigFlag
 * @param linkMtu AdvLinkMTU, 0: none
 * @param reachableTime milliseconds, 0: none
 * @param retransmission AdvRetransTimer, milliseconds, 0: none
 * @param hopLimit AdvCurHopLimit, 0: none
 * @param lifetime AdvDefaultLifetime, seconds, 0: no default router
 * @param preference as {@link Route#preference}
 */
public record Advertisement(
        boolean send,
        int maximumInterval,
        int minimumInterval,
        boolean managed,
        boolean other,
        int linkMtu,
        int reachableTime,
        int retransmission,
        int hopLimit,
        int lifetime,
        int preference,
        List<Prefix> prefixes,
        List<RouteInformation> routes,
        List<Servers> servers,
        List<SearchList> searchLists) {
    /**
     * A prefix.
     *
     * @param onLink AdvOnLinkFlag
     * @param autonomous AdvAutonomousFlag
     * @param valid AdvValidLifetime, seconds, {@link AddressRequest#FOREVER} without end
     * @param preferred AdvPreferredLifetime, seconds
     */
    public record Prefix(IpPrefix prefix, boolean onLink, boolean autonomous, long valid, long preferred) {}

    /**
     * A route (RFC 4191).
     *
     * @param preference as {@link Route#preference}
     * @param lifetime seconds
     */
    public record RouteInformation(IpPrefix prefix, int preference, long lifetime) {}

    /**
     * Name servers (RFC 8106).
     *
     * @param lifetime seconds
     */
    public record Servers(List<IpAddress> addresses, long lifetime) {}

    /**
     * Search domains (RFC 8106).
     *
     * @param lifetime seconds
     */
    public record SearchList(List<String> names, long lifetime) {}

    /** Copies the lists. */
    public Advertisement {
        prefixes = List.copyOf(prefixes);
        routes = List.copyOf(routes);
        servers = List.copyOf(servers);
        searchLists = List.copyOf(searchLists);
    }

    /** One prefix, for autoconfiguration, and maybe name servers; everything else as RFC 4861 has it. */
    public static Advertisement of(IpPrefix prefix, List<IpAddress> nameServers) {
        return new Advertisement(
                true,
                600,
                200,
                false,
                false,
                0,
                0,
                0,
                64,
                1800,
                0,
                List.of(new Prefix(prefix, true, true, 2_592_000, 604_800)),
                List.of(),
                nameServers.isEmpty() ? List.of() : List.of(new Servers(nameServers, 1800)),
                List.of());
    }
}
