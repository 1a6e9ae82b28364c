package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;

/** Gives guest threads what they lack, when they are held: filters that were added, the mark of their process. */
final class CatchingUp {
    private static final System.Logger LOG = System.getLogger(CatchingUp.class.getName());

    private final GuestFilters filters;
    private final ProcFiles proc;
    private final Tracee session;

    /** How a thread that is stopped at a call comes out of it. */
    enum Outcome {
        /** It is stopped at the call. */
        AT_CALL,
        /** Its call failed, and it is to be resumed. */
        FAILED,
        /** It has ended. */
        ENDED
    }

    CatchingUp(GuestFilters filters, ProcFiles proc, Tracee session) {
        this.filters = filters;
        this.proc = proc;
        this.session = session;
    }

    /** Whether a thread lacks something. */
    boolean behind(TracedThread other) {
        return other.generation < filters.generation() || other.markSerial < other.group.markSerial;
    }

    /** Whether all threads of a process have all that they can have now. */
    boolean inForce(TracedGroup group) {
        return group.threads.stream().allMatch(other -> other.inVfork || !behind(other) || cannotStop(other));
    }

    /** It waits where it cannot be stopped, and stops before it makes another call: somebody has asked it to. */
    private boolean cannotStop(TracedThread other) {
        return proc.sleepsUninterruptibly(other.id);
    }

    /** Catches up for the thread that the session holds. */
    void catchUp(TracedThread held) throws ErrnoException {
        TracedGroup group = held.group;
        if (held.generation < filters.generation()) {
            if (filters.install(session, held.generation, group.synchronous)) {
                group.threads.forEach(other -> other.generation = filters.generation());
            } else {
                group.synchronous = false;
                held.generation = filters.generation();
            }
        }
        if (held.markSerial < group.markSerial) {
            Injection.mark(session, group.mark);
            held.markSerial = group.markSerial;
        }
    }

    /** Catches up for a thread that is stopped at a call. */
    Outcome catchUpAtCall(TracedThread stopped) {
        try {
            session.turnTo(stopped.id).takeOverCall();
            try {
                catchUp(stopped);
            } catch (ErrnoException e) {
                excuse(stopped, e);
            }
            session.rewind();
            if (filters.available()) {
                session.enterCallToFilter();
            } else {
                session.enterCall();
            }
            stopped.generationWhenResumed = stopped.generation;
            return Outcome.AT_CALL;
        } catch (ErrnoException e) {
            if (session.endStatus() >= 0) {
                return Outcome.ENDED;
            }
            excuse(stopped, e);
            if (session.taken()) {
                session.finishPending(-e.errno().number());
                session.giveUp();
                return Outcome.FAILED;
            }
            // It is where it was: such a program cannot be held (a 32-bit one).
            return Outcome.AT_CALL;
        }
    }

    /** What cannot be done for a thread is not tried again at each of its stops. */
    void excuse(TracedThread other, ErrnoException e) {
        if (e.errno() == Errno.EPERM) {
            if (!other.group.excused) {
                other.group.excused = true;
                Undumpable.say(other.group.id, "");
            }
        } else if (!proc.hasEnded(other.id)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "thread {0} does not follow: {1}",
                    Integer.toString(other.id),
                    e.errno().text());
        }
        other.generation = filters.generation();
        other.markSerial = other.group.markSerial;
    }
}
