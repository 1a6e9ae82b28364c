package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.PortRange;
import io.umview.lwipv6.net.Rule;
import io.umview.lwipv6.testing.FlowRules;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the routing policy that look at protocols and ports, as sockets meet them. */
class RulesTest {
    private final TwoHosts hosts = new TwoHosts();

    private void refuse(boolean v4, int protocol, PortRange from, PortRange to) throws NetworkException {
        hosts.left.network().routing().add(FlowRules.of(v4, 10, Rule.FR_ACT_PROHIBIT, 0, protocol, from, to));
    }

    private static int domain(boolean v4) {
        return v4 ? AF_INET : AF_INET6;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datagramsGoByTheirPorts(boolean v4) throws NetworkException {
        IpAddress right = v4 ? RIGHT : RIGHT6;
        refuse(v4, IpProtocol.UDP, null, new PortRange(90, 99));
        MessageSocket socket = hosts.left(domain(v4), SOCK_DGRAM, 0);

        for (int i = 0; i < 2; i++) {
            assertThat(error(() -> send(socket, "x", at(right, 89)))).isNull();
            assertThat(error(() -> send(socket, "x", at(right, 90)))).isEqualTo(NetworkError.EACCES);
            assertThat(error(() -> send(socket, "x", at(right, 100)))).isNull();
        }
        assertThat(error(() -> socket.connect(at(right, 95)))).isEqualTo(NetworkError.EACCES);
        assertThat(error(() -> socket.connect(at(right, 7)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOwnPortCounts(boolean v4) throws NetworkException {
        IpAddress right = v4 ? RIGHT : RIGHT6;
        refuse(v4, 0, new PortRange(1000, 1000), null);
        MessageSocket socket = hosts.left(domain(v4), SOCK_DGRAM, 0);
        socket.bind(at(v4 ? IpAddress.ANY4 : IpAddress.ANY6, 1000));
        assertThat(error(() -> send(socket, "x", at(right, 89)))).isEqualTo(NetworkError.EACCES);
        assertThat(error(() -> send(hosts.left(domain(v4), SOCK_DGRAM, 0), "x", at(right, 89))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsGoByTheirPorts(boolean v4) throws NetworkException {
        IpAddress right = v4 ? RIGHT : RIGHT6;
        refuse(v4, IpProtocol.TCP, null, new PortRange(80, 80));
        Socket refused = hosts.left.socket(domain(v4), SOCK_STREAM, 0, Capabilities.ALL);
        Socket other = hosts.left.socket(domain(v4), SOCK_STREAM, 0, Capabilities.ALL);

        assertThat(error(() -> refused.connect(at(right, 80)))).isEqualTo(NetworkError.EACCES);
        assertThat(error(() -> other.connect(at(right, 81)))).isEqualTo(NetworkError.EINPROGRESS);
        assertThat(error(() -> send(hosts.left(domain(v4), SOCK_DGRAM, 0), "x", at(right, 80))))
                .as("not of TCP")
                .isNull();
    }
}
