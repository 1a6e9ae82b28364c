package io.umview.umnet.lwipv6.call;

import static io.umview.umnet.lwipv6.call.Scene.POLLHUP;
import static io.umview.umnet.lwipv6.call.Scene.POLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.umnet.lwipv6.loop.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to a peer that answers before the loop would wait, and streams that come to no connection. */
class NearbyPeerTest {
    private Scene scene;
    private final FakeStream stream = new FakeStream();

    @BeforeEach
    void begin() throws Exception {
        scene = new Scene();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    private Reply connect(int guest) throws Exception {
        return scene.call(SystemCall.CONNECT, guest, scene.address(80), 16);
    }

    private void answersAtOnce(int errno) {
        stream.atConnect = () -> scene.loop.later(() -> stream.decide(errno));
    }

    @Test
    void whoWaitsIsConnectedAtOnce() throws Exception {
        int guest = scene.open(stream, 0);
        answersAtOnce(0);

        assertThat(connect(guest)).isEqualTo(Reply.SUCCESS);

        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
        assertThat(scene.send(guest, new byte[100_000])).isEqualTo(100_000);
        Scene.await(() -> stream.sending.size() == FakeStream.BUFFER);
        assertThat(connect(guest)).isEqualTo(Reply.fail(Errno.EISCONN));
    }

    @Test
    void whoWaitsIsRefusedAtOnceAndMayTryAgain() throws Exception {
        int guest = scene.open(stream, 0);
        answersAtOnce(NetworkError.ECONNREFUSED.number());

        assertThat(connect(guest)).isEqualTo(Reply.fail(Errno.ECONNREFUSED));

        assertThat(scene.poll(guest)).isEqualTo(POLLOUT | POLLHUP);
        answersAtOnce(0);
        assertThat(connect(guest)).isEqualTo(Reply.SUCCESS);
        assertThat(scene.poll(guest)).isEqualTo(POLLOUT);
    }

    @Test
    void whoDoesNotWaitIsToldLater() throws Exception {
        int guest = scene.open(stream, Sockets.SOCK_NONBLOCK);
        answersAtOnce(0);

        assertThat(connect(guest)).isEqualTo(Reply.fail(Errno.EINPROGRESS));

        Scene.await(() -> scene.poll(guest) == POLLOUT);
    }

    @Test
    void theSizeOfTheSendBufferIsKept() throws Exception {
        int guest = scene.open(stream, 0);
        answersAtOnce(0);
        scene.memory.bytes().putInt(100, 4096);
        scene.call(
                SystemCall.SETSOCKOPT, guest, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, scene.memory.address() + 100, 4);

        connect(guest);

        assertThat(scene.send(guest, new byte[1_000_000])).isLessThan(20_000);
    }

    @Test
    void linksWakeNobodyWhileTheSynIsSent() throws Exception {
        int guest = scene.open(stream, 0);
        List<String> events = new ArrayList<>();
        scene.inLoop(() -> scene.loop.join(new Source() {
            @Override
            public void hush() {
                events.add("hush");
            }

            @Override
            public void heed() {
                events.add("heed");
                stream.decide(0);
            }
        }));
        stream.atConnect = () -> events.add("SYN");

        assertThat(connect(guest)).isEqualTo(Reply.SUCCESS);

        assertThat(events).containsExactly("hush", "SYN", "heed");
    }

    @Test
    void streamsThatWereNeverConnectedAreForgottenWhenThereAreMany() throws Exception {
        List<FakeStream> streams = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            streams.add(new FakeStream());
            scene.close(scene.open(streams.get(i), 0));
        }

        long open = streams.stream().filter(each -> !each.closed).count();
        assertThat(open).isLessThan(100);
        scene.inLoop(scene.host::settle);
        assertThat(streams).allMatch(each -> each.closed);
        assertThat(scene.host.inUse()).isFalse();
    }

    @Test
    void aPortIsFreeAsSoonAsItsSocketIsClosed() throws Exception {
        FakeStream first = new FakeStream();
        scene.close(scene.open(first, 0));
        stream.portTaken = () -> !first.closed;

        assertThat(scene.call(SystemCall.BIND, scene.open(stream, 0), scene.address(8080), 16))
                .isEqualTo(Reply.SUCCESS);
    }
}
