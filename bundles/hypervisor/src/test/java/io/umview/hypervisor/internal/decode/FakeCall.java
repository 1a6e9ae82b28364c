package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.SystemCall;
import io.umview.api.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A call whose guest has one page of memory. */
final class FakeCall implements Call, GuestMemory {
    private static final long BASE = 0x7000_0000_1000L;

    private final ByteBuffer page = ByteBuffer.allocate(16384).order(ByteOrder.nativeOrder());
    private SystemCall call = SystemCall.UNKNOWN;
    private long[] arguments = new long[6];

    /** Puts a NUL-terminated string into the memory. */
    long text(String text) {
        return bytes((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    long bytes(byte[] bytes) {
        long address = BASE + page.position();
        page.put(bytes);
        return address;
    }

    /** Puts 64-bit words into the memory. */
    long words(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes(bytes.array());
    }

    /** An address at which there is no memory. */
    static long nowhere() {
        return 0xdead000L;
    }

    String describe(SystemCall systemCall, long... values) {
        call = systemCall;
        arguments = Arrays.copyOf(values, 6);
        return new CallDecoder().describe(this);
    }

    @Override
    public byte[] bytes(long address, int size) throws ErrnoException {
        long offset = address - BASE;
        if (offset < 0 || offset + size > page.capacity()) {
            throw Errno.EFAULT.exception();
        }
        return Arrays.copyOfRange(page.array(), (int) offset, (int) offset + size);
    }

    @Override
    public byte[] string(long address, int limit) throws ErrnoException {
        for (int length = 0; length < limit; length++) {
            if (bytes(address + length, 1)[0] == 0) {
                return bytes(address, length);
            }
        }
        throw Errno.ENAMETOOLONG.exception();
    }

    @Override
    public SystemCall systemCall() {
        return call;
    }

    @Override
    public long argument(int index) {
        return arguments[index];
    }

    @Override
    public GuestMemory memory() {
        return this;
    }

    @Override
    public int thread() {
        throw new UnsupportedOperationException();
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
    public Deferred defer() {
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
    public int string(long address, ByteBuffer destination) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(long address, byte[] source) {
        throw new UnsupportedOperationException();
    }
}
