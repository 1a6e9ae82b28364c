package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routing policy of a stack: tables, and rules that say who is sent to which. */
public final class Routing {
    private final Network network;
    private final RouteChecks checks;
    private final Map<Integer, RoutingTable> tables4 = new TreeMap<>();
    private final Map<Integer, RoutingTable> tables6 = new TreeMap<>();
    private List<Rule> rules4;
    private List<Rule> rules6;
    private boolean inside4;
    private boolean inside6;

    /** The tables in the order of the rules, if all of them are for everybody; else null. */
    private RoutingTable @Nullable [] order4;

    private RoutingTable @Nullable [] order6;

    /** The table that each rule leads to, so that none is looked up for a packet. */
    private RoutingTable[] targets4 = {};

    private RoutingTable[] targets6 = {};

    final RoutingTable local4;

    Routing(Network network) {
        this.network = network;
        this.checks = new RouteChecks(network, this);
        local4 = table(Route.TABLE_LOCAL, true);
        rules4 = List.of(
                Rule.all(true, 0, Route.TABLE_LOCAL),
                Rule.all(true, 32766, Route.TABLE_MAIN),
                Rule.all(true, 32767, Route.TABLE_DEFAULT));
        rules6 = List.of(Rule.all(false, 0, Route.TABLE_LOCAL), Rule.all(false, 32766, Route.TABLE_MAIN));
        arrange();
    }

    /**
     * Puts a route into its table (0 means the main table).
     *
     * @throws NetworkException EEXIST, ENOENT; EINVAL for what makes no sense; ENODEV, ENETDOWN, ENETUNREACH or EHOSTUNREACH for a
     *     next hop that cannot be reached
     */
    public Route add(Route route, RouteUpdate update) throws NetworkException {
        Route whole = checks.complete(route);
        Route replaced;
        if (!whole.isV4() && update == RouteUpdate.APPEND) {
            Route joined = join(whole);
            if (joined != null) {
                table(whole.table(), false).insert(joined, RouteUpdate.REPLACE);
                changed();
                network.observers.routeAdded(joined, true);
                return joined;
            }
        }
        replaced = table(whole.table(), whole.isV4()).insert(whole, update);
        changed();
        network.observers.routeAdded(whole, replaced != null);
        return whole;
    }

    /** Puts a route in that is right, unless it is there. */
    void addQuietly(Route route) {
        try {
            table(route.table(), route.isV4()).insert(route, RouteUpdate.APPEND);
        } catch (NetworkException present) {
            return;
        }
        changed();
        network.observers.routeAdded(route, false);
    }

    /** Puts a route in the place of another one to the same destination, with the same metric. */
    void exchange(Route known, Route route) {
        RoutingTable where = table(known.table(), known.isV4());
        if (where.remove(known.destination(), other -> other == known) == null) {
            return;
        }
        try {
            where.insert(route, RouteUpdate.APPEND);
        } catch (NetworkException present) {
            network.observers.routeRemoved(known);
            changed();
            return;
        }
        if (!known.nextHops().equals(route.nextHops()) || known.preference() != route.preference()) {
            changed();
        }
        network.observers.routeAdded(route, true);
    }

    /** IPv6 routes of the same metric by way of gateways become one with several next hops, as of Linux 4.11. */
    private @Nullable Route join(Route added) {
        if (added.gateway() == null) {
            return null;
        }
        for (Route route : table(added.table(), false).routes()) {
            if (route.destination().equals(added.destination())
                    && route.priority() == added.priority()
                    && route.gateway() != null
                    && !route.nextHops().containsAll(added.nextHops())) {
                List<NextHop> hops = new ArrayList<>(route.nextHops());
                hops.addAll(added.nextHops());
                return route.nextHops(hops);
            }
        }
        return null;
    }

    /**
     * Takes the first route to a prefix out that a predicate accepts.
     *
     * @throws NetworkException ESRCH if there is none
     */
    public Route remove(int table, IpPrefix destination, Predicate<? super Route> matching) throws NetworkException {
        RoutingTable where = tables(destination.isV4()).get(table == 0 ? Route.TABLE_MAIN : table);
        Route removed = where == null ? null : where.remove(destination, matching);
        if (removed == null) {
            throw NetworkError.ESRCH.exception();
        }
        changed();
        network.observers.routeRemoved(removed);
        return removed;
    }

    /** Takes a route out, if it is there. */
    void remove(Route route) {
        RoutingTable where = tables(route.isV4()).get(route.table());
        if (where != null && where.remove(route.destination(), other -> other == route) != null) {
            changed();
            network.observers.routeRemoved(route);
        }
    }

    /** Takes out all routes that a predicate accepts; observers hear of it if {@code told}. */
    void removeAll(boolean v4, Predicate<? super Route> matching, boolean told) {
        for (Route route : routes(v4)) {
            if (matching.test(route)) {
                tables(v4).get(route.table()).remove(route.destination(), other -> other == route);
                changed();
                if (told) {
                    network.observers.routeRemoved(route);
                }
            }
        }
    }

    /** All routes of a family, table by table. */
    public List<Route> routes(boolean v4) {
        List<Route> all = new ArrayList<>();
        for (RoutingTable table : tables(v4).values()) {
            table.forEach(all::add);
        }
        return all;
    }

    /** The rules of a family, in order. */
    public List<Rule> rules(boolean v4) {
        return v4 ? rules4 : rules6;
    }

    /**
     * Adds a rule.
     *
     * @throws NetworkException EEXIST if there is the same one
     */
    public void add(Rule rule) throws NetworkException {
        List<Rule> changed = new ArrayList<>(rules(rule.v4()));
        if (changed.contains(rule)) {
            throw NetworkError.EEXIST.exception();
        }
        changed.add(rule);
        changed.sort(Comparator.comparingInt(Rule::priority));
        rules(rule.v4(), changed);
        network.observers.ruleAdded(rule);
    }

    /**
     * Takes the first rule away that a predicate accepts.
     *
     * @throws NetworkException ENOENT if there is none
     */
    public Rule removeRule(boolean v4, Predicate<? super Rule> matching) throws NetworkException {
        List<Rule> changed = new ArrayList<>(rules(v4));
        for (Rule rule : changed) {
            if (matching.test(rule)) {
                changed.remove(rule);
                rules(v4, changed);
                network.observers.ruleRemoved(rule);
                return rule;
            }
        }
        throw NetworkError.ENOENT.exception();
    }

    /** Whether rules of a family depend on protocols or ports. */
    boolean looksInside(boolean v4) {
        return v4 ? inside4 : inside6;
    }

    private void rules(boolean v4, List<Rule> rules) {
        if (v4) {
            rules4 = List.copyOf(rules);
        } else {
            rules6 = List.copyOf(rules);
        }
        arrange();
        changed();
    }

    private void arrange() {
        targets4 = targets(rules4);
        targets6 = targets(rules6);
        order4 = simple(rules4) ? targets4 : null;
        order6 = simple(rules6) ? targets6 : null;
        inside4 = rules4.stream().anyMatch(Rule::looksInside);
        inside6 = rules6.stream().anyMatch(Rule::looksInside);
    }

    private RoutingTable[] targets(List<Rule> rules) {
        return rules.stream().map(rule -> table(rule.table(), rule.v4())).toArray(RoutingTable[]::new);
    }

    private static boolean simple(List<Rule> rules) {
        return rules.stream().allMatch(rule -> rule.matchesAll() && rule.action() == Rule.FR_ACT_TO_TBL);
    }

    /**
     * The route for a packet, or null if there is none (ENETUNREACH). It may be one that leads nowhere, see {@link Route#error}.
     *
     * @param sourceHigh and {@code sourceLow}: 0 if it is not yet chosen
     * @param input where it came in, or null for what is sent from here
     * @param output where it must leave, or null
     */
    public @Nullable Route lookup(
            IpAddress destination,
            IpAddress source,
            int tos,
            int mark,
            @Nullable NetworkInterface input,
            @Nullable NetworkInterface output) {
        return lookup(destination, source, tos, mark, 0, 0, input, output);
    }

    /**
     * The same for what is known to be carried.
     *
     * @param protocol IPPROTO_*
     * @param ports the source port in the high half, the destination port in the low one; 0 if there are none
     */
    public @Nullable Route lookup(
            IpAddress destination,
            IpAddress source,
            int tos,
            int mark,
            int protocol,
            int ports,
            @Nullable NetworkInterface input,
            @Nullable NetworkInterface output) {
        RouteKey key = new RouteKey().to(destination.high(), destination.low());
        key.sourceHigh = source.high();
        key.sourceLow = source.low();
        key.tos = tos;
        key.mark = mark;
        key.protocol = protocol;
        key.ports = ports;
        key.input = input;
        key.output = output;
        return lookup(key);
    }

    @Nullable
    Route lookup(RouteKey key) {
        boolean v4 = IpAddress.isV4(key.destinationHigh, key.destinationLow);
        RoutingTable[] order = v4 ? order4 : order6;
        return order != null ? lookup(order, key) : lookupByRules(v4, key);
    }

    private @Nullable Route lookup(RoutingTable[] order, RouteKey key) {
        for (RoutingTable table : order) {
            Route route = lookup(table, key, -1, Route.SCOPE_UNIVERSE);
            if (route != null && route.type() != Route.THROW) {
                return route;
            }
        }
        return null;
    }

    private @Nullable Route lookupByRules(boolean v4, RouteKey key) {
        List<Rule> rules = v4 ? rules4 : rules6;
        RoutingTable[] targets = v4 ? targets4 : targets6;
        for (int i = 0; i < targets.length; i++) {
            Rule rule = rules.get(i);
            if (rule.matches(key)) {
                if (rule.action() != Rule.FR_ACT_TO_TBL) {
                    return nowhere(rule);
                }
                Route route = lookup(targets[i], key, rule.suppressLength(), Route.SCOPE_UNIVERSE);
                if (route != null && route.type() != Route.THROW) {
                    return route;
                }
            }
        }
        return null;
    }

    private static Route nowhere(Rule rule) {
        return new Route(
                rule.v4() ? IpPrefix.ALL4 : IpPrefix.ALL6,
                rule.table(),
                rule.action(),
                Route.SCOPE_UNIVERSE,
                Route.PROTOCOL_KERNEL,
                0,
                0,
                null,
                List.of(NextHop.of(null, null)),
                RouteMetrics.NONE,
                0,
                0,
                Route.NEVER);
    }

    /** The route in one table; shorter prefixes than {@code suppress} and wider scopes than {@code scope} do not count. */
    @Nullable
    Route lookup(RoutingTable table, RouteKey key, int suppress, int scope) {
        var node = table.match(key.destinationHigh, key.destinationLow);
        for (; node != null; node = table.shorter(node)) {
            Route[] routes = node.value;
            if (routes != null) {
                Route route = table.v4 ? first(routes, key, scope) : best(routes, key);
                if (route != null && route.destination().length() > suppress) {
                    return route;
                }
            }
        }
        return null;
    }

    private @Nullable Route first(Route[] routes, RouteKey key, int scope) {
        for (Route route : routes) {
            if ((route.tos() == 0 || route.tos() == key.tos) && route.scope() >= scope && eligible(route, key)) {
                return route;
            }
        }
        return null;
    }

    /** Of the routes with the smallest metric the one whose router is reachable and preferred (RFC 4191, section 3.2). */
    private @Nullable Route best(Route[] routes, RouteKey key) {
        Route best = null;
        int bestScore = -1;
        for (Route route : routes) {
            if (best != null && route.priority() > best.priority()) {
                break;
            }
            if (eligible(route, key)) {
                int score = routes.length == 1 ? 0 : score(route);
                if (score > bestScore) {
                    best = route;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    private int score(Route route) {
        IpAddress gateway = route.gateway();
        NetworkInterface device = route.device();
        boolean failed = gateway != null && device != null && network.neighbours.failed(device, gateway);
        int preference = switch (route.preference()) {
            case Route.PREFERENCE_HIGH -> 2;
            case Route.PREFERENCE_LOW -> 0;
            default -> 1;
        };
        return (failed ? 0 : 4) + preference;
    }

    private boolean eligible(Route route, RouteKey key) {
        if (route.expires() != Route.NEVER && route.expires() - network.now() <= 0) {
            return false;
        }
        if (route.error() != null || route.type() == Route.THROW) {
            return true;
        }
        List<NextHop> hops = route.nextHops();
        for (int i = 0; i < hops.size(); i++) {
            if (alive(route, hops.get(i)) && (key.output == null || hops.get(i).device() == key.output)) {
                return true;
            }
        }
        return false;
    }

    private static boolean alive(Route route, NextHop hop) {
        NetworkInterface device = hop.device();
        return device != null && (route.type() != Route.UNICAST || device.usable(route.isV4()));
    }

    /** One of the next hops of a route: by weight, the same for the same {@code hash} as long as none fails. */
    static NextHop choose(Route route, @Nullable NetworkInterface output, int hash) {
        List<NextHop> hops = route.nextHops();
        if (hops.size() == 1) {
            return hops.get(0);
        }
        int total = 0;
        for (int i = 0; i < hops.size(); i++) {
            total += weight(route, hops.get(i), output);
        }
        int point = total == 0 ? 0 : Integer.remainderUnsigned(hash, total);
        for (int i = 0; i < hops.size(); i++) {
            point -= weight(route, hops.get(i), output);
            if (point < 0) {
                return hops.get(i);
            }
        }
        return hops.get(0);
    }

    private static int weight(Route route, NextHop hop, @Nullable NetworkInterface output) {
        return alive(route, hop) && (output == null || hop.device() == output) ? hop.weight() : 0;
    }

    private Map<Integer, RoutingTable> tables(boolean v4) {
        return v4 ? tables4 : tables6;
    }

    RoutingTable table(int id, boolean v4) {
        return tables(v4).computeIfAbsent(id, key -> new RoutingTable(key, v4));
    }

    private void changed() {
        network.changed();
    }
}
