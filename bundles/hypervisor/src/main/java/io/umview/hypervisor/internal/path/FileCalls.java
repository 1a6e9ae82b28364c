package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.Reply;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.time.Clock;

/** Turns the many forms of a file call into the operations of the files it is for. */
final class FileCalls {
    private static final long NANOS = 1_000_000_000L;
    private static final long UTIME_NOW = (1L << 30) - 1;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final int PERMISSIONS = 07777;

    private final Clock clock = Clock.systemUTC();

    Reply handle(Call call, FileOperations files, String path) throws ErrnoException {
        switch (call.systemCall()) {
            case STAT, LSTAT -> StatLayout.stat(call, call.argument(1), files.stat(call, path));
            case NEWFSTATAT -> StatLayout.stat(call, call.argument(2), files.stat(call, path));
            case STATX -> StatLayout.statx(call, call.argument(4), files.stat(call, path));
            case ACCESS -> access(call, files, path, call.intArgument(1));
            case FACCESSAT, FACCESSAT2 -> access(call, files, path, call.intArgument(2));
            case CHMOD -> files.chmod(call, path, call.intArgument(1) & PERMISSIONS);
            case FCHMODAT, FCHMODAT2 -> files.chmod(call, path, call.intArgument(2) & PERMISSIONS);
            case CHOWN, LCHOWN -> files.chown(call, path, call.intArgument(1), call.intArgument(2));
            case FCHOWNAT -> files.chown(call, path, call.intArgument(2), call.intArgument(3));
            case UTIME -> times(call, files, path, call.argument(1), 1, NANOS);
            case UTIMES -> times(call, files, path, call.argument(1), 2, 1000);
            case FUTIMESAT -> times(call, files, path, call.argument(2), 2, 1000);
            case UTIMENSAT -> times(call, files, path, call.argument(2), 2, 1);
            case OPEN -> {
                return files.open(call, path, call.intArgument(1), call.intArgument(2));
            }
            case CREAT -> {
                return files.open(call, path, 01101, call.intArgument(1));
            }
            case OPENAT -> {
                return files.open(call, path, call.intArgument(2), call.intArgument(3));
            }
            case OPENAT2 -> {
                ByteBuffer how = ByteBuffer.wrap(call.memory().bytes(call.argument(2), 16))
                        .order(java.nio.ByteOrder.nativeOrder());
                return files.open(call, path, (int) how.getLong(0), (int) how.getLong(8));
            }
            case READLINK, READLINKAT -> {
                files.stat(call, path);
                return Reply.fail(Errno.EINVAL);
            }
            case CHDIR, CHROOT -> {
                files.stat(call, path);
                return Reply.fail(Errno.ENOTDIR);
            }
            case EXECVE, EXECVEAT -> {
                files.stat(call, path);
                return Reply.fail(Errno.EACCES);
            }
            default -> {
                return files.other(call, path);
            }
        }
        return Reply.SUCCESS;
    }

    private static void access(Call call, FileOperations files, String path, int mode) throws ErrnoException {
        FileStatus status = files.stat(call, path);
        Credentials credentials = call.process().credentials();
        if (mode != 0 && !credentials.permits(status, mode & 7)) {
            throw Errno.EACCES.exception();
        }
    }

    /** @param words longs per time: seconds, and for 2 a fraction; @param unit nanoseconds in one unit of the fraction */
    private void times(Call call, FileOperations files, String path, long address, int words, long unit)
            throws ErrnoException {
        long now = clock.millis() * 1_000_000;
        long accessed = now;
        long modified = now;
        if (address != 0) {
            NativeBuffer times = new NativeBuffer(16 * words);
            call.memory().read(address, times.bytes());
            accessed = time(times.bytes(), 0, words, unit, now);
            modified = time(times.bytes(), 8 * words, words, unit, now);
        }
        files.utimens(call, path, accessed, modified);
    }

    private static long time(ByteBuffer times, int at, int words, long unit, long now) throws ErrnoException {
        long fraction = words == 2 ? times.getLong(at + 8) : 0;
        if (unit == 1 && fraction == UTIME_NOW) {
            return now;
        }
        if (unit == 1 && fraction == UTIME_OMIT) {
            return Long.MIN_VALUE;
        }
        if (fraction < 0 || fraction * unit >= NANOS) {
            throw Errno.EINVAL.exception();
        }
        return times.getLong(at) * NANOS + fraction * unit;
    }
}
