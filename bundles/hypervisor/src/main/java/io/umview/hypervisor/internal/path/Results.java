package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel returned, as a reply. */
final class Results {
    private Results() {}

    /** A value, or a negative error. */
    static Reply reply(long result) {
        return result < 0 ? Reply.fail(Errno.of((int) -result)) : Reply.value(result);
    }

    /** A buffer's first bytes. */
    static ByteBuffer part(NativeBuffer buffer, int size) {
        return buffer.bytes().slice(0, size).order(ByteOrder.nativeOrder());
    }
}
