package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkObserver;
import io.umview.lwipv6.netlink.core.NetlinkHub;
import io.umview.lwipv6.netlink.core.NetlinkProtocol;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** NETLINK_ROUTE: which handler serves which messages. */
public final class RouteProtocol implements NetlinkProtocol {
    private static final int NEW = 0;
    private static final int DELETE = 1;
    private static final int GET = 2;

    private final Map<Integer, ObjectHandler> handlers = new HashMap<>();
    private final RouteMonitor monitor;

    /** The protocol over the configuration of a stack. */
    public RouteProtocol(Network network, DeviceNames names, Clock clock) {
        LinkMessage link = new LinkMessage(names);
        AddressMessage address = new AddressMessage(clock);
        RouteMessage route = new RouteMessage(clock);
        RuleMessage rule = new RuleMessage(names);
        NeighbourMessage neighbour = new NeighbourMessage(clock);
        monitor = new RouteMonitor(names, link, address, route, rule, neighbour);
        RouteLookup lookup = new RouteLookup(network, clock, names, route);
        serve(Rtm.NEWLINK, new LinkHandler(names, link));
        serve(Rtm.NEWLINKPROP, new LinkPropertyHandler(names, monitor));
        serve(Rtm.NEWADDR, new AddressHandler(names, network.addresses(), address));
        serve(Rtm.GETMULTICAST, new MulticastHandler(names, address));
        serve(Rtm.NEWROUTE, new RouteHandler(names, network.routing(), route, clock, lookup));
        serve(Rtm.NEWRULE, new RuleHandler(network.routing(), rule));
        serve(Rtm.NEWNEIGH, new NeighbourHandler(names, network.neighbours(), neighbour));
        serve(Rtm.NEWNEIGHTBL, new NeighbourTableHandler(names, network.neighbours()));
        serve(Rtm.NEWNETCONF, new NetconfHandler(network, names));
        serve(Rtm.NEWADDRLABEL, new AddressLabelHandler(names));
        serve(Rtm.NEWNSID, new NamespaceHandler());
        serve(Rtm.NEWSTATS, new StatisticsHandler(names));
        serve(Rtm.NEWQDISC, new QueueingHandler(names));
        ObjectHandler nothing = new EmptyHandler();
        serve(Rtm.NEWTCLASS, nothing);
        serve(Rtm.NEWTFILTER, nothing);
        serve(Rtm.NEWCHAIN, nothing);
        serve(Rtm.NEWNEXTHOP, nothing);
        serve(Rtm.GETANYCAST, nothing);
    }

    private void serve(int type, ObjectHandler handler) {
        handlers.put(Rtm.kind(type), handler);
    }

    /** Whom to tell of changes. */
    public NetworkObserver monitor(NetlinkHub hub) {
        monitor.tell(hub);
        return monitor;
    }

    @Override
    public int number() {
        return Netlink.NETLINK_ROUTE;
    }

    @Override
    public int groups() {
        return Rtm.LAST_GROUP;
    }

    @Override
    public boolean mayListen() {
        return true;
    }

    @Override
    public boolean dumps(Request request) throws NetlinkFailure {
        if (request.type() > Rtm.MAX) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        boolean get = (request.type() & 3) == GET;
        // rtnetlink_rcv_msg: what is shorter than struct rtgenmsg is ignored
        if (request.length() < 1) {
            return false;
        }
        if (!get && !request.privileged()) {
            throw NetlinkFailure.of(NetworkError.EPERM);
        }
        if (!get || !request.dump()) {
            return false;
        }
        if (!handler(request).dumps(request)) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        return true;
    }

    private ObjectHandler handler(Request request) throws NetlinkFailure {
        ObjectHandler handler = handlers.get(Rtm.kind(request.type()));
        if (handler == null) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        return handler;
    }

    @Override
    public void dump(Request request, MessageWriter answers) throws NetlinkFailure {
        handler(request).dump(request, answers);
    }

    @Override
    public void handle(Request request, MessageWriter answers) throws NetlinkFailure {
        if (request.length() < 1) {
            return;
        }
        ObjectHandler handler = handler(request);
        int operation = request.type() & 3;
        if (operation == DELETE && request.has(Netlink.NLM_F_BULK) && handler instanceof RouteHandler) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP, "Bulk delete is not supported");
        }
        monitor.cause(request);
        try {
            switch (operation) {
                case NEW -> handler.create(request);
                case DELETE -> handler.delete(request);
                case GET -> handler.get(request, answers);
                default -> handler.set(request);
            }
        } finally {
            monitor.cause(null);
        }
    }
}
