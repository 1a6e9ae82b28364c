package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.Interruption;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Poll;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that receives trapped calls, has them handled and answers them. What it needs is allocated once.
 *
 * <p>The first handler serves alone as long as it keeps up: the kernel wakes the one that began to wait for a listener first,
 * if it is idle. The others are there for when it is not. Woken in its place, they give it a moment before they help, because
 * a guest whose calls are answered by threads in turn has to wait for each of them to be brought to a processor.
 */
final class Handler {
    private static final long WAKE_UP = -1;
    private static final long PATIENCE_NANOS = 1_000_000;
    private static final long ABANDONED = -1;
    private static final int RECENT = 16;

    private final NotificationEngine engine;
    private final HandlerPool pool;
    private final NotifiedCall call;
    private final Answers answers = new Answers();
    private final Poll poll = new Poll();
    private final NativeBuffer event = new NativeBuffer(Epoll.EVENT);
    private final NativeBuffer received = new NativeBuffer(8);
    private final NativeBuffer one = new NativeBuffer(8);
    private final int epoll = Epoll.create();
    private final int wakeUp = Files.eventfd();
    private final Thread thread;
    private final Handler first;
    private volatile @Nullable Pause pause;
    private volatile @Nullable Interruption interruption;

    /** The call at hand, if it takes long. Guarded by the call. */
    private @Nullable LongCall longCall;

    /** Odd while a call is being handled, even in between; it grows with each step, until it is ABANDONED. */
    private final AtomicLong steps = new AtomicLong();

    /** The steps of the first handler when this one looked last. */
    private long seen;

    /** What the watch saw last, and when it came to see it. */
    private long watched;

    private long watchedSince;

    /** Listeners by serial number; some may be closed. */
    private final @Nullable Listener[] recent = new @Nullable Listener[RECENT];

    // Guarded by this.
    private boolean ended;

    private volatile boolean ending;

    /** While handlers are paused: each says that it stands still, then waits for the end of the pause. */
    record Pause(CountDownLatch reached, CountDownLatch over) {}

    /** @param first the handler that this one helps, null for the first itself */
    Handler(NotificationEngine engine, HandlerPool pool, NotifiedCall call, int index, @Nullable Handler first) {
        this.engine = engine;
        this.pool = pool;
        this.call = call;
        this.first = first == null ? this : first;
        one.bytes().putLong(0, 1);
        thread = new Thread(this::run, "umview-handler-" + index);
        thread.setDaemon(true);
        Epoll.add(epoll, wakeUp, Epoll.EPOLLIN, WAKE_UP);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Serves a listener too. Of several idle handlers the kernel wakes one. */
    synchronized void serve(Listener listener) {
        if (!ended) {
            Epoll.add(epoll, listener.descriptor(), Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE, listener.serial());
        }
    }

    /** Serves a listener no longer, even if copies of its descriptor exist elsewhere. */
    synchronized void leave(Listener listener) {
        if (!ended) {
            Epoll.remove(epoll, listener.descriptor());
        }
    }

    /** Makes the handler stand still between two calls. */
    synchronized void pause(Pause request) {
        if (ended) {
            request.reached().countDown();
        } else {
            pause = request;
            wake();
        }
    }

    /** Ends the thread after the call that it is at. */
    void end() {
        ending = true;
        wake();
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
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

    /**
     * Gives a handler up that has been at one call for too long: the call fails, and the thread ends when it comes back. One that
     * said that it may take long is left alone with its call sooner, and answers it when it comes back. By the thread that
     * watches all handlers.
     *
     * @param crowded whether other calls wait for a handler
     * @return whether that was so
     */
    boolean abandonIfStuck(long limitNanos, long patienceNanos, boolean crowded) {
        long now = System.nanoTime();
        long step = steps.get();
        if (step != watched) {
            watched = step;
            watchedSince = now;
        }
        boolean patient = call.isPatient();
        boolean busy = (step & 1) == 1 && step != ABANDONED;
        if (busy && patient && now - watchedSince >= patienceNanos) {
            watchSignals(step);
        }
        boolean needed = crowded || pause != null;
        boolean stuck = busy && now - watchedSince >= (patient && needed ? patienceNanos : limitNanos);
        if (!stuck) {
            return false;
        }
        synchronized (call) {
            if (steps.get() != step) {
                return false;
            }
            if (patient) {
                call.defer();
            }
            if (!steps.compareAndSet(step, ABANDONED)) {
                return false;
            }
        }
        synchronized (this) {
            ended = true;
            WaitingCall deferred = call.deferred();
            if (!patient) {
                fail(deferred, Supervision.givenUp());
            }
            if (pause != null) {
                pause.reached().countDown();
            }
        }
        return true;
    }

    private void watchSignals(long step) {
        synchronized (call) {
            if (steps.get() == step && longCall == null) {
                longCall = new LongCall(call.defer(), Objects.requireNonNull(interruption));
                longCall.begin();
            }
        }
    }

    private void fail(@Nullable WaitingCall deferred, Reply reply) {
        if (deferred != null) {
            deferred.reply(reply);
        } else {
            new Answers().send(call.listener().descriptor(), call.id(), reply);
        }
    }

    private synchronized void wake() {
        if (!ended) {
            Files.write(wakeUp, one.address(), 8);
        }
    }

    private void run() {
        interruption = Interruption.ofThisThread();
        while (!ending && steps.get() != ABANDONED) {
            if (Epoll.await(epoll, event.address(), 1, -1) == 1) {
                long source = event.bytes().getLong(Epoll.DATA);
                Listener listener = source == WAKE_UP ? null : listener(source);
                if (source == WAKE_UP) {
                    standStill();
                } else if (listener != null && (event.bytes().getInt(0) & Epoll.EPOLLIN) != 0) {
                    if (first == this) {
                        serveOne(listener, true);
                    } else {
                        help(listener);
                    }
                } else if (listener != null) {
                    pool.leave(listener);
                }
            }
        }
        synchronized (this) {
            if (pause != null && !ended) {
                pause.reached().countDown();
            }
            ended = true;
            Files.close(epoll);
            Files.close(wakeUp);
        }
    }

    private @Nullable Listener listener(long serial) {
        int slot = (int) serial & RECENT - 1;
        Listener known = recent[slot];
        if (known == null || known.serial() != serial) {
            known = pool.listener(serial);
            recent[slot] = known;
        }
        return known;
    }

    private void standStill() {
        Files.read(wakeUp, received.address(), 8);
        Pause request = pause;
        pause = null;
        if (request != null) {
            request.reached().countDown();
            boolean interrupted = false;
            while (request.over().getCount() > 0) {
                try {
                    request.over().await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Serves what the first handler leaves undone. */
    private void help(Listener listener) {
        long now = first.steps.get();
        if (now != seen) {
            seen = now;
            LockSupport.parkNanos(PATIENCE_NANOS);
        }
        while (!ending && pause == null && serveOne(listener, false)) {
            continue;
        }
    }

    /** @param announced whether the kernel said, after this handler received its last call, that there is one */
    private boolean serveOne(Listener listener, boolean announced) {
        if (listener.receive(call, poll, announced) < 0) {
            return false;
        }
        long step = steps.get() + 1;
        steps.set(step);
        Reply reply = engine.handle(call);
        if (call.isPatient() ? !returnsFromLongCall(step) : !steps.compareAndSet(step, step + 1)) {
            comeBackLate(reply);
            return false;
        }
        if (reply instanceof Reply.Later) {
            return true;
        }
        WaitingCall kept = call.isPatient() ? call.deferred() : null;
        if (kept != null) {
            answerKept(kept, reply);
        } else if (HeldAnswers.areNeeded(reply, call.newMark())) {
            engine.defer(call).reply(reply);
        } else {
            answers.send(listener.descriptor(), call.id(), reply);
        }
        return true;
    }

    private boolean returnsFromLongCall(long step) {
        pool.tookLong();
        // The watch may be about to take the call away.
        synchronized (call) {
            if (longCall != null) {
                longCall.over();
                longCall = null;
            }
            return steps.compareAndSet(step, step + 1);
        }
    }

    /** The thread was left alone with its call, or given up. */
    private void comeBackLate(Reply reply) {
        WaitingCall left = call.isPatient() ? call.deferred() : null;
        if (left == null) {
            KeptCall.discard(reply);
        } else if (!(reply instanceof Reply.Later)) {
            answerKept(left, reply);
        }
    }

    private void answerKept(WaitingCall kept, Reply reply) {
        if (call.newMark() >= 0) {
            kept.mark(call.newMark());
        }
        kept.reply(reply);
    }
}
