package io.umview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    /** How a call ended that a thread was interrupted in. */
    private record End(long result, boolean restartable) {}

    @FunctionalInterface
    private interface Blocking {
        long call();
    }

    private static End interrupted(Blocking call) throws Exception {
        CompletableFuture<Interruption> itself = new CompletableFuture<>();
        CompletableFuture<End> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            itself.complete(Interruption.ofThisThread());
            long result = call.call();
            end.complete(new End(result, Interruption.endedRestartable()));
        });
        thread.start();
        // It may not have come to the call yet.
        while (thread.isAlive()) {
            itself.get().interrupt();
            thread.join(10);
        }
        return end.get();
    }

    @Test
    void endsACallThatASignalHandlerMayHaveMadeAgain() throws Exception {
        int event = (int) Kernel.call(Machine.EVENTFD2, 0, 0, 0);
        NativeBuffer value = new NativeBuffer(8);

        assertThat(interrupted(() -> Kernel.call(Machine.READ, event, value.address(), 8)))
                .isEqualTo(new End(-Wait.EINTR, true));

        Files.close(event);
        assertThat(Interruption.endedRestartable()).isFalse();
    }

    @Test
    void endsACallThatIsNeverMadeAgain() throws Exception {
        int epoll = (int) Kernel.call(Machine.EPOLL_CREATE1, 0);
        NativeBuffer events = new NativeBuffer(16);
        Blocking wait = () -> Kernel.call(Machine.EPOLL_PWAIT, epoll, events.address(), 1, -1, 0, 0);
        // One that is about to enter the kernel is told that it may make the call again.
        End end = interrupted(wait);
        while (end.restartable()) {
            end = interrupted(wait);
        }

        assertThat(end).isEqualTo(new End(-Wait.EINTR, false));
        Files.close(epoll);
    }
}
