package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.time.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelectorLoopTest {
    private SelectorLoop loop;

    @BeforeEach
    void start() throws IOException {
        loop = SelectorLoop.start("loop under test");
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void tasksOfAThreadAreDoneInOrderHoweverManyThereAre() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> await(held));
        for (int i = 0; i < 5000; i++) {
            int number = i;
            loop.execute(() -> seen.add(number));
        }
        loop.execute(done::countDown);
        held.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(5000).isSorted();
    }

    @Test
    void whatIsForLaterComesAfterWhatIsAtHand() throws Exception {
        BlockingQueue<String> order = new ArrayBlockingQueue<>(3);
        loop.execute(() -> {
            loop.later(() -> order.add("later"));
            loop.execute(() -> order.add("task"));
            order.add("now");
        });
        assertThat(order.poll(10, TimeUnit.SECONDS)).isEqualTo("now");
        assertThat(List.of(order.poll(10, TimeUnit.SECONDS), order.poll(10, TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder("later", "task");
    }

    @Test
    void timersExpireInTheLoop() throws Exception {
        CountDownLatch expired = new CountDownLatch(1);
        Timer timer = new Timer() {
            @Override
            protected void expire() {
                assertThat(loop.inLoop()).isTrue();
                expired.countDown();
            }
        };
        loop.execute(() -> loop.timers().set(timer, 5_000_000));
        assertThat(expired.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void channelsThatAreReadyAreHandled() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            source.configureBlocking(false);
            BlockingQueue<Integer> read = new ArrayBlockingQueue<>(10);
            loop.execute(() -> register(source, read));
            sink.write(ByteBuffer.wrap(new byte[7]));
            assertThat(read.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    @Test
    void aTaskThatFailsDoesNotEndTheLoop() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLoopThatIsClosedByItselfEnds() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            loop.close();
            done.countDown();
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        loop.close();
        assertThat(loop.inLoop()).isFalse();
    }

    private void register(Pipe.SourceChannel source, BlockingQueue<Integer> read) {
        try {
            loop.register(source, SelectionKey.OP_READ, key -> {
                try {
                    read.add(source.read(ByteBuffer.allocate(100)));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
