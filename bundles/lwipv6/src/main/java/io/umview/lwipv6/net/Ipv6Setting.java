package io.umview.lwipv6.net;

/** What can be set for IPv6 on each interface: {@code /proc/sys/net/ipv6/conf}, as the kernel documents it in ip-sysctl. */
public enum Ipv6Setting implements Setting {
    /** Is a router: forwards what is for others, and ignores router advertisements. */
    FORWARDING(0, "forwarding", 0),

    /** Hop limit of packets for which none was asked. */
    HOPLIMIT(1, "hop_limit", 64),

    /** MTU of IPv6; 0 until it is known: that of the link. */
    MTU6(2, "mtu", 0),

    /** Believes router advertisements: 1 unless it is a router, 2 then too. */
    ACCEPT_RA(3, "accept_ra", 1),

    /** Believes redirects. */
    ACCEPT_REDIRECTS(4, "accept_redirects", 1),

    /** Makes addresses out of advertised prefixes. */
    AUTOCONF(5, "autoconf", 1),

    /** Probes of duplicate address detection. */
    DAD_TRANSMITS(6, "dad_transmits", 1),

    /** Router solicitations; -1: until one answers. */
    RTR_SOLICITS(7, "router_solicitations", -1),

    /** Seconds to the second one; the kernel's netlink has milliseconds. */
    RTR_SOLICIT_INTERVAL(8, "router_solicitation_interval", 4),

    /** Seconds between them at most. */
    RTR_SOLICIT_MAX_INTERVAL(43, "router_solicitation_max_interval", 3600),

    /** Seconds before the first. */
    RTR_SOLICIT_DELAY(9, "router_solicitation_delay", 1),

    /** Temporary addresses: 1 has them, 2 prefers them. */
    USE_TEMPADDR(10, "use_tempaddr", 0),

    /** Seconds that temporary addresses are valid. */
    TEMP_VALID_LFT(11, "temp_valid_lft", 604800),

    /** Seconds that temporary addresses are preferred. */
    TEMP_PREFERED_LFT(12, "temp_prefered_lft", 86400),

    /** Attempts to make a temporary address. */
    REGEN_MAX_RETRY(13, "regen_max_retry", 3),

    /** Seconds by which renewal is spread. */
    MAX_DESYNC_FACTOR(14, "max_desync_factor", 600),

    /** Autoconfigured addresses at most; 0: any number. */
    MAX_ADDRESSES(15, "max_addresses", 16),

    /** Version of MLD to speak; 0: what the querier speaks. */
    FORCE_MLD_VERSION(16, "force_mld_version", 0),

    /** Learns default routers. */
    ACCEPT_RA_DEFRTR(17, "accept_ra_defrtr", 1),

    /** Learns prefixes. */
    ACCEPT_RA_PINFO(18, "accept_ra_pinfo", 1),

    /** Heeds preferences of routers (RFC 4191). */
    ACCEPT_RA_RTR_PREF(19, "accept_ra_rtr_pref", 1),

    /** Seconds between probes of an unreachable router. */
    RTR_PROBE_INTERVAL(20, "router_probe_interval", 60),

    /** The shortest prefix of routes to learn. */
    ACCEPT_RA_RT_INFO_MIN_PLEN(49, "accept_ra_rt_info_min_plen", 0),

    /** The longest prefix of routes to learn. */
    ACCEPT_RA_RT_INFO_MAX_PLEN(21, "accept_ra_rt_info_max_plen", 0),

    /** Answers solicitations for proxy neighbours. */
    PROXY_NDP(22, "proxy_ndp", 0),

    /** Optimistic duplicate address detection (RFC 4429). */
    OPTIMISTIC_DAD(23, "optimistic_dad", 0),

    /** Accepts routing headers of type 2. */
    ACCEPT_SOURCE_ROUTE(24, "accept_source_route", 0),

    /** No IPv6 on this interface. */
    DISABLE_IPV6(26, "disable_ipv6", 0),

    /** Detects duplicate addresses: 2 disables IPv6 if the link-local one is. */
    ACCEPT_DAD(27, "accept_dad", 1),

    /** Solicited unicast advertisements have the link-layer address too. */
    FORCE_TLLAO(28, "force_tllao", 0),

    /** Sends unsolicited advertisements when it comes up. */
    NDISC_NOTIFY(29, "ndisc_notify", 0),

    /** Milliseconds between unsolicited reports. */
    MLDV1_UNSOLICITED_REPORT_INTERVAL(30, "mldv1_unsolicited_report_interval", 10000),

    /** Milliseconds between unsolicited reports. */
    MLDV2_UNSOLICITED_REPORT_INTERVAL(31, "mldv2_unsolicited_report_interval", 1000),

    /** Ignores fragmented neighbour discovery (RFC 6980). */
    SUPPRESS_FRAG_NDISC(32, "suppress_frag_ndisc", 1),

    /** Believes advertisements of this host. */
    ACCEPT_RA_FROM_LOCAL(33, "accept_ra_from_local", 0),

    /** Believes advertised MTUs. */
    ACCEPT_RA_MTU(35, "accept_ra_mtu", 1),

    /** The smallest hop limit to believe. */
    ACCEPT_RA_MIN_HOP_LIMIT(38, "accept_ra_min_hop_limit", 1),

    /** Routes count only while there is a carrier. */
    IGNORE_ROUTES_WITH_LINKDOWN(39, "ignore_routes_with_linkdown", 0),

    /** Source addresses are those of the interface only. */
    USE_OIF_ADDRS_ONLY(37, "use_oif_addrs_only", 0),

    /** Drops unicast packets in multicast frames. */
    DROP_UNICAST_IN_L2_MULTICAST(40, "drop_unicast_in_l2_multicast", 0),

    /** Ignores unsolicited advertisements. */
    DROP_UNSOLICITED_NA(41, "drop_unsolicited_na", 0),

    /** Static addresses stay when the interface goes down. */
    KEEP_ADDR_ON_DOWN(42, "keep_addr_on_down", 0),

    /** Duplicate address detection with a nonce (RFC 7527). */
    ENHANCED_DAD(46, "enhanced_dad", 1),

    /** Interface identifiers: 0 EUI-64, 1 none, 2 stable (RFC 7217), 3 random. */
    ADDR_GEN_MODE(47, "addr_gen_mode", 0),

    /** Traffic class of neighbour discovery. */
    NDISC_TCLASS(50, "ndisc_tclass", 0),

    /** Metric of learned default routes. */
    RA_DEFRTR_METRIC(52, "ra_defrtr_metric", 1024),

    /** Forgets neighbours when the carrier goes. */
    NDISC_EVICT_NOCARRIER(56, "ndisc_evict_nocarrier", 1),

    /** Unsolicited advertisements make new neighbours. */
    ACCEPT_UNTRACKED_NA(57, "accept_untracked_na", 0),

    /** Seconds: advertised lifetimes below are ignored. */
    ACCEPT_RA_MIN_LFT(58, "accept_ra_min_lft", 0);

    private final int devconf;
    private final String sysctl;
    private final int initial;

    Ipv6Setting(int devconf, String sysctl, int initial) {
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
