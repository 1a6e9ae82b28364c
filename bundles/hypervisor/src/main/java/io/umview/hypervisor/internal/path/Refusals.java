package io.umview.hypervisor.internal.path;

import static io.umview.linux.FileCalls.AT_EACCESS;
import static io.umview.linux.FileCalls.AT_EMPTY_PATH;
import static io.umview.linux.FileCalls.AT_RECURSIVE;
import static io.umview.linux.FileCalls.AT_REMOVEDIR;
import static io.umview.linux.FileCalls.AT_SYMLINK_FOLLOW;
import static io.umview.linux.FileCalls.AT_SYMLINK_NOFOLLOW;
import static io.umview.linux.FileCalls.OPEN_TREE_CLONE;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;

/**
 * Calls that the kernel answers before it looks at their paths: it says so itself. What flags there are is that of Linux 6.18;
 * those that a kernel does not know it refuses when the call is made in a tree.
 */
final class Refusals {
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_STATX_SYNC_TYPE = 0x6000;
    private static final int AT_STATUS = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE;
    private static final int STATX_RESERVED = 0x80000000;
    private static final int AT_OBJECT = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;

    /** AT_HANDLE_FID, AT_HANDLE_CONNECTABLE and AT_HANDLE_MNT_ID_UNIQUE. */
    private static final int AT_HANDLE = AT_SYMLINK_FOLLOW | AT_EMPTY_PATH | 0x203;

    private static final int OPEN_TREE = AT_OBJECT | AT_NO_AUTOMOUNT | AT_RECURSIVE | OPEN_TREE_CLONE | Files.O_CLOEXEC;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int RENAME_WHITEOUT = 4;
    private static final int IN_MASK_CREATE_OR_ADD = 0x30000000;
    private static final int ACCESS = 7;
    private static final int S_IFMT = 0170000;
    private static final long UTIME_OMIT = (1L << 30) - 2;
    private static final int FRACTION = 8;
    private static final int TIME = 16;

    private static final int PAGE = 4096;
    private static final int O_TMPFILE = 020000000;
    private static final long OPEN_FLAGS = 037777703;
    private static final int PERMISSIONS = 07777;
    private static final long RESOLVE = 0x3f;
    private static final long RESOLVE_BENEATH_AND_IN_ROOT = 0x18;

    private final NativeBuffer how = new NativeBuffer(PAGE);
    private final NativeBuffer times = new NativeBuffer(2 * TIME);

    /** Whether the kernel is to answer. */
    boolean are(Call call) {
        return switch (call.systemCall()) {
            case NEWFSTATAT -> hasOthers(call.intArgument(3), AT_STATUS);
            case STATX ->
                hasOthers(call.intArgument(2), AT_STATUS)
                        || (call.intArgument(2) & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE
                        || (call.intArgument(3) & STATX_RESERVED) != 0;
            case ACCESS -> hasOthers(call.intArgument(1), ACCESS);
            case FACCESSAT -> hasOthers(call.intArgument(2), ACCESS);
            case FACCESSAT2 ->
                hasOthers(call.intArgument(2), ACCESS) || hasOthers(call.intArgument(3), AT_OBJECT | AT_EACCESS);
            case FCHMODAT2 -> hasOthers(call.intArgument(3), AT_OBJECT);
            case FCHOWNAT -> hasOthers(call.intArgument(4), AT_OBJECT);
            case UNLINKAT -> hasOthers(call.intArgument(2), AT_REMOVEDIR);
            case LINKAT -> hasOthers(call.intArgument(4), AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
            case NAME_TO_HANDLE_AT -> hasOthers(call.intArgument(4), AT_HANDLE);
            case OPEN_TREE -> hasOthers(call.intArgument(2), OPEN_TREE);
            case SETXATTRAT, GETXATTRAT, LISTXATTRAT, REMOVEXATTRAT -> hasOthers(call.intArgument(2), AT_OBJECT);
            case OPENAT2 -> areForOpen(call);
            case RENAMEAT2 -> areForRename(call.intArgument(4));
            case INOTIFY_ADD_WATCH -> (call.intArgument(2) & IN_MASK_CREATE_OR_ADD) == IN_MASK_CREATE_OR_ADD;
            case MKNOD -> !mayMake(call.intArgument(1) & S_IFMT);
            case MKNODAT -> !mayMake(call.intArgument(2) & S_IFMT);
            case UTIMENSAT -> changesNoTime(call) || hasOthers(call.intArgument(3), AT_OBJECT);
            default -> false;
        };
    }

    private static boolean hasOthers(int flags, int known) {
        return (flags & ~known) != 0;
    }

    private static boolean areForRename(int flags) {
        return hasOthers(flags, RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)
                || (flags & RENAME_EXCHANGE) != 0 && flags != RENAME_EXCHANGE;
    }

    /** build_open_flags() in fs/open.c, as far as no later check says the same. */
    private boolean areForOpen(Call call) {
        long size = call.argument(3);
        if (size < Files.OPEN_HOW || size > PAGE) {
            return true;
        }
        try {
            call.memory().read(call.argument(2), how.bytes().slice(0, (int) size));
        } catch (ErrnoException kernelWillSay) {
            return true;
        }
        for (int i = Files.OPEN_HOW; i < size; i++) {
            if (how.bytes().get(i) != 0) {
                return true;
            }
        }
        long flags = how.bytes().getLong(0);
        long mode = how.bytes().getLong(8);
        long resolve = how.bytes().getLong(16);
        boolean makes = (flags & (Files.O_CREAT | O_TMPFILE)) != 0;
        return (flags & ~OPEN_FLAGS) != 0
                || (mode & ~(makes ? PERMISSIONS : 0)) != 0
                || (resolve & ~RESOLVE) != 0
                || (resolve & RESOLVE_BENEATH_AND_IN_ROOT) == RESOLVE_BENEATH_AND_IN_ROOT;
    }

    private static boolean mayMake(int type) {
        return switch (type) {
            case 0, 0010000, 0020000, 0060000, 0100000, 0140000 -> true;
            default -> false;
        };
    }

    /** "Nothing to do, we must not even check the path" (fs/utimes.c). */
    private boolean changesNoTime(Call call) {
        if (call.argument(2) == 0) {
            return false;
        }
        try {
            call.memory().read(call.argument(2), Results.part(times, 2 * TIME));
        } catch (ErrnoException kernelWillSay) {
            return true;
        }
        return times.bytes().getLong(FRACTION) == UTIME_OMIT && times.bytes().getLong(TIME + FRACTION) == UTIME_OMIT;
    }
}
