package io.umview.umnet.lwipv6.call;

import static io.umview.umnet.lwipv6.call.Scene.POLLERR;
import static io.umview.umnet.lwipv6.call.Scene.POLLHUP;
import static io.umview.umnet.lwipv6.call.Scene.POLLIN;
import static io.umview.umnet.lwipv6.call.Scene.POLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.socket.Socket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;
    private static final int SO_RCVTIMEO = 20;

    private Scene scene;

    @BeforeEach
    void begin() throws Exception {
        scene = new Scene();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private int connected(FakeStream stream) throws Exception {
        int guest = scene.open(stream, 0);
        OwnCall connect = scene.begin(SystemCall.CONNECT, guest, scene.address(80), 16);
        scene.inLoop(() -> stream.decide(0));
        assertThat(connect.await()).isEqualTo(Reply.SUCCESS);
        return guest;
    }

    private int error(int guest) throws Exception {
        scene.memory.bytes().putInt(100, 4);
        Reply reply = scene.call(
                SystemCall.GETSOCKOPT,
                guest,
                SOL_SOCKET,
                SO_ERROR,
                scene.memory.address() + 104,
                scene.memory.address() + 100);
        assertThat(reply).isEqualTo(Reply.SUCCESS);
        return scene.memory.bytes().getInt(104);
    }

    @Test
    void callsOnOtherDescriptorsAreDeclined() throws Exception {
        assertThat(scene.call(SystemCall.LISTEN, 0, 5)).isEqualTo(Reply.DECLINE);
        assertThat(scene.call(SystemCall.LISTEN, -1, 5)).isEqualTo(Reply.DECLINE);
        assertThat(scene.call(SystemCall.LISTEN, 987654, 5)).isEqualTo(Reply.DECLINE);
    }

    private int lingering(FakeStream stream, int seconds) throws Exception {
        int guest = connected(stream);
        stream.option(Sockets.SOL_SOCKET, CommonCalls.SO_LINGER, bytes(1, seconds));
        assertThat(scene.send(guest, bytes("to be acknowledged"))).isPositive();
        Scene.await(() -> stream.sending.size() > 0);
        return guest;
    }

    private static byte[] bytes(int first, int second) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(first)
                .putInt(second)
                .array();
    }

    @Test
    void aCloseWithLingerWaitsUntilTheLastByteIsAcknowledged() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = lingering(stream, 100);

        OwnCall close = scene.begin(SystemCall.CLOSE, guest);

        assertThat(close.answered()).isFalse();
        scene.inLoop(stream::takeSent);
        assertThat(close.await()).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aCloseWithLingerEndsWithItsTimeAndWithASignal() throws Exception {
        FakeStream stream = new FakeStream();
        assertThat(scene.begin(SystemCall.CLOSE, lingering(stream, 1)).await()).isEqualTo(Reply.CONTINUE);

        FakeStream other = new FakeStream();
        OwnCall close = scene.begin(SystemCall.CLOSE, lingering(other, 100));
        assertThat(close.answered()).isFalse();
        close.signal();
        assertThat(close.await()).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aCloseWithLingerEndsWithTheConnection() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = lingering(stream, 100);
        OwnCall close = scene.begin(SystemCall.CLOSE, guest);
        assertThat(close.answered()).isFalse();
        scene.inLoop(() -> {
            stream.sending.drop(stream.sending.size());
            stream.reset();
        });
        assertThat(close.await()).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aCloseWithoutATimeDoesNotWait() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = lingering(stream, 0);
        assertThat(scene.call(SystemCall.CLOSE, guest)).isEqualTo(Reply.CONTINUE);
    }

    @Test
    void aConnectThatWaitsReturnsWhenItIsDecided() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = scene.open(stream, 0);

        OwnCall connect = scene.begin(SystemCall.CONNECT, guest, scene.address(80), 16);

        assertThat(connect.answered()).isFalse();
        assertThat(scene.poll(guest)).isZero();
        scene.inLoop(() -> stream.decide(0));
        assertThat(connect.await()).isEqualTo(Reply.SUCCESS);
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void aFailedConnectSaysWhyAndMayBeTriedAgain() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = scene.open(stream, 0);
        OwnCall first = scene.begin(SystemCall.CONNECT, guest, scene.address(80), 16);
        scene.inLoop(() -> stream.decide(NetworkError.ECONNREFUSED.number()));
        assertThat(first.await()).isEqualTo(Reply.fail(Errno.ECONNREFUSED));

        OwnCall second = scene.begin(SystemCall.CONNECT, guest, scene.address(80), 16);

        assertThat(second.answered()).isFalse();
        assertThat(scene.poll(guest)).isZero();
        scene.inLoop(() -> stream.decide(0));
        assertThat(second.await()).isEqualTo(Reply.SUCCESS);
        assertThat(scene.send(guest, bytes("now"))).isEqualTo(3);
        Scene.await(() -> stream.sending.size() == 3);
    }

    @Test
    void aNonBlockingConnectIsToldByPoll() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = scene.open(stream, Sockets.SOCK_NONBLOCK);

        assertThat(scene.call(SystemCall.CONNECT, guest, scene.address(80), 16))
                .isEqualTo(Reply.fail(Errno.EINPROGRESS));
        assertThat(scene.call(SystemCall.CONNECT, guest, scene.address(80), 16)).isEqualTo(Reply.fail(Errno.EALREADY));
        assertThat(scene.poll(guest)).isZero();
        assertThat(scene.send(guest, bytes("early"))).isEqualTo(-Errno.EAGAIN.number());

        scene.inLoop(() -> stream.decide(0));
        Scene.await(() -> scene.poll(guest) == POLLOUT);
        assertThat(error(guest)).isZero();
        assertThat(scene.send(guest, new byte[100_000])).isEqualTo(100_000);
    }

    @Test
    void aNonBlockingConnectThatFailsIsToldByPollAndSoError() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = scene.open(stream, Sockets.SOCK_NONBLOCK);
        scene.call(SystemCall.CONNECT, guest, scene.address(80), 16);

        scene.inLoop(() -> stream.decide(NetworkError.ECONNREFUSED.number()));

        Scene.await(() -> (scene.poll(guest) & POLLERR) != 0);
        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT | POLLERR | POLLHUP);
        assertThat(error(guest)).isEqualTo(Errno.ECONNREFUSED.number());
        assertThat(error(guest)).isZero();
        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT | POLLHUP);
    }

    @Test
    void afterAFailureThatPollToldTheNextConnectBringsAnotherDescriptor() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = scene.open(stream, Sockets.SOCK_NONBLOCK);
        scene.call(SystemCall.CONNECT, guest, scene.address(80), 16);
        scene.inLoop(() -> stream.decide(NetworkError.ECONNREFUSED.number()));
        Scene.await(() -> (scene.poll(guest) & POLLERR) != 0);

        Reply.Replacing reply = (Reply.Replacing) scene.call(SystemCall.CONNECT, guest, scene.address(80), 16);

        assertThat(reply.target()).isEqualTo(guest);
        assertThat(reply.result()).isEqualTo(-Errno.ECONNREFUSED.number());
        scene.close(guest);
        int fresh = reply.descriptor();
        assertThat(scene.call(SystemCall.CONNECT, fresh, scene.address(80), 16))
                .isEqualTo(Reply.fail(Errno.EINPROGRESS));
        assertThat(scene.poll(fresh)).isZero();
        scene.inLoop(() -> stream.decide(0));
        Scene.await(() -> scene.poll(fresh) == POLLOUT);
        assertThat(stream.closed).isFalse();
        scene.close(fresh);
        Scene.await(() -> stream.closed);
    }

    @Test
    void theGuestsEndHoldsNoMoreThanSoSndbufSays() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.memory.bytes().putInt(100, 4096);

        scene.call(SystemCall.SETSOCKOPT, guest, SOL_SOCKET, Sockets.SO_SNDBUF, scene.memory.address() + 100, 4);

        assertThat(scene.send(guest, new byte[1_000_000])).isLessThan(FakeStream.BUFFER + 20_000);
    }

    @Test
    void aStreamThatIsNotConnectedCannotBeUsed() throws Exception {
        int guest = scene.open(new FakeStream(), 0);

        assertThat(scene.poll(guest)).isEqualTo(POLLOUT | POLLHUP);
        assertThat(scene.send(guest, bytes("x"))).isEqualTo(-Errno.ENOTCONN.number());
        assertThat(scene.receive(guest, 1)).isEqualTo(Errno.EINVAL);
        scene.close(guest);
        Scene.await(() -> !scene.host.inUse());
    }

    @Test
    void theUrgentByteIsOneOfTheGuestsOwnEnd() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        scene.inLoop(() -> stream.arrive(bytes("before")));
        Scene.await(() -> stream.unread() == 0);
        scene.inLoop(() -> stream.arriveUrgent('!'));
        Scene.await(() -> new io.umview.linux.Poll().now(guest, 2) == 2);
        scene.inLoop(() -> stream.arrive(bytes("after")));
        Scene.await(() -> stream.unread() == 0);

        assertThat(new io.umview.linux.Poll().now(guest, 2)).isEqualTo(2);
        assertThat(scene.receive(guest, 100)).isEqualTo(bytes("before"));
        assertThat(scene.receive(guest, 1, Sockets.MSG_OOB)).isEqualTo(bytes("!"));
        assertThat(scene.receive(guest, 100)).isEqualTo(bytes("after"));
    }

    @Test
    void bytesGoBothWays() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        scene.send(guest, bytes("request"));
        Scene.await(() -> stream.sending.size() == 7);
        scene.inLoop(() -> stream.arrive(bytes("answer")));

        assertThat(scene.inLoop(stream::takeSent)).isEqualTo(bytes("request"));
        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(bytes("answer"));
    }

    @Test
    void aSlowPeerHoldsTheGuestBackAndLosesNothing() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        byte[] all = new byte[3_000_000];
        new Random(1).nextBytes(all);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int sent = 0;
        int refusals = 0;
        while (taken.size() < all.length) {
            long count = sent == all.length
                    ? 0
                    : scene.send(guest, java.util.Arrays.copyOfRange(all, sent, Math.min(all.length, sent + 50_000)));
            if (count > 0) {
                sent += (int) count;
            } else {
                refusals++;
                taken.write(scene.inLoop(stream::takeSent));
            }
        }
        assertThat(taken.toByteArray()).isEqualTo(all);
        assertThat(refusals).isPositive();
    }

    @Test
    void aSlowGuestHoldsThePeerBackAndLosesNothing() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        byte[] all = new byte[3_000_000];
        new Random(2).nextBytes(all);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int[] sent = {0};
        while (taken.size() < all.length) {
            boolean stuck = scene.inLoop(() -> {
                int count = Math.min(20_000, Math.min(all.length - sent[0], stream.receiving.space()));
                if (count > 0) {
                    stream.arrive(java.util.Arrays.copyOfRange(all, sent[0], sent[0] + count));
                    sent[0] += count;
                }
                return count == 0;
            });
            if (stuck) {
                Object received = scene.receive(guest, 100_000);
                if (received instanceof byte[] data) {
                    taken.write(data);
                }
            }
        }
        assertThat(taken.toByteArray()).isEqualTo(all);
    }

    @Test
    void theEndOfThePeerIsSeenBehindItsLastByte() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        scene.inLoop(() -> {
            stream.peerFinished = true;
            stream.arrive(bytes("last"));
        });

        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(bytes("last"));
        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(new byte[0]);
        assertThat(scene.send(guest, bytes("still"))).isEqualTo(5);
        Scene.await(() -> stream.sending.size() == 5);
    }

    @Test
    void aResetIsSeenBehindWhatCameBefore() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        scene.inLoop(() -> {
            stream.arrive(bytes("before"));
            stream.reset();
        });

        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(bytes("before"));
        Scene.await(() -> scene.poll(guest) == (POLLIN | POLLOUT | POLLERR | POLLHUP));
        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(Errno.ECONNRESET);
        assertThat(scene.send(guest, bytes("x"))).isEqualTo(-Errno.EPIPE.number());
        assertThat(error(guest)).isZero();
        assertThat(scene.poll(guest)).isEqualTo(POLLIN | POLLOUT | POLLHUP);
    }

    @Test
    void aResetIsToldBySoErrorUnlessItWasReceived() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        scene.inLoop(stream::reset);

        assertThat(error(guest)).isEqualTo(Errno.ECONNRESET.number());
        assertThat(scene.receive(guest, 100)).isEqualTo(new byte[0]);
    }

    @Test
    void afterAResetTheSocketGoesWithItsDescriptor() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.inLoop(stream::reset);
        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(Errno.ECONNRESET);
        assertThat(scene.host.inUse()).isTrue();

        scene.close(guest);

        Scene.await(() -> stream.closed);
        assertThat(scene.host.inUse()).isFalse();
    }

    @Test
    void whatWasSentBeforeTheCloseIsSent() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        int sent = 0;
        for (long count; (count = scene.send(guest, new byte[10_000])) > 0; ) {
            sent += (int) count;
        }

        scene.close(guest);

        scene.inLoop(() -> {});
        assertThat(stream.closed).isFalse();
        int taken = 0;
        while (taken < sent) {
            taken += scene.inLoop(stream::takeSent).length;
        }
        Scene.await(() -> stream.closed);
        assertThat(taken).isEqualTo(sent).isGreaterThan(FakeStream.BUFFER);
    }

    private void resetsWhenClosedWithSomethingUnread(FakeStream stream, int guest) throws Exception {
        scene.inLoop(() -> stream.arrive(bytes("unread")));
        Scene.await(() -> (scene.poll(guest) & POLLIN) != 0);

        scene.close(guest);

        Scene.await(() -> stream.closed);
        assertThat(stream.options.get(SOL_SOCKET << 16 | SO_LINGER)).startsWith(1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aCloseWithSomethingUnreadResetsTheConnection() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);

        resetsWhenClosedWithSomethingUnread(stream, guest);
    }

    @Test
    void aCloseWithSomethingUnreadResetsTheConnectionAfterShutdownToo() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_WR)).isEqualTo(Reply.SUCCESS);
        Scene.await(() -> stream.finished);

        resetsWhenClosedWithSomethingUnread(stream, guest);
    }

    @Test
    void whatArrivesWhileTheGuestClosesIsLeftUnreadForTheStackToReset() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        stream.observer = Socket.Observer.NONE;
        scene.inLoop(() -> stream.arrive(bytes("unread")));

        scene.close(guest);

        Scene.await(() -> stream.closed);
        assertThat(stream.unread()).isEqualTo(6);
    }

    @Test
    void whatCannotBeSentIsLostIfSomethingIsUnread() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.send(guest, new byte[FakeStream.BUFFER]);
        Scene.await(() -> stream.sending.space() == 0);
        scene.send(guest, bytes("more"));
        stream.observer = Socket.Observer.NONE;
        scene.inLoop(() -> stream.arrive(bytes("unread")));

        scene.close(guest);

        Scene.await(() -> stream.closed);
        assertThat(stream.unread()).isEqualTo(6);
    }

    @Test
    void shutdownOfSendingLetsTheOtherDirectionLive() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.send(guest, bytes("all"));

        assertThat(scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_WR)).isEqualTo(Reply.SUCCESS);

        Scene.await(() -> stream.finished);
        assertThat(stream.sending.size()).isEqualTo(3);
        assertThat(scene.send(guest, bytes("more"))).isEqualTo(-Errno.EPIPE.number());
        scene.inLoop(() -> stream.arrive(bytes("answer")));
        assertThat(scene.awaitReceive(guest, 100)).isEqualTo(bytes("answer"));
        assertThat(stream.closed).isFalse();
    }

    @Test
    void afterShutdownOfBothDirectionsTheLastCloseIsNoticed() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.call(SystemCall.SHUTDOWN, guest, Sockets.SHUT_RDWR);
        assertThat(scene.poll(guest) & POLLHUP).isEqualTo(POLLHUP);
        scene.inLoop(stream::changed);
        assertThat(stream.closed).isFalse();

        scene.close(guest);

        Scene.await(() -> stream.closed);
    }

    @Test
    void aListenerIsReadableForAsLongAsConnectionsWait() throws Exception {
        FakeStream listener = new FakeStream();
        int guest = scene.open(listener, Sockets.SOCK_NONBLOCK);
        scene.call(SystemCall.LISTEN, guest, 5);
        assertThat(scene.poll(guest) & POLLIN).isZero();

        scene.inLoop(() -> {
            listener.backlog.add(FakeStream.connection());
            listener.backlog.add(FakeStream.connection());
            listener.changed();
        });

        for (int i = 0; i < 2; i++) {
            Scene.await(() -> (scene.poll(guest) & POLLIN) != 0);
            Reply reply = scene.call(SystemCall.ACCEPT4, guest, 0, 0, Sockets.SOCK_CLOEXEC);
            assertThat(reply).isInstanceOf(Reply.Descriptor.class);
            scene.close(((Reply.Descriptor) reply).descriptor());
        }
        assertThat(scene.poll(guest) & POLLIN).isZero();
        assertThat(scene.call(SystemCall.ACCEPT4, guest, 0, 0, 0)).isEqualTo(Reply.fail(Errno.EAGAIN));
        assertThat(scene.call(SystemCall.ACCEPT4, guest, 0, 0, 1)).isEqualTo(Reply.fail(Errno.EINVAL));
    }

    @Test
    void anAcceptThatWaitsGetsTheConnectionAndThePeersAddress() throws Exception {
        FakeStream listener = new FakeStream();
        int guest = scene.open(listener, 0);
        scene.call(SystemCall.LISTEN, guest, 5);
        scene.memory.bytes().putInt(200, 128);
        OwnCall accept =
                scene.begin(SystemCall.ACCEPT, guest, scene.memory.address() + 300, scene.memory.address() + 200);
        assertThat(accept.answered()).isFalse();
        FakeStream connection = FakeStream.connection();

        scene.inLoop(() -> {
            listener.backlog.add(connection);
            listener.changed();
        });

        int accepted = ((Reply.Descriptor) accept.await()).descriptor();
        assertThat(scene.memory.bytes().getInt(200)).isEqualTo(16);
        assertThat(scene.port(300)).isEqualTo(4711);
        assertThat(Files.fcntl(accepted, Files.F_GETFL, 0) & Files.O_NONBLOCK).isZero();
        scene.send(accepted, bytes("hello"));
        Scene.await(() -> connection.sending.size() == 5);
        assertThat(scene.poll(guest) & POLLIN).isZero();
        scene.close(accepted);
    }

    @Test
    void aSignalEndsAnAcceptThatWaits() throws Exception {
        FakeStream listener = new FakeStream();
        int guest = scene.open(listener, 0);
        scene.call(SystemCall.LISTEN, guest, 5);
        OwnCall accept = scene.begin(SystemCall.ACCEPT, guest, 0, 0);

        accept.signal();

        assertThat(accept.await()).isEqualTo(Reply.INTERRUPTED);
        scene.inLoop(() -> {
            listener.backlog.add(FakeStream.connection());
            listener.changed();
        });
        assertThat(scene.call(SystemCall.ACCEPT, guest, 0, 0)).isInstanceOf(Reply.Descriptor.class);
    }

    @Test
    void aReceiveTimeoutEndsAnAcceptThatWaits() throws Exception {
        FakeStream listener = new FakeStream();
        int guest = scene.open(listener, 0);
        scene.call(SystemCall.LISTEN, guest, 5);
        scene.memory.bytes().putLong(400, 0).putLong(408, 20_000);
        assertThat(scene.call(SystemCall.SETSOCKOPT, guest, SOL_SOCKET, SO_RCVTIMEO, scene.memory.address() + 400, 16))
                .as("the kernel is to know it too")
                .isEqualTo(Reply.CONTINUE);

        assertThat(scene.begin(SystemCall.ACCEPT, guest, 0, 0).await()).isEqualTo(Reply.fail(Errno.EAGAIN));
    }

    @Test
    void anAcceptThatWaitsKeepsTheListener() throws Exception {
        FakeStream listener = new FakeStream();
        int guest = scene.open(listener, 0);
        scene.call(SystemCall.LISTEN, guest, 5);
        OwnCall accept = scene.begin(SystemCall.ACCEPT, guest, 0, 0);

        scene.close(guest);
        scene.inLoop(() -> {});
        assertThat(listener.closed).isFalse();
        accept.signal();

        Scene.await(() -> listener.closed);
    }

    @Test
    void urgentDataIsSentBehindWhatWasSentBefore() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        scene.send(guest, bytes("before"));
        scene.memory.bytes().put(0, bytes("ab!"));

        assertThat(scene.call(SystemCall.SENDTO, guest, scene.memory.address(), 3, Sockets.MSG_OOB, 0, 0))
                .isEqualTo(Reply.value(3));

        assertThat(scene.inLoop(stream::takeSent)).isEqualTo(bytes("beforeab"));
        assertThat(stream.urgentSent).isEqualTo('!');
    }

    @Test
    void whatIsNotYetSentIsCounted() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        int sent = 0;
        for (long count; (count = scene.send(guest, new byte[10_000])) > 0; ) {
            sent += (int) count;
        }
        scene.inLoop(() -> {});

        scene.call(SystemCall.IOCTL, guest, Sockets.SIOCOUTQ, scene.memory.address());

        assertThat(scene.memory.bytes().getInt(0)).isEqualTo(sent);
    }

    @Test
    void namesAreCutToTheRoomThatThereIs() throws Exception {
        int guest = scene.open(new FakeStream(), 0);
        scene.call(SystemCall.BIND, guest, scene.address(8080), 16);
        scene.memory.bytes().putInt(200, 4).putLong(300, -1);

        assertThat(scene.call(
                        SystemCall.GETSOCKNAME, guest, scene.memory.address() + 300, scene.memory.address() + 200))
                .isEqualTo(Reply.SUCCESS);

        ByteBuffer bytes = scene.memory.bytes().order(ByteOrder.nativeOrder());
        assertThat(bytes.getInt(200)).isEqualTo(16);
        assertThat(scene.port(300)).isEqualTo(8080);
        assertThat(bytes.getInt(304)).isEqualTo(-1);
    }

    @Test
    void badPointersAndLengthsAreErrors() throws Exception {
        int guest = scene.open(new FakeStream(), 0);

        assertThat(scene.call(SystemCall.BIND, guest, 1, 16)).isEqualTo(Reply.fail(Errno.EFAULT));
        assertThat(scene.call(SystemCall.BIND, guest, scene.address(1), -1)).isEqualTo(Reply.fail(Errno.EINVAL));
        assertThat(scene.call(SystemCall.BIND, guest, scene.address(1), 15)).isEqualTo(Reply.fail(Errno.EINVAL));
        assertThat(scene.call(SystemCall.BIND, guest, scene.address(1), 129)).isEqualTo(Reply.fail(Errno.EINVAL));
        assertThat(scene.call(SystemCall.GETPEERNAME, guest, 0, 0)).isEqualTo(Reply.fail(Errno.ENOTCONN));
        assertThat(scene.call(SystemCall.SETSOCKOPT, guest, 1, 2, 1, 4)).isEqualTo(Reply.fail(Errno.EFAULT));
        assertThat(scene.call(SystemCall.SETSOCKOPT, guest, 1, 2, 0, -4)).isEqualTo(Reply.fail(Errno.EINVAL));
        assertThat(scene.call(SystemCall.SHUTDOWN, guest, 3)).isEqualTo(Reply.fail(Errno.EINVAL));
        assertThat(scene.call(SystemCall.RECVMSG, guest, 0, 0)).isEqualTo(Reply.fail(Errno.ENOTCONN));
    }

    @Test
    void theEndOfTheStackIsTheEndOfItsSockets() throws Exception {
        FakeStream stream = new FakeStream();
        int guest = connected(stream);
        FakeStream listener = new FakeStream();
        int listening = scene.open(listener, 0);
        scene.call(SystemCall.LISTEN, listening, 1);
        OwnCall accept = scene.begin(SystemCall.ACCEPT, listening, 0, 0);

        scene.loop.close();

        assertThat(accept.await()).isEqualTo(Reply.fail(Errno.ENETDOWN));
        assertThat(scene.receive(guest, 10)).isEqualTo(new byte[0]);
        assertThat(scene.call(SystemCall.LISTEN, listening, 1)).isEqualTo(Reply.DECLINE);
        assertThat(stream.closed).isTrue();
    }
}
