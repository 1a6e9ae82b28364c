package io.umview.testing;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A guest's memory, of which only the bytes exist that were put there. */
public class FakeMemory implements GuestMemory {
    /** An address at which there is no memory. */
    public static final long NOWHERE = 0xdead000L;

    private final Map<Long, Byte> bytes = new HashMap<>();
    private long free = 0x7000_0000_1000L;

    /** Puts bytes at an address. */
    public FakeMemory put(long address, byte[] content) {
        for (int i = 0; i < content.length; i++) {
            bytes.put(address + i, content[i]);
        }
        return this;
    }

    /** Puts bytes where there are none yet. @return their address */
    public long place(byte[] content) {
        long address = free;
        put(address, content);
        free += content.length;
        return address;
    }

    /** Puts a NUL-terminated string where there is nothing yet. @return its address */
    public long text(String text) {
        return place(terminated(text));
    }

    /** Puts 64-bit words where there is nothing yet. @return their address */
    public long words(long... words) {
        ByteBuffer content = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.nativeOrder());
        content.asLongBuffer().put(words);
        return place(content.array());
    }

    static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private byte at(long address) throws ErrnoException {
        Byte found = bytes.get(address);
        if (found == null) {
            throw Errno.EFAULT.exception();
        }
        return found;
    }

    @Override
    public byte[] bytes(long address, int size) throws ErrnoException {
        byte[] copy = new byte[size];
        for (int i = 0; i < size; i++) {
            copy[i] = at(address + i);
        }
        return copy;
    }

    @Override
    public byte[] string(long address, int limit) throws ErrnoException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < limit; i++) {
            byte next = at(address + i);
            if (next == 0) {
                return text.toByteArray();
            }
            text.write(next);
        }
        throw Errno.ENAMETOOLONG.exception();
    }

    @Override
    public int string(long address, ByteBuffer destination) throws ErrnoException {
        byte[] text = string(address, destination.capacity());
        destination.put(0, text);
        return text.length;
    }

    @Override
    public void read(long address, ByteBuffer destination) throws ErrnoException {
        destination.put(bytes(address, destination.remaining()));
    }

    @Override
    public void write(long address, ByteBuffer source) throws ErrnoException {
        byte[] content = new byte[source.remaining()];
        source.get(content);
        write(address, content);
    }

    @Override
    public void write(long address, byte[] source) throws ErrnoException {
        bytes(address, source.length);
        put(address, source);
    }
}
