package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.Ptrace;
import io.umview.linux.Seccomp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** All guest threads, stopped for a moment to exchange their filters. Belongs to the OS thread that stops them. */
final class StoppedWorld {
    /** Flags of a filter that all threads of a process get at once. */
    static final int ALL_THREADS = Seccomp.FLAG_TSYNC | Seccomp.FLAG_TSYNC_ESRCH;

    private static final System.Logger LOG = System.getLogger(StoppedWorld.class.getName());
    private static final int FOLLOW = Ptrace.TRACEFORK | Ptrace.TRACEVFORK | Ptrace.TRACECLONE;
    private static final int TRIES = 100;

    /** As many while some listeners are kept on purpose, and may be what is in the way. */
    private static final int TRIES_BESIDE_KEPT = 10;

    private static final long LISTENER_STILL_OPEN_NANOS = 1_000_000;
    private static final long LOOK_AT_LEAST_NANOS = 10_000_000;
    private static final int SHARE_OF_WAIT = 16;

    private final Architecture architecture;
    private final FilterProgram program;
    private final int flags;
    private final ProcFiles proc = new ProcFiles();
    private final Map<Integer, Tracee> seized = new LinkedHashMap<>();
    private final List<Tracee> arriving = new ArrayList<>();
    private final Map<Integer, List<Tracee>> stopped = new LinkedHashMap<>();
    private final Set<Integer> leftBehind = new LinkedHashSet<>();
    private boolean someDebugged;
    private boolean exchanged;
    private final List<Tracee> late = new ArrayList<>();

    StoppedWorld(Architecture architecture, FilterProgram program, int flags) {
        this.architecture = architecture;
        this.program = program;
        this.flags = flags;
    }

    /** Told of the listener that a process got. */
    @FunctionalInterface
    interface NewListener {
        void opened(int process, int descriptor);
    }

    /**
     * Stops all threads of all guests. New ones that appear meanwhile are stopped too.
     *
     * @param leaveCall told of each thread, to make it leave the call that it may wait in
     * @return whether the filters can be exchanged. A thread that is being debugged cannot be stopped, and would be left with
     *     a filter that nobody listens to: its next execve would fail.
     */
    boolean stop(GuestTree guests, IntConsumer leaveCall) {
        boolean more = true;
        while (more) {
            more = false;
            for (int process : guests.processes()) {
                for (int thread : ProcFiles.threads(process)) {
                    if (!seized.containsKey(thread)) {
                        more |= seize(process, thread, leaveCall);
                    }
                }
            }
            awaitArrivals();
        }
        return !someDebugged;
    }

    /** Lets all threads run on as they were. */
    void letGo() {
        stopped.values().forEach(threads -> threads.forEach(Tracee::release));
    }

    /** The processes that cannot be held, or share the filter of one. */
    Set<Integer> leftBehind() {
        return leftBehind;
    }

    private boolean seize(int process, int thread, IntConsumer leaveCall) {
        try {
            Tracee tracee = Tracee.seize(architecture, proc, thread, FOLLOW);
            seized.put(thread, tracee);
            arriving.add(tracee);
            leaveCall.accept(thread);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EPERM) {
                if (proc.debugged(thread)) {
                    someDebugged = true;
                } else if (!proc.held(thread) && !proc.hasEnded(thread)) {
                    // EPERM is also said of what has ended, and of a thread in vfork(2) that is held since an earlier
                    // time.
                    leftBehind.add(process);
                }
            }
            return false;
        }
    }

    private void awaitArrivals() {
        while (!arriving.isEmpty()) {
            Tracee tracee = arriving.remove(arriving.size() - 1);
            try {
                Tracee.Stop stop = tracee.awaitStop(true, this::attached);
                if (stop == Tracee.Stop.LATER) {
                    late.add(tracee);
                } else {
                    stopped.computeIfAbsent(proc.processOf(tracee.thread()), process -> new ArrayList<>())
                            .add(tracee);
                }
            } catch (ErrnoException ended) {
                LOG.log(System.Logger.Level.DEBUG, "thread {0} ended", tracee.thread());
            }
        }
    }

    private void attached(int thread) {
        if (!seized.containsKey(thread)) {
            Tracee child = Tracee.attached(architecture, proc, thread);
            seized.put(thread, child);
            arriving.add(child);
        }
    }

    /** Gives every process the new filter and lets it run on. */
    void exchange(NewListener newListener) {
        exchanged = true;
        stopped.forEach((process, threads) -> {
            try {
                install(process, threads.get(0), program, newListener);
            } catch (ErrnoException e) {
                warn(process, e);
            }
        });
        letGo();
    }

    /** Threads that could not be stopped: they waited in vfork(2), or uninterruptibly. They are still held. */
    boolean someLate() {
        return !late.isEmpty();
    }

    /** Waits until one of them stops, or has ended, and takes it from the list. */
    Optional<Tracee> nextToStop() {
        long begin = System.nanoTime();
        while (true) {
            for (Tracee tracee : late) {
                try {
                    if (tracee.hasStopped()) {
                        late.remove(tracee);
                        return Optional.of(tracee);
                    }
                } catch (ErrnoException ended) {
                    late.remove(tracee);
                    return Optional.empty();
                }
            }
            // The longer it has taken, the less it matters when it is seen.
            long waited = System.nanoTime() - begin;
            LockSupport.parkNanos(
                    Math.min(LOOK_AT_LEAST_NANOS, Math.max(Tracee.LOOK_AGAIN_NANOS, waited / SHARE_OF_WAIT)));
        }
    }

    /** Gives the process of a thread that stopped late its filter and lets it run on. */
    void exchangeLate(Tracee tracee, FilterProgram current, NewListener newListener) {
        int process = proc.processOf(tracee.thread());
        try {
            // If it has other threads, they brought the filter to this one too.
            if (exchanged && !stopped.containsKey(process)) {
                install(process, tracee, current, newListener);
            }
        } catch (ErrnoException e) {
            warn(process, e);
        }
        tracee.release();
    }

    private static void warn(int process, ErrnoException e) {
        if (e.errno() != Errno.ESRCH) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "process {0} does not follow: {1}",
                    Integer.toString(process),
                    e.errno().text());
        }
    }

    private void install(int process, Tracee first, FilterProgram filter, NewListener newListener)
            throws ErrnoException {
        first.takeOver();
        for (int i = 0; ; i++) {
            try {
                newListener.opened(process, Injection.listen(first, process, filter, flags));
                return;
            } catch (ErrnoException e) {
                // A process that is just being spawned still has copies of our descriptors, the old listener among
                // them.
                if (e.errno() != Errno.EBUSY || i == TRIES) {
                    throw e;
                }
                if (!leftBehind.isEmpty() && i == TRIES_BESIDE_KEPT) {
                    leftBehind.add(process);
                    return;
                }
                LockSupport.parkNanos(LISTENER_STILL_OPEN_NANOS);
            }
        }
    }

    /** Brings a process that is no guest under the filter. @return the listener */
    int attach(int process, int mark) throws ErrnoException {
        List<Integer> listener = new ArrayList<>();
        seizeAll(process);
        awaitArrivals();
        try {
            for (Tracee tracee : stopped.getOrDefault(process, List.of())) {
                tracee.takeOver();
                Injection.mark(tracee, mark);
                if (listener.isEmpty()) {
                    listener.add(Injection.listen(tracee, process, program, flags));
                }
            }
        } catch (ErrnoException e) {
            listener.forEach(Files::close);
            throw e;
        } finally {
            releaseAll();
        }
        if (listener.isEmpty()) {
            throw Errno.ESRCH.exception();
        }
        return listener.get(0);
    }

    /** Seizes the threads of one process; if one cannot be, lets those go that were. */
    private void seizeAll(int process) throws ErrnoException {
        try {
            boolean more = true;
            while (more) {
                more = false;
                for (int thread : ProcFiles.threads(process)) {
                    if (!seized.containsKey(thread)) {
                        Tracee tracee = Tracee.seize(architecture, proc, thread, FOLLOW);
                        seized.put(thread, tracee);
                        arriving.add(tracee);
                        more = true;
                    }
                }
            }
        } catch (ErrnoException e) {
            awaitArrivals();
            releaseAll();
            stopped.clear();
            throw e;
        }
        if (seized.isEmpty()) {
            throw Errno.ESRCH.exception();
        }
    }

    private void releaseAll() {
        stopped.values().forEach(threads -> threads.forEach(Tracee::release));
    }
}
