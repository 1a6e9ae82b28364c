package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.linux.Processes;
import io.umview.linux.Ptrace;
import io.umview.linux.Seccomp;
import io.umview.tracer.Features;
import io.umview.tracer.Features.Feature;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tracer that works by seccomp user notification; ptrace is used for moments only, to inject calls. */
final class NotificationEngine implements Tracer {
    private static final System.Logger LOG = System.getLogger(NotificationEngine.class.getName());
    private static final int HANDLERS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private static final int TRIES = 1000;

    /** How long something takes that may take long: all handlers may be at it before others take over. */
    private static final long PATIENCE_NANOS = 10_000_000;

    /** So often the watch looks closely for nothing: calls that may take long come in flocks, and to wake it costs. */
    private static final int LOOKS_AT_NOBODY = 200;

    private static final long HELD_ELSEWHERE_NANOS = 1_000_000;
    private static final int SWEEP_AT_LEAST = 64;
    private static final int SIGKILL = 9;

    private final Architecture architecture;
    private final Supervisor supervisor;
    private final Supervision supervision;
    private final Features features;
    private final Supplier<ProcessMemory> memories;
    private final Reaper reaper;
    private final GuestTree guests = new GuestTree();
    private final Undumpable undumpable = new Undumpable();
    private final SignalWatch signals = new SignalWatch();
    private final AtomicInteger handlerCount = new AtomicInteger();
    private final List<Handler> handlers = new CopyOnWriteArrayList<>();
    private final Map<Long, Listener> listeners = new ConcurrentHashMap<>();
    private final Set<WaitingCall> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Answers> answers = ThreadLocal.withInitial(Answers::new);
    private final ExecutorService sessions = Executors.newCachedThreadPool(NotificationEngine::daemon);

    /** Held while all threads of a process are marked; one lock serves several processes. */
    private final Object[] markLocks = new Object[64];

    /** Calls that threads are about to make again, by thread. */
    private final Map<Integer, Expected> expected = new ConcurrentHashMap<>();

    /** Held for reading while a single thread is worked on, for writing while all are stopped. */
    private final ReentrantReadWriteLock world = new ReentrantReadWriteLock(true);

    /** How many handlers are at something that may take long, those that were left alone with it included. */
    private final AtomicInteger takingLong = new AtomicInteger();

    private final Thread watch;
    private volatile boolean watchClosely;
    private Interest interest = Undumpable.and(Supervision.OWN);
    private FilterProgram program;
    private volatile int sweepAt = SWEEP_AT_LEAST;
    private volatile boolean closed;

    /** What to do when a thread makes a call that it had to leave. */
    private sealed interface Expected {
        /** The kernel executes it. */
        record Pass(WaitingCall call) implements Expected {}

        /** It is one that waits for its answer. */
        record Bind(WaitingCall call) implements Expected {}
    }

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
        Arrays.setAll(markLocks, i -> new Object());
        program = compile(interest);
        for (int i = 0; i < HANDLERS; i++) {
            handlers.add(newHandler());
        }
        handlers.forEach(Handler::start);
        watch = daemon(this::replaceStuckHandlers);
        watch.setName("umview-handler-watch");
        watch.start();
    }

    private Handler newHandler() {
        NotifiedCall call = new NotifiedCall(this, supervisor, architecture, memories.get());
        return new Handler(this, call, handlerCount.getAndIncrement(), handlers.isEmpty() ? null : handlers.get(0));
    }

    /** A handler has begun something that may take long: it may be needed elsewhere, and signals may come for the caller. */
    void mayTakeLong() {
        takingLong.incrementAndGet();
        if (!watchClosely) {
            watchClosely = true;
            LockSupport.unpark(watch);
        }
    }

    /** The handler has come back. */
    void tookLong() {
        takingLong.decrementAndGet();
    }

    /** A module that hangs costs the call that it was asked about, not the handler. */
    private void replaceStuckHandlers() {
        for (int idle = 0; !closed; ) {
            LockSupport.parkNanos(watchClosely ? PATIENCE_NANOS / 2 : Supervision.STUCK_NANOS / 4);
            int busy = takingLong.get();
            idle = busy > 0 ? 0 : idle + 1;
            watchClosely = idle < LOOKS_AT_NOBODY;
            for (Handler handler : handlers) {
                if (handler.abandonIfStuck(Supervision.STUCK_NANOS, PATIENCE_NANOS, busy >= HANDLERS)) {
                    Handler replacement = newHandler();
                    handlers.remove(handler);
                    handlers.add(replacement);
                    listeners.values().forEach(replacement::serve);
                    replacement.start();
                }
            }
        }
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
        if (!expected.isEmpty()) {
            Expected again = expected.get(call.thread());
            if (again instanceof Expected.Pass) {
                expected.remove(call.thread());
                return Reply.CONTINUE;
            }
            // Another call may come first, from a signal's handler that runs before the call is made again.
            if (again instanceof Expected.Bind bind && bind.call().isMadeAgainBy(call)) {
                expected.remove(call.thread());
                bind.call().bind(call);
                return Reply.LATER;
            }
        }
        return Undumpable.isAsked(call) ? shelter(call) : supervision.handle(call);
    }

    /** Gives a process filter and listener of its own before it is out of reach. */
    private Reply shelter(NotifiedCall call) {
        TracedCall.DeferredCall later = call.defer();
        int mark = call.mark();
        sessions.execute(() -> {
            world.writeLock().lock();
            try {
                boolean sheltered = closed || exchange(program);
                listeners.values().stream()
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
        if (waiting.size() >= sweepAt) {
            sweep();
        }
        waiting.add(later);
        return later;
    }

    /** Forgets calls whose threads have ended; nothing tells of their end, and who should answer them may never do. */
    private void sweep() {
        for (WaitingCall call : waiting) {
            if (!alive(call.thread())) {
                call.abandon();
                waiting.remove(call);
                expected.remove(call.thread());
            }
        }
        sweepAt = Math.max(SWEEP_AT_LEAST, 2 * waiting.size());
    }

    void watchSignals(WaitingCall call) {
        if (features.used().contains(Feature.WAIT_KILLABLE)) {
            signals.add(call);
        }
    }

    boolean alive(int thread) {
        return new java.io.File("/proc/" + thread).exists();
    }

    /** Whether a thread must be held to be given an answer. */
    static boolean needsSession(Reply reply, int newMark) {
        return newMark >= 0
                || reply instanceof Reply.Interrupted
                || reply instanceof Reply.Replacing
                || isPath(reply)
                || Repetition.isAskedBy(reply);
    }

    private static boolean isPath(Reply reply) {
        return reply instanceof Reply.Descriptor descriptor && descriptor.isPath();
    }

    /** Answers a call that waited. Never blocks: while the world is stopped, a session waits for its end. */
    boolean answer(WaitingCall call, Reply reply) {
        if (closed) {
            KeptCall.discard(reply);
            return false;
        }
        if (needsSession(reply, call.newMark())) {
            sessions.execute(() -> answerInSession(call, reply));
            return true;
        }
        if (!world.readLock().tryLock()) {
            sessions.execute(() -> {
                world.readLock().lock();
                answerAndUnlock(call, reply);
            });
            return alive(call.thread());
        }
        return answerAndUnlock(call, reply);
    }

    private boolean answerAndUnlock(WaitingCall call, Reply reply) {
        try {
            if (!call.unbind()) {
                return true;
            }
            finish(call);
            return answers.get().send(call.listener().descriptor(), call.id(), reply);
        } finally {
            world.readLock().unlock();
        }
    }

    private void finish(WaitingCall call) {
        call.finish();
        waiting.remove(call);
        signals.remove(call);
    }

    /**
     * Answers a call for which its thread must be held: its arguments change, or the mark of its process, or it is interrupted
     * (if it is not held, and another thread takes the signal, it would come back with the kernel's own number for a restart).
     */
    private void answerInSession(WaitingCall call, Reply reply) {
        List<Tracee> inVfork = new ArrayList<>();
        world.readLock().lock();
        try {
            if (call.newMark() >= 0) {
                synchronized (markLocks[call.pid() & markLocks.length - 1]) {
                    answerHeld(call, reply, inVfork);
                }
            } else {
                answerHeld(call, reply, inVfork);
            }
        } finally {
            world.readLock().unlock();
        }
        inVfork.forEach(tracee -> markLate(tracee, call.mark()));
    }

    private void answerHeld(WaitingCall call, Reply reply, List<Tracee> inVfork) {
        if (!call.unbind()) {
            return;
        }
        Answers answers = this.answers.get();
        int listener = call.listener().descriptor();
        try (Loan loan = new Loan(reply)) {
            int error = loan.toWaiting(answers, call);
            if (error < 0) {
                finish(call);
                answers.fail(listener, call.id(), -error);
            } else {
                answerHeld(call, reply, inVfork, answers, loan);
            }
        }
    }

    private void answerHeld(WaitingCall call, Reply reply, List<Tracee> inVfork, Answers answers, Loan loan) {
        int listener = call.listener().descriptor();
        if (reply instanceof Reply.Interrupted && isDying(call.thread())) {
            finish(call);
            answers.restart(listener, call.id());
            return;
        }
        Tracee tracee;
        try {
            tracee = Tracee.seize(architecture, new ProcFiles(), call.thread(), Ptrace.TRACEEXEC);
        } catch (ErrnoException e) {
            finish(call);
            discard(reply);
            answers.send(listener, call.id(), reply instanceof Reply.Interrupted ? reply : Reply.fail(Errno.EPERM));
            return;
        }
        try {
            answers.restart(listener, call.id());
            tracee.awaitStop(false, child -> {});
            if (call.newMark() >= 0) {
                tracee.takeOver();
                markAll(call, tracee, inVfork);
                call.marked();
            }
            finishHeld(call, reply, tracee, loan);
            if (reply instanceof Reply.Replacing || isPath(reply)) {
                KeptCall.discard(reply);
            }
        } catch (ErrnoException e) {
            failHeld(call, reply, tracee, e.errno());
        } catch (RuntimeException | Error e) {
            failHeld(call, reply, tracee, Supervision.nonsense(reply, e));
        } finally {
            tracee.release();
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

    private void failHeld(WaitingCall call, Reply reply, Tracee tracee, Errno errno) {
        expected.remove(call.thread());
        discard(reply);
        finish(call);
        if (tracee.taken()) {
            tracee.finishPending(-errno.number());
        }
    }

    private void finishHeld(WaitingCall call, Reply reply, Tracee tracee, Loan loan) throws ErrnoException {
        if (reply instanceof Reply.Descriptor && !isPath(reply) || reply instanceof Reply.Continue) {
            // The call is made again, and answered where it need not be held.
            expected.put(call.thread(), new Expected.Bind(call));
            tracee.rewind();
            return;
        }
        finish(call);
        if (reply instanceof Reply.Interrupted) {
            return;
        }
        if (!tracee.taken()) {
            tracee.takeOver();
        }
        if (Repetition.isAskedBy(reply)) {
            // Of this call only: when its end is told, the thread may be about to make its next one again already.
            Expected pass = new Expected.Pass(call);
            Runnable withdraw = () -> expected.remove(call.thread(), pass);
            try {
                new Repetition(architecture, tracee, descriptor -> loan.toHeld(tracee, call.pid()))
                        .run(reply, world::hasQueuedThreads, () -> expected.put(call.thread(), pass), withdraw);
            } finally {
                withdraw.run();
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

    private void markAll(WaitingCall call, Tracee caller, List<Tracee> inVfork) throws ErrnoException {
        Injection.mark(caller, call.newMark());
        ProcFiles proc = new ProcFiles();
        for (int thread : ProcFiles.threads(call.pid())) {
            if (thread != caller.thread()) {
                markOther(proc, thread, call.newMark(), inVfork);
            }
        }
    }

    private void markOther(ProcFiles proc, int thread, int mark, List<Tracee> inVfork) {
        Tracee other = null;
        try {
            other = seizePatiently(proc, thread);
            leaveCall(thread);
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
        if (handlers.stream().anyMatch(handler -> handler.thread() == Thread.currentThread())) {
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
            if (!listeners.isEmpty() && !exchange(wide)) {
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
            CountDownLatch over = pauseHandlers();
            boolean possible;
            try {
                possible = stopped.stop(guests, this::leaveCall);
                if (possible) {
                    Set<Integer> unreachable = Set.copyOf(stopped.leftBehind());
                    listeners.values().stream()
                            .filter(listener -> !unreachable.contains(listener.owner()))
                            .forEach(this::listenerEnded);
                    stopped.exchange(this::serve);
                    if (wide != program) {
                        undumpable.leftBehind(stopped.leftBehind(), listeners.values());
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

    /** Makes a thread leave the call that it waits in; it will make it again. */
    private void leaveCall(int thread) {
        for (WaitingCall call : waiting) {
            if (call.thread() == thread && call.unbind()) {
                expected.put(thread, new Expected.Bind(call));
                answers.get().restart(call.listener().descriptor(), call.id());
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

    private void serve(int process, int descriptor) {
        Seccomp.wakeSynchronously(descriptor);
        Listener listener = new Listener(process, descriptor);
        listeners.put(listener.serial(), listener);
        handlers.forEach(handler -> handler.serve(listener));
    }

    @Nullable
    Listener listener(long serial) {
        return listeners.get(serial);
    }

    /** The last process under a listener has ended, or the listener gives way to another. */
    void listenerEnded(Listener listener) {
        if (listeners.remove(listener.serial()) != null) {
            handlers.forEach(handler -> handler.leave(listener));
            listener.close();
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
        closed = true;
        handlers.forEach(Handler::end);
        listeners.values().forEach(this::listenerEnded);
        sessions.shutdown();
        reaper.close();
    }
}
