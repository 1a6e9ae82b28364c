package io.umview.lwipv6.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverQueueTest {
    @Test
    void whatGoesInComesOutInOrderAsOftenAsItIsFilled() {
        HandoverQueue<Integer> queue = new HandoverQueue<>(4);
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(round * 4 + i)).isTrue();
            }
            assertThat(queue.offer(-1)).isFalse();
            for (int i = 0; i < 4; i++) {
                assertThat(queue.isEmpty()).isFalse();
                assertThat(queue.poll()).isEqualTo(round * 4 + i);
            }
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.poll()).isNull();
        }
    }

    @Test
    void theCapacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new HandoverQueue<>(3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        int producers = 3;
        int each = 100_000;
        HandoverQueue<int[]> queue = new HandoverQueue<>(64);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < producers; number++) {
            int me = number;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int[] item = {me, i};
                    while (!queue.offer(item)) {
                        Thread.onSpinWait();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        int[] next = new int[producers];
        for (int taken = 0; taken < producers * each; ) {
            int[] item = queue.poll();
            if (item != null) {
                assertThat(item[1]).isEqualTo(next[item[0]]++);
                taken++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void poolsExchangePacketsInsteadOfRunningDry() {
        PacketPool sender = new PacketPool();
        PacketPool receiver = new PacketPool();
        receiver.take(60_000).release();
        Packet first = sender.take(60_000);
        first.detach();
        assertThat(sender.inUse()).isZero();

        receiver.adopt(first);
        assertThat(receiver.inUse()).isOne();
        first.release();
        Packet second = sender.take(60_000);
        Packet third = sender.take(60_000);
        assertThat(third).isNotSameAs(second);
        third.release();

        assertThat(second).isNotSameAs(first);
        assertThat(receiver.take(60_000)).isSameAs(first);
        second.release();
        assertThat(sender.inUse()).isZero();
    }

    @Test
    void aPacketThatNobodyTookGoesBack() {
        PacketPool pool = new PacketPool();
        Packet packet = pool.take(100);
        packet.detach();
        packet.reattach();
        assertThat(pool.inUse()).isOne();
        packet.release();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void aSharedPacketStaysWhereItIs() {
        Packet packet = new PacketPool().take(100).retain();
        assertThatThrownBy(packet::detach).isInstanceOf(IllegalStateException.class);
    }
}
