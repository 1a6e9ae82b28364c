package io.umview.hypervisor.internal.path;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;

/** Asks the kernel whether there are symbolic links on a path. Belongs to one thread. */
final class LinkCheck {
    private static final long O_NOFOLLOW = 0400000;
    private static final long O_PATH = 010000000;
    private static final long RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE = 16;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private final NativeBuffer how = new NativeBuffer(Files.OPEN_HOW);

    LinkCheck() {
        how.bytes().putLong(RESOLVE, RESOLVE_NO_SYMLINKS);
    }

    /**
     * Looks for some, as far as the path leads, which need not be to its end.
     *
     * @param directory where a relative path starts
     * @param path the address of a NUL-terminated path
     * @param follow whether the end counts too
     * @return 0 if there is none, else a negative error: see {@link #saysNone}
     */
    int look(int directory, long path, boolean follow) {
        // With O_DIRECTORY, which a file at the end would make fail sooner, a mount would be triggered there (autofs).
        how.bytes().putLong(0, O_PATH | Files.O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
        int result = Files.openat2(directory, path, how.address());
        if (result < 0) {
            return result;
        }
        Files.close(result);
        return 0;
    }

    /** Whether a result says that there is none as far as the path leads; false also when the kernel does not say. */
    static boolean saysNone(int result) {
        return result == 0 || result == -ENOTDIR || result == -ENOENT || isDenied(result);
    }

    /** Whether a result says that the path leads no further for who has looked. */
    static boolean isDenied(int result) {
        return result == -EACCES;
    }
}
