package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import org.junit.jupiter.api.Test;

class PingSocketTest {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final String REQUEST = "\10\0\0\0\0\0\0\5payload";
    private static final String REQUEST6 = "\200\0\0\0\0\0\0\5payload";

    private final TwoHosts hosts = new TwoHosts();

    @Test
    void aRequestIsAnsweredToItsSocket() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        MessageSocket other = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        set(ping, SOL_IP, IpOption.IP_RECVTTL, 1);
        send(other, REQUEST, at(RIGHT, 0));
        send(ping, REQUEST, at(RIGHT, 0));
        hosts.loop.settle();
        MessageSocket.Message reply = ping.peek();
        byte[] bytes = bytes(reply.payload());
        assertThat(bytes[0]).as("echo reply").isZero();
        assertThat((bytes[4] & 0xff) << 8 | bytes[5] & 0xff).as("identifier").isEqualTo(port(ping));
        assertThat(bytes[7]).as("sequence number").isEqualTo((byte) 5);
        assertThat(text(reply)).endsWith("payload");
        assertThat(reply.source()).isEqualTo(at(RIGHT, 0));
        assertThat(ancillary(reply).get(0).number()).isEqualTo(64);
        ping.discard();
        assertThat(ping.peek()).isNull();
    }

    @Test
    void overIpv6() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET6, SOCK_DGRAM, ICMPV6);
        ping.bind(at6(IpAddress.ANY6, 77));
        send(ping, REQUEST6, at6(RIGHT6, 0));
        hosts.loop.settle();
        byte[] bytes = bytes(ping.peek().payload());
        assertThat(bytes[0] & 0xff).isEqualTo(129);
        assertThat(bytes[5]).isEqualTo((byte) 77);
    }

    @Test
    void theLoopbackAnswersToo() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        send(ping, REQUEST, at(IpAddress.LOOPBACK4, 0));
        hosts.loop.settle();
        assertThat(receive(ping)).endsWith("payload");
    }

    @Test
    void onlyEchoRequestsAreSent() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        assertThat(error(() -> send(ping, "\0\0\0\0\0\0\0\0", at(RIGHT, 0)))).isEqualTo(NetworkError.EINVAL);
        assertThat(error(() -> send(ping, "\10\1\0\0\0\0\0\0", at(RIGHT, 0)))).isEqualTo(NetworkError.EINVAL);
        assertThat(error(() -> send(ping, "\10\0\0", at(RIGHT, 0)))).isEqualTo(NetworkError.EINVAL);
        assertThat(error(() -> send(ping, REQUEST, at6(RIGHT6, 0)))).isEqualTo(NetworkError.EAFNOSUPPORT);
        assertThat(error(() -> send(ping, REQUEST, null))).isEqualTo(NetworkError.EDESTADDRREQ);
    }

    @Test
    void identifiersAreUnique() throws NetworkException {
        MessageSocket one = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        one.bind(at(LEFT, 9));
        MessageSocket two = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        assertThat(error(() -> two.bind(at(IpAddress.LOOPBACK4, 9)))).isEqualTo(NetworkError.EADDRINUSE);
        one.close();
        two.bind(at(IpAddress.LOOPBACK4, 9));
    }

    @Test
    void anErrorOfTheNetworkIsTold() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET, SOCK_DGRAM, ICMP);
        set(ping, SOL_IP, IpOption.IP_RECVERR, 1);
        send(ping, REQUEST, at(NOBODY, 0));
        hosts.loop.pass(10_000);
        assertThat(ping.takeError()).isEqualTo(NetworkError.EHOSTUNREACH.number());
        MessageSocket.Message message = ping.takeErrorMessage();
        assertThat(text(message)).endsWith("payload");
        assertThat(message.source()).isEqualTo(at(NOBODY, 0));
    }
}
