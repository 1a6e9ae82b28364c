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
import java.util.Objects;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** The call that an attendant works on: a window onto the registers of the thread that stopped for it. */
final class CallAtHand implements TracedCall {
    private final Attendant attendant;
    private final Supervisor supervisor;
    private final Architecture architecture;
    private final ProcessMemory memory;
    private final ProcFiles proc = new ProcFiles();
    private final ThreadMarks marks = new ThreadMarks(proc);
    private final IntToLongFunction arguments = this::argument;
    private final NativeBuffer registers;
    private final NativeBuffer vector = new NativeBuffer(16);
    private final NativeBuffer compat = new NativeBuffer(Ptrace.CALL_SIZE);
    private boolean isCompat;
    private int thread;
    private int pid;
    private @Nullable TracedGroup group;
    private int mark;
    private int newMark;

    CallAtHand(Attendant attendant, Supervisor supervisor, Architecture architecture, ProcessMemory memory) {
        this.attendant = attendant;
        this.supervisor = supervisor;
        this.architecture = architecture;
        this.memory = memory;
        registers = new NativeBuffer(architecture.registersSize());
    }

    /** Turns to a stopped thread. @return whether its registers could be read */
    boolean turnTo(TracedThread stopped) {
        thread = stopped.id;
        pid = stopped.group.id;
        group = stopped.group;
        mark = -1;
        newMark = -1;
        isCompat = false;
        attendant.turn();
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

    /** The arguments of whatever call it is turned to. */
    IntToLongFunction arguments() {
        return arguments;
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
            TracedGroup process = Objects.requireNonNull(group);
            mark = marks.of(thread, process.lastMark());
            process.lastMark(mark);
        }
        return mark;
    }

    @Override
    public void mark(int value) {
        newMark = value;
        mark = value;
        attendant.marked(value);
    }

    @Override
    public void mayTakeLong() {
        attendant.mayTakeLong();
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
        return attendant.defer();
    }
}
