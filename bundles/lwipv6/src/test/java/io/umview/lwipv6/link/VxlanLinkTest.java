package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.time.Clock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints on the loopback interface. */
class VxlanLinkTest {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long A = 0x0202_0000_0001L;
    private static final long B = 0x0202_0000_0002L;

    private final int port = freePort();
    private SelectorLoop host;
    private SelectorLoop stacks;
    private final List<VxlanLink> links = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        host = SelectorLoop.start("host");
        stacks = SelectorLoop.start("stacks");
    }

    @AfterEach
    void stop() throws Exception {
        for (VxlanLink link : links) {
            inStack(link::close);
        }
        stacks.close();
        host.close();
    }

    @Test
    void membersOfAGroupOnOneHostShareANetwork() throws Exception {
        Member first = new Member("239.77.1.1%lo/42/" + port);
        Member second = new Member("239.77.1.1%lo/42/" + port);
        Member stranger = new Member("239.77.1.1%lo/43/" + port);

        first.send(BROADCAST, A, 100);
        assertThat(second.next()).hasSize(114);
        second.send(A, B, 200);
        assertThat(first.next()).as("not its own broadcast").hasSize(214);
        stranger.send(BROADCAST, A, 300);
        first.send(BROADCAST, A, 400);
        assertThat(second.next()).as("nothing of another network").hasSize(414);
    }

    @Test
    void whatIsNotAFrameOfThisNetworkIsDropped() throws Exception {
        Member member = new Member("127.0.0.3/7/" + port);
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName("127.0.0.3"))) {
            byte[] right = new byte[8 + 60];
            right[0] = 8;
            right[6] = 7;
            for (int length : new int[] {0, 1, 7, 8, 21}) {
                peer.send(new DatagramPacket(right, length, InetAddress.getLoopbackAddress(), port));
            }
            for (int bit = 0; bit < 64; bit++) {
                byte[] wrong = right.clone();
                wrong[bit / 8] ^= (byte) (1 << bit % 8);
                peer.send(new DatagramPacket(wrong, wrong.length, InetAddress.getLoopbackAddress(), port));
            }
            peer.send(new DatagramPacket(right, right.length, InetAddress.getLoopbackAddress(), port));
        }
        assertThat(member.next()).hasSize(60);
        assertThat(member.frames).isEmpty();
        assertThat(member.link.dropped()).isEqualTo(5 + 64);
    }

    @Test
    void theMtuIsThatOfTheHostLessTheHeaders() throws Exception {
        VxlanLink link = open("239.77.1.1%lo/1/" + port);
        assertThat(link.mtu()).isEqualTo(65507 - 8 - 18);
        assertThat(link.mtu(1450)).isTrue();
        assertThat(link.mtu(67)).isFalse();
        assertThat(link.mtu(65_500)).isFalse();
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(port)) {
            assertThatThrownBy(() -> VxlanLink.open(
                            VxlanOptions.parse("127.0.0.3/7/" + taken.getLocalPort()), host, Clock.SYSTEM))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }

    private VxlanLink open(String text) throws IOException {
        VxlanLink link = VxlanLink.open(VxlanOptions.parse(text), host, Clock.SYSTEM);
        links.add(link);
        return link;
    }

    private void inStack(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        stacks.execute(() -> {
            task.run();
            done.countDown();
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Member {
        final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        final VxlanLink link;
        private Station station;

        Member(String text) throws Exception {
            link = open(text);
            inStack(() -> {
                station = new Station(stacks, link);
                station.inspector = packet -> frames.add(Station.bytes(packet));
            });
            CountDownLatch reading = new CountDownLatch(1);
            host.execute(reading::countDown);
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void send(long destination, long source, int payload) throws Exception {
            inStack(() -> station.send(destination, source, payload));
        }

        byte[] next() throws InterruptedException {
            return frames.poll(10, TimeUnit.SECONDS);
        }
    }
}
