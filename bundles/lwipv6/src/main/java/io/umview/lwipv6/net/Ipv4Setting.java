package io.umview.lwipv6.net;

/** What can be set for IPv4 on each interface: {@code /proc/sys/net/ipv4/conf}, as the kernel documents it in ip-sysctl. */
public enum Ipv4Setting implements Setting {
    /** Forwards what is for others. */
    FORWARDING(1, "forwarding", 0),

    /** Answers ARP requests for addresses that it has a way to. */
    PROXY_ARP(3, "proxy_arp", 0),

    /** Believes ICMP redirects. */
    ACCEPT_REDIRECTS(4, "accept_redirects", 1),

    /** Believes them of gateways only that are in use. */
    SECURE_REDIRECTS(5, "secure_redirects", 1),

    /** Sends ICMP redirects, if it forwards. */
    SEND_REDIRECTS(6, "send_redirects", 1),

    /** Several subnets share the link. */
    SHARED_MEDIA(7, "shared_media", 1),

    /** Checks whether answers would go back the same way: 0 no, 1 strictly, 2 loosely. */
    RP_FILTER(8, "rp_filter", 0),

    /** Has no effect here: source-routed packets are not taken (RFC 7126). On Linux it takes that of {@code all} too, which is 0. */
    ACCEPT_SOURCE_ROUTE(9, "accept_source_route", 1),

    /** Has no effect here. */
    LOG_MARTIANS(11, "log_martians", 0),

    /** Version of IGMP to speak; 0: what the querier speaks. */
    FORCE_IGMP_VERSION(17, "force_igmp_version", 0),

    /** Which own address is put into ARP requests. */
    ARP_ANNOUNCE(18, "arp_announce", 0),

    /** Which ARP requests are answered: 0 for any own address, 1 for those of the interface. */
    ARP_IGNORE(19, "arp_ignore", 0),

    /** A secondary address takes the place of a removed primary one. */
    PROMOTE_SECONDARIES(20, "promote_secondaries", 0),

    /** Gratuitous ARP makes new neighbours. */
    ARP_ACCEPT(21, "arp_accept", 0),

    /** Sends gratuitous ARP when it comes up. */
    ARP_NOTIFY(22, "arp_notify", 0),

    /** Accepts packets with own addresses as source. */
    ACCEPT_LOCAL(23, "accept_local", 0),

    /** Takes 127.0.0.0/8 as an ordinary network. */
    ROUTE_LOCALNET(26, "route_localnet", 0),

    /** Milliseconds between unsolicited reports. */
    IGMPV2_UNSOLICITED_REPORT_INTERVAL(27, "igmpv2_unsolicited_report_interval", 10000),

    /** Milliseconds between unsolicited reports. */
    IGMPV3_UNSOLICITED_REPORT_INTERVAL(28, "igmpv3_unsolicited_report_interval", 1000),

    /** Routes count only while there is a carrier. */
    IGNORE_ROUTES_WITH_LINKDOWN(29, "ignore_routes_with_linkdown", 0),

    /** Drops unicast packets in multicast frames. */
    DROP_UNICAST_IN_L2_MULTICAST(30, "drop_unicast_in_l2_multicast", 0),

    /** Ignores gratuitous ARP. */
    DROP_GRATUITOUS_ARP(31, "drop_gratuitous_arp", 0),

    /** Forwards directed broadcasts. */
    BC_FORWARDING(32, "bc_forwarding", 0),

    /** Forgets neighbours when the carrier goes. */
    ARP_EVICT_NOCARRIER(33, "arp_evict_nocarrier", 1);

    private final int devconf;
    private final String sysctl;
    private final int initial;

    Ipv4Setting(int devconf, String sysctl, int initial) {
        this.devconf = devconf;
        this.sysctl = sysctl;
        this.initial = initial;
    }

    @Override
    public int devconf() {
        return devconf;
    }

    @Override
    public String sysctl() {
        return sysctl;
    }

    @Override
    public int initial() {
        return initial;
    }
}
