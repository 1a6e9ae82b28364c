package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class TunnelEndpointsTest {
    private final TunnelEndpoints endpoints = new TunnelEndpoints(4789, InetAddress::isLoopbackAddress);

    @Test
    void aStationIsBehindTheEndpointThatSentItsFrame() throws UnknownHostException {
        endpoints.learn(1, from("192.0.2.1", 50_000), 0);
        endpoints.learn(2, from("192.0.2.2", 50_000), 0);
        endpoints.learn(3, from("192.0.2.1", 50_001), 0);

        assertThat(endpoints.of(1, 0)).as("the port is everybody's").isEqualTo(from("192.0.2.1", 4789));
        assertThat(endpoints.of(2, 0)).isEqualTo(from("192.0.2.2", 4789));
        assertThat(endpoints.of(3, 0)).isEqualTo(from("192.0.2.1", 4789));
        assertThat(endpoints.of(4, 0)).isNull();
    }

    @Test
    void aStationMovesAndIsForgotten() throws UnknownHostException {
        endpoints.learn(1, from("192.0.2.1", 1), 0);
        endpoints.learn(1, from("192.0.2.2", 1), 10);
        assertThat(endpoints.of(1, 310)).isEqualTo(from("192.0.2.2", 4789));
        assertThat(endpoints.of(1, 311)).isNull();
    }

    @Test
    void thisHostIsNoEndpoint() throws UnknownHostException {
        endpoints.learn(1, from("127.0.0.1", 1), 0);
        assertThat(endpoints.of(1, 0)).isNull();
    }

    @Test
    void thereIsAnEndToLearning() throws UnknownHostException {
        for (int i = 0; i < 5000; i++) {
            endpoints.learn(1, from("198.18." + i / 250 + "." + (1 + i % 250), 1), 0);
        }
        endpoints.learn(2, from("198.18.19.250", 1), 0);
        assertThat(endpoints.of(2, 0)).isNull();
    }

    private static InetSocketAddress from(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }
}
