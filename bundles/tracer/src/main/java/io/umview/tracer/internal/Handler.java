package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.linux.Interruption;
import io.umview.linux.Poll;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that receives trapped calls, has them handled and answers them, while it leads the {@link HandlerPool}; else it waits
 * until it is to lead. What it needs is allocated once.
 */
final class Handler {
    private static final long ABANDONED = -1;

    private final NotificationEngine engine;
    private final HandlerPool pool;
    private final NotifiedCall call;
    private final Answers answers = new Answers();
    private final Poll poll = new Poll();
    private final CallWait wait = new CallWait();
    private final Thread thread;
    private volatile @Nullable Pause pause;
    private volatile @Nullable Interruption interruption;

    /** The call at hand, if it takes long. Guarded by the call. */
    private @Nullable LongCall longCall;

    /** Odd while a call is being handled, even in between; it grows with each step, until it is ABANDONED. */
    private final AtomicLong steps = new AtomicLong();

    /** What the watch saw last, and when it came to see it. */
    private long watched;

    private long watchedSince;

    // Guarded by this.
    private boolean ended;

    private volatile boolean ending;

    /** While handlers are paused: each says that it stands still, then waits for the end of the pause. */
    record Pause(CountDownLatch reached, CountDownLatch over) {}

    Handler(NotificationEngine engine, HandlerPool pool, NotifiedCall call, int index) {
        this.engine = engine;
        this.pool = pool;
        this.call = call;
        thread = new Thread(this::run, "umview-handler-" + index);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
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

    /** Looks what it is at. By the thread that watches all handlers. @return whether it did something since the last look */
    boolean look(long now) {
        long step = steps.get();
        if (step == watched) {
            return false;
        }
        watched = step;
        watchedSince = now;
        return true;
    }

    /** Whether it is at a call, as far as the last look told, or was given up. */
    boolean isBusy() {
        return (watched & 1) == 1;
    }

    /** Whether it has been at one call for so long, as far as the last look told, or was given up. */
    boolean isHeldUp(long now, long nanos) {
        long step = steps.get();
        return step == ABANDONED || step == watched && isBusy() && now - watchedSince >= nanos;
    }

    /** Whether it is at no call now. */
    boolean isIdle() {
        return (steps.get() & 1) == 0;
    }

    /**
     * Gives a handler up that has been at one call for too long: the call fails, and the thread ends when it comes back. One that
     * said that it may take long is left alone with its call sooner, and answers it when it comes back. By the thread that
     * watches all handlers, after a look.
     *
     * @param crowded whether other calls wait for a handler
     * @return whether that was so
     */
    boolean abandonIfStuck(long now, long limitNanos, long patienceNanos, boolean crowded) {
        long step = watched;
        boolean patient = call.isPatient();
        boolean busy = isBusy() && step != ABANDONED;
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

    /** Has it look whether it leads, and what it waits for. */
    synchronized void wake() {
        if (!ended) {
            wait.wakeUp();
        }
    }

    private void run() {
        interruption = Interruption.ofThisThread();
        while (!ending && steps.get() != ABANDONED) {
            if (pool.isLedBy(this) ? wait.await(pool.listeners()) : wait.await()) {
                standStill();
            }
            serveAll();
        }
        synchronized (this) {
            if (pause != null && !ended) {
                pause.reached().countDown();
            }
            ended = true;
            wait.close();
        }
    }

    private void serveAll() {
        Listener listener = wait.next();
        while (listener != null && pool.isLedBy(this)) {
            if (wait.hasCall()) {
                serveOne(listener);
            } else {
                pool.leave(listener);
            }
            listener = wait.next();
        }
    }

    private void standStill() {
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

    private void serveOne(Listener listener) {
        if (listener.receive(call, poll) < 0) {
            return;
        }
        long step = steps.get() + 1;
        steps.set(step);
        pool.begin();
        Reply reply = engine.handle(call);
        if (call.isPatient() ? !returnsFromLongCall(step) : !steps.compareAndSet(step, step + 1)) {
            comeBackLate(reply);
            return;
        }
        if (reply instanceof Reply.Later) {
            return;
        }
        WaitingCall kept = call.isPatient() ? call.deferred() : null;
        if (kept != null) {
            answerKept(kept, reply);
        } else if (HeldAnswers.areNeeded(reply, call.newMark())) {
            engine.defer(call).reply(reply);
        } else {
            answers.send(listener.descriptor(), call.id(), reply);
        }
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
