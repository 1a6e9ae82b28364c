package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static io.umview.lwipv6.socket.TwoHosts.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RawSocketTest {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int EXPERIMENT = 253;
    private static final int RAW = 255;

    private final TwoHosts hosts = new TwoHosts();

    private static byte[] echo(int type) {
        ByteBuffer request = ByteBuffer.allocate(16).put((byte) type).putInt(4, 0x12340001);
        int checksum = InternetChecksum.finish(InternetChecksum.sum(request, 0, 16));
        return request.putShort(2, (short) checksum).array();
    }

    @Test
    void aPacketOfAnyProtocolComesWithItsHeader() throws NetworkException {
        MessageSocket receiver = hosts.right(AF_INET, SOCK_RAW, EXPERIMENT);
        MessageSocket sender = hosts.left(AF_INET, SOCK_RAW, EXPERIMENT);
        send(sender, "raw", at(RIGHT, 0));
        hosts.loop.settle();
        MessageSocket.Message message = receiver.peek();
        byte[] bytes = bytes(message.payload());
        assertThat(bytes[0]).isEqualTo((byte) 0x45);
        assertThat(bytes[9] & 0xff).isEqualTo(EXPERIMENT);
        assertThat(bytes.length).isEqualTo(23);
        assertThat(text(message)).endsWith("raw");
        assertThat(message.source()).isEqualTo(at(LEFT, 0));
        assertThat(receiver.localAddress()).isEqualTo(at(IpAddress.ANY4, EXPERIMENT));
        receiver.discard();
        assertThat(hosts.rightPool.inUse()).isZero();
    }

    @Test
    void ofIpv6WithoutHeader() throws NetworkException {
        MessageSocket receiver = hosts.right(AF_INET6, SOCK_RAW, EXPERIMENT);
        MessageSocket sender = hosts.left(AF_INET6, SOCK_RAW, EXPERIMENT);
        send(sender, "raw", at6(RIGHT6, 0));
        hosts.loop.settle();
        assertThat(receive(receiver)).isEqualTo("raw");
        assertThat(error(() -> send(sender, "raw", at6(RIGHT6, 17)))).isEqualTo(NetworkError.EINVAL);
    }

    @Test
    void pingByHand() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET, SOCK_RAW, ICMP);
        MessageSocket deaf = hosts.left(AF_INET, SOCK_RAW, ICMP);
        set(deaf, SOL_RAW, 1, ~(1 << 8));
        ping.send(ByteBuffer.wrap(echo(8)), at(RIGHT, 0), NO_CONTROL, 0);
        hosts.loop.settle();
        byte[] reply = bytes(ping.peek().payload());
        assertThat(reply[20]).as("echo reply").isZero();
        assertThat(deaf.peek()).as("all but echo requests are filtered").isNull();
    }

    @Test
    void icmpv6ChecksumsAreFilledInAndTypesFiltered() throws NetworkException {
        MessageSocket ping = hosts.left(AF_INET6, SOCK_RAW, ICMPV6);
        byte[] blocked = new byte[32];
        java.util.Arrays.fill(blocked, (byte) 0xff);
        blocked[129 / 8] &= ~(1 << 129 % 8);
        ping.option(SOL_ICMPV6, 1, blocked);
        byte[] request = new byte[16];
        request[0] = (byte) 128;
        ping.send(ByteBuffer.wrap(request), at6(RIGHT6, 0), NO_CONTROL, 0);
        hosts.loop.settle();
        assertThat(bytes(ping.peek().payload())[0] & 0xff).isEqualTo(129);
        ping.discard();
        assertThat(ping.peek()).as("neighbour discovery is filtered").isNull();
    }

    @Test
    void theProgramMakesTheHeader() throws NetworkException {
        MessageSocket receiver = hosts.right(AF_INET, SOCK_RAW, EXPERIMENT);
        MessageSocket sender = hosts.left(AF_INET, SOCK_RAW, RAW);
        ByteBuffer packet = ByteBuffer.allocate(24);
        packet.put((byte) 0x45).put(8, (byte) 9).put(9, (byte) EXPERIMENT);
        packet.putInt(12, NOBODY.v4()).putInt(16, RIGHT.v4()).putInt(20, 0x61626364);
        sender.send(packet.rewind(), at(RIGHT, 0), NO_CONTROL, 0);
        hosts.loop.settle();
        byte[] got = bytes(receiver.peek().payload());
        assertThat(receiver.peek().source()).as("any source").isEqualTo(at(NOBODY, 0));
        assertThat(got[8]).isEqualTo((byte) 9);
        assertThat(InternetChecksum.finish(InternetChecksum.sum(ByteBuffer.wrap(got), 0, 20)))
                .isZero();
        assertThat(error(() -> send(sender, "short", at(RIGHT, 0)))).isEqualTo(NetworkError.EINVAL);
        ByteBuffer large = ByteBuffer.allocate(1501);
        assertThat(error(() -> sender.send(large, at(RIGHT, 0), NO_CONTROL, 0))).isEqualTo(NetworkError.EMSGSIZE);
    }

    @Test
    void aConnectedOrBoundOneHearsLess() throws NetworkException {
        MessageSocket bound = hosts.right(AF_INET, SOCK_RAW, EXPERIMENT);
        bound.bind(at(IpAddress.LOOPBACK4, 0));
        MessageSocket connected = hosts.right(AF_INET, SOCK_RAW, EXPERIMENT);
        connected.connect(at(NOBODY, 0));
        MessageSocket other = hosts.right(AF_INET, SOCK_RAW, EXPERIMENT);
        MessageSocket sender = hosts.left(AF_INET, SOCK_RAW, EXPERIMENT);
        send(sender, "x", at(RIGHT, 0));
        hosts.loop.settle();
        assertThat(bound.peek()).isNull();
        assertThat(connected.peek()).isNull();
        assertThat(other.peek()).isNotNull();
    }

    @Test
    void onlyWithTheCapability() {
        assertThat(error(() -> hosts.left.socket(AF_INET, SOCK_RAW, ICMP, Capabilities.NONE)))
                .isEqualTo(NetworkError.EPERM);
        assertThat(error(() -> hosts.left.socket(AF_PACKET, SOCK_RAW, 0, Capabilities.NONE)))
                .isEqualTo(NetworkError.EPERM);
    }

    @Test
    void socketsThatThereAreNot() {
        assertThat(refusal(AF_INET, 5, 0)).isEqualTo(NetworkError.ESOCKTNOSUPPORT);
        assertThat(refusal(AF_INET, 11, 0)).isEqualTo(NetworkError.EINVAL);
        assertThat(refusal(AF_INET, SOCK_RAW, 0)).isEqualTo(NetworkError.EPROTONOSUPPORT);
        assertThat(refusal(AF_INET, SOCK_DGRAM, 6)).isEqualTo(NetworkError.EPROTONOSUPPORT);
        assertThat(refusal(AF_INET, SOCK_STREAM, 262)).isEqualTo(NetworkError.EPROTONOSUPPORT);
        assertThat(refusal(AF_INET, SOCK_STREAM, 263)).isEqualTo(NetworkError.EINVAL);
        assertThat(refusal(AF_INET6, SOCK_DGRAM, 1)).isEqualTo(NetworkError.EPROTONOSUPPORT);
        assertThat(refusal(AF_PACKET, SOCK_STREAM, 0)).isEqualTo(NetworkError.ESOCKTNOSUPPORT);
        assertThat(refusal(AF_UNSPEC, SOCK_STREAM, 0)).isEqualTo(NetworkError.EAFNOSUPPORT);
        assertThat(refusal(99, SOCK_STREAM, 0)).isEqualTo(NetworkError.EAFNOSUPPORT);
    }

    private NetworkError refusal(int domain, int type, int protocol) {
        return error(() -> hosts.left.socket(domain, type, protocol, Capabilities.ALL));
    }
}
