package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.SystemCall;
import io.umview.linux.ThreadIdentity;
import io.umview.tracer.ThreadFacts;

/**
 * Makes the current OS thread be to files what the caller is: user, groups, capabilities, umask. Nearly always they are what this
 * process has itself, and then nothing is done. Belongs to one thread.
 */
final class Caller {
    private static final int SAME = 01000;
    private static final int MASK = 0777;
    private static final int ROOT = 0;
    private static final int CAP_SETUID = 7;

    /**
     * CAP_CHOWN to CAP_FSETID, CAP_LINUX_IMMUTABLE, CAP_SYS_ADMIN, CAP_MKNOD, CAP_LEASE, CAP_SETFCAP and CAP_MAC_OVERRIDE: those that
     * matter to files (capabilities(7)). The others stay, so that the memory of the caller can be read still.
     */
    private static final long OF_FILES = 0x1fL | 1L << 9 | 1L << 21 | 1L << 27 | 1L << 28 | 1L << 31 | 1L << 32;

    private static volatile boolean watched;
    private static final Changes CHANGES = new Changes();

    private final ThreadFacts facts = new ThreadFacts();
    private final KnownLinks links = KnownLinks.ofThisThread();
    private final ThreadStatus own = new ThreadStatus();
    private final ThreadStatus status = new ThreadStatus();
    private final boolean powerful;
    private int umask;
    private boolean unshared;
    private boolean disguised;

    Caller() {
        own.read((int) ProcessHandle.current().pid());
        umask = own.umask();
        // Without CAP_SETUID there is no way to be somebody else, and who runs guests as somebody else has it.
        powerful = own.fsuid() == ROOT && (own.effective() >>> CAP_SETUID & 1) != 0;
    }

    /** What changes an identity. */
    static Interest interest() {
        return Interest.in(
                SystemCall.UMASK,
                SystemCall.SETUID,
                SystemCall.SETGID,
                SystemCall.SETREUID,
                SystemCall.SETREGID,
                SystemCall.SETRESUID,
                SystemCall.SETRESGID,
                SystemCall.SETFSUID,
                SystemCall.SETFSGID,
                SystemCall.SETGROUPS,
                SystemCall.CAPSET);
    }

    /** From now on {@link #mayChange} tells of all changes. */
    static void watch() {
        mayChange();
        watched = true;
    }

    /** A call goes to the kernel after which a thread may be somebody else. */
    static void mayChange() {
        CHANGES.happen();
    }

    /** Whether this process can be somebody else. */
    boolean isPowerful() {
        return powerful;
    }

    /** Whether this process, for files, is what the caller is. */
    boolean isThisProcess(Call call) throws ErrnoException {
        return !powerful || (fact(call.thread()) & SAME) != 0;
    }

    /** Lets the caller's umask count for what is made next. */
    void takeUmask(Call call) throws ErrnoException {
        int wanted = fact(call.thread()) & MASK;
        if (wanted != umask) {
            if (!unshared) {
                int result = ThreadIdentity.unshareFileSystemState();
                if (result < 0) {
                    throw Errno.of(-result).exception();
                }
                unshared = true;
            }
            ThreadIdentity.umask(wanted);
            umask = wanted;
        }
    }

    private int fact(int thread) throws ErrnoException {
        long now = System.nanoTime();
        int fact = facts.get(thread, now, watched ? CHANGES.effect() : now);
        if (fact == ThreadFacts.UNKNOWN) {
            if (!status.read(thread)) {
                throw Errno.ESRCH.exception();
            }
            fact = status.umask() | (status.isSame(own) ? SAME : 0);
            facts.put(thread, now, fact);
        }
        return fact;
    }

    /**
     * Becomes the caller, until {@link #drop}.
     *
     * @param real for access(2): the real ids count, and root's capabilities with them
     */
    void assume(Call call, boolean real) throws ErrnoException {
        if (!status.read(call.thread())) {
            throw Errno.ESRCH.exception();
        }
        int uid = real ? status.uid() : status.fsuid();
        long effective = !real ? status.effective() : uid == ROOT ? status.permitted() : 0;
        disguised = true;
        links.trust(false);
        ThreadIdentity.setgroups(status.groupCount(), status.groups());
        ThreadIdentity.setfsgid(real ? status.gid() : status.fsgid());
        ThreadIdentity.setfsuid(uid);
        ThreadIdentity.effective(own.effective() & ~OF_FILES | effective & own.permitted() & OF_FILES);
    }

    /** Whether the thread is somebody else now. */
    boolean isDisguised() {
        return disguised;
    }

    /** Becomes itself again. */
    void drop() {
        if (disguised) {
            disguised = false;
            links.trust(true);
            ThreadIdentity.effective(own.effective());
            ThreadIdentity.setfsuid(own.fsuid());
            ThreadIdentity.setfsgid(own.fsgid());
            ThreadIdentity.setgroups(own.groupCount(), own.groups());
            ThreadIdentity.effective(own.effective());
        }
    }
}
