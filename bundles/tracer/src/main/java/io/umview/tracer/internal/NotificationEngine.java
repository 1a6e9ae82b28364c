package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.Ptrace;
import io.umview.linux.Seccomp;
import io.umview.tracer.Features;
import io.umview.tracer.Features.Feature;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntPredicate;

/** The tracer that works by seccomp user notification; ptrace is used for moments only, to inject calls. */
final class NotificationEngine implements Tracer {
    private static final System.Logger LOG = System.getLogger(NotificationEngine.class.getName());
    private static final int HANDLERS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private static final Interest OWN = Interest.when(SystemCall.PIVOT_ROOT, ArgumentTest.isNull(0));

    private final Architecture architecture;
    private final Supervisor supervisor;
    private final Features features;
    private final Reaper reaper;
    private final GuestTree guests = new GuestTree();
    private final SignalWatch signals = new SignalWatch();
    private final List<Handler> handlers = new ArrayList<>();
    private final Set<Integer> listeners = ConcurrentHashMap.newKeySet();
    private final Set<WaitingCall> waiting = ConcurrentHashMap.newKeySet();
    private final ExecutorService sessions = Executors.newCachedThreadPool(NotificationEngine::daemon);

    /** Calls that threads are about to make again, by thread. */
    private final Map<Integer, Expected> expected = new ConcurrentHashMap<>();

    /** Held for reading while a single thread is worked on, for writing while all are stopped. */
    private final ReentrantReadWriteLock world = new ReentrantReadWriteLock(true);

    private Interest interest = OWN;
    private FilterProgram program;

    /** What to do when a thread makes a call that it had to leave. */
    private sealed interface Expected {
        /** The kernel executes it. */
        record Pass() implements Expected {}

        /** It is one that waits for its answer. */
        record Bind(WaitingCall call) implements Expected {}
    }

    NotificationEngine(Architecture architecture, Supervisor supervisor, Features features, Reaper reaper)
            throws ErrnoException {
        this.architecture = architecture;
        this.supervisor = supervisor;
        this.features = features;
        this.reaper = reaper;
        program = FilterProgram.compile(architecture, interest, Seccomp.RET_USER_NOTIF);
        for (int i = 0; i < HANDLERS; i++) {
            handlers.add(new Handler(this, supervisor, architecture, i));
        }
        handlers.forEach(Handler::start);
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
        if (!expected.isEmpty()) {
            Expected again = expected.remove(call.thread());
            if (again instanceof Expected.Pass) {
                return Reply.CONTINUE;
            }
            if (again instanceof Expected.Bind bind && bind.call().isMadeAgainBy(call)) {
                bind.call().bind(call);
                return Reply.LATER;
            }
        }
        try {
            if (call.systemCall() == SystemCall.PIVOT_ROOT && call.intArgument(2) == Launch.EXEC_FAILED) {
                return Reply.value(supervisor.execFailed(call.thread(), (int) -call.argument(3)));
            }
            Reply reply = supervisor.handle(call);
            return reply instanceof Reply.Decline ? Reply.CONTINUE : reply;
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        }
    }

    void failed(NotifiedCall call, Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "a handler of " + call.systemCall() + " failed", cause);
    }

    WaitingCall defer(NotifiedCall call) {
        WaitingCall later = new WaitingCall(this, supervisor, call);
        waiting.add(later);
        return later;
    }

    void watchSignals(WaitingCall call) {
        if (features.used().contains(Feature.WAIT_KILLABLE)) {
            signals.add(call);
        }
    }

    boolean alive(int thread) {
        return new java.io.File("/proc/" + thread).exists();
    }

    /** Whether a thread must be held to be given this answer. */
    static boolean needsSession(Reply reply, int newMark) {
        return newMark >= 0 || reply instanceof Reply.Again || reply instanceof Reply.Instead;
    }

    /** Answers a call that waited. */
    boolean answer(WaitingCall call, Reply reply) {
        if (needsSession(reply, call.newMark())) {
            sessions.execute(() -> answerInSession(call, reply));
            return true;
        }
        world.readLock().lock();
        try {
            if (!call.unbind()) {
                return true;
            }
            finish(call);
            return new Answers().send(call.listener(), call.id(), reply);
        } finally {
            world.readLock().unlock();
        }
    }

    private void finish(WaitingCall call) {
        call.finish();
        waiting.remove(call);
        signals.remove(call);
    }

    /** Answers a call for which its thread must be held: its arguments change, or the mark of its process. */
    private void answerInSession(WaitingCall call, Reply reply) {
        world.readLock().lock();
        try {
            if (!call.unbind()) {
                return;
            }
            finish(call);
            Answers answers = new Answers();
            Tracee tracee = null;
            try {
                tracee = Tracee.seize(architecture, call.thread(), Ptrace.TRACEEXEC);
                answers.restart(call.listener(), call.id());
                tracee.awaitStop(false, child -> {});
                tracee.takeOver();
                if (call.newMark() >= 0) {
                    markAll(call, tracee);
                }
                Repetition repetition = new Repetition(architecture, tracee);
                Runnable pass = () -> expected.put(call.thread(), new Expected.Pass());
                if (reply instanceof Reply.Again again) {
                    repetition.run(again, pass);
                } else if (reply instanceof Reply.Instead instead) {
                    repetition.run(instead, pass);
                } else {
                    tracee.finishPending(resultOf(reply));
                    tracee.release();
                }
            } catch (ErrnoException e) {
                expected.remove(call.thread());
                if (tracee == null) {
                    answers.send(call.listener(), call.id(), Reply.fail(Errno.EPERM));
                } else {
                    tracee.release();
                }
            }
        } finally {
            world.readLock().unlock();
        }
    }

    private static long resultOf(Reply reply) {
        if (reply instanceof Reply.Value value) {
            return value.value();
        }
        if (reply instanceof Reply.Failure failure) {
            return -failure.errno().number();
        }
        throw new IllegalArgumentException("a mark cannot be set along with " + reply);
    }

    private void markAll(WaitingCall call, Tracee caller) throws ErrnoException {
        Injection.mark(caller, call.newMark());
        for (int thread : ProcFiles.threads(call.pid())) {
            if (thread != caller.thread()) {
                try {
                    Tracee other = Tracee.seize(architecture, thread, 0);
                    other.awaitStop(false, child -> {});
                    other.takeOver();
                    Injection.mark(other, call.newMark());
                    other.release();
                } catch (ErrnoException ended) {
                    LOG.log(System.Logger.Level.DEBUG, "thread {0} was not marked", thread);
                }
            }
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
            Tracee tracee = Tracee.seize(architecture, pid, 0);
            tracee.awaitStop(false, child -> {});
            tracee.takeOver();
            serve(Injection.install(tracee, pid, program, flags(0)));
            Injection.mark(tracee, toStart.mark());
            launch.prepare(tracee);
            tracee.release();
            return new Guest(pid, exit);
        } finally {
            world.readLock().unlock();
        }
    }

    @Override
    public void attach(int pid, int mark) throws ErrnoException {
        world.writeLock().lock();
        try {
            serve(new StoppedWorld(architecture, program, flags(StoppedWorld.ALL_THREADS)).attach(pid, mark));
            guests.attached(pid);
        } finally {
            world.writeLock().unlock();
        }
    }

    @Override
    public void widen(Interest more) throws ErrnoException {
        if (handlers.stream().anyMatch(handler -> handler.thread() == Thread.currentThread())) {
            throw new IllegalStateException("interest cannot grow while a call is handled: defer it first");
        }
        world.writeLock().lock();
        try {
            Set<Interest.Trap> traps = new LinkedHashSet<>(interest.traps());
            if (!traps.addAll(more.traps())) {
                return;
            }
            Interest wider = new Interest(List.copyOf(traps));
            FilterProgram wide = FilterProgram.compile(architecture, wider, Seccomp.RET_USER_NOTIF);
            if (!listeners.isEmpty()) {
                CompletableFuture<Void> replaced = new CompletableFuture<>();
                sessions.execute(() -> replaceFilters(wide, replaced));
                replaced.join();
            }
            interest = wider;
            program = wide;
        } finally {
            world.writeLock().unlock();
        }
    }

    /**
     * Stops every guest thread and exchanges its filter. A thread can have one listener only, so the old ones are closed
     * first; who waits for an answer leaves its call and makes it again under the new filter. Threads in vfork(2) follow
     * when they come out, which may be long after the others.
     */
    private void replaceFilters(FilterProgram wide, CompletableFuture<Void> replaced) {
        StoppedWorld stopped = new StoppedWorld(architecture, wide, flags(StoppedWorld.ALL_THREADS));
        try {
            CountDownLatch over = pauseHandlers();
            try {
                stopped.stop(guests, this::leaveCall);
                listeners.forEach(Files::close);
                listeners.clear();
                stopped.exchange(this::serve);
            } finally {
                over.countDown();
            }
            replaced.complete(null);
        } catch (RuntimeException | Error e) {
            replaced.completeExceptionally(e);
        }
        while (stopped.someInVfork()) {
            stopped.nextOutOfVfork().ifPresent(tracee -> {
                world.readLock().lock();
                try {
                    stopped.exchangeLate(tracee, program, this::serve);
                } finally {
                    world.readLock().unlock();
                }
            });
        }
    }

    /** Makes a thread leave the call that it waits in; it will make it again. */
    private void leaveCall(int thread) {
        for (WaitingCall call : waiting) {
            if (call.thread() == thread && call.unbind()) {
                expected.put(thread, new Expected.Bind(call));
                new Answers().restart(call.listener(), call.id());
            }
        }
    }

    private CountDownLatch pauseHandlers() {
        Handler.Pause pause = new Handler.Pause(new CountDownLatch(handlers.size()), new CountDownLatch(1));
        handlers.forEach(handler -> handler.pause(pause));
        boolean interrupted = false;
        while (pause.reached().getCount() > 0) {
            try {
                pause.reached().await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return pause.over();
    }

    private int flags(int more) {
        int flags = Seccomp.FLAG_NEW_LISTENER | Seccomp.FLAG_SPEC_ALLOW | more;
        return features.used().contains(Feature.WAIT_KILLABLE) ? flags | Seccomp.FLAG_WAIT_KILLABLE_RECV : flags;
    }

    private void serve(int listener) {
        Seccomp.wakeSynchronously(listener);
        listeners.add(listener);
        handlers.forEach(handler -> handler.serve(listener));
    }

    /** The last process under a listener has ended. */
    void listenerEnded(int listener) {
        if (listeners.remove(listener)) {
            Files.close(listener);
        }
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
        listeners.forEach(Files::close);
        listeners.clear();
        sessions.shutdown();
    }
}
