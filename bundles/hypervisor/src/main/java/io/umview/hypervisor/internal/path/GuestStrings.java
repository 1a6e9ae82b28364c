package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Arrays of strings in guest memory, as execve(2) takes them. */
public final class GuestStrings {
    private static final int MOST = 1 << 20;
    private static final int LONGEST = 1 << 17;

    private GuestStrings() {}

    /** The strings of a NULL-terminated array; of a NULL pointer none. E2BIG for more than the kernel takes. */
    public static List<byte[]> read(GuestMemory memory, long address) throws ErrnoException {
        List<byte[]> strings = new ArrayList<>();
        if (address == 0) {
            return strings;
        }
        ByteBuffer pointer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        ByteBuffer text = ByteBuffer.allocateDirect(LONGEST);
        for (int i = 0; i < MOST; i++) {
            memory.read(address + 8L * i, pointer.clear());
            long string = pointer.getLong(0);
            if (string == 0) {
                return strings;
            }
            byte[] bytes = new byte[memory.string(string, text)];
            text.get(0, bytes);
            strings.add(bytes);
        }
        throw Errno.E2BIG.exception();
    }
}
