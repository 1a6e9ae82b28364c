package io.umview.tracer.internal;

import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import org.jspecify.annotations.Nullable;

/**
 * A call that is answered later. While it waits, its notification may be given back (the listener changes, a signal comes) and
 * the thread makes the call again; the new notification is then bound to the same waiting call.
 */
final class WaitingCall implements TracedCall.DeferredCall {
    private final NotificationEngine engine;
    private final Supervisor supervisor;
    private final SystemCall systemCall;
    private final int number;
    private final long[] arguments = new long[6];
    private final int thread;
    private final long instructionPointer;
    private final int pid;
    private int mark;
    private int newMark;
    private @Nullable Runnable signalAction;

    // Guarded by this.
    private int listener;
    private long id;
    private boolean bound = true;
    private boolean finished;
    private @Nullable Reply reply;

    WaitingCall(NotificationEngine engine, Supervisor supervisor, NotifiedCall call) {
        this.engine = engine;
        this.supervisor = supervisor;
        systemCall = call.systemCall();
        number = call.number();
        for (int i = 0; i < 6; i++) {
            arguments[i] = call.argument(i);
        }
        thread = call.thread();
        instructionPointer = call.instructionPointer();
        pid = call.pid();
        mark = call.mark();
        newMark = call.newMark();
        listener = call.listener();
        id = call.id();
    }

    /** Whether a notification is this call, made again. */
    boolean isMadeAgainBy(NotifiedCall call) {
        boolean same = call.number() == number && call.instructionPointer() == instructionPointer;
        for (int i = 0; i < 6 && same; i++) {
            same = call.argument(i) == arguments[i];
        }
        return same;
    }

    /** The notification no longer counts; the call will be made again. @return whether it did count, and which it was */
    synchronized boolean unbind() {
        boolean was = bound && !finished;
        bound = false;
        return was;
    }

    /** The call was made again. */
    void bind(NotifiedCall call) {
        Reply waiting;
        synchronized (this) {
            listener = call.listener();
            id = call.id();
            bound = true;
            waiting = reply;
        }
        if (waiting != null) {
            engine.answer(this, waiting);
        }
    }

    @Override
    public boolean reply(Reply answer) {
        synchronized (this) {
            if (reply != null) {
                return false;
            }
            reply = answer;
            if (!bound) {
                return engine.alive(thread);
            }
        }
        return engine.answer(this, answer);
    }

    synchronized void finish() {
        finished = true;
    }

    synchronized int listener() {
        return listener;
    }

    synchronized long id() {
        return id;
    }

    int newMark() {
        return newMark;
    }

    @Nullable
    Runnable signalAction() {
        return signalAction;
    }

    @Override
    public void onSignal(Runnable action) {
        signalAction = action;
        engine.watchSignals(this);
    }

    @Override
    public SystemCall systemCall() {
        return systemCall;
    }

    @Override
    public long argument(int index) {
        return arguments[index];
    }

    @Override
    public int thread() {
        return thread;
    }

    @Override
    public long instructionPointer() {
        return instructionPointer;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int mark() {
        return mark;
    }

    @Override
    public int personality() {
        return new ProcFiles().personality(thread);
    }

    @Override
    public void mark(int value) {
        mark = value;
        newMark = value;
    }

    @Override
    public View view() {
        return supervisor.view(mark);
    }

    @Override
    public GuestProcess process() {
        return supervisor.process(this);
    }

    @Override
    public GuestMemory memory() {
        return new ProcessMemory().of(thread);
    }

    @Override
    public DeferredCall defer() {
        return this;
    }
}
