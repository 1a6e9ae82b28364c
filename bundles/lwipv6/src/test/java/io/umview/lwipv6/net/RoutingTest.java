package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.FlowRules;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private final TestStack stack = new TestStack();
    private final NetworkInterface first = stack.add("vd0", FakeLink.ethernet(), "02:02:00:00:01:06");
    private final NetworkInterface second = stack.add("vd1", FakeLink.ethernet(), "02:02:00:00:02:06");
    private final Routing routing = stack.network().routing();

    private @Nullable Route lookup(String destination) {
        return routing.lookup(IpAddress.parse(destination), IpAddress.ANY4, 0, 0, null, null);
    }

    /** The longest matching prefix with the smallest metric, found by looking at all. */
    private static @Nullable Route oracle(List<Route> routes, IpAddress address) {
        Route best = null;
        for (Route route : routes) {
            if (route.destination().contains(address)
                    && (best == null
                            || route.destination().length() > best.destination().length()
                            || route.destination().length()
                                            == best.destination().length()
                                    && route.priority() < best.priority())) {
                best = route;
            }
        }
        return best;
    }

    @Property(tries = 100)
    void theLongestPrefixWithTheSmallestMetricWins(@ForAll long seed, @ForAll boolean v4) throws NetworkException {
        Random random = new Random(seed);
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int bits = v4 ? 32 : 128;
            IpPrefix prefix = new IpPrefix(address(random, v4), random.nextInt(bits + 1));
            Route route =
                    Route.through(prefix, random.nextBoolean() ? first : second).priority(1 + random.nextInt(3));
            try {
                routes.add(routing.add(route.table(100), RouteUpdate.ADD));
            } catch (NetworkException e) {
                assertThat(e.error()).isEqualTo(NetworkError.EEXIST);
            }
            if (random.nextInt(4) == 0 && !routes.isEmpty()) {
                Route gone = routes.remove(random.nextInt(routes.size()));
                routing.remove(100, gone.destination(), other -> other == gone);
            }
        }
        for (int i = 0; i < 200; i++) {
            IpAddress address = address(random, v4);
            Route expected = oracle(routes, address);
            RouteKey key = new RouteKey().to(address.high(), address.low());
            assertThat(routing.lookup(routing.table(100, v4), key, -1, 0)).isSameAs(expected);
        }
        for (Route route : List.copyOf(routes)) {
            routing.remove(100, route.destination(), other -> other == route);
        }
        assertThat(routing.table(100, v4).routes()).isEmpty();
    }

    /** Addresses that have much in common, so that prefixes lie within each other. */
    private static IpAddress address(Random random, boolean v4) {
        int pattern = 0x0a0a0a0a ^ 1 << random.nextInt(32) ^ 1 << random.nextInt(32);
        if (v4) {
            return IpAddress.v4(pattern);
        }
        return new IpAddress(0x2001_0db8_0000_0000L ^ 1L << random.nextInt(64), (long) pattern << 32 | pattern);
    }

    @Test
    void rulesSayWhichTableIsAsked() throws NetworkException {
        stack.address(first, "10.0.1.1/24");
        stack.address(second, "10.0.2.1/24");
        routing.add(Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.1.254"), first), RouteUpdate.ADD);
        routing.add(
                Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.2.254"), second).table(7), RouteUpdate.ADD);
        routing.add(new Rule(
                true,
                100,
                IpPrefix.parse("10.0.2.0/24"),
                null,
                0,
                null,
                null,
                0,
                0,
                Rule.FR_ACT_TO_TBL,
                7,
                Route.PROTOCOL_STATIC,
                false,
                0,
                null,
                null,
                -1));

        assertThat(route("192.0.2.1", null)).isSameAs(first);
        assertThat(route("192.0.2.1", "10.0.2.1")).isSameAs(second);
        routing.removeRule(true, rule -> rule.priority() == 100);
        assertThat(route("192.0.2.1", "10.0.2.1")).isSameAs(first);
        assertThatThrownBy(() -> routing.removeRule(true, rule -> rule.priority() == 100))
                .hasMessage("ENOENT");
    }

    private void addByPort(boolean v4, int protocol, PortRange ports) throws NetworkException {
        routing.add(FlowRules.of(v4, 100, Rule.FR_ACT_TO_TBL, 7, protocol, null, ports));
    }

    @Test
    void rulesLookAtProtocolsAndPorts() throws NetworkException {
        stack.address(first, "10.0.1.1/24");
        stack.address(second, "10.0.2.1/24");
        routing.add(Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.1.254"), first), RouteUpdate.ADD);
        routing.add(
                Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.2.254"), second).table(7), RouteUpdate.ADD);
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("192.0.2.1"));
        flow.ports(4000 << 16 | 80);
        assertThat(route(flow)).isSameAs(first);

        addByPort(true, IpProtocol.UDP, new PortRange(80, 90));
        assertThat(route(flow)).isSameAs(second);
        flow.ports(4000 << 16 | 91);
        assertThat(route(flow)).isSameAs(first);
        flow.ports(4000 << 16 | 90);
        assertThat(route(flow)).isSameAs(second);
        Flow other = new Flow(IpProtocol.TCP);
        other.destination(IpAddress.parse("192.0.2.1"));
        other.ports(4000 << 16 | 80);
        assertThat(route(other)).isSameAs(first);
    }

    private NetworkInterface route(String destination, @Nullable String source) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(destination));
        if (source != null) {
            flow.source(IpAddress.parse(source));
        }
        return route(flow);
    }

    private NetworkInterface route(Flow flow) {
        assertThat(stack.network().route(flow)).isNull();
        return Objects.requireNonNull(stack.network().interfaces().byIndex(flow.interfaceIndex()));
    }

    @Test
    void routesThatLeadNowhereSayWhy() throws NetworkException {
        for (int type : new int[] {Route.UNREACHABLE, Route.BLACKHOLE, Route.PROHIBIT}) {
            Route route = new Route(
                    IpPrefix.parse("192.0." + type + ".0/24"),
                    0,
                    type,
                    0,
                    Route.PROTOCOL_STATIC,
                    0,
                    0,
                    null,
                    List.of(NextHop.of(null, null)),
                    RouteMetrics.NONE,
                    0,
                    0,
                    Route.NEVER);
            routing.add(route, RouteUpdate.ADD);
        }

        assertThat(error("192.0.7.1")).isEqualTo(NetworkError.EHOSTUNREACH);
        assertThat(error("192.0.6.1")).isEqualTo(NetworkError.EINVAL);
        assertThat(error("192.0.8.1")).isEqualTo(NetworkError.EACCES);
    }

    private @Nullable NetworkError error(String destination) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(destination));
        return stack.network().route(flow);
    }

    @Test
    void addingTwiceExistsAndReplacingTakesThePlace() throws NetworkException {
        stack.address(first, "10.0.1.1/24");
        IpPrefix prefix = IpPrefix.parse("192.0.2.0/24");
        Route route = Route.via(prefix, IpAddress.parse("10.0.1.254"), first);
        routing.add(route, RouteUpdate.ADD);

        assertThatThrownBy(() -> routing.add(route, RouteUpdate.ADD)).hasMessage("EEXIST");
        assertThatThrownBy(() -> routing.add(route.priority(5), RouteUpdate.CHANGE))
                .hasMessage("ENOENT");
        routing.add(Route.via(prefix, IpAddress.parse("10.0.1.253"), first), RouteUpdate.REPLACE);
        assertThat(Objects.requireNonNull(lookup("192.0.2.1")).gateway()).isEqualTo(IpAddress.parse("10.0.1.253"));
        routing.remove(0, prefix, any -> true);
        assertThatThrownBy(() -> routing.remove(0, prefix, any -> true)).hasMessage("ESRCH");
    }

    @Test
    void severalNextHopsShareDestinations() throws NetworkException {
        stack.address(first, "10.0.1.1/24");
        stack.address(second, "10.0.2.1/24");
        Route route = Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.1.254"), first)
                .nextHops(List.of(
                        new NextHop(first, IpAddress.parse("10.0.1.254"), 3, 0),
                        new NextHop(second, IpAddress.parse("10.0.2.254"), 1, 0)));
        routing.add(route, RouteUpdate.ADD);
        int toFirst = 0;
        for (int i = 0; i < 1000; i++) {
            NetworkInterface device = route("198.51." + i / 250 + "." + i % 250, null);
            toFirst += device == first ? 1 : 0;
        }

        assertThat(toFirst).isBetween(650, 850);
        second.up(false);
        assertThat(route("198.51.100.1", null)).isSameAs(first);
    }

    @Test
    void ipv6RoutesOfTheSameMetricAreAppendedAsNextHops() throws NetworkException {
        stack.pass(3000);
        IpPrefix prefix = IpPrefix.parse("2001:db8:5::/48");
        routing.add(Route.via(prefix, IpAddress.parse("fe80::1"), first), RouteUpdate.ADD);
        assertThatThrownBy(() -> routing.add(Route.via(prefix, IpAddress.parse("fe80::2"), second), RouteUpdate.ADD))
                .hasMessage("EEXIST");
        routing.add(Route.via(prefix, IpAddress.parse("fe80::2"), second), RouteUpdate.APPEND);

        assertThat(Objects.requireNonNull(
                                routing.lookup(IpAddress.parse("2001:db8:5::5"), IpAddress.ANY6, 0, 0, null, null))
                        .nextHops())
                .hasSize(2);
    }

    @Test
    void observersHearOfRoutes() throws NetworkException {
        List<String> heard = new ArrayList<>();
        stack.network().observe(new NetworkObserver() {
            @Override
            public void routeAdded(Route route, boolean replaced) {
                heard.add("+" + route.destination() + (replaced ? " replaced" : ""));
            }

            @Override
            public void routeRemoved(Route route) {
                heard.add("-" + route.destination());
            }
        });
        IpPrefix prefix = IpPrefix.parse("10.9.0.0/16");
        routing.add(Route.through(prefix, first), RouteUpdate.ADD);
        routing.add(Route.through(prefix, second), RouteUpdate.REPLACE);
        routing.remove(0, prefix, any -> true);

        assertThat(heard).containsExactly("+10.9.0.0/16", "+10.9.0.0/16 replaced", "-10.9.0.0/16");
    }
}
