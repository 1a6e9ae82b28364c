package io.umview.umnet.lwipv6.call;

import static io.umview.umnet.lwipv6.call.Scene.POLLERR;
import static io.umview.umnet.lwipv6.call.Scene.POLLHUP;
import static io.umview.umnet.lwipv6.call.Scene.POLLIN;
import static io.umview.umnet.lwipv6.call.Scene.POLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final int DATA = 1000;
    private static final int NAME = 300;
    private static final int NAME_LENGTH = 200;

    private Scene scene;
    private FakeMessages socket;
    private int guest;

    @BeforeEach
    void begin() throws Exception {
        scene = new Scene();
        socket = new FakeMessages();
        guest = scene.open(socket, Sockets.SOCK_NONBLOCK);
    }

    @AfterEach
    void end() {
        scene.close(guest);
        scene.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Reply receiveFrom(int flags) throws Exception {
        scene.memory.bytes().putInt(NAME_LENGTH, 128);
        return scene.call(
                SystemCall.RECVFROM,
                guest,
                scene.memory.address() + DATA,
                100_000,
                flags,
                scene.memory.address() + NAME,
                scene.memory.address() + NAME_LENGTH);
    }

    private String data(int length) {
        byte[] read = new byte[length];
        scene.memory.bytes().get(DATA, read);
        return new String(read, StandardCharsets.US_ASCII);
    }

    @Test
    void whatAConnectedSocketSendsGoesOut() throws Exception {
        scene.call(SystemCall.CONNECT, guest, scene.address(53), 16);

        scene.send(guest, bytes("one"));
        scene.send(guest, new byte[0]);
        scene.send(guest, new byte[65_535]);

        Scene.await(() -> socket.sent.size() == 3);
        assertThat(socket.sent).extracting(sent -> sent.payload().length).containsExactly(3, 0, 65_535);
    }

    @Test
    void aMessageThatIsTooLongIsRefusedByTheKernel() {
        assertThat(scene.send(guest, new byte[65_541])).isEqualTo(-Errno.EMSGSIZE.number());
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void theEndOfWhatIsSentIsNoEmptyMessage() throws Exception {
        scene.call(SystemCall.CONNECT, guest, scene.address(53), 16);
        scene.send(guest, bytes("last"));

        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_WR)).isEqualTo(Reply.SUCCESS);
        scene.inLoop(() -> {});

        assertThat(socket.sent).extracting(sent -> sent.payload().length).containsExactly(4);
    }

    @Test
    void theEndOfWhatIsReceivedIsNoMessageEither() throws Exception {
        scene.call(SystemCall.CONNECT, guest, scene.address(53), 16);

        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_RDWR)).isEqualTo(Reply.SUCCESS);
        scene.inLoop(() -> socket.observer.changed(socket));

        // As udp_recvmsg() of Linux: only a call that would wait is told of the end.
        assertThat(scene.receive(guest, 10)).isEqualTo(Errno.EAGAIN);
        assertThat(scene.inLoop(() -> "the loop goes on")).isNotNull();
    }

    @Test
    void aSocketThatIsNotConnectedIsShutDownThoughThatFails() throws Exception {
        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_RDWR)).isEqualTo(Reply.fail(Errno.ENOTCONN));

        assertThat(scene.inLoop(() -> "the loop goes on")).isNotNull();
        assertThat(scene.send(guest, bytes("x"))).isEqualTo(-Errno.EPIPE.number());
    }

    @Test
    void whatIsLongerThanAnyMessageIsForTheSocketToRefuse() throws Exception {
        long message = message(1, 4, 0);
        scene.memory.bytes().putLong(508, 1 << 18);

        scene.call(SystemCall.SENDMSG, guest, message, 0);

        assertThat(socket.sent.get(0).payload()).hasSizeGreaterThan(MessageSocket.LONGEST);
    }

    @Test
    void whatIsSentToAnAddressGoesThereBehindWhatWasSentBefore() throws Exception {
        scene.send(guest, bytes("before"));
        scene.memory.bytes().put(DATA, bytes("payload"));

        Reply reply = scene.call(SystemCall.SENDTO, guest, scene.memory.address() + DATA, 7, 0, scene.address(53), 16);

        assertThat(reply).isEqualTo(Reply.value(7));
        assertThat(socket.sent)
                .extracting(sent -> new String(sent.payload(), StandardCharsets.US_ASCII))
                .containsExactly("before", "payload");
        assertThat(((SocketAddress.Inet4) socket.sent.get(1).destination()).port())
                .isEqualTo(53);
    }

    @Test
    void aReceiverIsToldWhomEachMessageCameFrom() throws Exception {
        scene.inLoop(() -> {
            socket.arrive(bytes("a"), 1001);
            socket.arrive(bytes("bc"), 1002);
        });
        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT);

        assertThat(receiveFrom(0)).isEqualTo(Reply.value(1));
        assertThat(scene.port(NAME)).isEqualTo(1001);
        assertThat(receiveFrom(Sockets.MSG_PEEK)).isEqualTo(Reply.value(2));
        assertThat(receiveFrom(0)).isEqualTo(Reply.value(2));
        assertThat(data(2)).isEqualTo("bc");
        assertThat(scene.port(NAME)).isEqualTo(1002);
        assertThat(scene.memory.bytes().getInt(NAME_LENGTH)).isEqualTo(16);
        assertThat(receiveFrom(0)).isEqualTo(Reply.fail(Errno.EAGAIN));
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void messagesThatTheKernelDeliveredAreAccountedFor() throws Exception {
        for (int i = 0; i < 500; i++) {
            int number = i;
            scene.inLoop(() -> {
                socket.arrive(new byte[number % 7 * 300], 2000);
                socket.arrive(new byte[number % 5 * 200], 3000);
                socket.arrive(new byte[0], 4000);
            });
            assertThat(scene.awaitReceive(guest, 65536)).isEqualTo(new byte[number % 7 * 300]);
            assertThat(receiveFrom(0)).isEqualTo(Reply.value(number % 5 * 200));
            assertThat(scene.port(NAME)).isEqualTo(3000);
            assertThat(scene.awaitReceive(guest, 65536)).isEqualTo(new byte[0]);
        }
    }

    @Test
    void aGuestThatDoesNotReadLosesNothingThatTheSocketKeeps() throws Exception {
        scene.inLoop(() -> {
            for (int i = 0; i < 2000; i++) {
                socket.arrive(ByteBuffer.allocate(4).putInt(i).array(), 1000 + i % 3);
            }
        });
        for (int i = 0; i < 2000; i++) {
            if (i % 2 == 0) {
                assertThat(scene.awaitReceive(guest, 100))
                        .isEqualTo(ByteBuffer.allocate(4).putInt(i).array());
            } else {
                Scene.await(() -> (scene.poll(guest) & POLLIN) != 0);
                assertThat(receiveFrom(0)).isEqualTo(Reply.value(4));
                assertThat(scene.port(NAME)).isEqualTo(1000 + i % 3);
            }
        }
    }

    @Test
    void aReceiverThatWaitsGetsTheMessageAtOnce() throws Exception {
        int blocking = scene.open(socket, 0);
        scene.memory.bytes().putInt(NAME_LENGTH, 128);
        OwnCall receive = scene.begin(
                SystemCall.RECVFROM,
                blocking,
                scene.memory.address() + DATA,
                100,
                0,
                scene.memory.address() + NAME,
                scene.memory.address() + NAME_LENGTH);
        assertThat(receive.answered()).isFalse();

        scene.inLoop(() -> socket.arrive(bytes("late"), 77));

        assertThat(receive.await()).isEqualTo(Reply.value(4));
        assertThat(data(4)).isEqualTo("late");
        assertThat(scene.port(NAME)).isEqualTo(77);
        assertThat(scene.poll(blocking)).isEqualTo(POLLOUT);
        scene.close(blocking);
    }

    private int error() throws Exception {
        scene.memory.bytes().putInt(100, 4);
        scene.call(SystemCall.GETSOCKOPT, guest, 1, 4, scene.memory.address() + 104, scene.memory.address() + 100);
        return scene.memory.bytes().getInt(104);
    }

    private void refuse() throws Exception {
        scene.inLoop(() -> socket.fail(NetworkError.ECONNREFUSED.number()));
        Scene.await(() -> (scene.poll(guest) & POLLERR) != 0);
    }

    @Test
    void pollTellsOfAnErrorUntilItIsReceived() throws Exception {
        refuse();
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT | POLLERR);

        assertThat(receiveFrom(0)).isEqualTo(Reply.fail(Errno.ECONNREFUSED));
        assertThat(receiveFrom(0)).isEqualTo(Reply.fail(Errno.EAGAIN));
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void pollTellsOfAnErrorUntilSoErrorTakesIt() throws Exception {
        refuse();

        assertThat(error()).isEqualTo(Errno.ECONNREFUSED.number());
        assertThat(error()).isZero();
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
        refuse();
        assertThat(error()).isEqualTo(Errno.ECONNREFUSED.number());
    }

    @Test
    void anErrorThatAPlainCallOfTheGuestTookIsNotToldAgain() throws Exception {
        refuse();

        assertThat(scene.receive(guest, 10)).isEqualTo(Errno.ECONNRESET);

        assertThat(error()).isZero();
        assertThat(receiveFrom(0)).isEqualTo(Reply.fail(Errno.EAGAIN));
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void messagesStayAndComeWhileAnErrorIsPending() throws Exception {
        scene.inLoop(() -> socket.arrive(bytes("before"), 1001));
        refuse();
        scene.inLoop(() -> socket.arrive(bytes("after"), 1002));
        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT | POLLERR);

        assertThat(error()).isEqualTo(Errno.ECONNREFUSED.number());
        assertThat(receiveFrom(0)).isEqualTo(Reply.value(6));
        assertThat(scene.receive(guest, 10)).isEqualTo(bytes("after"));
        assertThat(scene.send(guest, bytes("answer"))).isEqualTo(6);
        Scene.await(() -> socket.sent.size() == 1);
    }

    @Test
    void pollTellsOfTheErrorQueueUntilItIsEmpty() throws Exception {
        scene.inLoop(() -> {
            for (int i = 0; i < 2; i++) {
                socket.arriveError(bytes("error"), 1001);
            }
        });
        Scene.await(() -> scene.poll(guest) == (POLLOUT | POLLERR));

        assertThat(receiveFrom(Sockets.MSG_ERRQUEUE)).isEqualTo(Reply.value(5));
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT | POLLERR);
        assertThat(receiveFrom(Sockets.MSG_ERRQUEUE)).isEqualTo(Reply.value(5));
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
        assertThat(receiveFrom(Sockets.MSG_ERRQUEUE)).isEqualTo(Reply.fail(Errno.EAGAIN));
    }

    @Test
    void aDirectionThatIsShutDownIsShownByTheGuestsOwnEnd() throws Exception {
        scene.call(SystemCall.CONNECT, guest, scene.address(53), 16);
        scene.inLoop(() -> socket.arrive(bytes("before"), 1001));

        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_RDWR)).isEqualTo(Reply.SUCCESS);

        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT | POLLHUP);
        assertThat(scene.receive(guest, 10)).isEqualTo(bytes("before"));
        assertThat(scene.send(guest, bytes("x"))).isEqualTo(-Errno.EPIPE.number());
        assertThat(socket.closed).isFalse();
    }

    private long message(int parts, int partLength, int controlRoom) {
        ByteBuffer bytes = scene.memory.bytes();
        long base = scene.memory.address();
        bytes.putLong(400, base + NAME).putInt(408, 128);
        bytes.putLong(416, base + 500).putLong(424, parts);
        bytes.putLong(432, base + 800).putLong(440, controlRoom).putInt(448, -1);
        for (int i = 0; i < parts; i++) {
            bytes.putLong(500 + 16 * i, base + DATA + (long) i * partLength).putLong(508 + 16 * i, partLength);
        }
        return base + 400;
    }

    @Test
    void recvmsgGivesAddressAncillaryDataAndFlags() throws Exception {
        byte[] control = ByteBuffer.allocate(24)
                .order(java.nio.ByteOrder.nativeOrder())
                .putLong(20)
                .putInt(0)
                .putInt(8)
                .putInt(64)
                .array();
        scene.inLoop(() -> socket.arrive(bytes("0123456789"), 9, control));

        Reply reply = scene.call(SystemCall.RECVMSG, guest, message(2, 3, 100), 0);

        assertThat(reply).isEqualTo(Reply.value(6));
        ByteBuffer bytes = scene.memory.bytes();
        assertThat(data(6)).isEqualTo("012345");
        assertThat(scene.port(NAME)).isEqualTo(9);
        assertThat(bytes.getInt(408)).isEqualTo(16);
        assertThat(bytes.getLong(440)).isEqualTo(24);
        assertThat(bytes.getInt(816)).isEqualTo(64);
        assertThat(bytes.getInt(448)).isEqualTo(Sockets.MSG_TRUNC);
    }

    @Test
    void recvmsgTellsOfAncillaryDataThatFoundNoRoomAndOfTheTrueLength() throws Exception {
        byte[] control = ByteBuffer.allocate(24)
                .order(java.nio.ByteOrder.nativeOrder())
                .putLong(20)
                .array();
        scene.inLoop(() -> socket.arrive(bytes("0123456789"), 9, control));

        Reply reply = scene.call(SystemCall.RECVMSG, guest, message(1, 3, 19), Sockets.MSG_TRUNC);

        assertThat(reply).isEqualTo(Reply.value(10));
        assertThat(scene.memory.bytes().getLong(440)).isZero();
        assertThat(scene.memory.bytes().getInt(448)).isEqualTo(Sockets.MSG_TRUNC | Sockets.MSG_CTRUNC);
    }

    @Test
    void sendmsgGathersPartsAddressAndAncillaryData() throws Exception {
        long message = message(2, 4, 24);
        scene.memory.bytes().put(DATA, bytes("abcdefgh"));
        scene.address(53);
        scene.memory.bytes().put(NAME, scene.memory.bytes(), 0, 16);
        scene.memory.bytes().putInt(408, 16).putLong(800, 24);

        assertThat(scene.call(SystemCall.SENDMSG, guest, message, 0)).isEqualTo(Reply.value(8));

        FakeMessages.Sent sent = socket.sent.get(0);
        assertThat(sent.payload()).isEqualTo(bytes("abcdefgh"));
        assertThat(((SocketAddress.Inet4) sent.destination()).port()).isEqualTo(53);
        assertThat(sent.control()).hasSize(24);
    }

    @Test
    void hostileMessagesAreErrors() throws Exception {
        long message = message(1, 4, 0);
        scene.memory.bytes().putLong(424, 1025);
        assertThat(scene.call(SystemCall.SENDMSG, guest, message, 0)).isEqualTo(Reply.fail(Errno.EMSGSIZE));
        message(1, 4, 0);
        scene.memory.bytes().putLong(508, -1);
        assertThat(scene.call(SystemCall.SENDMSG, guest, message, 0)).isEqualTo(Reply.fail(Errno.EINVAL));
        message(1, 4, 1 << 20);
        assertThat(scene.call(SystemCall.SENDMSG, guest, message, 0)).isEqualTo(Reply.fail(Errno.ENOBUFS));
        message(1, 4, 0);
        scene.memory.bytes().putLong(500, 16);
        assertThat(scene.call(SystemCall.SENDMSG, guest, message, 0)).isEqualTo(Reply.fail(Errno.EFAULT));
        assertThat(scene.call(SystemCall.SENDTO, guest, 0, -1L, 0, 0, 0)).isEqualTo(Reply.fail(Errno.EMSGSIZE));
        assertThat(scene.call(SystemCall.LISTEN, guest, 1)).isEqualTo(Reply.fail(Errno.EOPNOTSUPP));
    }

    @Test
    void aSenderThatMustWaitGoesOnWhenThereIsRoom() throws Exception {
        int blocking = scene.open(socket, 0);
        socket.full = true;
        OwnCall send =
                scene.begin(SystemCall.SENDTO, blocking, scene.memory.address() + DATA, 5, 0, scene.address(53), 16);
        assertThat(send.answered()).isFalse();

        scene.inLoop(() -> {
            socket.full = false;
            socket.observer.changed(socket);
        });

        assertThat(send.await()).isEqualTo(Reply.value(5));
        scene.close(blocking);
    }

    @Test
    void theLastCloseClosesTheSocket() throws Exception {
        FakeMessages other = new FakeMessages();
        int descriptor = scene.open(other, 0);
        scene.send(descriptor, bytes("last"));

        scene.close(descriptor);

        Scene.await(() -> other.closed);
        assertThat(other.sent).hasSize(1);
    }
}
