package io.umview.umnet.lwipv6.loop;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.time.TimerWheel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The event loop of one stack: a thread that waits in epoll_wait(2) for descriptors, tasks of other threads and the stack's
 * timers.
 *
 * <p>While it waits, another thread may {@linkplain #tryEnter enter} in its place: what a trapped call asks for is then done by the
 * thread that received the call, and no thread need be woken. Inside, everything is as in the loop's own thread, of which there is
 * only one at a time; so what the loop owns takes no locks.
 */
public final class EpollLoop implements EventLoop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EpollLoop.class.getName());
    private static final int EVENTS = 128;
    private static final long TASKS = -1;

    /** To hush more takes longer than to be woken. */
    private static final int FEW_SOURCES = 4;

    /** Timers expire at ticks of a millisecond; what is less apart is the same time, read twice. */
    private static final long SAME_NANOS = 500_000;

    /** What a thread does in the place of the loop's own. */
    private static final int FEW = 32;

    private static final int MANY = 256;
    private static final int EINTR = 4;

    /** Who is in the loop. */
    private final ReentrantLock turn = new ReentrantLock();

    private final TimerWheel timers;
    private final int epoll;
    private final int wakeUp;
    private final NativeBuffer events = new NativeBuffer(EVENTS * Epoll.EVENT);
    private final NativeBuffer change = new NativeBuffer(Epoll.EVENT);
    private final NativeBuffer one = new NativeBuffer(8);
    private final WatchTable watched = new WatchTable();
    private final List<Source> sources = new ArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final AtomicBoolean awake = new AtomicBoolean(true);
    private final Thread thread;
    private final Runnable atEnd;

    /** Whether the thread will look at the timers by itself, and when, as the timers' clock tells the time. */
    private boolean looks;

    private long nextLook;

    private boolean hushed;
    private boolean ending;
    private volatile boolean ended;

    /** A task that somebody waits for. */
    public interface Awaited extends Runnable {
        /** The loop has ended, and does it no more. In any thread. */
        void lost();
    }

    /**
     * A loop, whose thread {@link #start} starts.
     *
     * @param name of the thread
     * @param atEnd what is done at the end, in the loop, before the descriptors of the loop are closed
     */
    public EpollLoop(String name, TimerWheel timers, Runnable atEnd) throws ErrnoException {
        this.timers = timers;
        this.atEnd = atEnd;
        epoll = checked(Epoll.create());
        int event = Files.eventfd();
        if (event < 0) {
            Files.close(epoll);
        }
        wakeUp = checked(event);
        one.bytes().putLong(0, 1);
        // Each write is an event; the count is never read.
        Epoll.add(epoll, wakeUp, Epoll.EPOLLIN | Epoll.EPOLLET, TASKS);
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    private static int checked(int result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        return result;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** The timers that the loop lets expire. */
    public TimerWheel timers() {
        return timers;
    }

    /**
     * Takes the place of the waiting thread, unless somebody is in the loop. Who succeeds calls {@link #exit}, soon.
     *
     * @return whether the caller is in the loop now
     */
    public boolean tryEnter() {
        if (ended || !turn.tryLock()) {
            return false;
        }
        if (ending) {
            turn.unlock();
            return false;
        }
        return true;
    }

    /** Leaves the loop. */
    public void exit() {
        boolean wake;
        try {
            runLater(FEW);
            long delay = timers.delay();
            wake = !later.isEmpty()
                    || delay >= 0 && (!looks || timers.clock().nanos() + delay - nextLook < -SAME_NANOS);
        } finally {
            turn.unlock();
        }
        if (wake) {
            wake();
        }
    }

    /** Packets come from there too, until {@link #leave}. In the loop. */
    public void join(Source source) {
        sources.add(source);
    }

    /** No packets come from there any more. In the loop. */
    public void leave(Source source) {
        sources.remove(source);
    }

    /**
     * What is sent now may be answered by a peer on this machine even while it is being sent. Then the loop's thread is not to wake
     * for the answer: {@link #heed} takes it. In the loop.
     */
    public void hush() {
        hushed = sources.size() <= FEW_SOURCES;
        for (int i = 0; hushed && i < sources.size(); i++) {
            sources.get(i).hush();
        }
    }

    /** Takes what has come up since {@link #hush}. In the loop. */
    public void heed() {
        runLater(FEW);
        for (int i = sources.size() - 1; hushed && i >= 0; i--) {
            sources.get(i).heed();
        }
        hushed = false;
    }

    @Override
    public boolean inLoop() {
        return turn.isHeldByCurrentThread();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (ended) {
            loseTasks();
        } else {
            wake();
        }
    }

    /** Whether the loop has ended, so that nothing is done any more. */
    public boolean ended() {
        return ended;
    }

    @Override
    public void later(Runnable task) {
        later.add(task);
    }

    private void wake() {
        if (!awake.getAndSet(true)) {
            Files.write(wakeUp, one.address(), 8);
        }
    }

    /**
     * Watches a descriptor. In the loop.
     *
     * @param interest EPOLL* bits
     * @return what {@link #change} and {@link #forget} know it by
     */
    public int watch(int descriptor, int interest, Watched owner) throws ErrnoException {
        int slot = watched.add(owner);
        prepare(interest, watched.ticket(slot));
        int result = Epoll.control(epoll, Epoll.EPOLL_CTL_ADD, descriptor, change.address());
        if (result < 0) {
            watched.remove(slot);
            throw Errno.of(-result).exception();
        }
        return slot;
    }

    /** Watches a descriptor for other events. In the loop. */
    public void change(int slot, int descriptor, int interest) {
        prepare(interest, watched.ticket(slot));
        Epoll.control(epoll, Epoll.EPOLL_CTL_MOD, descriptor, change.address());
    }

    /** Forgets a descriptor, which is then to be closed: that ends its being watched. In the loop. */
    public void forget(int slot) {
        watched.remove(slot);
    }

    private void prepare(int interest, long ticket) {
        change.bytes().putInt(0, interest).putLong(Epoll.DATA, ticket);
    }

    /** Ends the loop, and returns when its thread has ended. Not in the loop. */
    @Override
    public void close() {
        execute(() -> ending = true);
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

    private void run() {
        turn.lock();
        try {
            while (!ending) {
                int count = await();
                for (int i = 0; i < count; i++) {
                    dispatch(i * Epoll.EVENT);
                }
                runTasks();
                attempt(timers::advance);
                runLater(MANY);
            }
            runTasks();
            attempt(atEnd);
            runLater(MANY);
            ended = true;
            loseTasks();
            Files.close(epoll);
            Files.close(wakeUp);
        } finally {
            turn.unlock();
        }
    }

    /** Lets others in and waits. @return how many events there are */
    private int await() {
        awake.set(false);
        int timeout = tasks.isEmpty() && later.isEmpty() ? timeout() : 0;
        turn.unlock();
        int count;
        try {
            count = Epoll.await(epoll, events.address(), EVENTS, timeout);
        } finally {
            awake.set(true);
            turn.lock();
        }
        if (count < 0 && count != -EINTR) {
            LOG.log(System.Logger.Level.ERROR, "epoll_wait failed with {0}", -count);
        }
        return count;
    }

    /** Milliseconds until the timers must be looked at, rounded up, so that the look is not in vain. */
    private int timeout() {
        long delay = timers.delay();
        if (delay < 0) {
            looks = false;
            return -1;
        }
        looks = true;
        nextLook = timers.clock().nanos() + delay;
        return (int) Math.min(Integer.MAX_VALUE, (delay + 999_999) / 1_000_000);
    }

    private void dispatch(int at) {
        ByteBuffer bytes = events.bytes();
        long ticket = bytes.getLong(at + Epoll.DATA);
        if (ticket == TASKS) {
            return;
        }
        Watched owner = watched.owner(ticket);
        if (owner != null) {
            try {
                owner.ready(bytes.getInt(at));
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            attempt(task);
        }
    }

    private void loseTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            if (task instanceof Awaited awaited) {
                attempt(awaited::lost);
            }
        }
    }

    /** Two sockets of one stack can keep each other busy for ever: others must have their turn. */
    private void runLater(int most) {
        for (int i = 0; i < most; i++) {
            Runnable task = later.poll();
            if (task == null) {
                return;
            }
            attempt(task);
        }
    }

    /** A fault costs what failed, not the stack. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private static void report(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a network stack failed at something", e);
    }
}
