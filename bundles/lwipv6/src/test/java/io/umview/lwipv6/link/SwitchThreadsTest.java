package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stacks in threads of their own over one switch. */
class SwitchThreadsTest {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final int STATIONS = 4;
    private static final int FRAMES = 40_000;
    private static final int BATCH = 16;

    private final CountDownLatch opened = new CountDownLatch(STATIONS);
    private final CountDownLatch greeted = new CountDownLatch(STATIONS * (STATIONS - 1));
    private final CountDownLatch finished = new CountDownLatch(STATIONS);

    @Test
    void everyFrameArrivesOnceWholeAndInOrder() throws Exception {
        Switch fabric = new Switch(Clock.SYSTEM);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < STATIONS; i++) {
            peers.add(new Peer(i, fabric.port()));
        }

        for (Peer peer : peers) {
            peer.loop.execute(peer::open);
        }
        assertThat(opened.await(10, TimeUnit.SECONDS)).isTrue();
        for (Peer peer : peers) {
            peer.loop.execute(peer::greet);
        }
        assertThat(greeted.await(10, TimeUnit.SECONDS)).isTrue();
        for (Peer peer : peers) {
            peer.loop.execute(peer::sendSome);
        }

        assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
        for (Peer peer : peers) {
            CountDownLatch closed = new CountDownLatch(1);
            peer.loop.execute(() -> {
                peer.link.close();
                closed.countDown();
            });
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            peer.loop.close();
            assertThat(peer.wrong).isZero();
            assertThat(peer.pool.inUse()).isZero();
        }
        assertThat(fabric.isEmpty()).isTrue();
    }

    /** Sends numbered frames to its neighbour, again and again until the switch has taken each, and checks what comes in. */
    private final class Peer implements Link.Receiver {
        final SelectorLoop loop;
        final PacketPool pool = new PacketPool();
        final Link link;
        final int number;
        final Runnable more = this::sendSome;
        int wrong;
        private int sent;
        private int expected;

        Peer(int number, Link link) throws Exception {
            this.number = number;
            this.link = link;
            loop = SelectorLoop.start("peer " + number);
        }

        void open() {
            link.open(this);
            opened.countDown();
        }

        /** Lets the switch know where it is. */
        void greet() {
            Packet packet = pool.take(14);
            packet.append(14);
            packet.put64(0, -1);
            packet.put64(6, address(number) << 16);
            link.send(packet);
            link.flush();
        }

        void sendSome() {
            for (int i = 0; i < BATCH && sent < FRAMES; i++) {
                int size = sent % 3 == 0 ? 9000 : 64 + sent % 100;
                Packet packet = pool.take(size);
                packet.append(size);
                packet.put64(0, address((number + 1) % STATIONS) << 16);
                packet.put64(6, address(number) << 16);
                packet.put32(14, sent);
                packet.put32(size - 4, ~sent);
                packet.segmentation(Packet.Segmentation.TCP4, 1448);
                if (!link.send(packet)) {
                    break;
                }
                sent++;
            }
            link.flush();
            if (sent < FRAMES) {
                loop.later(more);
            }
        }

        private long address(int of) {
            return 0x0202_0000_0000L | of;
        }

        @Override
        public PacketPool pool() {
            return pool;
        }

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public void receive(Packet packet) {
            if (packet.get64(0) >>> 16 == BROADCAST) {
                greeted.countDown();
            } else if (packet.get64(0) >>> 16 != address(number)) {
                wrong++;
            } else {
                int value = packet.get32(14);
                if (value != expected || packet.get32(packet.length() - 4) != ~value) {
                    wrong++;
                }
                expected = value + 1;
                if (expected == FRAMES) {
                    finished.countDown();
                }
            }
            packet.release();
        }

        @Override
        public void received() {}

        @Override
        public void carrierChanged() {}
    }
}
