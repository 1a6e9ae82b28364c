package io.umview.testing;

import io.umview.api.Call;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import java.util.Arrays;

/** A call of a process, with its arguments and the memory that they point into. */
public class FakeCall implements Call {
    private final GuestProcess process;
    private final FakeMemory memory;
    private final SystemCall systemCall;
    private final long[] arguments;

    /** A call in whose process there is no memory yet. */
    public FakeCall(GuestProcess process, SystemCall systemCall, long... arguments) {
        this(process, new FakeMemory(), systemCall, arguments);
    }

    /** A call whose arguments, of which missing ones are 0, point into a memory. */
    public FakeCall(GuestProcess process, FakeMemory memory, SystemCall systemCall, long... arguments) {
        this.process = process;
        this.memory = memory;
        this.systemCall = systemCall;
        this.arguments = Arrays.copyOf(arguments, 6);
    }

    /** Puts a NUL-terminated string into the memory. */
    public FakeCall with(long address, String text) {
        memory.put(address, FakeMemory.terminated(text));
        return this;
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
        return process.pid();
    }

    @Override
    public View view() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GuestProcess process() {
        return process;
    }

    @Override
    public FakeMemory memory() {
        return memory;
    }

    @Override
    public Deferred defer() {
        throw new UnsupportedOperationException();
    }
}
