package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.NativeBuffer;

/** Where the kernel tells the path of a file in a tree, the path in the view: getcwd(2), and readlink(2) of links in proc(5). */
final class ShownPaths {
    private static final byte[] DELETED = " (deleted)".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final NativeBuffer text = new NativeBuffer(PathWalk.PATH_MAX);

    /** getcwd(2); DECLINE for a directory in no tree. */
    Reply getcwd(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        int length = walk.workingDirectoryInTree(call, mounts, text.bytes());
        if (length < 0) {
            return Reply.DECLINE;
        }
        if (endsWithDeleted(length)) {
            return Reply.fail(Errno.ENOENT);
        }
        if (Long.compareUnsigned(call.argument(1), length + 1) < 0) {
            return Reply.fail(Errno.ERANGE);
        }
        text.bytes().put(length, (byte) 0);
        call.memory().write(call.argument(0), Results.part(text, length + 1));
        return Reply.value(length + 1);
    }

    private boolean endsWithDeleted(int length) {
        for (int i = 0; i < DELETED.length; i++) {
            int at = length - DELETED.length + i;
            if (at < 0 || text.bytes().get(at) != DELETED[i]) {
                return false;
            }
        }
        return true;
    }

    /** readlink(2) where a walk ended; DECLINE for all but links that lead into trees without the kernel's reading their text. */
    Reply readlink(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        int argument = call.systemCall() == SystemCall.READLINK ? 1 : 2;
        int size = call.intArgument(argument + 1);
        int length = size > 0 ? walk.linkIntoTree(call, mounts, text.bytes()) : -1;
        if (length < 0) {
            return Reply.DECLINE;
        }
        int shown = Math.min(size, length);
        call.memory().write(call.argument(argument), Results.part(text, shown));
        return Reply.value(shown);
    }
}
