package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.Processes;
import io.umview.linux.Seccomp;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts a filter into a guest process through one of its threads, and fetches the listener that belongs to it. */
final class Injection {
    private Injection() {}

    /**
     * Installs a filter with a listener.
     *
     * @param process the tracee's process id
     * @param flags SECCOMP_FILTER_FLAG_*
     * @return the listener, a descriptor of this process
     */
    static int listen(Tracee tracee, int process, FilterProgram program, int flags) throws ErrnoException {
        long listener = install(tracee, program, flags);
        int fetched = -1;
        try {
            fetched = fetch(process, (int) listener);
            tracee.injectChecked(SystemCall.CLOSE, listener);
            return fetched;
        } catch (ErrnoException e) {
            if (fetched >= 0) {
                Files.close(fetched);
            }
            throw e;
        }
    }

    /** Installs a filter. @return what seccomp(2) returned */
    static long install(Tracee tracee, FilterProgram program, int flags) throws ErrnoException {
        if (!privileged()) {
            tracee.injectChecked(SystemCall.PRCTL, Processes.PR_SET_NO_NEW_PRIVS, 1);
        }
        byte[] code = program.code();
        // struct sock_fprog { unsigned short len; struct sock_filter *filter; }, then the instructions
        ByteBuffer image = ByteBuffer.allocate(16 + code.length).order(ByteOrder.nativeOrder());
        long address = tracee.place(image.array());
        image.putShort(0, (short) program.length()).putLong(8, address + 16).put(16, code);
        tracee.memory().write(address, image.array());
        long result = tracee.inject(SystemCall.SECCOMP, Seccomp.SET_MODE_FILTER, flags, address);
        tracee.injectChecked(SystemCall.MUNMAP, address, image.capacity());
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
        return result;
    }

    /** A duplicate of a descriptor of a process. */
    static int fetch(int process, int descriptor) throws ErrnoException {
        int pidfd = Processes.pidfdOpen(process);
        if (pidfd < 0) {
            throw Errno.of(-pidfd).exception();
        }
        int fetched = Processes.pidfdGetfd(pidfd, descriptor);
        Files.close(pidfd);
        if (fetched < 0) {
            throw Errno.of(-fetched).exception();
        }
        return fetched;
    }

    /** Root need not give up setuid programs: CAP_SYS_ADMIN may install filters without no_new_privs. */
    private static boolean privileged() {
        return Privilege.CAP_SYS_ADMIN;
    }

    /** Sets the mark of a held thread. */
    static void mark(Tracee tracee, int mark) throws ErrnoException {
        int personality = (int) tracee.injectChecked(SystemCall.PERSONALITY, 0xffffffffL);
        int marked = personality & ~TracedCall.personalityOf(TracedCall.MARKS) | TracedCall.personalityOf(mark);
        if (marked != personality) {
            tracee.injectChecked(SystemCall.PERSONALITY, marked & 0xffffffffL);
            ThreadMarks.changed();
        }
    }

    /** The mark in a personality, 0 when the personality could not be read. */
    static int mark(int personality) {
        return personality == -1 ? 0 : TracedCall.markOf(personality);
    }
}
