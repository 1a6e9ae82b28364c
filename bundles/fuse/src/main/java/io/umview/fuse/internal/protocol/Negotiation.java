package io.umview.fuse.internal.protocol;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.MountSettings;

/** FUSE_INIT: what both sides can do. */
public final class Negotiation {
    /** Bytes of the largest write, and of the largest read. */
    public static final int MAX_WRITE = 1 << 20;

    /** The same where bytes are copied in place. Of a large direct read two such parts are under way then, for two processors. */
    public static final int MAX_WRITE_IN_PLACE = 1 << 19;

    private static final int MAJOR = 7;
    private static final int OUR_MINOR = 40;

    /** Linux 5.4. */
    private static final int LEAST_MINOR = 31;

    private static final int PAGE = 4096;
    private static final int BACKGROUND = 64;
    private static final int CONGESTION = 48;

    private static final long ASYNC_READ = 1;
    private static final long POSIX_LOCKS = 1 << 1;
    private static final long BIG_WRITES = 1 << 5;
    private static final long FLOCK_LOCKS = 1 << 10;
    private static final long DO_READDIRPLUS = 1 << 13;
    private static final long READDIRPLUS_AUTO = 1 << 14;
    private static final long ASYNC_DIO = 1 << 15;
    private static final long WRITEBACK_CACHE = 1 << 16;
    private static final long NO_OPEN_SUPPORT = 1 << 17;
    private static final long PARALLEL_DIROPS = 1 << 18;
    private static final long ABORT_ERROR = 1 << 21;
    private static final long MAX_PAGES = 1 << 22;
    private static final long CACHE_SYMLINKS = 1 << 23;
    private static final long NO_OPENDIR_SUPPORT = 1 << 24;
    private static final long HANDLE_KILLPRIV_V2 = 1 << 28;
    private static final long INIT_EXT = 1 << 30;
    private static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;

    private static final long WANTED = ASYNC_READ
            | BIG_WRITES
            | DO_READDIRPLUS
            | READDIRPLUS_AUTO
            | ASYNC_DIO
            | NO_OPEN_SUPPORT
            | PARALLEL_DIROPS
            | ABORT_ERROR
            | MAX_PAGES
            | CACHE_SYMLINKS
            | NO_OPENDIR_SUPPORT
            | HANDLE_KILLPRIV_V2
            | INIT_EXT
            | DIRECT_IO_ALLOW_MMAP;

    private Negotiation() {}

    /**
     * Answers {@code struct fuse_init_in}.
     *
     * @return whether the answer was the last word; if not, the kernel asks again with another version
     * @throws ErrnoException EPROTO: the kernel is too old
     */
    public static boolean answer(Incoming in, Outgoing out, MountSettings settings) throws ErrnoException {
        int major = in.number(0);
        if (major > MAJOR) {
            out.number(MAJOR).number(OUR_MINOR);
            return false;
        }
        int minor = in.number(4);
        if (major < MAJOR || minor < LEAST_MINOR) {
            throw Errno.EPROTO.exception();
        }
        long offered = in.number(12) & 0xffffffffL;
        if ((offered & INIT_EXT) != 0 && in.length() >= 20) {
            offered |= (long) in.number(16) << 32;
        }
        long wanted = WANTED
                | (settings.writebackCache() ? WRITEBACK_CACHE : 0)
                | (settings.locks() ? POSIX_LOCKS | FLOCK_LOCKS : 0);
        long agreed = offered & wanted;
        int maxWrite = settings.inPlace() ? MAX_WRITE_IN_PLACE : MAX_WRITE;
        out.number(MAJOR)
                .number(Math.min(minor, OUR_MINOR))
                .number(in.number(8))
                .number((int) agreed);
        out.number(CONGESTION << 16 | BACKGROUND).number(maxWrite).number(1);
        out.number(maxWrite / PAGE).number((int) (agreed >>> 32));
        for (int i = 0; i < 7; i++) {
            out.number(0);
        }
        return true;
    }
}
