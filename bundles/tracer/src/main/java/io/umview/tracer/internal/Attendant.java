package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.linux.Interruption;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has calls handled by a thread of its own, because the tracing thread, which waits for it, must never hang: what it traces
 * stops for no other. A handler that takes its time is left alone with its call, which then is one that is answered later.
 */
final class Attendant {
    /** How long either thread looks for the other before it sleeps; to be woken takes about as long. */
    private static final long SPIN_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 20_000 : 0;

    private final Supervision supervision;
    private final CallAtHand call;
    private final Function<CallAtHand, StoppedCall> deferral;
    private final Consumer<Attendant> returned;
    private final Worker worker = new Worker(this::run);
    private volatile State state = State.IDLE;
    private volatile @Nullable Thread asking;

    /** Counts the calls that it was asked to have handled. */
    private volatile long asked;

    // Guarded by this.
    private @Nullable Reply reply;
    private @Nullable StoppedCall deferred;
    private boolean patient;
    private @Nullable LongCall longCall;

    private volatile @Nullable Interruption interruption;

    private enum State {
        IDLE,
        /** The tracing thread waits for the answer. */
        ASKED,
        ANSWERED,
        /** The tracing thread waits no longer. */
        LEFT,
        /** Nobody waits any more, nor will. */
        GIVEN_UP
    }

    /** The thread of an attendant. */
    private static final class Worker extends Thread {
        Worker(Runnable work) {
            super(work, "umview-handler");
            setDaemon(true);
        }
    }

    /**
     * An attendant with a window onto calls.
     *
     * @param deferral makes the call at hand one that is answered later
     * @param returned told when it has come back from a call with which it had been left
     */
    Attendant(
            Supervision supervision,
            Function<Attendant, CallAtHand> window,
            Function<CallAtHand, StoppedCall> deferral,
            Consumer<Attendant> returned) {
        this.supervision = supervision;
        this.deferral = deferral;
        this.returned = returned;
        call = window.apply(this);
        worker.start();
    }

    /** Whether the current thread is one on which calls are handled. */
    static boolean isCurrentThread() {
        return Thread.currentThread() instanceof Worker;
    }

    /** The window through which this attendant sees the call. */
    CallAtHand call() {
        return call;
    }

    /** The window turns to another call. */
    synchronized void turn() {
        deferred = null;
    }

    /**
     * Has the call at hand handled.
     *
     * @return null when that takes longer; the call is deferred then, and another attendant is needed for the next one
     */
    @Nullable
    Reply ask(long patienceNanos) {
        synchronized (this) {
            reply = null;
            patient = false;
            asking = Thread.currentThread();
            state = State.ASKED;
            asked = asked + 1;
        }
        LockSupport.unpark(worker);
        awaitAnswer(patienceNanos);
        synchronized (this) {
            if (state == State.ANSWERED) {
                state = State.IDLE;
                return Objects.requireNonNull(reply);
            }
            defer();
            state = State.LEFT;
            if (patient) {
                watchSignals();
            }
            return null;
        }
    }

    /** Which call this is, for {@link #giveUp}. */
    long asked() {
        return asked;
    }

    /**
     * Gives the attendant up if it still is at a call: the call fails, and the thread ends when it comes back.
     *
     * @return whether that was so
     */
    boolean giveUp(long call) {
        StoppedCall hanging;
        synchronized (this) {
            if (state != State.LEFT || asked != call || patient) {
                return false;
            }
            state = State.GIVEN_UP;
            hanging = Objects.requireNonNull(deferred);
        }
        hanging.reply(Supervision.givenUp());
        return true;
    }

    /** Ends the thread, now or when it comes back. */
    synchronized void end() {
        state = State.GIVEN_UP;
        LockSupport.unpark(worker);
    }

    /** The call at hand as one that is answered later. */
    synchronized StoppedCall defer() {
        StoppedCall later = deferred;
        if (later == null) {
            later = deferral.apply(call);
            deferred = later;
        }
        return later;
    }

    /** The handler says that it may take its time; it is not given up. */
    synchronized void mayTakeLong() {
        patient = true;
        if (state == State.LEFT) {
            watchSignals();
        }
    }

    private void watchSignals() {
        if (longCall == null) {
            longCall = new LongCall(Objects.requireNonNull(deferred), Objects.requireNonNull(interruption));
            longCall.begin();
        }
    }

    /** The handler marks the caller. */
    synchronized void marked(int mark) {
        if (deferred != null) {
            deferred.mark(mark);
        }
    }

    private void run() {
        interruption = Interruption.ofThisThread();
        for (long handled = 0; awaitCall(handled); handled++) {
            Reply answer = supervision.handle(call);
            StoppedCall left = null;
            synchronized (this) {
                if (longCall != null) {
                    longCall.over();
                    longCall = null;
                }
                if (state == State.ASKED) {
                    reply = answer;
                    state = State.ANSWERED;
                } else {
                    left = Objects.requireNonNull(deferred);
                }
            }
            if (left == null) {
                LockSupport.unpark(asking);
            } else {
                comeBack(left, answer);
            }
        }
    }

    private void comeBack(StoppedCall left, Reply answer) {
        if (!(answer instanceof Reply.Later)) {
            left.reply(answer);
        }
        synchronized (this) {
            if (state == State.GIVEN_UP) {
                return;
            }
            state = State.IDLE;
        }
        returned.accept(this);
    }

    /** @return false when none will come */
    private boolean awaitCall(long handled) {
        long start = System.nanoTime();
        while (asked == handled) {
            if (state == State.GIVEN_UP) {
                return false;
            }
            if (System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        return true;
    }

    private void awaitAnswer(long patienceNanos) {
        long start = System.nanoTime();
        while (state == State.ASKED) {
            long waited = System.nanoTime() - start;
            if (waited >= patienceNanos) {
                return;
            }
            if (waited < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, patienceNanos - waited);
            }
        }
    }
}
