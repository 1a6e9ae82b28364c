package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** sock_diag(7): what ss(8) asks for. */
class DiagnosisTest {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int SOCK_DESTROY = 21;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ALL_STATES = -1;

    private final ConfiguredStack stack = new ConfiguredStack();

    @BeforeEach
    void addSockets() {
        stack.sockets.add(new Shown(AF_INET, TCP, SocketInfo.LISTEN, "127.0.0.1", 80, "0.0.0.0", 0, 1));
        stack.sockets.add(new Shown(AF_INET, TCP, SocketInfo.ESTABLISHED, "127.0.0.1", 80, "127.0.0.1", 4000, 2));
        stack.sockets.add(new Shown(AF_INET6, TCP, SocketInfo.ESTABLISHED, "::1", 443, "::1", 4001, 3));
        stack.sockets.add(new Shown(AF_INET, TCP, SocketInfo.TIME_WAIT, "10.0.0.2", 80, "10.0.0.3", 4002, 4));
        stack.sockets.add(new Shown(AF_INET, UDP, SocketInfo.CLOSE, "0.0.0.0", 53, "0.0.0.0", 0, 5));
    }

    private record Shown(
            int domain, int protocol, int state, String local, int localPort, String peer, int peerPort, long cookie)
            implements SocketInfo {
        @Override
        public IpAddress localAddress() {
            return IpAddress.parse(local);
        }

        @Override
        public IpAddress peerAddress() {
            return IpAddress.parse(peer);
        }
    }

    private List<byte[]> ask(int type, int flags, int family, int protocol, int states, Consumer<MessageWriter> rest)
            throws Exception {
        return ConfiguredStack.ask(stack.strictSocket(NETLINK_SOCK_DIAG), Ask.message(type, flags, out -> {
            out.u8(family).u8(protocol).u8(0xff).u8(0).u32(states);
            rest.accept(out);
        }));
    }

    /** Cookies of the sockets that a dump shows. */
    private List<Integer> dump(int family, int protocol, int states, Consumer<MessageWriter> filter) throws Exception {
        return ask(SOCK_DIAG_BY_FAMILY, Ask.DUMP, family, protocol, states, out -> {
                    out.zeros(48);
                    filter.accept(out);
                })
                .stream()
                .filter(message -> message[4] == SOCK_DIAG_BY_FAMILY)
                .map(message -> number(message, 16 + 44))
                .toList();
    }

    private static int number(byte[] message, int at) {
        return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(at);
    }

    private static byte[] code(Consumer<MessageWriter> operations) {
        MessageWriter out = new MessageWriter(0, 0, 0);
        operations.accept(out);
        return out.bytes();
    }

    private Consumer<MessageWriter> filter(Consumer<MessageWriter> operations) {
        return out -> out.attribute(1, code(operations));
    }

    @Test
    void familyProtocolAndStatesChoose() throws Exception {
        assertThat(dump(AF_INET, TCP, ALL_STATES, Ask.nothing())).containsExactly(1, 2, 4);
        assertThat(dump(AF_INET6, TCP, ALL_STATES, Ask.nothing())).containsExactly(3);
        assertThat(dump(AF_INET, TCP, 1 << SocketInfo.LISTEN, Ask.nothing())).containsExactly(1);
        assertThat(dump(AF_INET, UDP, ALL_STATES, Ask.nothing())).containsExactly(5);
    }

    @Test
    void aProgramChooses() throws Exception {
        // dport >= 4001
        assertThat(dump(
                        AF_INET,
                        TCP,
                        ALL_STATES,
                        filter(out -> out.u8(4).u8(8).u16(12).u8(0).u8(4).u16(4001))))
                .containsExactly(4);
        // sport = 80
        assertThat(dump(
                        AF_INET,
                        TCP,
                        ALL_STATES,
                        filter(out -> out.u8(11).u8(8).u16(12).u8(0).u8(4).u16(80))))
                .containsExactly(1, 2, 4);
        // dst 127.0.0.0/8
        assertThat(dump(AF_INET, TCP, ALL_STATES, filter(out -> {
                    out.u8(8).u8(16).u16(20);
                    out.u8(AF_INET).u8(8).u16(0).u32(-1).raw((byte) 127, (byte) 0, (byte) 0, (byte) 0);
                })))
                .containsExactly(2);
    }

    @Test
    void aProgramThatIsNoneIsRefused() throws Exception {
        for (byte[] wrong : List.of(
                Ask.bytes(1, 2, 3),
                Ask.bytes(99, 4, 4, 0),
                Ask.bytes(1, 0, 4, 0),
                Ask.bytes(1, 4, 2, 0),
                Ask.bytes(2, 4, 8, 0),
                Ask.bytes(7, 4, 8, 0))) {
            byte[] answer = ask(SOCK_DIAG_BY_FAMILY, Ask.DUMP, AF_INET, TCP, ALL_STATES, out -> {
                        out.zeros(48);
                        out.attribute(1, wrong);
                    })
                    .get(0);
            assertThat(answer[4]).isEqualTo((byte) 2);
            assertThat(number(answer, 16)).isEqualTo(-NetworkError.EINVAL.number());
        }
    }

    @Test
    void oneSocketIsFoundByItsAddresses() throws Exception {
        Consumer<MessageWriter> identity = out -> {
            out.big16(80).big16(4000);
            out.big32(0x7f000001).zeros(12).big32(0x7f000001).zeros(12);
            out.u32(0).u32(-1).u32(-1);
        };

        byte[] found = ask(SOCK_DIAG_BY_FAMILY, Ask.REQUEST, AF_INET, TCP, ALL_STATES, identity)
                .get(0);
        byte[] missing = ask(SOCK_DIAG_BY_FAMILY, Ask.REQUEST, AF_INET6, TCP, ALL_STATES, identity)
                .get(0);

        assertThat(number(found, 16 + 44)).isEqualTo(2);
        assertThat(number(missing, 16)).isEqualTo(-NetworkError.ENOENT.number());
    }

    @Test
    void onlyThePrivilegedEndConnections() throws Exception {
        stack.privileged = false;

        byte[] answer = ask(SOCK_DESTROY, Ask.ACK, AF_INET, TCP, ALL_STATES, out -> out.zeros(48))
                .get(0);

        assertThat(number(answer, 16)).isEqualTo(-NetworkError.EPERM.number());
    }

    @Test
    void netlinkSocketsShowThemselves() throws Exception {
        List<byte[]> answers =
                ask(SOCK_DIAG_BY_FAMILY, Ask.DUMP, 16, 255, 0, out -> out.u32(0).u64(-1));

        assertThat(answers.stream().filter(message -> message[4] == SOCK_DIAG_BY_FAMILY))
                .anySatisfy(message -> assertThat(number(message, 20)).isEqualTo(ConfiguredStack.PROCESS));
    }

    @Test
    void unixSocketsAreNotTheStacks() throws Exception {
        List<byte[]> answers = ask(SOCK_DIAG_BY_FAMILY, Ask.DUMP, 1, 0, ALL_STATES, out -> out.zeros(20));

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0)[4]).isEqualTo((byte) 3);
    }
}
