package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.PortRange;
import io.umview.lwipv6.net.Rule;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.wire.IpPrefix;
import org.jspecify.annotations.Nullable;

/** RTM_NEWRULE: struct fib_rule_hdr and its attributes (linux/fib_rules.h), in the order in which the kernel gives them. */
final class RuleMessage {
    static final int FRA_DST = 1;
    static final int FRA_SRC = 2;
    static final int FRA_IIFNAME = 3;
    static final int FRA_PRIORITY = 6;
    static final int FRA_FWMARK = 10;
    static final int FRA_SUPPRESS_IFGROUP = 13;
    static final int FRA_SUPPRESS_PREFIXLEN = 14;
    static final int FRA_TABLE = 15;
    static final int FRA_FWMASK = 16;
    static final int FRA_OIFNAME = 17;
    static final int FRA_PROTOCOL = 21;
    static final int FRA_IP_PROTO = 22;
    static final int FRA_SPORT_RANGE = 23;
    static final int FRA_DPORT_RANGE = 24;
    static final int FRA_SPORT_MASK = 28;
    static final int FRA_DPORT_MASK = 29;
    static final int FRA_MAX = 32;

    /** What the kernel makes of a single port. */
    static final int WHOLE_PORT = 0xffff;

    static final int FIB_RULE_INVERT = 0x2;
    private static final int FIB_RULE_IIF_DETACHED = 0x8;
    private static final int FIB_RULE_OIF_DETACHED = 0x10;

    private final DeviceNames names;

    RuleMessage(DeviceNames names) {
        this.names = names;
    }

    /** Writes the message about a rule: RTM_NEWRULE or RTM_DELRULE. */
    void write(Rule rule, int type, MessageWriter out) {
        out.begin(type);
        out.u8(Rtm.family(rule.v4()))
                .u8(length(rule.destination()))
                .u8(length(rule.source()))
                .u8(rule.tos());
        out.u8(RouteMessage.table(rule.table())).u8(0).u8(0).u8(rule.action()).u32(flags(rule));
        out.attributeU32(FRA_TABLE, rule.table());
        out.attributeU32(FRA_SUPPRESS_PREFIXLEN, rule.suppressLength());
        out.attributeU8(FRA_PROTOCOL, rule.protocol());
        if (rule.inputInterface() != null) {
            out.attribute(FRA_IIFNAME, rule.inputInterface());
        }
        if (rule.outputInterface() != null) {
            out.attribute(FRA_OIFNAME, rule.outputInterface());
        }
        if (rule.priority() != 0) {
            out.attributeU32(FRA_PRIORITY, rule.priority());
        }
        if (rule.mark() != 0) {
            out.attributeU32(FRA_FWMARK, rule.mark());
        }
        if (rule.mask() != 0 || rule.mark() != 0) {
            out.attributeU32(FRA_FWMASK, rule.mask());
        }
        ports(rule.sourcePorts(), FRA_SPORT_RANGE, FRA_SPORT_MASK, out);
        ports(rule.destinationPorts(), FRA_DPORT_RANGE, FRA_DPORT_MASK, out);
        if (rule.ipProtocol() != 0) {
            out.attributeU8(FRA_IP_PROTO, rule.ipProtocol());
        }
        address(rule.destination(), FRA_DST, out);
        address(rule.source(), FRA_SRC, out);
        out.end();
    }

    private static int length(@Nullable IpPrefix prefix) {
        return prefix == null ? 0 : prefix.length();
    }

    private static void address(@Nullable IpPrefix prefix, int attribute, MessageWriter out) {
        if (prefix != null && prefix.length() > 0) {
            out.attribute(attribute, prefix.address());
        }
    }

    /** struct fib_rule_port_range */
    private static void ports(@Nullable PortRange range, int attribute, int mask, MessageWriter out) {
        if (range != null) {
            int opened = out.open(attribute);
            out.u16(range.first()).u16(range.last()).close(opened);
            if (range.first() == range.last()) {
                out.attributeU16(mask, WHOLE_PORT);
            }
        }
    }

    private int flags(Rule rule) {
        String in = rule.inputInterface();
        String from = rule.outputInterface();
        return (rule.inverted() ? FIB_RULE_INVERT : 0)
                | (in != null && names.byName(in) == null ? FIB_RULE_IIF_DETACHED : 0)
                | (from != null && names.byName(from) == null ? FIB_RULE_OIF_DETACHED : 0);
    }
}
