package io.umview.lwipv6.wire;

/** Numbers of what IP carries (IANA: Protocol Numbers), as in {@code netinet/in.h}. */
public final class IpProtocol {
    public static final int HOPOPTS = 0;
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int ICMPV6 = 58;
    public static final int NONE = 59;
    public static final int DSTOPTS = 60;
    public static final int RAW = 255;

    private IpProtocol() {}

    /** Whether a next-header number is an extension header of IPv6 that is looked into here (RFC 8200, section 4). */
    public static boolean isExtension(int number) {
        return number == HOPOPTS || number == ROUTING || number == FRAGMENT || number == DSTOPTS;
    }
}
