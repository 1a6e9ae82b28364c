package io.umview.lwipv6.net;

/** What IP counts, in either family: RFC 4293, with the names that {@code /proc/net/snmp} and {@code /proc/net/snmp6} share. */
public enum IpMib {
    IN_RECEIVES("InReceives"),
    IN_HDR_ERRORS("InHdrErrors"),
    IN_TOO_BIG_ERRORS("InTooBigErrors"),
    IN_NO_ROUTES("InNoRoutes"),
    IN_ADDR_ERRORS("InAddrErrors"),
    IN_UNKNOWN_PROTOS("InUnknownProtos"),
    IN_TRUNCATED_PKTS("InTruncatedPkts"),
    IN_DISCARDS("InDiscards"),
    IN_DELIVERS("InDelivers"),
    FORW_DATAGRAMS("ForwDatagrams"),
    OUT_REQUESTS("OutRequests"),
    OUT_DISCARDS("OutDiscards"),
    OUT_NO_ROUTES("OutNoRoutes"),
    REASM_TIMEOUT("ReasmTimeout"),
    REASM_REQDS("ReasmReqds"),
    REASM_OKS("ReasmOKs"),
    REASM_FAILS("ReasmFails"),
    REASM_OVERLAPS("ReasmOverlaps"),
    FRAG_OKS("FragOKs"),
    FRAG_FAILS("FragFails"),
    FRAG_CREATES("FragCreates"),
    IN_MCAST_PKTS("InMcastPkts"),
    OUT_MCAST_PKTS("OutMcastPkts"),
    IN_BCAST_PKTS("InBcastPkts"),
    OUT_BCAST_PKTS("OutBcastPkts"),
    IN_OCTETS("InOctets"),
    OUT_OCTETS("OutOctets"),
    IN_CSUM_ERRORS("InCsumErrors");

    private final String text;

    IpMib(String text) {
        this.text = text;
    }

    /** The name in {@code /proc/net/snmp} or {@code /proc/net/netstat}; of IPv6 with {@code Ip6} in front. */
    public String text() {
        return text;
    }
}
