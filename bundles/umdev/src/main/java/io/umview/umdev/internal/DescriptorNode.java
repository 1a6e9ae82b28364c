package io.umview.umdev.internal;

import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import java.time.Instant;

/** The status of a device special file that is no file of a tree. */
final class DescriptorNode {
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;
    private static final long NANOS = 1_000_000_000L;

    private FileStatus status;

    DescriptorNode(MountedDevice.Look look) {
        int format = look.type() == 'b' ? S_IFBLK : S_IFCHR;
        long number = (look.major() & 0xfffL) << 8 | look.minor() & 0xffL | (look.minor() & ~0xffL) << 12;
        this.status = new FileStatus(format | look.mode(), 0, 2, 1, look.uid(), look.gid(), number, 0, 0, 0, 0);
    }

    synchronized FileStatus status() {
        return status;
    }

    synchronized void chmod(Credentials caller, int mode) throws ErrnoException {
        if (caller.fsuid() != status.uid() && !caller.has(Credentials.CAP_FOWNER)) {
            throw Errno.EPERM.exception();
        }
        set(status.mode() & FileStatus.S_IFMT | mode, status.uid(), status.gid(), status.accessed(), status.modified());
    }

    synchronized void chown(Credentials caller, int uid, int gid) throws ErrnoException {
        int owner = uid == -1 ? status.uid() : uid;
        int group = gid == -1 ? status.gid() : gid;
        boolean own =
                caller.fsuid() == status.uid() && owner == status.uid() && (group == status.gid() || caller.in(group));
        if (!own && !caller.has(Credentials.CAP_CHOWN)) {
            throw Errno.EPERM.exception();
        }
        set(status.mode(), owner, group, status.accessed(), status.modified());
    }

    synchronized void utimens(long accessed, long modified) {
        set(
                status.mode(),
                status.uid(),
                status.gid(),
                accessed == Long.MIN_VALUE ? status.accessed() : accessed,
                modified == Long.MIN_VALUE ? status.modified() : modified);
    }

    private void set(int mode, int uid, int gid, long accessed, long modified) {
        Instant now = Instant.now();
        status = new FileStatus(
                mode,
                status.device(),
                status.inode(),
                status.links(),
                uid,
                gid,
                status.special(),
                0,
                accessed,
                modified,
                now.getEpochSecond() * NANOS + now.getNano());
    }
}
