package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724, section 5, and what Linux does for IPv4. */
class SourceSelectionTest {
    private final TestStack stack = new TestStack();
    private final NetworkInterface device = stack.add("vd0", FakeLink.ethernet(), "02:02:00:00:01:06");

    private void addresses(String list) throws NetworkException {
        for (String address : list.split(" ")) {
            boolean deprecated = address.endsWith("!");
            String text = deprecated ? address.substring(0, address.length() - 1) : address;
            int slash = text.indexOf('/');
            AddressRequest request = AddressRequest.of(
                    IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
            stack.network().addresses().add(device, deprecated ? request.lasting(AddressRequest.FOREVER, 0) : request);
        }
        stack.pass(3000);
        stack.network().routing().add(Route.through(IpPrefix.ALL6, device), RouteUpdate.ADD);
        stack.network().routing().add(Route.through(IpPrefix.ALL4, device), RouteUpdate.ADD);
    }

    private IpAddress source(String destination) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(destination));
        assertThat(stack.network().route(flow)).isNull();
        return flow.source();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        // Rule 1: the same address
        "2001:db8:1::1/64 2001:db8:1::2/64, 2001:db8:1::2, 2001:db8:1::2",
        // Rule 2: scope
        "2001:db8:1::1/64, fe80::77, fe80::2:ff:fe00:106",
        "2001:db8:1::1/64, 2001:db8:9::9, 2001:db8:1::1",
        "2001:db8:1::1/64, ff05::1, 2001:db8:1::1",
        "2001:db8:1::1/64, ff02::1, fe80::2:ff:fe00:106",
        // Rule 3: deprecated
        "2001:db8:1::1/64! 2001:db8:2::1/64, 2001:db8:1::9, 2001:db8:2::1",
        // Rule 6: label
        "2002:c633:6401::1/48 2001:db8:1::1/64, 2002:c633:6402::9, 2002:c633:6401::1",
        "fd00::1/64 2001:db8:1::1/64, fd11::9, fd00::1",
        // Rule 8: longest prefix
        "2001:db8:1::1/64 2001:db8:3::1/64, 2001:db8:3::9, 2001:db8:3::1",
        // IPv4: the subnet of the destination, else the first one
        "10.0.1.1/24 10.0.2.1/24, 10.0.2.9, 10.0.2.1",
        "10.0.1.1/24 10.0.2.1/24, 192.0.2.1, 10.0.1.1",
        "10.0.1.1/24, 127.0.0.1, 127.0.0.1",
        "10.0.1.1/24, 10.0.1.1, 10.0.1.1"
    })
    void theSourceIs(String own, String destination, String expected) throws NetworkException {
        addresses(own);

        assertThat(source(destination)).isEqualTo(IpAddress.parse(expected));
    }

    @Test
    void theSourceOfTheRouteComesFirst() throws NetworkException {
        addresses("10.0.1.1/24 10.0.2.1/24");
        stack.network()
                .routing()
                .add(
                        Route.through(IpPrefix.parse("192.0.2.0/24"), device)
                                .preferredSource(IpAddress.parse("10.0.2.1")),
                        RouteUpdate.ADD);

        assertThat(source("192.0.2.1")).isEqualTo(IpAddress.parse("10.0.2.1"));
    }

    @Test
    void aTentativeAddressIsNotChosen() throws NetworkException {
        stack.pass(3000);
        stack.address(device, "2001:db8:1::1/64");
        stack.network().routing().add(Route.through(IpPrefix.ALL6, device), RouteUpdate.ADD);

        assertThat(source("2001:db8:9::9")).isEqualTo(IpAddress.parse("fe80::2:ff:fe00:106"));
    }

    @Test
    void anAddressThatIsNotOnesOwnIsRefusedUnlessItIsAllowed() throws NetworkException {
        addresses("10.0.1.1/24");
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("10.0.1.9"));
        flow.source(IpAddress.parse("203.0.113.5"));
        assertThat(stack.network().route(flow)).isEqualTo(NetworkError.EINVAL);
        flow.foreignSource(true);
        assertThat(stack.network().route(flow)).isNull();
    }
}
