package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The files of proc(5) that list mounts, with those of the view behind those of the kernel. */
final class ProcMounts {
    private static final Pattern FILE = Pattern.compile("/proc/\\d+/(task/\\d+/)?(mounts|mountinfo)");

    private ProcMounts() {}

    /** Opens one of the files as a snapshot; DECLINE when the path leads elsewhere. */
    static Reply open(Call call, MountTable mounts, String path) throws ErrnoException {
        if (!FILE.matcher(path).matches()) {
            return Reply.DECLINE;
        }
        Function<MountEntry, String> line = path.endsWith("mountinfo") ? MountEntry::informationLine : MountEntry::line;
        StringBuilder content = new StringBuilder(ProcSnapshot.kernels(path));
        mounts.oldestFirst().forEach(mount -> content.append(line.apply(mount)));
        return ProcSnapshot.open(call, content.toString());
    }
}
