package io.umview.lwipv6.net;

/** Something that can be set on each interface. */
public sealed interface Setting permits Ipv4Setting, Ipv6Setting {
    /** Its number in IFLA_INET_CONF ({@code IPV4_DEVCONF_*}) or IFLA_INET6_CONF ({@code DEVCONF_*}). */
    int devconf();

    /** Its name below {@code /proc/sys/net/ipv4/conf} or {@code /proc/sys/net/ipv6/conf}. */
    String sysctl();

    /** What it is if nobody has set it. */
    int initial();

    /** Its place among the settings of its family. */
    int ordinal();
}
