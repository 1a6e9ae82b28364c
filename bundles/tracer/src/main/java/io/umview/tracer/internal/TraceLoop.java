package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import io.umview.linux.Ptrace;
import io.umview.linux.Wait;
import io.umview.tracer.Program;
import io.umview.tracer.Supervisor;
import io.umview.tracer.Tracer.Guest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The one OS thread that traces all guest threads: it waits for their stops, answers the calls at which they stop and resumes
 * them. Everything that is not said to be otherwise runs on it alone; others hand it work by {@link #post}.
 */
final class TraceLoop {
    private static final System.Logger LOG = System.getLogger(TraceLoop.class.getName());
    private static final int OPTIONS = Ptrace.TRACESYSGOOD
            | Ptrace.TRACEFORK
            | Ptrace.TRACEVFORK
            | Ptrace.TRACECLONE
            | Ptrace.TRACEEXEC
            | Ptrace.TRACEVFORKDONE
            | Ptrace.TRACESECCOMP;

    /** Stops that are collected before any is handled; threads further down the kernel's list get their turn too. */
    private static final int BATCH = 64;

    private static final int SIGKILL = 9;
    private static final int SIGTRAP = 5;
    private static final int CLONE_UNTRACED = 0x00800000;

    /** What the loop itself must see: a thread that asks not to be traced would find its calls answered by nobody. */
    static final Interest OWN = Supervision.OWN.and(
            Interest.when(SystemCall.CLONE, new ArgumentTest(0, CLONE_UNTRACED, CLONE_UNTRACED, true)));

    private final Architecture architecture;
    private final Supervisor supervisor;
    private final Supplier<ProcessMemory> memories;
    private final GuestFilters filters;
    private final Children children;
    private final ProcFiles proc = new ProcFiles();
    private final SignalWatch signals = new SignalWatch();
    private final WakeUp wakeUp = new WakeUp();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "umview-tracer");
    private final NativeBuffer word = new NativeBuffer(8);
    private final int[] ids = new int[BATCH];
    private final int[] statuses = new int[BATCH];
    private final Tracee session;
    private final Supervision supervision;
    private final Attendants attendants;
    private final TracedThreads threads;
    private final CatchingUp catching;
    private final List<Awaited> awaited = new ArrayList<>();
    private boolean closing;

    /** What happens once something has come true. */
    private record Awaited(BooleanSupplier condition, Runnable action) {}

    TraceLoop(
            Architecture architecture,
            Supervisor supervisor,
            Supplier<ProcessMemory> memories,
            GuestFilters filters,
            Children children) {
        this.architecture = architecture;
        this.supervisor = supervisor;
        this.memories = memories;
        this.filters = filters;
        this.children = children;
        session = new Tracee(architecture, proc);
        threads = new TracedThreads(children, proc, this::abandon);
        catching = new CatchingUp(filters, proc, session);
        supervision = new Supervision(supervisor);
        attendants = new Attendants(
                supervision,
                attendant -> new CallAtHand(attendant, supervisor, architecture, memories.get()),
                this::defer);
        thread.setDaemon(true);
    }

    // ---- for every thread ----

    /** Starts the loop. */
    void start() throws ErrnoException {
        CompletableFuture<Integer> started = new CompletableFuture<>();
        work.add(() -> {
            try {
                wakeUp.start();
                started.complete(0);
            } catch (ErrnoException e) {
                closing = true;
                started.complete(e.errno().number());
            }
        });
        thread.start();
        int errno = started.join();
        if (errno != 0) {
            throw Errno.of(errno).exception();
        }
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Has something done by the loop. */
    void post(Runnable task) {
        work.add(task);
        if (!isCurrentThread()) {
            wakeUp.signal();
        }
    }

    void watchSignals(StoppedCall waiting) {
        signals.add(waiting);
    }

    /** The threads of all guests. */
    IntStream guestThreads() {
        return threads.ids();
    }

    // ---- the loop ----

    private void run() {
        while (true) {
            Runnable task;
            while ((task = work.poll()) != null) {
                guarded(task);
            }
            settle();
            if (closing && threads.all().isEmpty()) {
                wakeUp.end();
            }
            int count = collect();
            if (count == 0) {
                attendants.end();
                children.none();
                return;
            }
            for (int i = 0; i < count; i++) {
                dispatchGuarded(ids[i], statuses[i]);
            }
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void dispatchGuarded(int id, int status) {
        try {
            dispatch(id, status);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private static void failed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the tracer failed", failure);
    }

    /** Waits for events and takes all that there are. @return how many; none when nothing is left to wait for */
    private int collect() {
        int count = 0;
        int result;
        do {
            // Not for children of other threads of the virtual machine: those have owners that wait for them.
            result = Wait.waitpid(-1, word.address(), Wait.WALL | Wait.WNOTHREAD | (count == 0 ? 0 : Wait.WNOHANG));
            if (result > 0) {
                ids[count] = result;
                statuses[count++] = word.bytes().getInt(0);
            }
        } while (result == -Wait.EINTR || result > 0 && count < BATCH);
        return count;
    }

    /** Does what was waiting for something that has come true. */
    private void settle() {
        for (int i = 0; i < awaited.size(); ) {
            if (awaited.get(i).condition().getAsBoolean()) {
                guarded(awaited.remove(i).action());
                i = 0;
            } else {
                i++;
            }
        }
    }

    private void dispatch(int id, int status) {
        try {
            if (wakeUp.takes(id, status)) {
                return;
            }
        } catch (ErrnoException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "answers from other threads may be late: {0}",
                    e.errno().text());
            return;
        }
        if (Wait.ended(status)) {
            ended(id, status);
            return;
        }
        TracedThread stopped = threads.atStop(id);
        if (stopped != null) {
            dispatch(stopped, Wait.event(status), Wait.stopSignal(status));
        }
    }

    private void dispatch(TracedThread stopped, int event, int signal) {
        switch (event) {
            case Ptrace.EVENT_STOP -> atStop(stopped, signal);
            case Ptrace.EVENT_SECCOMP -> atCall(stopped);
            case Ptrace.EVENT_EXEC -> executed(stopped);
            case Ptrace.EVENT_FORK, Ptrace.EVENT_CLONE -> created(stopped);
            case Ptrace.EVENT_VFORK -> {
                stopped.inVfork = true;
                created(stopped);
            }
            case Ptrace.EVENT_VFORK_DONE -> {
                stopped.inVfork = false;
                resume(stopped, 0);
            }
            case 0 -> {
                if (signal == Tracee.SYSCALL_STOP) {
                    atSyscallStop(stopped);
                } else {
                    resume(stopped, signal);
                }
            }
            default -> resume(stopped, 0);
        }
    }

    private void resume(TracedThread stopped, int signal) {
        runs(stopped);
        if (catching.behind(stopped) || leaves(stopped)) {
            // Any stop takes back the one that was asked for.
            Ptrace.interrupt(stopped.id);
        }
        if (stopped.repeated != null || !filters.available()) {
            Ptrace.resumeToSyscall(stopped.id, signal);
        } else {
            Ptrace.resume(stopped.id, signal);
        }
    }

    private static void runs(TracedThread resumed) {
        resumed.state = TracedThread.State.RUNNING;
        resumed.generationWhenResumed = resumed.generation;
    }

    // ---- coming and going ----

    private void created(TracedThread creator) {
        if (Ptrace.eventMessage(creator.id, word.address()) == 0) {
            threads.created((int) word.bytes().getLong(0), creator);
        }
        resume(creator, 0);
    }

    private void executed(TracedThread leader) {
        abandon(leader);
        if (Ptrace.eventMessage(leader.id, word.address()) == 0) {
            threads.tookOver(leader, (int) word.bytes().getLong(0));
        }
        leader.repeated = null;
        leader.inVfork = false;
        leader.inCall = true;
        resume(leader, 0);
    }

    private void ended(int id, int status) {
        if (threads.ended(id, Children.exitStatus(status)) && !closing) {
            children.none();
        }
    }

    private void abandon(TracedThread over) {
        StoppedCall waiting = over.waiting;
        if (waiting != null) {
            waiting.abandon();
            signals.remove(waiting);
            over.waiting = null;
        }
    }

    private boolean leaves(TracedThread stopped) {
        return closing || stopped.group.leaving;
    }

    private void letGo(TracedThread stopped) {
        Ptrace.detach(stopped.id, 0);
        threads.forget(stopped);
        threads.forgetIfEmpty(stopped.group);
    }

    // ---- stops ----

    private void atStop(TracedThread stopped, int signal) {
        stopped.inVfork = false;
        stopped.inCall = false;
        if (leaves(stopped)) {
            letGo(stopped);
        } else if (catching.behind(stopped)) {
            try {
                session.turnTo(stopped.id).takeOver();
                catching.catchUp(stopped);
                // Through another stop, at which it is seen whether job control wants it stopped.
                session.restore();
                runs(stopped);
            } catch (ErrnoException e) {
                catching.excuse(stopped, e);
                if (!gone(stopped)) {
                    session.giveUp();
                    Ptrace.interrupt(stopped.id);
                    resume(stopped, 0);
                }
            }
        } else if (signal != SIGTRAP) {
            stopped.state = TracedThread.State.STOPPED;
            Ptrace.listen(stopped.id);
        } else {
            resume(stopped, 0);
        }
    }

    private void atSyscallStop(TracedThread stopped) {
        TracedThread.Repeated repeated = stopped.repeated;
        if (repeated != null) {
            stopped.repeated = null;
            stopped.inCall = false;
            endRepetition(stopped, repeated);
        } else if (filters.available() || stopped.inCall) {
            stopped.inCall = false;
            resume(stopped, 0);
        } else {
            stopped.inCall = true;
            atCall(stopped);
        }
    }

    private void atCall(TracedThread stopped) {
        if (stopped.repeated != null) {
            resume(stopped, 0);
            return;
        }
        stopped.state = TracedThread.State.AT_CALL;
        if (leaves(stopped)) {
            letGoAtCall(stopped);
            return;
        }
        if (catching.behind(stopped) && !catchUpAtCall(stopped)) {
            return;
        }
        CallAtHand call = attendants.call();
        if (!call.turnTo(stopped)) {
            resume(stopped, 0);
            return;
        }
        if (!call.isNative() || !filters.contains(call.systemCall(), call.arguments())) {
            // What is of no interest as it stands may be a 32-bit call. That there are those costs no other call a
            // look.
            if (!call.asCompat() || !filters.contains(call.systemCall(), call.arguments())) {
                resume(stopped, 0);
                return;
            }
        } else if (call.systemCall() == SystemCall.CLONE && (call.argument(0) & CLONE_UNTRACED) != 0) {
            architecture.argument(call.registers(), 0, call.argument(0) & ~CLONE_UNTRACED);
            call.store();
            if (!filters.contains(SystemCall.CLONE, call.arguments())) {
                resume(stopped, 0);
                return;
            }
        }
        Reply reply = supervision.handleAlone(call);
        if (reply == null) {
            reply = attendants.handle();
        }
        if (reply != null && !(reply instanceof Reply.Later)) {
            abandon(stopped);
            answer(stopped, reply, call.newMark());
        }
    }

    private void letGoAtCall(TracedThread stopped) {
        CallAtHand call = attendants.call();
        if (call.turnTo(stopped)) {
            call.skip(-Errno.ENOSYS.number());
        }
        letGo(stopped);
    }

    // ---- answers ----

    /** Makes a call one that is answered later. Runs on this thread, or on an attendant's while this one waits for it. */
    private StoppedCall defer(CallAtHand atHand) {
        TracedThread stopped = threads.get(atHand.thread());
        StoppedCall later = new StoppedCall(this, supervisor, memories, atHand, atHand.newMark());
        if (stopped == null) {
            later.abandon();
        } else {
            stopped.waiting = later;
        }
        return later;
    }

    /** Answers a call that waited. */
    void answer(StoppedCall answered, Reply reply) {
        TracedThread stopped = threads.get(answered.thread());
        if (stopped == null || stopped.waiting != answered) {
            KeptCall.discard(reply);
            return;
        }
        signals.remove(answered);
        stopped.waiting = null;
        answer(stopped, reply, answered.newMark());
    }

    private void answer(TracedThread stopped, Reply reply, int newMark) {
        if (newMark < 0) {
            answer(stopped, reply);
            return;
        }
        TracedGroup group = stopped.group;
        group.mark = newMark;
        group.markSerial++;
        if (!catchUpAtCall(stopped)) {
            KeptCall.discard(reply);
            return;
        }
        List.copyOf(group.threads).forEach(this::hasten);
        awaited.add(new Awaited(() -> catching.inForce(group), () -> {
            if (threads.has(stopped) && stopped.state == TracedThread.State.AT_CALL) {
                answer(stopped, reply);
            } else {
                KeptCall.discard(reply);
            }
        }));
    }

    private void answer(TracedThread stopped, Reply reply) {
        if (reply instanceof Reply.Value value) {
            answer(stopped, value.value());
        } else if (reply instanceof Reply.Failure failure) {
            answer(stopped, -failure.errno().number());
        } else if (reply instanceof Reply.Descriptor
                || reply instanceof Reply.Replacing
                || reply instanceof Reply.Interrupted
                || Repetition.isAskedBy(reply)) {
            answerInSession(stopped, reply);
        } else {
            resume(stopped, 0);
        }
    }

    private void answer(TracedThread stopped, long result) {
        CallAtHand call = attendants.call();
        if (call.turnTo(stopped)) {
            call.skip(result);
        }
        resume(stopped, 0);
    }

    private void answerInSession(TracedThread stopped, Reply reply) {
        CallAtHand call = attendants.call();
        if (call.turnTo(stopped) && !call.isNative()) {
            // No call can be injected into a 32-bit program.
            KeptCall.discard(reply);
            answer(stopped, -Errno.EOPNOTSUPP.number());
            return;
        }
        try {
            session.turnTo(stopped.id).takeOverCall();
            stopped.inCall = false;
            try {
                if (Repetition.isAskedBy(reply)) {
                    repeat(stopped, reply);
                    return;
                }
                if (reply instanceof Reply.Descriptor descriptor) {
                    session.finishPending(new DescriptorTransfer(session, stopped.group.id)
                            .send(descriptor.descriptor(), descriptor.closeOnExec()));
                } else if (reply instanceof Reply.Replacing replacing) {
                    session.finishPending(Repetition.replace(session, stopped.group.id, replacing));
                }
            } catch (ErrnoException e) {
                session.finishPending(-e.errno().number());
            } catch (RuntimeException | Error e) {
                session.finishPending(-Supervision.nonsense(reply, e).number());
            }
            conclude(stopped);
        } catch (ErrnoException e) {
            if (!gone(stopped)) {
                if (e.errno() != Errno.ESRCH && !proc.hasEnded(stopped.id)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "thread {0} got no answer: {1}",
                            Integer.toString(stopped.id),
                            e.errno().text());
                }
                session.giveUp();
                resume(stopped, 0);
            }
        } finally {
            KeptCall.discard(reply);
        }
    }

    private void repeat(TracedThread stopped, Reply reply) throws ErrnoException {
        byte[] registers = session.original();
        DescriptorTransfer transfer = new DescriptorTransfer(session, stopped.group.id);
        Repetition.Placed placed =
                new Repetition(architecture, session, descriptor -> transfer.send(descriptor, true)).prepare(reply);
        session.enterCall();
        stopped.repeated = new TracedThread.Repeated(placed, registers);
        resume(stopped, 0);
    }

    private void endRepetition(TracedThread stopped, TracedThread.Repeated repeated) {
        try {
            long result = session.turnTo(stopped.id).takeOverResult(repeated.registers());
            new Repetition(architecture, session, descriptor -> -1).remove(repeated.placed());
            session.finishPending(result);
            conclude(stopped);
        } catch (ErrnoException e) {
            if (!gone(stopped)) {
                session.giveUp();
                resume(stopped, 0);
            }
        }
    }

    /** Lets a thread that was held run on. */
    private void conclude(TracedThread stopped) throws ErrnoException {
        if (session.settled()) {
            session.goOn();
            resume(stopped, 0);
        } else {
            session.restore();
            runs(stopped);
        }
    }

    /** Whether the thread ended while it was held; then it is forgotten. */
    private boolean gone(TracedThread held) {
        if (session.endStatus() >= 0) {
            ended(held.id, session.endStatus());
            return true;
        }
        return false;
    }

    // ---- filters and marks ----

    /** Gives a thread that is stopped at a call what it lacks; it is stopped there again then. @return false if it is not */
    private boolean catchUpAtCall(TracedThread stopped) {
        return switch (catching.catchUpAtCall(stopped)) {
            case AT_CALL -> true;
            case FAILED -> {
                resume(stopped, 0);
                yield false;
            }
            case ENDED -> {
                ended(stopped.id, session.endStatus());
                yield false;
            }
        };
    }

    /** Sees to it that a thread gets what it lacks soon. */
    private void hasten(TracedThread other) {
        if (!threads.has(other) || !catching.behind(other)) {
            return;
        }
        if (other.state == TracedThread.State.AT_CALL) {
            catchUpAtCall(other);
        } else {
            Ptrace.interrupt(other.id);
        }
    }

    // ---- what the tracer is asked for ----

    /** Starts a guest. */
    Guest start(Program program) throws ErrnoException {
        Launch launch = new Launch(architecture, program);
        int pid = launch.spawn();
        Guest guest = new Guest(pid, children.started(pid));
        session.turnTo(pid);
        try {
            check(Ptrace.seize(pid, OPTIONS));
            check(Ptrace.interrupt(pid));
            session.awaitStop(false, child -> {});
            session.takeOver();
            filters.install(session, 0, true);
            Injection.mark(session, program.mark());
            launch.prepare(session);
            session.goOn();
        } catch (ErrnoException e) {
            Processes.kill(pid, SIGKILL);
            if (session.endStatus() >= 0) {
                ended(pid, session.endStatus());
            }
            throw e;
        }
        resume(threads.add(pid, pid, new TracedThread.Born(filters.generation(), 0)), 0);
        return guest;
    }

    /** Takes a process among the guests. @param done completed when it is one */
    void attach(int pid, int mark, CompletableFuture<Void> done) throws ErrnoException {
        TracedGroup group = new TracedGroup(pid);
        if (!threads.prepare(group)) {
            throw Errno.EPERM.exception();
        }
        group.mark = mark;
        group.markSerial = 1;
        try {
            seizeAll(pid);
        } catch (ErrnoException e) {
            group.leaving = true;
            group.threads.forEach(seized -> Ptrace.interrupt(seized.id));
            threads.forgetIfEmpty(group);
            throw e;
        }
        awaited.add(new Awaited(() -> catching.inForce(group), () -> done.complete(null)));
    }

    private void seizeAll(int pid) throws ErrnoException {
        boolean more = true;
        while (more) {
            more = false;
            for (int id : ProcFiles.threads(pid)) {
                if (threads.get(id) == null) {
                    check(Ptrace.seize(id, OPTIONS));
                    threads.add(id, pid, new TracedThread.Born(0, 0));
                    Ptrace.interrupt(id);
                    more = true;
                }
            }
        }
        TracedGroup group = threads.group(pid);
        if (group == null || group.threads.isEmpty()) {
            throw Errno.ESRCH.exception();
        }
    }

    /** Traps more calls. @param done completed when the wider interest is in force */
    void widen(Interest more, CompletableFuture<Void> done) throws ErrnoException {
        if (filters.widen(more)) {
            List.copyOf(threads.all()).forEach(this::hasten);
        }
        awaited.add(
                new Awaited(() -> threads.groups().stream().allMatch(catching::inForce), () -> done.complete(null)));
    }

    /** Lets all guests go. @param done completed when it is done, those aside that wait in vfork(2) */
    void close(CompletableFuture<Void> done) {
        closing = true;
        for (TracedThread other : List.copyOf(threads.all())) {
            if (other.state == TracedThread.State.AT_CALL) {
                letGoAtCall(other);
            } else {
                Ptrace.interrupt(other.id);
            }
        }
        awaited.add(
                new Awaited(() -> threads.all().stream().allMatch(other -> other.inVfork), () -> done.complete(null)));
    }

    private static void check(int result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
    }
}
