package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the routing policy: which table is asked for whom, as {@code ip rule} shows it.
 *
 * @param v4 whether it is for IPv4
 * @param priority place in the order, smallest first
 * @param source FRA_SRC, or null for all
 * @param destination FRA_DST, or null for all
 * @param tos type of service, or 0 for all
 * @param inputInterface FRA_IIFNAME, or null; {@code lo} stands for what is sent from here
 * @param outputInterface FRA_OIFNAME, or null
 * @param mark FRA_FWMARK
 * @param mask FRA_FWMASK; 0 for all
 * @param action FR_ACT_*
 * @param table which is asked
 * @param protocol RTPROT_*
 * @param inverted FIB_RULE_INVERT: it is for whom it does not match
 * @param ipProtocol FRA_IP_PROTO, or 0 for all
 * @param sourcePorts FRA_SPORT_RANGE, or null for all
 * @param destinationPorts FRA_DPORT_RANGE, or null for all
 * @param suppressLength FRA_SUPPRESS_PREFIXLEN: shorter or equally long routes do not count; -1 for none
 */
public record Rule(
        boolean v4,
        int priority,
        @Nullable IpPrefix source,
        @Nullable IpPrefix destination,
        int tos,
        @Nullable String inputInterface,
        @Nullable String outputInterface,
        int mark,
        int mask,
        int action,
        int table,
        int protocol,
        boolean inverted,
        int ipProtocol,
        @Nullable PortRange sourcePorts,
        @Nullable PortRange destinationPorts,
        int suppressLength) {
    public static final int FR_ACT_TO_TBL = 1;
    public static final int FR_ACT_BLACKHOLE = 6;
    public static final int FR_ACT_UNREACHABLE = 7;
    public static final int FR_ACT_PROHIBIT = 8;

    /** A rule that sends everybody to a table. */
    public static Rule all(boolean v4, int priority, int table) {
        return new Rule(
                v4,
                priority,
                null,
                null,
                0,
                null,
                null,
                0,
                0,
                FR_ACT_TO_TBL,
                table,
                Route.PROTOCOL_KERNEL,
                false,
                0,
                null,
                null,
                -1);
    }

    /** Whether it is for everybody. */
    boolean matchesAll() {
        return source == null
                && destination == null
                && tos == 0
                && inputInterface == null
                && outputInterface == null
                && mask == 0
                && mark == 0
                && !inverted
                && !looksInside()
                && suppressLength < 0;
    }

    /** Whether it depends on what is behind the IP header. */
    boolean looksInside() {
        return ipProtocol != 0 || sourcePorts != null || destinationPorts != null;
    }

    /** Whether it is for a packet. Empty names: not known. */
    boolean matches(RouteKey key) {
        boolean match = (source == null || source.contains(key.sourceHigh, key.sourceLow))
                && (destination == null || destination.contains(key.destinationHigh, key.destinationLow))
                && (tos == 0 || tos == key.tos)
                && ((key.mark ^ mark) & mask) == 0
                && (ipProtocol == 0 || ipProtocol == key.protocol)
                && (sourcePorts == null || sourcePorts.contains(key.sourcePort()))
                && (destinationPorts == null || destinationPorts.contains(key.destinationPort()))
                && (inputInterface == null || inputInterface.equals(key.inputName()))
                && (outputInterface == null || outputInterface.equals(key.outputName()));
        return match != inverted;
    }
}
