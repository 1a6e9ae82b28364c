package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.linux.DescriptorMessage;
import io.umview.linux.Files;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Puts a copy of a descriptor of this process into a held guest: the guest is made to create a socket pair, one end of which is
 * fetched with pidfd_getfd(2), and to receive the descriptor at the other. Opening {@code /proc/PID/fd/N} in the guest would not
 * do for sockets, and a socket with a name would not be reached from another network namespace, or could be reached by others.
 */
final class DescriptorTransfer {
    private static final long AF_UNIX = 1;
    private static final long SOCK_STREAM_CLOEXEC = 1 | 02000000;
    private static final long MSG_CMSG_CLOEXEC_DONTWAIT = 0x40000000 | 0x40;

    private final Tracee tracee;
    private final int process;

    DescriptorTransfer(Tracee tracee, int process) {
        this.tracee = tracee;
        this.process = process;
    }

    /** @return the guest's number of the descriptor: the lowest that was free, as the guest may expect */
    int send(int descriptor, boolean closeOnExec) throws ErrnoException {
        long scratch = tracee.place(new byte[DescriptorMessage.SIZE]);
        try {
            int received = through(scratch, descriptor);
            int command = closeOnExec ? Files.F_DUPFD_CLOEXEC : Files.F_DUPFD;
            long lowest = tracee.inject(SystemCall.FCNTL, received, command, 0);
            tracee.inject(SystemCall.CLOSE, received);
            if (lowest < 0) {
                throw Errno.of((int) -lowest).exception();
            }
            return (int) lowest;
        } finally {
            tracee.inject(SystemCall.MUNMAP, scratch, DescriptorMessage.SIZE);
        }
    }

    /** Sends the descriptor through a socket pair that exists only meanwhile. */
    private int through(long scratch, int descriptor) throws ErrnoException {
        tracee.injectChecked(SystemCall.SOCKETPAIR, AF_UNIX, SOCK_STREAM_CLOEXEC, 0, scratch);
        ByteBuffer pair = ByteBuffer.wrap(tracee.memory().bytes(scratch, 8)).order(ByteOrder.nativeOrder());
        try {
            int end = Injection.fetch(process, pair.getInt(0));
            try {
                long sent = DescriptorMessage.send(end, descriptor);
                if (sent < 0) {
                    throw Errno.of((int) -sent).exception();
                }
            } finally {
                Files.close(end);
            }
            tracee.memory().write(scratch, DescriptorMessage.at(scratch, -1));
            tracee.injectChecked(SystemCall.RECVMSG, pair.getInt(4), scratch, MSG_CMSG_CLOEXEC_DONTWAIT);
            int received = ByteBuffer.wrap(tracee.memory().bytes(scratch + DescriptorMessage.DESCRIPTOR, 4))
                    .order(ByteOrder.nativeOrder())
                    .getInt();
            if (received < 0) {
                // The message came without it: the guest has no number free.
                throw Errno.EMFILE.exception();
            }
            return received;
        } finally {
            tracee.inject(SystemCall.CLOSE, pair.getInt(0));
            tracee.inject(SystemCall.CLOSE, pair.getInt(4));
        }
    }
}
