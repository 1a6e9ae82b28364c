package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {
    private static final InetSocketAddress RESOLVER = new InetSocketAddress("127.0.0.53", 53);

    @ParameterizedTest
    @CsvSource({
        "10.0.2.2, 127.0.0.1",
        "fd00::2, ::1",
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "169.254.169.254, 169.254.169.254"
    })
    void anAddressStandsFor(String shown, String real) {
        assertThat(translation("").toHost(IpAddress.parse(shown), 80)).isEqualTo(new InetSocketAddress(real, 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.2.3",
                "fd00::3",
                "10.0.2.77",
                "fd00::77",
                "127.0.0.1",
                "::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                "fe80::1"
            })
    void anAddressLeadsNowhere(String shown) {
        assertThat(translation("").toHost(IpAddress.parse(shown), 80)).isNull();
    }

    @Test
    void theNameServerStandsForTheHosts() {
        assertThat(translation("").toHost(IpAddress.parse("10.0.2.3"), 53)).isEqualTo(RESOLVER);
        assertThat(translation("").toHost(IpAddress.parse("fd00::3"), 53)).isEqualTo(RESOLVER);
    }

    @Test
    void whatIsClosedLeadsNowhere() {
        assertThat(translation("loopback=no").toHost(IpAddress.parse("10.0.2.2"), 80))
                .isNull();
        assertThat(translation("restrict=yes").toHost(IpAddress.parse("192.0.2.1"), 80))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 10.0.2.2",
        "127.1.2.3, 10.0.2.2",
        "::1, fd00::2",
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "10.0.2.99, 10.0.2.2",
        "fe80::9, fd00::2"
    })
    void theGuestSeesAPeerAs(String real, String shown) throws UnknownHostException {
        assertThat(translation("").toGuest(InetAddress.getByName(real))).isEqualTo(IpAddress.parse(shown));
    }

    private static Translation translation(String options) {
        return new Translation(
                GatewayOptions.parse(options), new Resolvers(Path.of("/nonexistent"), List.of(RESOLVER)));
    }
}
