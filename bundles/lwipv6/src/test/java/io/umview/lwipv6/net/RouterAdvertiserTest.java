package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router and a host on one cable. */
class RouterAdvertiserTest {
    private static final String FILE = """
            # what vd0 advertises
            [vd0]
            AdvSendAdvert = on
            AdvLinkMTU = 1321
            MinRtrAdvInterval = 5
            MaxRtrAdvInterval = 20
            AdvDefaultPreference = high
            AddPrefix = 2001:db8:5::0/64 , AdvOnLinkFlag = on , AdvAutonomousFlag = on
            AddRDNSS = 2001:db8:5::53 , AdvRDNSSLifetime = 300
            AddDNSSL = example.org lan.example.org
            AddRoute = 2001:db8:77::/48 , AdvRoutePreference = low
            """;

    private final TestLoop loop = new TestLoop();
    private final TestStack router = new TestStack(loop, 1);
    private final TestStack host = new TestStack(loop, 2);
    private NetworkInterface routerDevice;
    private NetworkInterface hostDevice;

    @BeforeEach
    void connect() {
        FakeLink a = FakeLink.ethernet().forgetful();
        FakeLink b = FakeLink.ethernet().forgetful();
        a.connect(b);
        routerDevice = router.add("vd0", a, "02:02:00:00:01:06");
        router.network().forwarding(false, true);
        hostDevice = host.add("vd0", b, "02:02:00:00:02:06");
        loop.pass(3000);
    }

    private Advertisement advertisement() {
        return Objects.requireNonNull(AdvertisementFile.parse(FILE).get("vd0"));
    }

    @Test
    void aHostConfiguresItselfByWhatIsAdvertised() {
        router.network().advertiser().advertise(routerDevice, advertisement());
        loop.pass(5000);

        assertThat(hostDevice.addresses())
                .extracting(Object::toString)
                .contains("2001:db8:5:0:2:ff:fe00:206/64 dev vd0");
        Route route =
                host.network().routing().lookup(IpAddress.parse("2001:db8:9::1"), IpAddress.ANY6, 0, 0, null, null);
        assertThat(Objects.requireNonNull(route).gateway()).isEqualTo(IpAddress.parse("fe80::2:ff:fe00:106"));
        assertThat(route.preference()).isEqualTo(Route.PREFERENCE_HIGH);
        assertThat(route.expiresIn(loop.clock().nanos())).isBetween(50L, 60L);
        assertThat(hostDevice.mtu(false)).isEqualTo(1321);
        assertThat(host.network().nameServers().servers()).hasSize(1);
        assertThat(host.network().nameServers().domains())
                .extracting(NameServers.Domain::name)
                .containsExactly("example.org", "lan.example.org");
    }

    @Test
    void advertisementsAreRepeatedSoThatNothingExpires() {
        router.network().advertiser().advertise(routerDevice, advertisement());
        loop.pass(3_600_000);

        assertThat(host.network().routing().routes(false))
                .anyMatch(route -> route.destination().equals(IpPrefix.ALL6));
    }

    @Test
    void aSolicitationIsAnsweredAtOnce() {
        router.network().advertiser().advertise(routerDevice, advertisement());
        loop.pass(100_000);
        hostDevice.up(false);
        hostDevice.up(true);
        loop.pass(6000);

        assertThat(hostDevice.addresses()).hasSize(2);
    }

    @Test
    void whenItEndsTheDefaultRouteGoes() {
        router.network().advertiser().advertise(routerDevice, advertisement());
        loop.pass(5000);
        router.network().advertiser().advertise(routerDevice, null);
        loop.pass(10);

        assertThat(host.network().routing().routes(false))
                .noneMatch(route -> route.destination().equals(IpPrefix.ALL6));
    }

    @Test
    void theRouterDoesNotConfigureItself() {
        host.network().advertiser().advertise(hostDevice, advertisement());
        loop.pass(5000);

        assertThat(routerDevice.addresses()).hasSize(1);
    }

    @Test
    void aFileSaysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> AdvertisementFile.parse("[vd0]\nAdvSendAdvert = perhaps\n"))
                .hasMessage("line 2: on or off is wanted, not perhaps");
        assertThatThrownBy(() -> AdvertisementFile.parse("AdvSendAdvert = on"))
                .hasMessage("line 1: a section [interface] must come first");
        assertThatThrownBy(() -> AdvertisementFile.parse("[a]\nAdvLinkMtu = 99999"))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> AdvertisementFile.parse("[a]\nAddPrefix = 10.0.0.0/8"))
                .hasMessageContaining("IPv6");
        assertThatThrownBy(() -> AdvertisementFile.parse("[a]\nNonsense = 1")).hasMessageContaining("unknown key");
    }

    @Test
    void defaultsFollowFromTheInterval() {
        Map<String, Advertisement> parsed = AdvertisementFile.parse("[a]\nMaxRtrAdvInterval = 60\n[b]\n");
        assertThat(Objects.requireNonNull(parsed.get("a")).lifetime()).isEqualTo(180);
        assertThat(Objects.requireNonNull(parsed.get("a")).minimumInterval()).isEqualTo(20);
        assertThat(Objects.requireNonNull(parsed.get("b")).send()).isFalse();
    }
}
