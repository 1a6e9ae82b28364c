package io.umview.lwipv6.netlink.route;

/** Types of messages and multicast groups of rtnetlink(7), from linux/rtnetlink.h. */
final class Rtm {
    static final int BASE = 16;
    static final int MAX = 123;

    static final int NEWLINK = 16;
    static final int DELLINK = 17;
    static final int NEWADDR = 20;
    static final int DELADDR = 21;
    static final int NEWROUTE = 24;
    static final int DELROUTE = 25;
    static final int NEWNEIGH = 28;
    static final int DELNEIGH = 29;
    static final int NEWRULE = 32;
    static final int DELRULE = 33;
    static final int NEWQDISC = 36;
    static final int NEWTCLASS = 40;
    static final int NEWTFILTER = 44;
    static final int NEWACTION = 48;
    static final int GETMULTICAST = 58;
    static final int GETANYCAST = 62;
    static final int NEWNEIGHTBL = 64;
    static final int NEWNDUSEROPT = 68;
    static final int NEWADDRLABEL = 72;
    static final int DELADDRLABEL = 73;
    static final int NEWNETCONF = 80;
    static final int NEWNSID = 88;
    static final int NEWSTATS = 92;
    static final int NEWCHAIN = 100;
    static final int NEWNEXTHOP = 104;
    static final int NEWLINKPROP = 108;

    static final int GROUP_LINK = 1;
    static final int GROUP_NEIGH = 3;
    static final int GROUP_IPV4_IFADDR = 5;
    static final int GROUP_IPV4_ROUTE = 7;
    static final int GROUP_IPV4_RULE = 8;
    static final int GROUP_IPV6_IFADDR = 9;
    static final int GROUP_IPV6_ROUTE = 11;
    static final int GROUP_IPV6_RULE = 19;
    static final int GROUP_ND_USEROPT = 20;
    static final int GROUP_IPV4_NETCONF = 24;
    static final int GROUP_IPV6_NETCONF = 25;
    static final int LAST_GROUP = 39;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_BRIDGE = 7;
    static final int AF_INET6 = 10;

    private Rtm() {}

    /** The number of a kind of object: what its four types have in common. */
    static int kind(int type) {
        return (type - BASE) >> 2;
    }

    /** AF_INET or AF_INET6. */
    static int family(boolean v4) {
        return v4 ? AF_INET : AF_INET6;
    }

    /** Whether a family that may be unspecified is, or is the other one. */
    static boolean covers(int family, boolean v4) {
        return family != (v4 ? AF_INET6 : AF_INET);
    }
}
