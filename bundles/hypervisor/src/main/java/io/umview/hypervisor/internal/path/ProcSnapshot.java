package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file of proc(5) as it is when it is opened for reading, with other content than the kernel's. */
final class ProcSnapshot {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final int O_ACCMODE = 3;

    /** Names of files are bytes, and none is to be lost. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private ProcSnapshot() {}

    /** Whether a call reads a file of proc(5). */
    static boolean isAskedFor(Call call, PathWalk walk) {
        return walk.leadsBelow(PROC) && (flags(call) & O_ACCMODE) == 0;
    }

    private static int flags(Call call) {
        return switch (call.systemCall()) {
            case OPEN -> call.intArgument(1);
            case OPENAT -> call.intArgument(2);
            default -> Files.O_CLOEXEC;
        };
    }

    /** The kernel's content; every character stands for a byte. */
    static String kernels(String path) throws ErrnoException {
        try {
            return java.nio.file.Files.readString(Path.of(path), BYTES);
        } catch (IOException e) {
            throw Errno.ENOENT.exception();
        }
    }

    /** Bytes as they stand in a content. */
    static String text(byte[] bytes) {
        return new String(bytes, BYTES);
    }

    /** The guest gets a descriptor of a file with a content. */
    static Reply open(Call call, String content) throws ErrnoException {
        int file = Files.memfd("proc");
        if (file < 0) {
            throw Errno.of(-file).exception();
        }
        long written = Files.write(file, content.getBytes(BYTES));
        if (written < 0) {
            Files.close(file);
            throw Errno.of((int) -written).exception();
        }
        Files.rewind(file);
        boolean closeOnExec = call.systemCall() == SystemCall.OPENAT2 || (flags(call) & Files.O_CLOEXEC) != 0;
        return Reply.descriptor(file, closeOnExec);
    }
}
