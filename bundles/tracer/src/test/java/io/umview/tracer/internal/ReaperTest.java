package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.linux.Processes;
import io.umview.tracer.Tracer.ExitStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReaperTest {
    /**
     * The kernel shows waiting threads the children of the threads behind them first, in a circle: of the two reapers each is
     * shown the child that the other waits for.
     */
    @Test
    @Timeout(20)
    void twoReapersDoNotWaitForEachOther() throws Exception {
        Reaper one = new Reaper();
        ExecutorService parentOfTwo = Executors.newSingleThreadExecutor();
        int two = parentOfTwo.submit(() -> spawn("exit 2")).get();
        Reaper other = new Reaper();
        ExecutorService parentOfOne = Executors.newSingleThreadExecutor();
        int first = parentOfOne.submit(() -> spawn("exit 1")).get();
        awaitZombie(first);
        awaitZombie(two);
        try {
            CompletableFuture<ExitStatus> ended = one.started(first);
            CompletableFuture<ExitStatus> otherEnded = other.started(two);

            assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(new ExitStatus(1, 0));
            assertThat(otherEnded.get(10, TimeUnit.SECONDS)).isEqualTo(new ExitStatus(2, 0));
        } finally {
            one.close();
            other.close();
            parentOfOne.shutdown();
            parentOfTwo.shutdown();
        }
    }

    private static int spawn(String script) {
        return Processes.spawn("/bin/sh", List.of("sh", "-c", script), 0);
    }

    private static void awaitZombie(int pid) {
        ProcFiles proc = new ProcFiles();
        while (!proc.hasEnded(pid)) {
            Thread.onSpinWait();
        }
    }
}
