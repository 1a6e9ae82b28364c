package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.linux.Files;

/**
 * The descriptor that a reply lends a guest. Mostly the guest gets it while its call waits, in one system call; what is open with
 * O_PATH cannot be given that way (seccomp_unotify(2) takes descriptors by fget), and goes through a socket when the thread is held.
 */
final class Loan implements AutoCloseable {
    private static final int EBADF = 9;

    private int descriptor;
    private int lent = -1;

    Loan(Reply reply) {
        descriptor = Repetition.lentBy(reply);
    }

    /** Lends it to a guest whose call waits, if that can be done. @return 0 or a negative error */
    int toWaiting(Answers answers, WaitingCall call) {
        if (descriptor < 0) {
            return 0;
        }
        int result = answers.lend(call.listener().descriptor(), call.id(), descriptor);
        if (result >= 0) {
            lent = result;
            close();
        }
        return result == -EBADF ? 0 : Math.min(0, result);
    }

    /** The guest's number, -1 when it has not been lent. */
    int number() {
        return lent;
    }

    /** The guest's number, once its thread is held. */
    int toHeld(Tracee tracee, int process) throws ErrnoException {
        if (lent < 0) {
            lent = new DescriptorTransfer(tracee, process).send(descriptor, true);
            close();
        }
        return lent;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            Files.close(descriptor);
            descriptor = -1;
        }
    }
}
