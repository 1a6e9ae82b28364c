package io.umview.lwipv6.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.IpAddress;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PortTableTest {
    private static final IpAddress HOST4 = IpAddress.v4(0x0a000001);
    private static final IpAddress OTHER4 = IpAddress.v4(0x0a000002);

    private final PortTable tcp = new PortTable(PortTable.Rules.TCP, new Random(1));
    private final PortTable udp = new PortTable(PortTable.Rules.UDP, new Random(1));

    @Test
    void aPortIsBoundOnce() {
        assertThat(tcp.bind(binding(HOST4), 80)).isNull();
        assertThat(tcp.bind(binding(HOST4), 80)).isEqualTo(NetworkError.EADDRINUSE);
        assertThat(tcp.bind(binding(HOST4), 81)).isNull();
    }

    @Test
    void differentAddressesDoNotConflict() {
        assertThat(tcp.bind(binding(HOST4), 80)).isNull();
        assertThat(tcp.bind(binding(OTHER4), 80)).isNull();
        assertThat(tcp.bind(binding(IpAddress.ANY4), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void dualStackTakesBothFamilies() {
        assertThat(tcp.bind(binding(IpAddress.ANY6), 80)).isNull();
        assertThat(tcp.bind(binding(IpAddress.ANY4), 80)).isEqualTo(NetworkError.EADDRINUSE);
        assertThat(tcp.bind(binding(HOST4), 80)).isEqualTo(NetworkError.EADDRINUSE);
        assertThat(tcp.bind(binding(IpAddress.LOOPBACK6), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void v6OnlyLeavesIpv4Free() {
        assertThat(tcp.bind(binding(IpAddress.ANY6, b -> b.v6Only(true)), 80)).isNull();
        assertThat(tcp.bind(binding(IpAddress.ANY4), 80)).isNull();
        assertThat(tcp.bind(binding(IpAddress.LOOPBACK6), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void devicesAreApart() {
        assertThat(tcp.bind(binding(IpAddress.ANY4, b -> b.boundInterface(2)), 80))
                .isNull();
        assertThat(tcp.bind(binding(IpAddress.ANY4, b -> b.boundInterface(3)), 80))
                .isNull();
        assertThat(tcp.bind(binding(IpAddress.ANY4), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void reuseAddressSharesWhereNobodyListens() {
        PortBinding one = binding(HOST4, b -> b.reuseAddress(true));
        PortBinding two = binding(HOST4, b -> b.reuseAddress(true));
        assertThat(tcp.bind(one, 80)).isNull();
        assertThat(tcp.bind(two, 80)).isNull();
        assertThat(tcp.listen(one)).isTrue();
        assertThat(tcp.listen(two)).isFalse();
        assertThat(tcp.bind(binding(HOST4, b -> b.reuseAddress(true)), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void reuseAddressTakesBoth() {
        assertThat(tcp.bind(binding(HOST4), 80)).isNull();
        assertThat(tcp.bind(binding(HOST4, b -> b.reuseAddress(true)), 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void udpSharesWithReuseAddress() {
        assertThat(udp.bind(binding(IpAddress.ANY4, b -> b.reuseAddress(true)), 5353))
                .isNull();
        assertThat(udp.bind(binding(IpAddress.ANY4, b -> b.reuseAddress(true)), 5353))
                .isNull();
        assertThat(udp.bind(binding(IpAddress.ANY4), 5353)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void reusePortIsForOneUser() {
        assertThat(tcp.bind(binding(HOST4, b -> b.reusePort(true)), 80)).isNull();
        PortBinding second = binding(HOST4, b -> b.reusePort(true));
        assertThat(tcp.bind(second, 80)).isNull();
        assertThat(tcp.listen(second)).isTrue();
        PortBinding foreign = binding(HOST4, b -> {
            b.reusePort(true);
            b.user(1000);
        });
        assertThat(tcp.bind(foreign, 80)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Test
    void anEphemeralPortIsNobodyElses() {
        tcp.range(40000, 40003);
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            PortBinding binding = binding(IpAddress.ANY4, b -> b.reuseAddress(true));
            assertThat(tcp.bind(binding, 0)).isNull();
            ports.add(binding.number());
        }
        assertThat(ports).containsExactlyInAnyOrder(40000, 40001, 40002, 40003);
        assertThat(tcp.bind(binding(IpAddress.ANY4), 0)).isEqualTo(NetworkError.EADDRINUSE);
    }

    @Property(tries = 50)
    void aPortIsNotUsedAgainAtOnce(@ForAll long seed) {
        PortTable table = new PortTable(PortTable.Rules.TCP, new Random(seed));
        int before = 0;
        for (int i = 0; i < 200; i++) {
            PortBinding binding = binding(HOST4);
            table.connect(binding, port -> true);
            assertThat(binding.number()).isNotEqualTo(before);
            before = binding.number();
            table.release(binding);
        }
    }

    @Test
    void connectionsToDifferentPeersShareAPort() {
        tcp.range(40000, 40000);
        PortBinding one = binding(HOST4);
        PortBinding two = binding(HOST4);
        assertThat(tcp.connect(one, port -> true)).isNull();
        assertThat(tcp.connect(two, port -> true)).isNull();
        assertThat(tcp.connect(binding(HOST4), port -> false)).isEqualTo(NetworkError.EADDRNOTAVAIL);
        assertThat(tcp.bind(binding(HOST4), 40000)).isEqualTo(NetworkError.EADDRINUSE);
        tcp.release(one);
        tcp.release(two);
        assertThat(tcp.bind(binding(HOST4), 40000)).isNull();
        assertThat(tcp.connect(one, port -> true)).isEqualTo(NetworkError.EADDRNOTAVAIL);
    }

    @Test
    void whatAListenerAcceptedKeepsThePort() {
        PortBinding listener = binding(HOST4);
        tcp.bind(listener, 80);
        tcp.listen(listener);
        PortBinding child = binding(HOST4);
        tcp.inherit(child, listener);
        tcp.release(listener);
        assertThat(tcp.bind(binding(HOST4), 80)).isEqualTo(NetworkError.EADDRINUSE);
        tcp.release(child);
        assertThat(tcp.size()).isZero();
    }

    @Property(tries = 50)
    void releasedPortsAreForgotten(@ForAll long seed) {
        Random random = new Random(seed);
        PortTable table = new PortTable(PortTable.Rules.TCP, random);
        Set<PortBinding> bound = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            PortBinding binding = binding(IpAddress.v4(random.nextInt(3)));
            if (table.bind(binding, random.nextInt(500)) == null) {
                bound.add(binding);
            }
            if (random.nextInt(3) == 0 && !bound.isEmpty()) {
                PortBinding gone = bound.iterator().next();
                table.release(gone);
                bound.remove(gone);
            }
        }
        for (PortBinding binding : bound) {
            assertThat(table.first(binding.number())).isNotNull();
        }
        bound.forEach(table::release);
        assertThat(table.size()).isZero();
    }

    @Test
    void whereThePreferredPortsAreTakenFewAreLookedAt() {
        tcp.range(30000, 49999);
        Set<Integer> taken = new HashSet<>();
        for (int port = 30000; port < 50000; port += 2) {
            taken.add(port);
        }
        int[] looks = {0};
        for (int i = 0; i < 1000; i++) {
            assertThat(tcp.connect(binding(HOST4), port -> {
                        looks[0]++;
                        return taken.add(port);
                    }))
                    .isNull();
        }
        assertThat(looks[0]).isLessThan(200 * 1000);
    }

    @Test
    void theLastFreePortIsFoundWhateverItsParity() {
        tcp.range(30000, 30999);
        for (int free : new int[] {30500, 30501}) {
            PortBinding found = binding(HOST4);
            assertThat(tcp.connect(found, port -> port == free)).isNull();
            assertThat(found.number()).isEqualTo(free);
        }
        assertThat(tcp.connect(binding(HOST4), port -> false)).isEqualTo(NetworkError.EADDRNOTAVAIL);
    }

    private static PortBinding binding(IpAddress address) {
        return binding(address, b -> {});
    }

    private static PortBinding binding(IpAddress address, Consumer<PortBinding> set) {
        PortBinding binding = new PortBinding(null);
        binding.address(address);
        set.accept(binding);
        return binding;
    }
}
