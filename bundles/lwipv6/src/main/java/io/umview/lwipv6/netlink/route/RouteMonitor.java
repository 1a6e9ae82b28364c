package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NetworkObserver;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.net.Rule;
import io.umview.lwipv6.netlink.core.NetlinkHub;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.Request;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the multicast groups of NETLINK_ROUTE what has changed: {@code ip monitor}. */
final class RouteMonitor implements NetworkObserver {
    private static final int ICMPV6_ROUTER_ADVERTISEMENT = 134;

    private final DeviceNames names;
    private final LinkMessage links;
    private final AddressMessage addresses;
    private final RouteMessage routes;
    private final RuleMessage rules;
    private final NeighbourMessage neighbours;
    private @Nullable NetlinkHub hub;
    private @Nullable Request cause;

    RouteMonitor(
            DeviceNames names,
            LinkMessage links,
            AddressMessage addresses,
            RouteMessage routes,
            RuleMessage rules,
            NeighbourMessage neighbours) {
        this.names = names;
        this.links = links;
        this.addresses = addresses;
        this.routes = routes;
        this.rules = rules;
        this.neighbours = neighbours;
    }

    /** Says whom to tell. */
    void tell(NetlinkHub listeners) {
        hub = listeners;
    }

    /** A request is at work, or null: what changes now is its doing. */
    void cause(@Nullable Request request) {
        cause = request;
    }

    /** A message with the port and sequence number of its cause; who asked for an echo (NLM_F_ECHO) gets it in any case. */
    private void notify(int group, Consumer<MessageWriter> message) {
        NetlinkHub listeners = hub;
        if (listeners == null) {
            return;
        }
        Request request = cause;
        boolean echo = request != null && request.has(Netlink.NLM_F_ECHO);
        if (!echo && !listeners.heard(Netlink.NETLINK_ROUTE, group)) {
            return;
        }
        MessageWriter out =
                request == null ? new MessageWriter(0, 0, 0) : new MessageWriter(request.sequence(), request.port(), 0);
        message.accept(out);
        byte[] bytes = out.bytes();
        listeners.multicast(Netlink.NETLINK_ROUTE, group, bytes, echo ? request.port() : 0);
        if (echo) {
            listeners.unicast(Netlink.NETLINK_ROUTE, request.port(), bytes);
        }
    }

    @Override
    public void interfaceChanged(NetworkInterface device) {
        notify(Rtm.GROUP_LINK, out -> links.write(device, Rtm.NEWLINK, 0, 0, out));
    }

    @Override
    public void interfaceRemoved(NetworkInterface device) {
        notify(Rtm.GROUP_LINK, out -> links.write(device, Rtm.DELLINK, 0, -1, out));
        names.forget(device);
    }

    @Override
    public void addressChanged(InterfaceAddress address) {
        int group = address.isV4() ? Rtm.GROUP_IPV4_IFADDR : Rtm.GROUP_IPV6_IFADDR;
        notify(group, out -> addresses.write(address, Rtm.NEWADDR, out));
    }

    @Override
    public void addressRemoved(InterfaceAddress address) {
        int group = address.isV4() ? Rtm.GROUP_IPV4_IFADDR : Rtm.GROUP_IPV6_IFADDR;
        notify(group, out -> addresses.write(address, Rtm.DELADDR, out));
    }

    @Override
    public void routeAdded(Route route, boolean replaced) {
        int flags = replaced ? Netlink.NLM_F_REPLACE : Netlink.NLM_F_CREATE;
        notify(group(route), out -> routes.write(route, Rtm.NEWROUTE, flags, out));
    }

    @Override
    public void routeRemoved(Route route) {
        notify(group(route), out -> routes.write(route, Rtm.DELROUTE, 0, out));
    }

    private static int group(Route route) {
        return route.isV4() ? Rtm.GROUP_IPV4_ROUTE : Rtm.GROUP_IPV6_ROUTE;
    }

    @Override
    public void neighbourChanged(Neighbour neighbour) {
        notify(Rtm.GROUP_NEIGH, out -> neighbours.write(neighbour, Rtm.NEWNEIGH, out));
    }

    @Override
    public void neighbourRemoved(Neighbour neighbour) {
        notify(Rtm.GROUP_NEIGH, out -> neighbours.write(neighbour, Rtm.DELNEIGH, out));
    }

    @Override
    public void ruleAdded(Rule rule) {
        notify(group(rule), out -> rules.write(rule, Rtm.NEWRULE, out));
    }

    @Override
    public void ruleRemoved(Rule rule) {
        notify(group(rule), out -> rules.write(rule, Rtm.DELRULE, out));
    }

    private static int group(Rule rule) {
        return rule.v4() ? Rtm.GROUP_IPV4_RULE : Rtm.GROUP_IPV6_RULE;
    }

    @Override
    public void settingsChanged(NetworkInterface device, boolean v4) {
        if (v4) {
            notify(Rtm.GROUP_IPV4_NETCONF, out -> NetconfMessage.inet(device.ipv4(), device.index(), out));
        } else {
            notify(Rtm.GROUP_IPV6_NETCONF, out -> NetconfMessage.inet6(device.ipv6(), device.index(), out));
        }
    }

    /** Struct nduseroptmsg, and the option behind it. */
    @Override
    public void routerOption(NetworkInterface device, byte[] option) {
        notify(Rtm.GROUP_ND_USEROPT, out -> {
            out.begin(Rtm.NEWNDUSEROPT);
            out.u8(Rtm.AF_INET6).u8(0).u16(option.length).u32(device.index());
            out.u8(ICMPV6_ROUTER_ADVERTISEMENT).u8(0).u16(0).u32(0);
            out.raw(option);
            out.end();
        });
    }
}
