package io.umview.lwipv6.netlink.proc;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** Where the counters of {@code /proc/net/snmp}, {@code netstat} and {@code snmp6} come from. */
@FunctionalInterface
public interface CounterSource {
    /** Nothing was counted. */
    CounterSource NONE = (table, visitor) -> {};

    /**
     * Shows the counters of a table that are kept; others are 0.
     *
     * @param table {@code Ip}, {@code IpExt}, {@code Icmp}, {@code Tcp}, {@code TcpExt}, {@code Udp}, {@code UdpLite}; {@code Ip6}, {@code Icmp6},
     *     {@code Udp6}, {@code UdpLite6}
     * @param visitor gets names as the file has them, without the table; {@code InType8} and the like for single types of ICMP
     */
    void show(String table, ObjLongConsumer<String> visitor);

    /** The counters of a table by name. */
    default Map<String, Long> table(String name) {
        Map<String, Long> counters = new HashMap<>();
        show(name, counters::put);
        return counters;
    }
}
