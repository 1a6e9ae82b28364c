package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.transport.SocketList;

/** {@code /proc/net/protocols}. */
final class ProtocolText {
    private static final String HEADER =
            "protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss"
                    + " gs se re bi br ha uh gp em\n";

    /** What sockets of a protocol can do, a letter for each of the last columns. */
    private static final String NOTHING = "nnnnnnnnnnnnnnnnnn";

    private static final String PING = "yyynnynnyyyyyynyyn";
    private static final String RAW = "yyynyyynyyyyyyyynn";
    private static final String UDP = "yyynyyynyyyynnyyyn";
    private static final String TCP = "yyyyyyyyyyyynyyyyy";

    private ProtocolText() {}

    static String write(SocketTexts sockets) {
        StringBuilder text = new StringBuilder(HEADER);
        line(text, "PACKET", sockets.packetSockets(), "NI", NOTHING);
        line(text, "PINGv6", sockets.inUse(SocketList.IPPROTO_ICMPV6, false), "NI", PING);
        line(text, "RAWv6", sockets.inUse(SocketList.IPPROTO_RAW, false), "NI", RAW);
        line(text, "UDPLITEv6", sockets.inUse(SocketList.IPPROTO_UDPLITE, false), "NI", UDP);
        line(text, "UDPv6", sockets.inUse(SocketList.IPPROTO_UDP, false), "NI", UDP);
        line(text, "TCPv6", sockets.inUse(SocketList.IPPROTO_TCP, false), "no", TCP);
        line(text, "PING", sockets.inUse(SocketList.IPPROTO_ICMP, true), "NI", PING);
        line(text, "RAW", sockets.inUse(SocketList.IPPROTO_RAW, true), "NI", RAW);
        line(text, "UDP-Lite", sockets.inUse(SocketList.IPPROTO_UDPLITE, true), "NI", UDP);
        line(text, "UDP", sockets.inUse(SocketList.IPPROTO_UDP, true), "NI", UDP);
        line(text, "TCP", sockets.inUse(SocketList.IPPROTO_TCP, true), "no", TCP);
        line(text, "NETLINK", sockets.netlinkSockets(), "NI", NOTHING);
        return text.toString();
    }

    private static void line(StringBuilder text, String name, int count, String pressure, String abilities) {
        text.append(Hex.format(
                "%-9s %4d %6d  %6d   %-3s %6d   %-3s  %-10s",
                name, 0, count, pressure.equals("NI") ? -1 : 0, pressure, 0, "no", "kernel"));
        for (int i = 0; i < abilities.length(); i++) {
            text.append("  ").append(abilities.charAt(i));
        }
        text.append('\n');
    }
}
