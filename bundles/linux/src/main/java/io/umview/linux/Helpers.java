package io.umview.linux;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Processes that the hypervisor itself needs. They are children of one thread that ends with this process, which tells them from
 * guests: to Linux a process is the child of the thread that started it, and of another one when that has ended.
 */
public final class Helpers {
    private static final int GETTID = 186;
    private static final int NONE = -1;

    private static volatile int thread = NONE;

    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread starter = new Thread(task, "umview-helpers");
        starter.setDaemon(true);
        return starter;
    });

    private Helpers() {}

    /** Starts a process. */
    public static Process start(ProcessBuilder builder) throws IOException {
        try {
            return STARTER.submit(() -> {
                        thread = (int) Kernel.call(GETTID, 0);
                        return builder.start();
                    })
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether the children of a thread of this process are helpers. */
    public static boolean areChildrenOf(int id) {
        return thread == id;
    }
}
