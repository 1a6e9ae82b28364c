package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.linux.Processes;
import io.umview.linux.Seccomp;
import io.umview.tracer.Features;
import io.umview.tracer.Features.Feature;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** The tracer that works by seccomp user notification; ptrace is used for moments only, to inject calls. */
final class NotificationEngine implements Tracer {
    private static final int SIGKILL = 9;

    private final Architecture architecture;
    private final Supervisor supervisor;
    private final Supervision supervision;
    private final Features features;
    private final Supplier<ProcessMemory> memories;
    private final Reaper reaper;
    private final GuestTree guests = new GuestTree();
    private final Undumpable undumpable = new Undumpable();
    private final ThreadLocal<Answers> answers = ThreadLocal.withInitial(Answers::new);
    private final ExecutorService sessions = Executors.newCachedThreadPool(NotificationEngine::daemon);

    /** Held for reading while a single thread is worked on, for writing while all are stopped. */
    private final ReentrantReadWriteLock world = new ReentrantReadWriteLock(true);

    private final WaitingCalls waiting;
    private final HeldAnswers heldAnswers;
    private final HandlerPool handlers;
    private Interest interest = Undumpable.and(Supervision.OWN);
    private FilterProgram program;
    private volatile boolean closed;

    NotificationEngine(
            Architecture architecture,
            Supervisor supervisor,
            Features features,
            Supplier<ProcessMemory> memories,
            Reaper reaper)
            throws ErrnoException {
        this.architecture = architecture;
        this.supervisor = supervisor;
        this.features = features;
        this.memories = memories;
        this.reaper = reaper;
        supervision = new Supervision(supervisor);
        waiting = new WaitingCalls(features.used().contains(Feature.WAIT_KILLABLE));
        heldAnswers = new HeldAnswers(architecture, world, waiting);
        program = compile(interest);
        handlers = new HandlerPool(this, () -> new NotifiedCall(this, supervisor, architecture, memories.get()));
        handlers.start();
    }

    private FilterProgram compile(Interest of) throws ErrnoException {
        return FilterProgram.compile(architecture, of, Seccomp.RET_USER_NOTIF, InjectionMark.OWN);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "umview-session");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return reaper.ended();
    }

    // ---- calls ----

    Reply handle(NotifiedCall call) {
        Reply again = waiting.madeAgain(call);
        if (again != null) {
            return again;
        }
        return Undumpable.isAsked(call) ? shelter(call) : supervision.handle(call);
    }

    /** A handler has begun something that may take long. */
    void mayTakeLong() {
        handlers.mayTakeLong();
    }

    /** Gives a process filter and listener of its own before it is out of reach. */
    private Reply shelter(NotifiedCall call) {
        TracedCall.DeferredCall later = call.defer();
        int mark = call.mark();
        sessions.execute(() -> {
            world.writeLock().lock();
            try {
                boolean sheltered = closed || exchange(program);
                handlers.listeners().asList().stream()
                        .filter(listener -> sheltered && listener.owner() == later.pid())
                        .forEach(listener -> listener.unreadableMark(mark));
            } finally {
                world.writeLock().unlock();
            }
            Reply reply = supervision.handle(later);
            if (!(reply instanceof Reply.Later)) {
                later.reply(reply);
            }
        });
        return Reply.LATER;
    }

    WaitingCall defer(NotifiedCall call) {
        WaitingCall later = new WaitingCall(this, supervisor, memories, call);
        waiting.add(later);
        return later;
    }

    void watchSignals(WaitingCall call) {
        waiting.watchSignals(call);
    }

    /** Answers a call that waited. Never blocks: while the world is stopped, a session waits for its end. */
    boolean answer(WaitingCall call, Reply reply) {
        if (closed) {
            KeptCall.discard(reply);
            return false;
        }
        if (HeldAnswers.areNeeded(reply, call.newMark())) {
            sessions.execute(() -> heldAnswers.answer(call, reply, answers.get()));
            return true;
        }
        if (!world.readLock().tryLock()) {
            sessions.execute(() -> {
                world.readLock().lock();
                answerAndUnlock(call, reply);
            });
            return WaitingCalls.isAlive(call.thread());
        }
        return answerAndUnlock(call, reply);
    }

    private boolean answerAndUnlock(WaitingCall call, Reply reply) {
        try {
            if (!call.unbind()) {
                return true;
            }
            waiting.finish(call);
            return answers.get().send(call.listener().descriptor(), call.id(), reply);
        } finally {
            world.readLock().unlock();
        }
    }

    // ---- guests ----

    @Override
    public Guest start(Program toStart) throws ErrnoException {
        world.readLock().lock();
        try {
            Launch launch = new Launch(architecture, toStart);
            int pid = launch.spawn();
            CompletableFuture<ExitStatus> exit = reaper.started(pid);
            Tracee tracee = null;
            try {
                tracee = Tracee.seize(architecture, new ProcFiles(), pid, 0);
                tracee.awaitStop(false, child -> {});
                tracee.takeOver();
                serve(pid, Injection.listen(tracee, pid, program, flags(0)));
                Injection.mark(tracee, toStart.mark());
                launch.prepare(tracee);
            } catch (ErrnoException e) {
                Processes.kill(pid, SIGKILL);
                throw e;
            } finally {
                if (tracee != null) {
                    tracee.release();
                }
            }
            return new Guest(pid, exit);
        } finally {
            world.readLock().unlock();
        }
    }

    @Override
    public void attach(int pid, int mark) throws ErrnoException {
        world.writeLock().lock();
        try {
            serve(pid, new StoppedWorld(architecture, program, flags(StoppedWorld.ALL_THREADS)).attach(pid, mark));
            guests.attached(pid);
        } finally {
            world.writeLock().unlock();
        }
    }

    @Override
    public void widen(Interest more) throws ErrnoException {
        if (handlers.isHandler(Thread.currentThread())) {
            throw new IllegalStateException("interest cannot grow while a call is handled: defer it first");
        }
        world.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            Interest wider = interest.with(more);
            if (wider == interest) {
                return;
            }
            FilterProgram wide = compile(wider);
            if (!handlers.listeners().asList().isEmpty() && !exchange(wide)) {
                throw Errno.EBUSY.exception();
            }
            interest = wider;
            program = wide;
        } finally {
            world.writeLock().unlock();
        }
    }

    /** Exchanges the filters of all guests. @return false when that is not possible now */
    private boolean exchange(FilterProgram filter) {
        CompletableFuture<Boolean> replaced = new CompletableFuture<>();
        sessions.execute(() -> replaceFilters(filter, replaced));
        return replaced.join();
    }

    /**
     * Stops every guest thread and exchanges its filter. A thread can have one listener only, so the old ones are closed
     * first; who waits for an answer leaves its call and makes it again under the new filter. Threads in vfork(2), and those
     * that wait for a file system that does not answer, follow when they come out, which may be long after the others.
     */
    private void replaceFilters(FilterProgram wide, CompletableFuture<Boolean> replaced) {
        StoppedWorld stopped = new StoppedWorld(architecture, wide, flags(StoppedWorld.ALL_THREADS));
        try {
            CountDownLatch over = handlers.pause();
            boolean possible;
            try {
                possible = stopped.stop(guests, thread -> waiting.leave(thread, answers.get()));
                if (possible) {
                    Set<Integer> unreachable = Set.copyOf(stopped.leftBehind());
                    handlers.listeners().asList().stream()
                            .filter(listener -> !unreachable.contains(listener.owner()))
                            .forEach(handlers::leave);
                    stopped.exchange(this::serve);
                    if (wide != program) {
                        undumpable.leftBehind(
                                stopped.leftBehind(), handlers.listeners().asList());
                    }
                } else {
                    stopped.letGo();
                }
            } finally {
                over.countDown();
            }
            replaced.complete(possible);
        } catch (RuntimeException | Error e) {
            replaced.completeExceptionally(e);
        }
        while (stopped.someLate()) {
            stopped.nextToStop().ifPresent(tracee -> {
                world.readLock().lock();
                try {
                    stopped.exchangeLate(tracee, program, this::serve);
                } finally {
                    world.readLock().unlock();
                }
            });
        }
    }

    private int flags(int more) {
        int flags = Seccomp.FLAG_NEW_LISTENER | Seccomp.FLAG_SPEC_ALLOW | more;
        return features.used().contains(Feature.WAIT_KILLABLE) ? flags | Seccomp.FLAG_WAIT_KILLABLE_RECV : flags;
    }

    private void serve(int process, int descriptor) {
        Seccomp.wakeSynchronously(descriptor);
        handlers.serve(new Listener(process, descriptor));
    }

    @Override
    public boolean anyMark(IntPredicate test) {
        ProcFiles proc = new ProcFiles();
        return guests.processes().stream()
                .flatMap(process -> ProcFiles.threads(process).stream())
                .mapToInt(proc::personality)
                .filter(personality -> personality != -1)
                .map(Injection::mark)
                .anyMatch(test);
    }

    @Override
    public List<GuestProcessInfo> processes() {
        ProcFiles proc = new ProcFiles();
        List<GuestProcessInfo> processes = new ArrayList<>();
        for (int process : guests.processes()) {
            int personality = proc.personality(process);
            if (!ProcFiles.threads(process).isEmpty()) {
                processes.add(new GuestProcessInfo(process, Injection.mark(personality)));
            }
        }
        return processes;
    }

    @Override
    public void close() {
        closed = true;
        handlers.end();
        handlers.listeners().asList().forEach(handlers::leave);
        handlers.listeners().close();
        sessions.shutdown();
        reaper.close();
    }
}
