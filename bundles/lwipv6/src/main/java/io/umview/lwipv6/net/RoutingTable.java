package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routes of one table and family. */
final class RoutingTable {
    final int id;
    final boolean v4;

    /** The routes to a prefix: a more special type of service first, then by metric. */
    private final PrefixTrie<Route[]> trie = new PrefixTrie<>();

    RoutingTable(int id, boolean v4) {
        this.id = id;
        this.v4 = v4;
    }

    /** The node of the longest prefix for an address, or null; {@link #shorter} leads on. */
    PrefixTrie.@Nullable Node<Route[]> match(long high, long low) {
        return trie.match(high, low);
    }

    PrefixTrie.@Nullable Node<Route[]> shorter(PrefixTrie.Node<Route[]> node) {
        return trie.shorter(node);
    }

    /**
     * Puts a route in.
     *
     * @return the route that it takes the place of, or null
     */
    @Nullable
    Route insert(Route route, RouteUpdate update) throws NetworkException {
        Route[] routes = routesTo(route.destination());
        int first = 0;
        while (first < routes.length && before(routes[first], route)) {
            first++;
        }
        int last = first;
        boolean duplicate = false;
        while (last < routes.length && !before(route, routes[last])) {
            duplicate |= last > first && sameWay(routes[last], route);
            last++;
        }
        boolean present = last > first;
        duplicate |= present && sameWay(routes[first], route);
        if (!present && update == RouteUpdate.CHANGE) {
            throw NetworkError.ENOENT.exception();
        }
        if (present && (update == RouteUpdate.REPLACE || update == RouteUpdate.CHANGE)) {
            Route replaced = routes[first];
            routes = routes.clone();
            routes[first] = route;
            put(route.destination(), routes);
            return replaced;
        }
        if (present && (update == RouteUpdate.ADD || duplicate)) {
            throw NetworkError.EEXIST.exception();
        }
        int at = update == RouteUpdate.APPEND || !v4 ? last : first;
        Route[] longer = new Route[routes.length + 1];
        System.arraycopy(routes, 0, longer, 0, at);
        longer[at] = route;
        System.arraycopy(routes, at, longer, at + 1, routes.length - at);
        put(route.destination(), longer);
        return null;
    }

    /** Takes the first route to a prefix out that a predicate accepts. */
    @Nullable
    Route remove(IpPrefix destination, Predicate<? super Route> matching) {
        Route[] routes = routesTo(destination);
        for (int i = 0; i < routes.length; i++) {
            Route route = routes[i];
            if (matching.test(route)) {
                Route[] shorter = new Route[routes.length - 1];
                System.arraycopy(routes, 0, shorter, 0, i);
                System.arraycopy(routes, i + 1, shorter, i, shorter.length - i);
                put(destination, shorter);
                return route;
            }
        }
        return null;
    }

    /** All routes, in the order of their prefixes. */
    List<Route> routes() {
        List<Route> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    void forEach(Consumer<? super Route> consumer) {
        trie.forEach(routes -> {
            for (Route route : routes) {
                consumer.accept(route);
            }
        });
    }

    private Route[] routesTo(IpPrefix prefix) {
        var node = trie.find(prefix.address().high(), prefix.address().low(), prefix.mappedLength());
        Route[] routes = node == null ? null : node.value;
        return routes == null ? new Route[0] : routes;
    }

    private void put(IpPrefix prefix, Route[] routes) {
        var node = trie.insert(prefix.address().high(), prefix.address().low(), prefix.mappedLength());
        if (routes.length == 0) {
            trie.remove(node);
        } else {
            node.value = routes;
        }
    }

    private static boolean before(Route a, Route b) {
        return a.tos() != b.tos() ? a.tos() > b.tos() : a.priority() < b.priority();
    }

    private static boolean sameWay(Route a, Route b) {
        if (a.isV4()) {
            return a.type() == b.type()
                    && a.scope() == b.scope()
                    && Objects.equals(a.preferredSource(), b.preferredSource())
                    && a.nextHops().equals(b.nextHops());
        }
        return a.nextHops().equals(b.nextHops());
    }
}
