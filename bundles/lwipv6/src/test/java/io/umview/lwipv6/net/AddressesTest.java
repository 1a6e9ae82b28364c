package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.MacAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes and goes with addresses and interfaces, compared with what {@code ip route show table all} says on Linux 6.18. */
class AddressesTest {
    private final TestLoop loop = new TestLoop();
    private final Stack stack = new Stack(loop, loop.timers(), new PacketPool(), new Random(1));
    private final Network network = stack.network();
    private NetworkInterface device;

    @BeforeEach
    void addInterface() throws NetworkException {
        device = stack.addInterface("vd0", FakeLink.ethernet(), MacAddress.parse("02:02:47:11:08:06"));
    }

    private static AddressRequest request(String prefix) {
        int slash = prefix.indexOf('/');
        return AddressRequest.of(
                IpAddress.parse(prefix.substring(0, slash)), Integer.parseInt(prefix.substring(slash + 1)));
    }

    private List<String> routes(boolean v4) {
        return network.routing().routes(v4).stream()
                .map(route -> route.type() + " " + route.destination() + " dev "
                        + (route.device() == null ? "-" : route.device().name()) + " table " + route.table()
                        + " metric "
                        + route.priority()
                        + (route.gateway() == null ? "" : " via " + route.gateway()))
                .collect(Collectors.toList());
    }

    @Test
    void aNewStackHasALoopbackInterfaceThatIsUp() {
        NetworkInterface loopback = network.interfaces().loopback();

        assertThat(loopback.name()).isEqualTo("lo0");
        assertThat(loopback.index()).isEqualTo(1);
        assertThat(loopback.mtu()).isEqualTo(65536);
        assertThat(loopback.isRunning()).isTrue();
        assertThat(routes(true))
                .containsExactlyInAnyOrder(
                        "2 127.0.0.0/8 dev lo0 table 255 metric 0",
                        "2 127.0.0.1/32 dev lo0 table 255 metric 0",
                        "3 127.255.255.255/32 dev lo0 table 255 metric 0");
        assertThat(routes(false)).containsExactly("2 ::1/128 dev lo0 table 255 metric 0");
    }

    @Test
    void anAddressOfAnInterfaceThatIsDownHasALocalRouteOnly() throws NetworkException {
        network.addresses().add(device, request("10.0.2.15/24"));

        assertThat(routes(true))
                .filteredOn(route -> route.contains("vd0"))
                .containsExactly("2 10.0.2.15/32 dev vd0 table 255 metric 0");
    }

    @Test
    void anAddressHasTheRoutesThatLinuxGivesIt() throws NetworkException {
        device.up(true);
        network.addresses().add(device, request("10.0.2.15/24"));

        assertThat(routes(true))
                .filteredOn(route -> route.contains("vd0"))
                .containsExactlyInAnyOrder(
                        "1 10.0.2.0/24 dev vd0 table 254 metric 0",
                        "2 10.0.2.15/32 dev vd0 table 255 metric 0",
                        "3 10.0.2.255/32 dev vd0 table 255 metric 0");
    }

    @Test
    void whenAnInterfaceGoesDownItsRoutesGoAndItsAddressStays() throws NetworkException {
        device.up(true);
        network.addresses().add(device, request("10.0.2.15/24"));
        network.routing().add(Route.via(IpPrefix.ALL4, IpAddress.parse("10.0.2.2"), device), RouteUpdate.ADD);
        device.up(false);

        assertThat(routes(true))
                .filteredOn(route -> route.contains("vd0"))
                .containsExactly("2 10.0.2.15/32 dev vd0 table 255 metric 0");
        assertThat(device.addresses()).hasSize(1);
    }

    @Test
    void aSecondAddressInASubnetIsSecondaryAndGoesWithTheFirst() throws NetworkException {
        device.up(true);
        loop.pass(5000);
        network.addresses().add(device, request("10.0.2.15/24"));
        InterfaceAddress second = network.addresses().add(device, request("10.0.2.16/24"));

        assertThat(second.is(InterfaceAddress.IFA_F_SECONDARY)).isTrue();
        network.addresses().remove(device, IpAddress.parse("10.0.2.15"), 24);
        assertThat(device.addresses()).noneMatch(InterfaceAddress::isV4);
        assertThat(routes(true)).noneMatch(route -> route.contains("vd0"));
    }

    @Test
    void theSameAddressTwiceExists() throws NetworkException {
        network.addresses().add(device, request("10.0.2.15/24"));

        assertThatThrownBy(() -> network.addresses().add(device, request("10.0.2.15/24")))
                .hasMessage("EEXIST");
    }

    @Test
    void anAddressThatIsNotThereCannotBeRemoved() {
        assertThatThrownBy(() -> network.addresses().remove(device, IpAddress.parse("10.0.2.15"), 24))
                .hasMessage("EADDRNOTAVAIL");
    }

    @Test
    void aGatewayMustBeOnALink() {
        device.up(true);
        assertThatThrownBy(() -> network.routing()
                        .add(Route.via(IpPrefix.ALL4, IpAddress.parse("10.9.9.9"), device), RouteUpdate.ADD))
                .hasMessage("ENETUNREACH");
    }

    @Test
    void aRouteThroughAnInterfaceThatIsDownIsRefused() {
        assertThatThrownBy(() ->
                        network.routing().add(Route.through(IpPrefix.parse("10.1.0.0/16"), device), RouteUpdate.ADD))
                .hasMessage("ENETDOWN");
    }

    @Test
    void anInterfaceThatComesUpHasALinkLocalAddressWithItsRoutes() throws NetworkException {
        device.up(true);
        loop.pass(5000);

        assertThat(device.addresses()).extracting(Object::toString).containsExactly("fe80::2:47ff:fe11:806/64 dev vd0");
        assertThat(routes(false))
                .filteredOn(route -> route.contains("vd0"))
                .contains(
                        "1 fe80::/64 dev vd0 table 254 metric 256",
                        "2 fe80::2:47ff:fe11:806/128 dev vd0 table 255 metric 0");
        device.up(false);
        assertThat(device.addresses()).isEmpty();
        assertThat(routes(false)).noneMatch(route -> route.contains("vd0"));
    }
}
