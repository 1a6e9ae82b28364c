package io.umview.lwipv6.netlink.ioctl;

/** Request codes of linux/sockios.h, with the sizes of their arguments on 64-bit machines. */
final class Ioctl {
    static final int SIOCADDRT = 0x890b;
    static final int SIOCDELRT = 0x890c;
    static final int SIOCRTMSG = 0x890d;
    static final int SIOCGIFNAME = 0x8910;
    static final int SIOCGIFCONF = 0x8912;
    static final int SIOCGIFFLAGS = 0x8913;
    static final int SIOCSIFFLAGS = 0x8914;
    static final int SIOCGIFADDR = 0x8915;
    static final int SIOCSIFADDR = 0x8916;
    static final int SIOCGIFDSTADDR = 0x8917;
    static final int SIOCSIFDSTADDR = 0x8918;
    static final int SIOCGIFBRDADDR = 0x8919;
    static final int SIOCSIFBRDADDR = 0x891a;
    static final int SIOCGIFNETMASK = 0x891b;
    static final int SIOCSIFNETMASK = 0x891c;
    static final int SIOCGIFMETRIC = 0x891d;
    static final int SIOCSIFMETRIC = 0x891e;
    static final int SIOCGIFMTU = 0x8921;
    static final int SIOCSIFMTU = 0x8922;
    static final int SIOCSIFNAME = 0x8923;
    static final int SIOCSIFHWADDR = 0x8924;
    static final int SIOCGIFHWADDR = 0x8927;
    static final int SIOCGIFSLAVE = 0x8929;
    static final int SIOCSIFSLAVE = 0x8930;
    static final int SIOCADDMULTI = 0x8931;
    static final int SIOCDELMULTI = 0x8932;
    static final int SIOCGIFINDEX = 0x8933;
    static final int SIOCSIFPFLAGS = 0x8934;
    static final int SIOCGIFPFLAGS = 0x8935;
    static final int SIOCDIFADDR = 0x8936;
    static final int SIOCSIFHWBROADCAST = 0x8937;
    static final int SIOCGIFBR = 0x8940;
    static final int SIOCSIFBR = 0x8941;
    static final int SIOCGIFTXQLEN = 0x8942;
    static final int SIOCSIFTXQLEN = 0x8943;
    static final int SIOCETHTOOL = 0x8946;
    static final int SIOCGMIIPHY = 0x8947;
    static final int SIOCSMIIREG = 0x8949;
    static final int SIOCWANDEV = 0x894a;
    static final int SIOCDARP = 0x8953;
    static final int SIOCGARP = 0x8954;
    static final int SIOCSARP = 0x8955;
    static final int SIOCGIFMAP = 0x8970;
    static final int SIOCSIFMAP = 0x8971;
    static final int SIOCGIFVLAN = 0x8982;
    static final int SIOCSIFVLAN = 0x8983;
    static final int SIOCBONDENSLAVE = 0x8990;
    static final int SIOCBONDCHANGEACTIVE = 0x8995;
    static final int SIOCBRADDBR = 0x89a0;
    static final int SIOCBRDELIF = 0x89a3;
    static final int SIOCSHWTSTAMP = 0x89b0;
    static final int SIOCGHWTSTAMP = 0x89b1;
    static final int SIOCPROTOPRIVATE = 0x89e0;
    static final int SIOCDEVPRIVATE = 0x89f0;
    static final int LAST = 0x89ff;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** Size of struct ifreq in bytes. */
    static final int IFREQ = 40;

    private static final int IFCONF = 16;
    private static final int RTENTRY = 120;
    private static final int IN6_RTMSG = 80;
    private static final int IN6_IFREQ = 24;
    private static final int ARPREQ = 68;

    private Ioctl() {}

    static int size(int domain, int request) {
        return switch (request) {
            case SIOCADDRT, SIOCDELRT -> domain == AF_INET6 ? IN6_RTMSG : domain == AF_INET ? RTENTRY : 0;
            case SIOCSIFADDR, SIOCDIFADDR -> domain == AF_INET6 ? IN6_IFREQ : IFREQ;
            case SIOCGIFCONF -> IFCONF;
            case SIOCDARP, SIOCGARP, SIOCSARP -> domain == AF_INET ? ARPREQ : 0;
            default -> IFREQ;
        };
    }
}
