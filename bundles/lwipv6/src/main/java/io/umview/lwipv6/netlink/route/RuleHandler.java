package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.PortRange;
import io.umview.lwipv6.net.Routing;
import io.umview.lwipv6.net.Rule;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RTM_GETRULE, RTM_NEWRULE, RTM_DELRULE. */
final class RuleHandler extends ObjectHandler {
    /** Size of struct fib_rule_hdr. */
    private static final int HEADER = 12;

    private static final int LONGEST_NAME = 15;
    private static final int ALL_BITS = -1;
    private static final int PORT_RANGE = 4;

    private static final Policy POLICY = Policy.upTo(RuleMessage.FRA_MAX)
            .any(RuleMessage.FRA_DST, RuleMessage.FRA_SRC)
            .text(LONGEST_NAME, RuleMessage.FRA_IIFNAME, RuleMessage.FRA_OIFNAME)
            .u32(RuleMessage.FRA_PRIORITY, RuleMessage.FRA_FWMARK, RuleMessage.FRA_FWMASK, RuleMessage.FRA_TABLE)
            .u32(RuleMessage.FRA_SUPPRESS_PREFIXLEN, RuleMessage.FRA_SUPPRESS_IFGROUP, 4, 11)
            .u8(RuleMessage.FRA_PROTOCOL, 19, RuleMessage.FRA_IP_PROTO)
            .atLeast(PORT_RANGE, RuleMessage.FRA_SPORT_RANGE, RuleMessage.FRA_DPORT_RANGE)
            .u16(RuleMessage.FRA_SPORT_MASK, RuleMessage.FRA_DPORT_MASK)
            .any(12, 18, 20, 25, 26, 27, 30, 31, 32);

    private final Routing routing;
    private final RuleMessage message;

    RuleHandler(Routing routing, RuleMessage message) {
        this.routing = routing;
        this.message = message;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.strict()) {
            check(request);
        }
        int family = request.u8(0);
        for (boolean v4 : new boolean[] {true, false}) {
            if (Rtm.covers(family, v4) && family <= Rtm.AF_INET6) {
                for (Rule rule : routing.rules(v4)) {
                    message.write(rule, Rtm.NEWRULE, out);
                }
            }
        }
    }

    private static void check(Request request) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw invalid("Invalid header for fib rule dump request");
        }
        if (request.u8(1) != 0
                || request.u8(2) != 0
                || request.u8(3) != 0
                || request.u32(4) != 0
                || request.u32(8) != 0) {
            throw invalid("Invalid values in header for fib rule dump request");
        }
        if (request.length() > HEADER) {
            throw invalid("Invalid data after header in fib rule dump request");
        }
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        Attributes attributes = attributes(request);
        boolean v4 = request.u8(0) == Rtm.AF_INET;
        int mark = attributes.u32(RuleMessage.FRA_FWMARK, 0);
        int action = request.u8(7);
        Attribute priority = attributes.get(RuleMessage.FRA_PRIORITY);
        Rule rule = new Rule(
                v4,
                priority == null ? priority(v4) : priority.u32(),
                prefix(request.u8(2), attributes.get(RuleMessage.FRA_SRC), v4, "Invalid source address"),
                prefix(request.u8(1), attributes.get(RuleMessage.FRA_DST), v4, "Invalid dst address"),
                request.u8(3),
                attributes.text(RuleMessage.FRA_IIFNAME),
                attributes.text(RuleMessage.FRA_OIFNAME),
                mark,
                attributes.u32(RuleMessage.FRA_FWMASK, mark == 0 ? 0 : ALL_BITS),
                action,
                attributes.u32(RuleMessage.FRA_TABLE, request.u8(4)),
                attributes.u8(RuleMessage.FRA_PROTOCOL, 0),
                (request.u32(8) & RuleMessage.FIB_RULE_INVERT) != 0,
                attributes.u8(RuleMessage.FRA_IP_PROTO, 0),
                ports(attributes.get(RuleMessage.FRA_SPORT_RANGE), "Invalid sport range"),
                ports(attributes.get(RuleMessage.FRA_DPORT_RANGE), "Invalid dport range"),
                attributes.u32(RuleMessage.FRA_SUPPRESS_PREFIXLEN, -1));
        if (action != Rule.FR_ACT_TO_TBL
                && action != Rule.FR_ACT_BLACKHOLE
                && action != Rule.FR_ACT_UNREACHABLE
                && action != Rule.FR_ACT_PROHIBIT) {
            throw unsupported();
        }
        try {
            routing.add(rule);
        } catch (NetworkException refused) {
            throw NetlinkFailure.of(refused);
        }
    }

    private static Attributes attributes(Request request) throws NetlinkFailure {
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw NetlinkFailure.of(NetworkError.EAFNOSUPPORT, "Rule family not supported");
        }
        request.require(HEADER);
        Attributes attributes = parse(request);
        for (Attribute attribute : attributes) {
            switch (attribute.type()) {
                case RuleMessage.FRA_DST,
                        RuleMessage.FRA_SRC,
                        RuleMessage.FRA_IIFNAME,
                        RuleMessage.FRA_OIFNAME,
                        RuleMessage.FRA_PRIORITY,
                        RuleMessage.FRA_FWMARK,
                        RuleMessage.FRA_FWMASK,
                        RuleMessage.FRA_TABLE,
                        RuleMessage.FRA_PROTOCOL,
                        RuleMessage.FRA_IP_PROTO,
                        RuleMessage.FRA_SPORT_RANGE,
                        RuleMessage.FRA_DPORT_RANGE,
                        RuleMessage.FRA_SUPPRESS_PREFIXLEN -> {}
                case RuleMessage.FRA_SUPPRESS_IFGROUP -> supported(attribute.u32() == -1, attribute);
                case RuleMessage.FRA_SPORT_MASK, RuleMessage.FRA_DPORT_MASK ->
                    supported(attribute.u16() == RuleMessage.WHOLE_PORT, attribute);
                default -> supported(false, attribute);
            }
        }
        return attributes;
    }

    private static void supported(boolean yes, Attribute attribute) throws NetlinkFailure {
        if (!yes) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "Selector not supported", attribute);
        }
    }

    /** struct fib_rule_port_range, as fib_rule_port_range_valid() lets it be. */
    private static @Nullable PortRange ports(@Nullable Attribute range, String wrong) throws NetlinkFailure {
        if (range == null) {
            return null;
        }
        int first = range.u16();
        int last = range.u16(2);
        if (first == 0 || last == 0xffff || last < first) {
            throw invalid(wrong);
        }
        return new PortRange(first, last);
    }

    private static Attributes parse(Request request) throws NetlinkFailure {
        try {
            return request.attributes(HEADER, POLICY, false);
        } catch (NetlinkFailure wrong) {
            throw wrong.explained("Error parsing msg");
        }
    }

    /** A rule without a priority comes before the second one. */
    private int priority(boolean v4) {
        List<Rule> rules = routing.rules(v4);
        return rules.size() < 2 ? 0 : Math.max(0, rules.get(1).priority() - 1);
    }

    private static @Nullable IpPrefix prefix(int length, @Nullable Attribute address, boolean v4, String wrong)
            throws NetlinkFailure {
        if (length == 0) {
            return null;
        }
        if (address == null || address.length() != (v4 ? 4 : 16) || length > (v4 ? 32 : 128)) {
            throw invalid(wrong);
        }
        return new IpPrefix(address.address(), length);
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        Attributes attributes = attributes(request);
        boolean v4 = request.u8(0) == Rtm.AF_INET;
        IpPrefix source = prefix(request.u8(2), attributes.get(RuleMessage.FRA_SRC), v4, "Invalid source address");
        IpPrefix destination = prefix(request.u8(1), attributes.get(RuleMessage.FRA_DST), v4, "Invalid dst address");
        int table = attributes.u32(RuleMessage.FRA_TABLE, request.u8(4));
        try {
            routing.removeRule(
                    v4,
                    rule -> (request.u8(7) == 0 || request.u8(7) == rule.action())
                            && (table == 0 || table == rule.table())
                            && (source == null || source.equals(rule.source()))
                            && (destination == null || destination.equals(rule.destination()))
                            && (request.u8(3) == 0 || request.u8(3) == rule.tos())
                            && named(attributes, rule));
        } catch (NetworkException refused) {
            throw NetlinkFailure.of(refused);
        }
    }

    private static boolean named(Attributes attributes, Rule rule) {
        return equal(attributes, RuleMessage.FRA_PRIORITY, rule.priority())
                && equal(attributes, RuleMessage.FRA_FWMARK, rule.mark())
                && equal(attributes, RuleMessage.FRA_FWMASK, rule.mask())
                && equal(attributes, RuleMessage.FRA_SUPPRESS_PREFIXLEN, rule.suppressLength())
                && (!attributes.has(RuleMessage.FRA_PROTOCOL)
                        || attributes.u8(RuleMessage.FRA_PROTOCOL, 0) == rule.protocol())
                && (!attributes.has(RuleMessage.FRA_IP_PROTO)
                        || attributes.u8(RuleMessage.FRA_IP_PROTO, 0) == rule.ipProtocol())
                && equal(attributes, RuleMessage.FRA_SPORT_RANGE, rule.sourcePorts())
                && equal(attributes, RuleMessage.FRA_DPORT_RANGE, rule.destinationPorts())
                && equal(attributes, RuleMessage.FRA_IIFNAME, rule.inputInterface())
                && equal(attributes, RuleMessage.FRA_OIFNAME, rule.outputInterface());
    }

    private static boolean equal(Attributes attributes, int type, int value) {
        return attributes.u32(type, value) == value;
    }

    private static boolean equal(Attributes attributes, int type, @Nullable PortRange value) {
        Attribute wanted = attributes.get(type);
        return wanted == null || value != null && wanted.u16() == value.first() && wanted.u16(2) == value.last();
    }

    private static boolean equal(Attributes attributes, int type, @Nullable String value) {
        String wanted = attributes.text(type);
        return wanted == null || wanted.equals(value);
    }
}
