package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.linux.Ptrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Answers calls for which the thread must be held: its arguments change, or the mark of its process, or it is interrupted (if it
 * is not held, and another thread takes the signal, it would come back with the kernel's own number for a restart).
 */
final class HeldAnswers {
    private static final System.Logger LOG = System.getLogger(HeldAnswers.class.getName());
    private static final int TRIES = 1000;
    private static final long HELD_ELSEWHERE_NANOS = 1_000_000;
    private static final int SIGKILL = 9;

    private final Architecture architecture;
    private final ReentrantReadWriteLock world;
    private final WaitingCalls waiting;

    /** Held while all threads of a process are marked; one lock serves several processes. */
    private final Object[] markLocks = new Object[64];

    /** @param world held for reading while a thread is worked on */
    HeldAnswers(Architecture architecture, ReentrantReadWriteLock world, WaitingCalls waiting) {
        this.architecture = architecture;
        this.world = world;
        this.waiting = waiting;
        Arrays.setAll(markLocks, i -> new Object());
    }

    /** Whether a thread must be held to be given an answer. */
    static boolean areNeeded(Reply reply, int newMark) {
        return newMark >= 0
                || reply instanceof Reply.Interrupted
                || reply instanceof Reply.Replacing
                || isPath(reply)
                || Repetition.isAskedBy(reply);
    }

    private static boolean isPath(Reply reply) {
        return reply instanceof Reply.Descriptor descriptor && descriptor.isPath();
    }

    /** Answers a call, and waits until its thread may run on. */
    void answer(WaitingCall call, Reply reply, Answers answers) {
        List<Tracee> inVfork = new ArrayList<>();
        world.readLock().lock();
        try {
            if (call.newMark() >= 0) {
                synchronized (markLocks[call.pid() & markLocks.length - 1]) {
                    answer(call, reply, answers, inVfork);
                }
            } else {
                answer(call, reply, answers, inVfork);
            }
        } finally {
            world.readLock().unlock();
        }
        inVfork.forEach(tracee -> markLate(tracee, call.mark()));
    }

    private void answer(WaitingCall call, Reply reply, Answers answers, List<Tracee> inVfork) {
        if (!call.unbind()) {
            return;
        }
        try (Loan loan = new Loan(reply)) {
            int error = loan.toWaiting(answers, call);
            if (error < 0) {
                waiting.finish(call);
                answers.fail(call.listener().descriptor(), call.id(), -error);
            } else {
                answer(call, reply, answers, inVfork, loan);
            }
        }
    }

    private void answer(WaitingCall call, Reply reply, Answers answers, List<Tracee> inVfork, Loan loan) {
        int listener = call.listener().descriptor();
        if (reply instanceof Reply.Interrupted && isDying(call.thread())) {
            waiting.finish(call);
            answers.restart(listener, call.id());
            return;
        }
        Tracee tracee;
        try {
            tracee = Tracee.seize(architecture, new ProcFiles(), call.thread(), Ptrace.TRACEEXEC);
        } catch (ErrnoException e) {
            waiting.finish(call);
            discard(reply);
            answerUnheld(call, reply, answers, loan);
            return;
        }
        try {
            answers.restart(listener, call.id());
            tracee.awaitStop(false, child -> {});
            if (call.newMark() >= 0) {
                tracee.takeOver();
                markAll(call, tracee, answers, inVfork);
                call.marked();
            }
            finish(call, reply, tracee, loan);
            if (reply instanceof Reply.Replacing || isPath(reply)) {
                KeptCall.discard(reply);
            }
        } catch (ErrnoException e) {
            fail(call, reply, tracee, e.errno());
        } catch (RuntimeException | Error e) {
            fail(call, reply, tracee, Supervision.nonsense(reply, e));
        } finally {
            tracee.release();
        }
    }

    /** A debugger holds the thread. */
    private static void answerUnheld(WaitingCall call, Reply reply, Answers answers, Loan loan) {
        int listener = call.listener().descriptor();
        if (reply instanceof Reply.Interrupted) {
            answers.send(listener, call.id(), reply);
        } else if (loan.number() >= 0 && ExecInPlace.isAskedBy(reply, call)) {
            try (ExecInPlace exec = ExecInPlace.prepare(call, reply, loan.number())) {
                answers.send(listener, call.id(), Reply.CONTINUE);
                exec.awaitEnd();
            } catch (ErrnoException e) {
                answers.fail(listener, call.id(), e.errno().number());
            }
        } else {
            answers.fail(listener, call.id(), Errno.EPERM.number());
        }
    }

    private static boolean isDying(int thread) {
        long pending = new ProcFiles().pendingSignals(thread);
        return pending < 0 || (pending >>> SIGKILL - 1 & 1) != 0;
    }

    /** What a reply lends is closed with the loan. */
    private static void discard(Reply reply) {
        if (Repetition.lentBy(reply) < 0) {
            KeptCall.discard(reply);
        }
    }

    private void fail(WaitingCall call, Reply reply, Tracee tracee, Errno errno) {
        waiting.expectNothing(call);
        discard(reply);
        waiting.finish(call);
        if (tracee.taken()) {
            tracee.finishPending(-errno.number());
        }
    }

    private void finish(WaitingCall call, Reply reply, Tracee tracee, Loan loan) throws ErrnoException {
        if (reply instanceof Reply.Descriptor && !isPath(reply) || reply instanceof Reply.Continue) {
            // The call is made again, and answered where it need not be held.
            waiting.expectAgain(call);
            tracee.rewind();
            return;
        }
        waiting.finish(call);
        if (reply instanceof Reply.Interrupted) {
            return;
        }
        if (!tracee.taken()) {
            tracee.takeOver();
        }
        if (Repetition.isAskedBy(reply)) {
            try {
                new Repetition(architecture, tracee, descriptor -> loan.toHeld(tracee, call.pid()))
                        .run(
                                reply,
                                world::hasQueuedThreads,
                                () -> waiting.expectToPass(call),
                                () -> waiting.hasPassed(call));
            } finally {
                waiting.hasPassed(call);
            }
        } else if (reply instanceof Reply.Descriptor descriptor) {
            tracee.finishPending(
                    new DescriptorTransfer(tracee, call.pid()).send(descriptor.descriptor(), descriptor.closeOnExec()));
        } else if (reply instanceof Reply.Replacing replacing) {
            tracee.finishPending(Repetition.replace(tracee, call.pid(), replacing));
        } else {
            tracee.finishPending(resultOf(reply));
        }
    }

    private static long resultOf(Reply reply) {
        if (reply instanceof Reply.Value value) {
            return value.value();
        }
        if (reply instanceof Reply.Failure failure) {
            return -failure.errno().number();
        }
        throw new IllegalArgumentException("no answer to a waiting call: " + reply);
    }

    private void markAll(WaitingCall call, Tracee caller, Answers answers, List<Tracee> inVfork) throws ErrnoException {
        Injection.mark(caller, call.newMark());
        ProcFiles proc = new ProcFiles();
        for (int thread : ProcFiles.threads(call.pid())) {
            if (thread != caller.thread()) {
                markOther(proc, thread, call.newMark(), answers, inVfork);
            }
        }
    }

    private void markOther(ProcFiles proc, int thread, int mark, Answers answers, List<Tracee> inVfork) {
        Tracee other = null;
        try {
            other = seizePatiently(proc, thread);
            waiting.leave(thread, answers);
            if (other.awaitStop(true, child -> {}) == Tracee.Stop.LATER) {
                inVfork.add(other);
                return;
            }
            other.takeOver();
            Injection.mark(other, mark);
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.DEBUG, "thread {0} was not marked", thread);
        }
        if (other != null) {
            other.release();
        }
    }

    /** Another session may hold the thread for a moment. */
    private Tracee seizePatiently(ProcFiles proc, int thread) throws ErrnoException {
        for (int i = 0; ; i++) {
            try {
                return Tracee.seize(architecture, proc, thread, 0);
            } catch (ErrnoException e) {
                if (e.errno() != Errno.EPERM || i == TRIES || proc.debugged(thread)) {
                    throw e;
                }
                LockSupport.parkNanos(HELD_ELSEWHERE_NANOS);
            }
        }
    }

    /** Marks a thread when it comes out of vfork(2), before it makes another call. */
    private void markLate(Tracee tracee, int mark) {
        try {
            tracee.awaitStop(false, child -> {});
            tracee.takeOver();
            Injection.mark(tracee, mark);
        } catch (ErrnoException ended) {
            LOG.log(System.Logger.Level.DEBUG, "thread {0} was not marked", tracee.thread());
        }
        tracee.release();
    }
}
