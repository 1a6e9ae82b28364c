package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call of this very process, which plays the guest: its descriptors and its memory are those of the guest. */
final class OwnCall implements Call.Deferred, GuestMemory {
    static final int SELF = (int) ProcessHandle.current().pid();

    private final SystemCall systemCall;
    private final long[] arguments;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final NativeBuffer vectors = new NativeBuffer(32);
    private volatile @Nullable Runnable onSignal;

    OwnCall(SystemCall systemCall, long... arguments) {
        this.systemCall = systemCall;
        this.arguments = java.util.Arrays.copyOf(arguments, 6);
    }

    /** The answer, now or later. */
    Reply await() throws Exception {
        return reply.get(10, TimeUnit.SECONDS);
    }

    boolean answered() {
        return reply.isDone();
    }

    void signal() {
        Runnable action = onSignal;
        if (action != null) {
            action.run();
        }
    }

    boolean watchesSignals() {
        return onSignal != null;
    }

    @Override
    public boolean reply(Reply answer) {
        return reply.complete(answer);
    }

    @Override
    public void onSignal(Runnable action) {
        onSignal = action;
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
        return SELF;
    }

    @Override
    public View view() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GuestProcess process() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public Deferred defer() {
        return this;
    }

    @Override
    public void read(long address, ByteBuffer destination) throws ErrnoException {
        transfer(false, address, destination);
    }

    @Override
    public void write(long address, ByteBuffer source) throws ErrnoException {
        transfer(true, address, source);
    }

    private void transfer(boolean toGuest, long address, ByteBuffer buffer) throws ErrnoException {
        int count = buffer.remaining();
        vectors.bytes()
                .putLong(0, NativeBuffer.addressOf(buffer) + buffer.position())
                .putLong(8, count)
                .putLong(16, address)
                .putLong(24, count);
        long done = toGuest
                ? Processes.writeMemory(SELF, vectors.address(), vectors.address() + 16)
                : Processes.readMemory(SELF, vectors.address(), vectors.address() + 16);
        if (done != count) {
            throw Errno.EFAULT.exception();
        }
        buffer.position(buffer.limit());
    }

    @Override
    public byte[] string(long address, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int string(long address, ByteBuffer destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] bytes(long address, int size) throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        read(address, buffer);
        byte[] bytes = new byte[size];
        buffer.get(0, bytes);
        return bytes;
    }

    @Override
    public void write(long address, byte[] source) throws ErrnoException {
        write(address, ByteBuffer.allocateDirect(source.length).put(source).flip());
    }
}
