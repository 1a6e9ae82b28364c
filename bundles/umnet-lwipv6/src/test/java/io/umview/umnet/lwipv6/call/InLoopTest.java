package io.umview.umnet.lwipv6.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InLoopTest {
    private static final Reply GONE = Reply.fail(Errno.EAFNOSUPPORT);

    @Test
    void aCallToALoopThatHasEndedIsAnswered() throws Exception {
        EpollLoop loop = new EpollLoop("test-loop", new TimerWheel(Clock.SYSTEM), () -> {});
        loop.start();
        loop.close();
        OwnCall call = new OwnCall(SystemCall.SOCKET);

        assertThat(InLoop.handle(loop, call, caller -> Reply.SUCCESS)).isEqualTo(Reply.LATER);

        assertThat(call.await()).isEqualTo(GONE);
    }

    @Test
    void aCallThatComesWhileTheLoopEndsIsAnswered() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        EpollLoop loop = new EpollLoop("test-loop", new TimerWheel(Clock.SYSTEM), () -> {
            ending.countDown();
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        loop.start();
        Thread closer = new Thread(loop::close);
        closer.start();
        ending.await();
        OwnCall call = new OwnCall(SystemCall.SOCKET);

        assertThat(InLoop.handle(loop, call, caller -> Reply.SUCCESS)).isEqualTo(Reply.LATER);
        asked.countDown();

        assertThat(call.await()).isEqualTo(GONE);
        closer.join();
    }
}
