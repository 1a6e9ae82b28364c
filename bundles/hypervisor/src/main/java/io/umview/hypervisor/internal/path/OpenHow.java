package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;

/** The struct open_how of a call to openat2(2). */
final class OpenHow {
    private static final int MODE = 8;
    private static final int RESOLVE = 16;

    private final NativeBuffer how = new NativeBuffer(Files.OPEN_HOW);

    OpenHow read(Call call) throws ErrnoException {
        if (call.argument(3) < Files.OPEN_HOW) {
            throw Errno.EINVAL.exception();
        }
        call.memory().read(call.argument(2), Results.part(how, Files.OPEN_HOW));
        return this;
    }

    long flags() {
        return how.bytes().getLong(0);
    }

    long mode() {
        return how.bytes().getLong(MODE);
    }

    long resolve() {
        return how.bytes().getLong(RESOLVE);
    }
}
