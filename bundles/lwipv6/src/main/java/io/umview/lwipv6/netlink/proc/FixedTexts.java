package io.umview.lwipv6.netlink.proc;

import java.util.Map;
import java.util.TreeMap;

/** Files of /proc/net that always say the same here, because there is nothing to show but their titles. */
final class FixedTexts {
    private FixedTexts() {}

    static Map<String, String> all() {
        Map<String, String> files = new TreeMap<>();
        files.put("anycast6", "");
        files.put(
                "rt_cache",
                Hex.padded(
                        "Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod"
                                + "\tSpecDst",
                        127));
        files.put(
                "ptype",
                "Type Device      Function\n0800          ip_rcv\n0806          arp_rcv\n86dd          ipv6_rcv\n");
        // Ticks per microsecond, microseconds per tick, clock rate, high-resolution timer rate: all in hexadecimal.
        files.put("psched", "000003e8 00000040 000f4240 3b9aca00\n");
        files.put("unix", "Num       RefCount Protocol Flags    Type St Inode Path\n");
        files.put("wireless", """
                Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
                 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
                """);
        files.put("softnet_stat", "00000000 ".repeat(14) + "00000000\n");
        files.put("rt6_stats", "0000 0000 0000 0000 0000 0000 0000\n");
        return files;
    }
}
