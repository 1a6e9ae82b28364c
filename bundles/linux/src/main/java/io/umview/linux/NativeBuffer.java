package io.umview.linux;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory outside the heap with a fixed address, to hand to system calls. It lives as long as this object is reachable; keep it
 * in a field while the kernel may use its address.
 */
public final class NativeBuffer {
    private final ByteBuffer bytes;
    private final long address;

    /** Allocates zeroed memory, aligned to 8 bytes or better. */
    public NativeBuffer(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        address = addressOf(bytes);
    }

    /** A NUL-terminated copy of a string, in UTF-8. */
    public static NativeBuffer text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        NativeBuffer buffer = new NativeBuffer(encoded.length + 1);
        buffer.bytes.put(0, encoded);
        return buffer;
    }

    /** The address of a direct buffer's first byte, wherever its position is. */
    public static long addressOf(ByteBuffer direct) {
        return com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    /** Where the memory begins. */
    public long address() {
        return address;
    }

    /** The memory, in native byte order. */
    public ByteBuffer bytes() {
        return bytes;
    }
}
