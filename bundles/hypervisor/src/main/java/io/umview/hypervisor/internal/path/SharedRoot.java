package io.umview.hypervisor.internal.path;

import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.tracer.ThreadFacts;
import java.nio.charset.StandardCharsets;

/**
 * Knows which guest threads have the root directory and the mount namespace of this process, as nearly all have: a path leads
 * both to the same file. {@code /proc/TID/root} tells, but the way there takes as long as several path walks. What it told
 * counts no longer than until a call is made that may change roots. That takes effect some time after it was seen, so for a
 * while afterwards nothing counts. Belongs to one thread.
 */
final class SharedRoot {
    private static final int OTHER = 0;
    private static final int SHARED = 1;
    private static final int CLONE_NEWNS = 0x20000;
    private static final int STATX_INO = 0x100;
    private static final int STATX_MNT_ID = 0x1000;
    private static final int STX_MASK = 0;
    private static final int STX_INO = 32;
    private static final int STX_DEVICE = 136;
    private static final int STX_MNT_ID = 144;

    private static final ThreadLocal<SharedRoot> OF_THREADS = ThreadLocal.withInitial(SharedRoot::new);

    private static final Changes CHANGES = new Changes();
    private static volatile boolean watched;

    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private final boolean known;
    private final long inode;
    private final long device;
    private final long mount;

    private final ThreadFacts facts = new ThreadFacts();

    private SharedRoot() {
        NativeBuffer root = new NativeBuffer(2);
        root.bytes().put(0, "/".getBytes(StandardCharsets.US_ASCII));
        known = read(root.address());
        java.lang.ref.Reference.reachabilityFence(root);
        inode = status.bytes().getLong(STX_INO);
        device = status.bytes().getLong(STX_DEVICE);
        mount = status.bytes().getLong(STX_MNT_ID);
    }

    static SharedRoot ofThisThread() {
        return OF_THREADS.get();
    }

    /** What must be trapped: the calls after which {@link #mayChange} is to be called, beside chroot(2), which takes a path. */
    static Interest interest() {
        return Interest.in(SystemCall.SETNS)
                .and(Interest.when(SystemCall.UNSHARE, new ArgumentTest(0, CLONE_NEWNS, CLONE_NEWNS, true)))
                .and(Interest.when(SystemCall.PIVOT_ROOT, ArgumentTest.notNull(0)));
    }

    /** From now on {@link #mayChange} tells of all changes; before, nothing counts. */
    static void watch() {
        mayChange();
        watched = true;
    }

    /** A call goes to the kernel after which threads may have another root. */
    static void mayChange() {
        CHANGES.happen();
    }

    /**
     * Whether a thread has this process's root.
     *
     * @param path the address of {@code /proc/TID/root}, NUL-terminated
     */
    boolean isOf(int thread, long path) {
        long now = System.nanoTime();
        int fact = facts.get(thread, now, watched ? CHANGES.effect() : now);
        if (fact == ThreadFacts.UNKNOWN) {
            fact = looksShared(path) ? SHARED : OTHER;
            facts.put(thread, now, fact);
        }
        return fact == SHARED;
    }

    private boolean looksShared(long path) {
        return known
                && read(path)
                && status.bytes().getLong(STX_INO) == inode
                && status.bytes().getLong(STX_DEVICE) == device
                && status.bytes().getLong(STX_MNT_ID) == mount;
    }

    /** Before Linux 5.8 there is no id of a mount, and nothing is known. */
    private boolean read(long path) {
        int result = Files.statx(Files.AT_FDCWD, path, 0, STATX_INO | STATX_MNT_ID, status.address());
        return result == 0 && (status.bytes().getInt(STX_MASK) & STATX_MNT_ID) != 0;
    }
}
