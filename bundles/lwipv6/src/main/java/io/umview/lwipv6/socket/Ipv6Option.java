package io.umview.lwipv6.socket;

/** Numbers of the options of level IPPROTO_IPV6 (linux/in6.h). */
public final class Ipv6Option {
    public static final int IPV6_ADDRFORM = 1;
    public static final int IPV6_2292PKTINFO = 2;
    public static final int IPV6_2292HOPOPTS = 3;
    public static final int IPV6_2292DSTOPTS = 4;
    public static final int IPV6_2292RTHDR = 5;
    public static final int IPV6_2292PKTOPTIONS = 6;
    public static final int IPV6_CHECKSUM = 7;
    public static final int IPV6_2292HOPLIMIT = 8;
    public static final int IPV6_FLOWINFO = 11;
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MULTICAST_IF = 17;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;
    public static final int IPV6_ADD_MEMBERSHIP = 20;
    public static final int IPV6_DROP_MEMBERSHIP = 21;
    public static final int IPV6_ROUTER_ALERT = 22;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_MTU = 24;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_JOIN_ANYCAST = 27;
    public static final int IPV6_LEAVE_ANYCAST = 28;
    public static final int IPV6_MULTICAST_ALL = 29;
    public static final int IPV6_ROUTER_ALERT_ISOLATE = 30;
    public static final int IPV6_RECVERR_RFC4884 = 31;
    public static final int IPV6_FLOWLABEL_MGR = 32;
    public static final int IPV6_FLOWINFO_SEND = 33;
    public static final int IPV6_IPSEC_POLICY = 34;
    public static final int IPV6_XFRM_POLICY = 35;
    public static final int IPV6_HDRINCL = 36;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_PKTINFO = 50;
    public static final int IPV6_RECVHOPLIMIT = 51;
    public static final int IPV6_HOPLIMIT = 52;
    public static final int IPV6_RECVHOPOPTS = 53;
    public static final int IPV6_HOPOPTS = 54;
    public static final int IPV6_RTHDRDSTOPTS = 55;
    public static final int IPV6_RECVRTHDR = 56;
    public static final int IPV6_RTHDR = 57;
    public static final int IPV6_RECVDSTOPTS = 58;
    public static final int IPV6_DSTOPTS = 59;
    public static final int IPV6_RECVPATHMTU = 60;
    public static final int IPV6_PATHMTU = 61;
    public static final int IPV6_DONTFRAG = 62;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_AUTOFLOWLABEL = 70;
    public static final int IPV6_ADDR_PREFERENCES = 72;
    public static final int IPV6_MINHOPCOUNT = 73;
    public static final int IPV6_RECVORIGDSTADDR = 74;
    public static final int IPV6_TRANSPARENT = 75;
    public static final int IPV6_UNICAST_IF = 76;
    public static final int IPV6_RECVFRAGSIZE = 77;
    public static final int IPV6_FREEBIND = 78;

    private Ipv6Option() {}
}
