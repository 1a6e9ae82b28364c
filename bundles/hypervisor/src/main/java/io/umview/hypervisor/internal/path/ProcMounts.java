package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.Files;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The files of proc(5) that list mounts, with those of the view behind those of the kernel. */
final class ProcMounts {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern FILE = Pattern.compile("/proc/\\d+/(task/\\d+/)?(mounts|mountinfo)");
    private static final int O_ACCMODE = 3;

    /** Opens one of the files as a snapshot; DECLINE when the walk led elsewhere. */
    Reply open(Call call, MountTable mounts, PathWalk walk) throws ErrnoException {
        if (!walk.leadsBelow(PROC)) {
            return Reply.DECLINE;
        }
        String path = walk.canonical();
        if (!FILE.matcher(path).matches()) {
            return Reply.DECLINE;
        }
        int flags = call.intArgument(call.systemCall() == io.umview.api.SystemCall.OPEN ? 1 : 2);
        if (call.systemCall() == io.umview.api.SystemCall.OPENAT2) {
            flags = Files.O_CLOEXEC;
        } else if ((flags & O_ACCMODE) != 0) {
            return Reply.DECLINE;
        }
        Function<MountEntry, String> line = path.endsWith("mountinfo") ? MountEntry::informationLine : MountEntry::line;
        StringBuilder content = new StringBuilder(kernelsOwn(path));
        mounts.oldestFirst().forEach(mount -> content.append(line.apply(mount)));
        return Reply.descriptor(snapshot(content.toString()), (flags & Files.O_CLOEXEC) != 0);
    }

    private static String kernelsOwn(String path) throws ErrnoException {
        try {
            return java.nio.file.Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Errno.ENOENT.exception();
        }
    }

    private static int snapshot(String content) throws ErrnoException {
        int file = Files.memfd("mounts");
        if (file < 0) {
            throw Errno.of(-file).exception();
        }
        long written = Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        if (written < 0) {
            Files.close(file);
            throw Errno.of((int) -written).exception();
        }
        Files.rewind(file);
        return file;
    }
}
