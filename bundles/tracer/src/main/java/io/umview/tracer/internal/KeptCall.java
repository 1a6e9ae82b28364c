package io.umview.tracer.internal;

import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.linux.Files;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is kept of a call that is answered later. */
abstract class KeptCall implements TracedCall.DeferredCall {
    /** Stands for a process that was not looked up. */
    static final int UNKNOWN = 0;

    private final Supervisor supervisor;
    private final Supplier<ProcessMemory> memories;
    private final SystemCall systemCall;
    private final long[] arguments = new long[6];
    private final int thread;
    private final long instructionPointer;
    private volatile @Nullable ProcessMemory memory;
    private volatile int pid;
    private volatile int mark;
    private volatile int newMark;
    private volatile @Nullable Runnable signalAction;

    /** @param pid the process of the caller, or {@link #UNKNOWN}: it is looked up when somebody asks for it */
    KeptCall(Supervisor supervisor, Supplier<ProcessMemory> memories, TracedCall call, int pid, int newMark) {
        this.supervisor = supervisor;
        this.memories = memories;
        this.pid = pid;
        systemCall = call.systemCall();
        for (int i = 0; i < 6; i++) {
            arguments[i] = call.argument(i);
        }
        thread = call.thread();
        instructionPointer = call.instructionPointer();
        mark = call.mark();
        this.newMark = newMark;
    }

    /** Closes what a reply holds that nobody will get. */
    static void discard(Reply reply) {
        if (reply instanceof Reply.Descriptor descriptor) {
            Files.close(descriptor.descriptor());
        } else if (reply instanceof Reply.Replacing replacing) {
            Files.close(replacing.descriptor());
        } else if (Repetition.lentBy(reply) >= 0) {
            Files.close(Repetition.lentBy(reply));
        }
    }

    /** Has signals for the thread looked for. */
    abstract void watchSignals();

    /** The mark that was asked for, -1 when none was. */
    final int newMark() {
        return newMark;
    }

    final void marked() {
        newMark = -1;
    }

    final @Nullable Runnable signalAction() {
        return signalAction;
    }

    @Override
    public final void onSignal(Runnable action) {
        signalAction = action;
        watchSignals();
    }

    @Override
    public final SystemCall systemCall() {
        return systemCall;
    }

    @Override
    public final long argument(int index) {
        return arguments[index];
    }

    @Override
    public final int thread() {
        return thread;
    }

    @Override
    public final long instructionPointer() {
        return instructionPointer;
    }

    @Override
    public final int pid() {
        if (pid == UNKNOWN) {
            pid = new ProcFiles().processOf(thread);
        }
        return pid;
    }

    @Override
    public final int mark() {
        return mark;
    }

    @Override
    public final int personality() {
        return new ProcFiles().personality(thread);
    }

    @Override
    public final void mark(int value) {
        mark = value;
        newMark = value;
    }

    @Override
    public final View view() {
        return supervisor.view(mark);
    }

    @Override
    public final GuestProcess process() {
        return supervisor.process(this);
    }

    @Override
    public final GuestMemory memory() {
        ProcessMemory own = memory;
        if (own == null) {
            own = memories.get().of(thread);
            memory = own;
        }
        return own;
    }

    @Override
    public final DeferredCall defer() {
        return this;
    }
}
