package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.HandoverQueue;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An event loop for plain Java programs: a daemon thread that waits for channels, tasks and timers. */
public final class SelectorLoop implements EventLoop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SelectorLoop.class.getName());
    private static final long MILLISECOND = 1_000_000;
    private static final int TASKS = 1024;

    private final Selector selector;
    private final TimerWheel timers;
    private final Runnable advance;
    private final Thread thread;
    private final Consumer<SelectionKey> dispatch = SelectorLoop::dispatch;

    private final HandoverQueue<Runnable> tasks = new HandoverQueue<>(TASKS);

    /** What found no room among the tasks; then everything goes here, so that the order stays. */
    private final Queue<Runnable> overflow = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<Runnable> laterTasks = new ArrayDeque<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean closed;

    private SelectorLoop(String name, Clock clock) throws IOException {
        selector = Selector.open();
        timers = new TimerWheel(clock);
        advance = timers::advance;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Starts a loop.
     *
     * @param name of the thread
     */
    public static SelectorLoop start(String name) throws IOException {
        SelectorLoop loop = new SelectorLoop(name, Clock.SYSTEM);
        loop.thread.start();
        return loop;
    }

    /** Timers that expire in the loop. For the loop's thread only. */
    public TimerWheel timers() {
        return timers;
    }

    /**
     * Waits for a channel too. In the loop's thread.
     *
     * @param channel not blocking
     * @param operations what to wait for: OP_* of {@link SelectionKey}; 0 is nothing yet
     */
    public SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
        return channel.register(selector, operations, handler);
    }

    @Override
    public void execute(Runnable task) {
        if (!overflow.isEmpty() || !tasks.offer(task)) {
            overflow.add(task);
        }
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void later(Runnable task) {
        laterTasks.add(task);
    }

    /**
     * Ends the loop, when the tasks that it has been given are done, and waits for its end unless the loop itself calls this. Channels
     * are not closed.
     */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (!inLoop()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                runTasks();
                perform(advance);
                runLater();
                await();
            }
            runTasks();
        } catch (IOException | ClosedSelectorException e) {
            LOG.log(System.Logger.Level.ERROR, thread.getName() + " has ended", e);
        }
    }

    private void await() throws IOException {
        if (!laterTasks.isEmpty()) {
            selector.selectNow(dispatch);
            return;
        }
        asleep.set(true);
        if (!tasks.isEmpty() || !overflow.isEmpty()) {
            asleep.set(false);
            selector.selectNow(dispatch);
            return;
        }
        long delay = timers.delay();
        if (delay == 0) {
            selector.selectNow(dispatch);
        } else {
            // 0 is "for ever" to select.
            selector.select(dispatch, delay < 0 ? 0 : (delay + MILLISECOND - 1) / MILLISECOND);
        }
        asleep.set(false);
    }

    /** Not more than there were at the beginning: channels and timers have their turn too. */
    private void runTasks() {
        for (int i = 0; i < TASKS; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                task = overflow.poll();
            }
            if (task == null) {
                return;
            }
            perform(task);
        }
    }

    private void runLater() {
        for (int count = laterTasks.size(); count > 0; count--) {
            perform(laterTasks.remove());
        }
    }

    private static void dispatch(SelectionKey key) {
        Handler handler = (Handler) key.attachment();
        try {
            handler.ready(key);
        } catch (RuntimeException e) {
            report(e);
        }
    }

    private static void perform(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            report(e);
        }
    }

    /** A fault of one task is none of the others'. */
    private static void report(RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A task of an event loop has failed", e);
    }

    /** Whom to tell that a channel is ready. */
    @FunctionalInterface
    public interface Handler {
        /** Operations of the key are ready. In the loop's thread. */
        void ready(SelectionKey key);
    }
}
