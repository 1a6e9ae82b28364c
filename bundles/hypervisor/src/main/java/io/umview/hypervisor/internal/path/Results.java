package io.umview.hypervisor.internal.path;

import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.linux.Interruption;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel returned, as a reply. */
final class Results {
    private static final int EINTR = 4;

    private Results() {}

    /**
     * A value, or a negative error. What a signal ends is made again by the caller if that is how its handler was set up; but what a
     * FUSE program ends with EINTR the kernel makes again for nobody.
     */
    static Reply reply(long result) {
        if (result == -EINTR && Interruption.endedRestartable()) {
            return Reply.INTERRUPTED;
        }
        return result < 0 ? Reply.fail(Errno.of((int) -result)) : Reply.value(result);
    }

    /** A buffer's first bytes. */
    static ByteBuffer part(NativeBuffer buffer, int size) {
        return buffer.bytes().slice(0, size).order(ByteOrder.nativeOrder());
    }
}
