package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.NeighbourMessage;
import io.umview.lwipv6.wire.RouterMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Duplicate address detection, router discovery and autoconfiguration, in virtual time. */
class Ipv6AddressingTest {
    private static final String OWN = "02:02:00:00:01:06";
    private static final String OWN_LINK_LOCAL = "fe80::2:ff:fe00:106";
    private static final String ROUTER = "02:02:00:00:0f:06";
    private static final String ROUTER_LINK_LOCAL = "fe80::f";
    private static final IpPrefix PREFIX = IpPrefix.parse("2001:db8:99::/64");
    private static final IpAddress ADDRESS = IpAddress.parse("2001:db8:99:0:2:ff:fe00:106");

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames(ROUTER, OWN);
    private NetworkInterface device;

    @BeforeEach
    void bringUp() {
        device = stack.add("vd0", link, OWN);
    }

    private List<Packet> sent(int icmpType) {
        List<Packet> found = new ArrayList<>();
        for (byte[] frame : link.drain()) {
            Packet packet = frames.packet(frame);
            if (Ethernet.type(packet, 0) == Ethernet.ETH_P_IPV6) {
                packet.trimFront(Ethernet.LENGTH);
                if (Ipv6.nextHeader(packet, 0) == IpProtocol.ICMPV6 && Icmp.type(packet, Ipv6.LENGTH) == icmpType) {
                    found.add(packet);
                }
            }
        }
        return found;
    }

    private void advertise(int lifetime, Consumer<Packet> options) {
        link.deliver(frames.icmpv6(ROUTER_LINK_LOCAL, "ff02::1", 255, packet -> {
            RouterMessage.appendAdvertisement(packet, 64, 0, lifetime, 0, 0);
            NdOption.append48(
                    packet,
                    NdOption.SOURCE_LINK_ADDRESS,
                    MacAddress.parse(ROUTER).bits());
            options.accept(packet);
        }));
        stack.pass(0);
    }

    private void advertisePrefix(long valid, long preferred) {
        advertise(
                1800,
                packet -> NdOption.appendPrefix(
                        packet, PREFIX, NdOption.ON_LINK | NdOption.AUTONOMOUS, valid, preferred));
    }

    private List<String> addresses() {
        return device.addresses().stream().map(Object::toString).collect(Collectors.toList());
    }

    private InterfaceAddress find(IpAddress address) {
        return Objects.requireNonNull(stack.network().addresses().find(device, address));
    }

    @Test
    void aTentativeAddressIsProbedFromTheUnspecifiedAddress() {
        stack.pass(1000);

        List<Packet> probes = sent(Icmpv6.NEIGHBOUR_SOLICITATION);
        assertThat(probes).hasSize(1);
        Packet probe = probes.get(0);
        assertThat(Ipv6.sourceHigh(probe, 0) | Ipv6.sourceLow(probe, 0)).isZero();
        assertThat(NeighbourMessage.targetLow(probe, 40))
                .isEqualTo(IpAddress.parse(OWN_LINK_LOCAL).low());
        assertThat(Ipv6.hopLimit(probe, 0)).isEqualTo(255);
        assertThat(find(IpAddress.parse(OWN_LINK_LOCAL)).is(InterfaceAddress.IFA_F_TENTATIVE))
                .isTrue();
        stack.pass(1000);
        assertThat(find(IpAddress.parse(OWN_LINK_LOCAL)).is(InterfaceAddress.IFA_F_TENTATIVE))
                .isFalse();
    }

    @Test
    void somebodyElsesProbeForTheSameAddressIsACollision() {
        stack.pass(1000);
        link.deliver(frames.icmpv6(
                "::",
                "ff02::1:ff00:106",
                255,
                packet -> NeighbourMessage.append(
                        packet,
                        Icmpv6.NEIGHBOUR_SOLICITATION,
                        0,
                        IpAddress.parse(OWN_LINK_LOCAL).high(),
                        IpAddress.parse(OWN_LINK_LOCAL).low())));
        stack.pass(5000);

        InterfaceAddress address = find(IpAddress.parse(OWN_LINK_LOCAL));
        assertThat(address.is(InterfaceAddress.IFA_F_DADFAILED)).isTrue();
        assertThat(address.usable()).isFalse();
    }

    @Test
    void anOwnProbeThatComesBackIsNone() {
        stack.pass(1000);
        for (byte[] frame : link.drain()) {
            link.deliver(frame);
        }
        stack.pass(2000);

        assertThat(find(IpAddress.parse(OWN_LINK_LOCAL)).usable()).isTrue();
    }

    @Test
    void anAdvertisementOfATentativeAddressIsACollision() {
        link.deliver(frames.icmpv6(OWN_LINK_LOCAL, "ff02::1", 255, packet -> {
            IpAddress own = IpAddress.parse(OWN_LINK_LOCAL);
            NeighbourMessage.append(
                    packet, Icmpv6.NEIGHBOUR_ADVERTISEMENT, NeighbourMessage.OVERRIDE, own.high(), own.low());
            NdOption.append48(
                    packet,
                    NdOption.TARGET_LINK_ADDRESS,
                    MacAddress.parse(ROUTER).bits());
        }));

        assertThat(find(IpAddress.parse(OWN_LINK_LOCAL)).is(InterfaceAddress.IFA_F_DADFAILED))
                .isTrue();
    }

    @Test
    void routersAreSolicitedUntilOneAnswers() {
        stack.pass(20_000);
        assertThat(sent(Icmpv6.ROUTER_SOLICITATION)).hasSizeBetween(3, 4);

        advertisePrefix(86400, 14400);
        stack.pass(600_000);
        assertThat(sent(Icmpv6.ROUTER_SOLICITATION)).isEmpty();
    }

    @Test
    void anAdvertisedPrefixMakesAnAddressAndRoutes() {
        stack.pass(3000);
        advertisePrefix(86400, 14400);
        stack.pass(3000);

        assertThat(addresses()).contains(ADDRESS + "/64 dev vd0");
        InterfaceAddress address = find(ADDRESS);
        assertThat(address.usable()).isTrue();
        assertThat(address.is(InterfaceAddress.IFA_F_PERMANENT)).isFalse();
        assertThat(stack.network().routing().routes(false))
                .anyMatch(route -> route.destination().equals(PREFIX)
                        && route.protocol() == Route.PROTOCOL_KERNEL
                        && route.priority() == 256
                        && route.expires() != Route.NEVER)
                .anyMatch(route -> route.destination().equals(IpPrefix.ALL6)
                        && IpAddress.parse(ROUTER_LINK_LOCAL).equals(route.gateway())
                        && route.protocol() == Route.PROTOCOL_RA
                        && route.priority() == 1024);
    }

    @Test
    void addressesAreDeprecatedThenRemovedAndRoutesExpire() {
        stack.pass(3000);
        advertisePrefix(8000, 100);
        stack.pass(99_000);
        assertThat(find(ADDRESS).is(InterfaceAddress.IFA_F_DEPRECATED)).isFalse();
        stack.pass(2_000);
        assertThat(find(ADDRESS).is(InterfaceAddress.IFA_F_DEPRECATED)).isTrue();
        stack.pass(1_800_000);
        assertThat(stack.network().routing().routes(false))
                .noneMatch(route -> route.destination().equals(IpPrefix.ALL6));
        stack.pass(8_000_000);
        assertThat(addresses()).noneMatch(text -> text.startsWith("2001"));
        assertThat(stack.network().routing().routes(false))
                .noneMatch(route -> route.destination().equals(PREFIX));
    }

    @Test
    void anUnauthenticatedAdvertisementDoesNotShortenALifetimeBelowTwoHours() {
        stack.pass(3000);
        advertisePrefix(86400, 14400);
        advertisePrefix(10, 10);

        assertThat(find(ADDRESS).validLifetime(stack.loop().clock().nanos())).isEqualTo(7200);
        assertThat(find(ADDRESS).preferredLifetime(stack.loop().clock().nanos()))
                .isEqualTo(10);
    }

    @Test
    void aLifetimeOfZeroTakesTheDefaultRouterAway() {
        stack.pass(3000);
        advertisePrefix(86400, 14400);
        advertise(0, packet -> {});

        assertThat(stack.network().routing().routes(false))
                .noneMatch(route -> route.destination().equals(IpPrefix.ALL6));
    }

    @Test
    void anAdvertisementThatWasForwardedIsIgnored() {
        stack.pass(3000);
        link.deliver(frames.icmpv6(ROUTER_LINK_LOCAL, "ff02::1", 254, packet -> {
            RouterMessage.appendAdvertisement(packet, 64, 0, 1800, 0, 0);
            NdOption.appendPrefix(packet, PREFIX, NdOption.ON_LINK | NdOption.AUTONOMOUS, 86400, 14400);
        }));

        assertThat(addresses()).hasSize(1);
    }

    @Test
    void nameServersAndSearchDomainsAreKeptAsLongAsTheyLast() {
        stack.pass(3000);
        List<byte[]> options = new ArrayList<>();
        stack.network().observe(new NetworkObserver() {
            @Override
            public void routerOption(NetworkInterface where, byte[] option) {
                options.add(option);
            }
        });
        advertise(1800, packet -> {
            NdOption.appendServers(packet, List.of(IpAddress.parse("2001:db8:99::53")), 600);
            NdOption.appendSearchList(packet, NameServers.encode("example.org"), 600);
        });

        assertThat(stack.network().nameServers().servers())
                .extracting(NameServers.Server::address)
                .containsExactly(IpAddress.parse("2001:db8:99::53"));
        assertThat(stack.network().nameServers().domains())
                .extracting(NameServers.Domain::name)
                .containsExactly("example.org");
        assertThat(options).hasSize(2);
        stack.pass(601_000);
        assertThat(stack.network().nameServers().servers()).isEmpty();
        assertThat(stack.network().nameServers().domains()).isEmpty();
    }

    @Test
    void theAdvertisedMtuIsThatOfIpv6() {
        stack.pass(3000);
        advertise(1800, packet -> NdOption.appendMtu(packet, 1321));

        assertThat(device.mtu(false)).isEqualTo(1321);
        assertThat(device.mtu(true)).isEqualTo(1500);
    }

    @Test
    void ofTwoRoutersThePreferredOneIsUsed() {
        stack.pass(3000);
        advertise(1800, packet -> {});
        link.deliver(frames.icmpv6("fe80::e", "ff02::1", 255, packet -> {
            RouterMessage.appendAdvertisement(packet, 64, Route.PREFERENCE_HIGH << 3, 1800, 0, 0);
            NdOption.append48(packet, NdOption.SOURCE_LINK_ADDRESS, 0x0202_0000_0e06L);
        }));

        Route route =
                stack.network().routing().lookup(IpAddress.parse("2001:db8:1::1"), IpAddress.ANY6, 0, 0, null, null);
        assertThat(Objects.requireNonNull(route).gateway()).isEqualTo(IpAddress.parse("fe80::e"));
    }

    @Test
    void temporaryAddressesComeByOptionAndAreRenewed() {
        device.ipv6().set(Ipv6Setting.USE_TEMPADDR, 2);
        device.ipv6().set(Ipv6Setting.TEMP_PREFERED_LFT, 1000);
        device.ipv6().set(Ipv6Setting.TEMP_VALID_LFT, 5000);
        device.ipv6().set(Ipv6Setting.MAX_DESYNC_FACTOR, 0);
        stack.pass(3000);
        advertisePrefix(86400, 14400);
        stack.pass(3000);
        List<InterfaceAddress> first = temporary();
        assertThat(first).hasSize(1);
        assertThat(source("2001:db8:5::5")).isEqualTo(first.get(0).address());

        stack.pass(1_000_000);
        List<InterfaceAddress> both = temporary();
        assertThat(both).hasSize(2);
        assertThat(first.get(0).is(InterfaceAddress.IFA_F_DEPRECATED)).isTrue();
        assertThat(source("2001:db8:5::5")).isNotEqualTo(first.get(0).address());
        stack.pass(5_000_000);
        assertThat(temporary()).doesNotContain(first.get(0)).isNotEmpty();
    }

    private List<InterfaceAddress> temporary() {
        return device.addresses().stream()
                .filter(address -> address.is(InterfaceAddress.IFA_F_TEMPORARY))
                .collect(Collectors.toList());
    }

    private IpAddress source(String destination) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(destination));
        assertThat(stack.network().route(flow)).isNull();
        return flow.source();
    }

    @Test
    void aSolicitationForAnOwnAddressIsAnswered() {
        stack.pass(3000);
        link.drain();
        IpAddress own = IpAddress.parse(OWN_LINK_LOCAL);
        link.deliver(frames.icmpv6(ROUTER_LINK_LOCAL, "ff02::1:ff00:106", 255, packet -> {
            NeighbourMessage.append(packet, Icmpv6.NEIGHBOUR_SOLICITATION, 0, own.high(), own.low());
            NdOption.append48(
                    packet,
                    NdOption.SOURCE_LINK_ADDRESS,
                    MacAddress.parse(ROUTER).bits());
        }));

        Packet answer = sent(Icmpv6.NEIGHBOUR_ADVERTISEMENT).get(0);
        assertThat(NeighbourMessage.flags(answer, 40))
                .isEqualTo(NeighbourMessage.SOLICITED | NeighbourMessage.OVERRIDE);
        assertThat(NdOption.linkAddress(answer, 40 + NeighbourMessage.LENGTH, NdOption.TARGET_LINK_ADDRESS))
                .isEqualTo(MacAddress.parse(OWN).bits());
        Neighbour asker = stack.network().neighbours().find(device, IpAddress.parse(ROUTER_LINK_LOCAL));
        // It was heard of (STALE), and the answer was sent to it.
        assertThat(Objects.requireNonNull(asker).state()).isEqualTo(Neighbour.NUD_DELAY);
    }

    @Test
    void addressesGoWhenTheInterfaceGoesDownAndComeAgain() {
        stack.pass(3000);
        advertisePrefix(86400, 14400);
        stack.pass(3000);
        device.up(false);
        assertThat(device.addresses()).isEmpty();
        device.up(true);
        stack.pass(3000);
        assertThat(addresses()).containsExactly(OWN_LINK_LOCAL + "/64 dev vd0");
    }

    @Test
    void withoutACarrierNothingIsConfigured() {
        FakeLink other = FakeLink.ethernet();
        NetworkInterface second = stack.add("vd1", other, "02:02:00:00:05:06");
        second.up(false);
        other.carrier(false);
        second.up(true);
        stack.pass(5000);
        assertThat(second.addresses()).isEmpty();

        other.carrier(true);
        stack.pass(5000);
        assertThat(second.addresses()).hasSize(1);
    }
}
