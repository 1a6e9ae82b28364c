package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.Reply;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The special file that names a stack: it has a mode and an owner, and no contents. Who may write to it may use the stack, as
 * connect(2) asks for write permission on a local socket.
 */
final class StackFile implements FileOperations {
    private static final int WRITE = 2;
    private static final int ALL_WRITE = 0222;

    private final InstantSource clock;
    private final long mounted;
    private volatile FileStatus status;

    /** The file of a stack that somebody mounts, who owns it then. */
    StackFile(InstantSource clock, Credentials mounter) {
        this.clock = clock;
        this.mounted = now();
        this.status = status(0777, mounter.fsuid(), mounter.fsgid(), mounted, mounted);
    }

    /** Fails with EACCES unless the caller may use the stack. */
    void checkUse(Call call) throws ErrnoException {
        FileStatus file = status;
        boolean allowed = (file.mode() & ALL_WRITE) == ALL_WRITE
                || call.process().credentials().permits(file, WRITE);
        if (!allowed) {
            throw Errno.EACCES.exception();
        }
    }

    /** A socket was created. */
    synchronized void used() {
        status = status(status.mode(), status.uid(), status.gid(), now(), status.changed());
    }

    @Override
    public FileStatus stat(Call call, String path) throws ErrnoException {
        checkPath(path);
        return status;
    }

    /** {@inheritDoc} What may be changed by whom is said in chmod(2). */
    @Override
    public synchronized void chmod(Call call, String path, int mode) throws ErrnoException {
        checkPath(path);
        Credentials caller = call.process().credentials();
        if (caller.fsuid() != status.uid() && !caller.has(Credentials.CAP_FOWNER)) {
            throw Errno.EPERM.exception();
        }
        status = status(mode, status.uid(), status.gid(), status.accessed(), now());
    }

    /** {@inheritDoc} What may be changed by whom is said in chown(2). */
    @Override
    public synchronized void chown(Call call, String path, int uid, int gid) throws ErrnoException {
        checkPath(path);
        int owner = uid == -1 ? status.uid() : uid;
        int group = gid == -1 ? status.gid() : gid;
        Credentials caller = call.process().credentials();
        if (!caller.has(Credentials.CAP_CHOWN) && !mayGive(caller, owner, group)) {
            throw Errno.EPERM.exception();
        }
        status = status(status.mode(), owner, group, status.accessed(), now());
    }

    private boolean mayGive(Credentials caller, int owner, int group) {
        return owner == status.uid() && (group == status.gid() || caller.in(group)) && caller.fsuid() == status.uid();
    }

    @Override
    public void utimens(Call call, String path, long accessed, long modified) throws ErrnoException {
        throw unsupported(path);
    }

    @Override
    public Reply open(Call call, String path, int flags, int mode) throws ErrnoException {
        throw unsupported(path);
    }

    @Override
    public Reply other(Call call, String path) throws ErrnoException {
        throw unsupported(path);
    }

    private static ErrnoException unsupported(String path) throws ErrnoException {
        checkPath(path);
        return Errno.ENOSYS.exception();
    }

    private static void checkPath(String path) throws ErrnoException {
        if (!path.isEmpty()) {
            throw Errno.ENOTDIR.exception();
        }
    }

    private FileStatus status(int mode, int uid, int gid, long accessed, long changed) {
        return new FileStatus(FileStatus.S_IFSTACK | mode, 0, 0, 0, uid, gid, 0, 0, accessed, mounted, changed);
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
