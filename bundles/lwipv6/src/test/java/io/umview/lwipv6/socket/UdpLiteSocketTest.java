package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.wire.IpAddress;
import org.junit.jupiter.api.Test;

/** udplite(7). */
class UdpLiteSocketTest {
    private static final int IPPROTO_UDPLITE = 136;
    private static final int SEND_CSCOV = 10;
    private static final int RECV_CSCOV = 11;

    private final TwoHosts hosts = new TwoHosts();

    private MessageSocket sender() throws NetworkException {
        return hosts.left(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
    }

    private MessageSocket receiver() throws NetworkException {
        MessageSocket socket = hosts.right(AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE);
        socket.bind(at6(IpAddress.ANY6, 7));
        return socket;
    }

    private static int get(Socket socket, int name) throws NetworkException {
        return socket.option(SOL_UDPLITE, name, 4)[0] & 0xff;
    }

    @Test
    void aDatagramArrivesByEitherFamily() throws NetworkException {
        MessageSocket receiver = receiver();
        send(sender(), "four", at(RIGHT, 7));
        send(hosts.left(AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE), "six", at6(RIGHT6, 7));
        hosts.loop.settle();

        assertThat(receive(receiver)).isEqualTo("four");
        assertThat(receive(receiver)).isEqualTo("six");
    }

    @Test
    void udpHasPortsOfItsOwn() throws NetworkException {
        MessageSocket lite = receiver();
        MessageSocket udp = hosts.right(AF_INET6, SOCK_DGRAM, 0);
        udp.bind(at6(IpAddress.ANY6, 7));
        send(sender(), "lite", at(RIGHT, 7));
        hosts.loop.settle();

        assertThat(receive(udp)).isNull();
        assertThat(receive(lite)).isEqualTo("lite");
    }

    @Test
    void whoWantsMoreCoverageGetsNoLess() throws NetworkException {
        MessageSocket receiver = receiver();
        MessageSocket sender = sender();
        set(sender, SOL_UDPLITE, SEND_CSCOV, 10);
        send(sender, "to anybody", at(RIGHT, 7));
        hosts.loop.settle();
        set(receiver, SOL_UDPLITE, RECV_CSCOV, 11);
        send(sender, "too little", at(RIGHT, 7));
        hosts.loop.settle();
        set(sender, SOL_UDPLITE, SEND_CSCOV, 11);
        send(sender, "enough", at(RIGHT, 7));
        hosts.loop.settle();
        set(receiver, SOL_UDPLITE, RECV_CSCOV, 0);
        send(sender, "not all", at(RIGHT, 7));
        hosts.loop.settle();
        set(sender, SOL_UDPLITE, SEND_CSCOV, 0);
        send(sender, "all", at(RIGHT, 7));
        hosts.loop.settle();

        assertThat(receive(receiver)).isEqualTo("to anybody");
        assertThat(receive(receiver)).isEqualTo("enough");
        assertThat(receive(receiver)).isEqualTo("all");
        assertThat(receive(receiver)).isNull();
        assertThat(hosts.right.sockets().udpLite().statistics().get(Counter.InErrors, true))
                .isEqualTo(2);
    }

    @Test
    void coverageIsTheHeaderAtLeast() throws NetworkException {
        MessageSocket socket = sender();
        set(socket, SOL_UDPLITE, SEND_CSCOV, 3);
        assertThat(get(socket, SEND_CSCOV)).isEqualTo(8);
        set(socket, SOL_UDPLITE, RECV_CSCOV, 0);
        assertThat(get(socket, RECV_CSCOV)).isZero();
    }

    @Test
    void udpHasNoCoverage() throws NetworkException {
        MessageSocket udp = hosts.left(AF_INET, SOCK_DGRAM, 0);

        assertThat(error(() -> set(udp, SOL_UDPLITE, SEND_CSCOV, 8))).isEqualTo(NetworkError.ENOPROTOOPT);
    }
}
