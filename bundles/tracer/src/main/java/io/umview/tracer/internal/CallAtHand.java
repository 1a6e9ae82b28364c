package io.umview.tracer.internal;

import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Ptrace;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;

/** The call that the tracing thread works on: a window onto the registers of the thread that stopped last. */
final class CallAtHand implements TracedCall {
    private final TraceLoop loop;
    private final Supervisor supervisor;
    private final Architecture architecture;
    private final ProcessMemory memory;
    private final ProcFiles proc;
    private final ThreadMarks marks;
    private final NativeBuffer registers;
    private final NativeBuffer vector = new NativeBuffer(16);
    private final NativeBuffer compat = new NativeBuffer(Ptrace.CALL_SIZE);
    private boolean isCompat;
    private int thread;
    private int pid;
    private int mark;
    private int newMark;

    CallAtHand(TraceLoop loop, Supervisor supervisor, Architecture architecture, ProcessMemory memory, ProcFiles proc) {
        this.loop = loop;
        this.supervisor = supervisor;
        this.architecture = architecture;
        this.memory = memory;
        this.proc = proc;
        marks = new ThreadMarks(proc);
        registers = new NativeBuffer(architecture.registersSize());
    }

    /** Turns to a stopped thread. @return whether its registers could be read */
    boolean turnTo(TracedThread stopped) {
        thread = stopped.id;
        pid = stopped.group.id;
        mark = -1;
        newMark = -1;
        isCompat = false;
        return Ptrace.getRegisters(thread, registerVector()) == 0;
    }

    /** Whether the registers are those of this architecture, and the call one of its own. */
    boolean isNative() {
        return vector.bytes().getLong(8) == architecture.registersSize()
                && architecture.nativeMode(registers.bytes())
                && !isCompat;
    }

    /** Takes the call as one of the 32-bit calls. @return whether it is one, as far as the kernel tells */
    boolean asCompat() {
        isCompat = Ptrace.callInfo(thread, compat.address()) > 0
                && compat.bytes().getInt(Ptrace.CALL_ARCH) == architecture.compatArchitecture();
        return isCompat;
    }

    /** Has the call not executed, but return a value. */
    void skip(long result) {
        if (vector.bytes().getLong(8) == architecture.registersSize()) {
            architecture.pendingNumber(registers.bytes(), -1);
            architecture.result(registers.bytes(), result);
        } else {
            architecture.skipCompat(registers.bytes(), (int) result);
        }
        store();
    }

    private long registerVector() {
        vector.bytes().putLong(0, registers.address()).putLong(8, architecture.registersSize());
        return vector.address();
    }

    ByteBuffer registers() {
        return registers.bytes();
    }

    /** Gives the thread the registers as they are here now. */
    void store() {
        Ptrace.setRegisters(thread, vector.address());
    }

    /** The mark that the handler asked for, -1 when it asked for none. */
    int newMark() {
        return newMark;
    }

    @Override
    public SystemCall systemCall() {
        if (isCompat) {
            return architecture.compatCall((int) compat.bytes().getLong(Ptrace.CALL_NUMBER));
        }
        return architecture.systemCall((int) architecture.pendingNumber(registers.bytes()));
    }

    @Override
    public long argument(int index) {
        return isCompat
                ? compat.bytes().getLong(Ptrace.CALL_ARGUMENTS + 8 * index)
                : architecture.argument(registers.bytes(), index);
    }

    @Override
    public int thread() {
        return thread;
    }

    @Override
    public long instructionPointer() {
        return architecture.instructionPointer(registers.bytes());
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int personality() {
        return proc.personality(thread);
    }

    @Override
    public int mark() {
        if (mark < 0) {
            mark = marks.of(thread);
        }
        return mark;
    }

    @Override
    public void mark(int value) {
        newMark = value;
        mark = value;
    }

    @Override
    public View view() {
        return supervisor.view(mark());
    }

    @Override
    public GuestProcess process() {
        return supervisor.process(this);
    }

    @Override
    public GuestMemory memory() {
        return memory.of(thread);
    }

    @Override
    public DeferredCall defer() {
        return loop.defer(this);
    }
}
