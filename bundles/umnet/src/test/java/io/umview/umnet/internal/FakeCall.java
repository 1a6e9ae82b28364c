package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A call with its arguments and a memory that holds strings. */
final class FakeCall implements Call, GuestMemory {
    private final SystemCall systemCall;
    private final GuestProcess process;
    private final long[] arguments;
    private final Map<Long, String> strings = new HashMap<>();

    FakeCall(GuestProcess process, SystemCall systemCall, long... arguments) {
        this.process = process;
        this.systemCall = systemCall;
        this.arguments = arguments.clone();
    }

    FakeCall with(long address, String text) {
        strings.put(address, text);
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
    public GuestMemory memory() {
        return this;
    }

    @Override
    public Deferred defer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] string(long address, int limit) throws ErrnoException {
        String text = strings.get(address);
        if (text == null) {
            throw Errno.EFAULT.exception();
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int string(long address, ByteBuffer destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(long address, ByteBuffer destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long address, ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(long address, int size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long address, byte[] source) {
        throw new UnsupportedOperationException();
    }
}
