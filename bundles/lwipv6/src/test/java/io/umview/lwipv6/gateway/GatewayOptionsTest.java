package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.wire.IpAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayOptionsTest {
    @Test
    void nothingSaidIsAsInSlirp() {
        GatewayOptions options = GatewayOptions.defaults();
        assertThat(options.gateway4()).hasToString("10.0.2.2");
        assertThat(options.nameServer4()).hasToString("10.0.2.3");
        assertThat(options.firstGuest()).hasToString("10.0.2.15");
        assertThat(options.gateway6()).hasToString("fd00::2");
        assertThat(options.nameServer6()).hasToString("fd00::3");
        assertThat(options.mtu()).isEqualTo(65520);
        assertThat(options.loopback()).isTrue();
        assertThat(options.restricted()).isFalse();
    }

    @Test
    void everythingCanBeSaid() {
        GatewayOptions options = GatewayOptions.parse(
                "net=192.168.7.0/28,net6=fd01:2::/64+mtu=1500,loopback=no"
                        + "+restrict=yes+resolver=127.0.0.1#5353+resolver=::1+fwd=tcp::8080-:80+fwd=udp:[::1]:53-[fd00::15]:5353");
        assertThat(options.gateway4()).hasToString("192.168.7.2");
        assertThat(options.firstGuest()).hasToString("192.168.7.4");
        assertThat(options.gateway6()).hasToString("fd01:2::2");
        assertThat(options.mtu()).isEqualTo(1500);
        assertThat(options.loopback()).isFalse();
        assertThat(options.restricted()).isTrue();
        assertThat(options.resolvers())
                .containsExactly(new InetSocketAddress("127.0.0.1", 5353), new InetSocketAddress("::1", 53));
        assertThat(options.forwards())
                .containsExactly(
                        new Forward(Forward.Protocol.TCP, new InetSocketAddress("0.0.0.0", 8080), null, 80),
                        new Forward(
                                Forward.Protocol.UDP,
                                new InetSocketAddress("::1", 53),
                                IpAddress.parse("fd00::15"),
                                5353));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "net=10.0.2.0",
                "net=10.0.2.0/30",
                "net=fd00::/64",
                "net6=fd00::/80",
                "mtu=1279",
                "mtu=65521",
                "mtu=x",
                "loopback=maybe",
                "dhcpstart=192.168.1.1",
                "resolver=example.org",
                "fwd=tcp:8080-80",
                "fwd=tcp::0-:80",
                "fwd=tcp::8080-:65536",
                "fwd=sctp::8080-:80",
                "fwd=tcp:::1:8080-:80",
                "other=1"
            })
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> GatewayOptions.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
