package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Seccomp;
import java.nio.ByteBuffer;

/** Sends answers to notifications. Belongs to one thread. */
final class Answers {
    private static final int ERESTARTSYS = 512;
    private static final int EINVAL = 22;

    private final NativeBuffer response = new NativeBuffer(Seccomp.RESP_SIZE);
    private final NativeBuffer addition = new NativeBuffer(Seccomp.ADDFD_SIZE);

    /** Answers with a reply that needs nothing but the notification. @return whether somebody was there to hear it */
    boolean send(int listener, long id, Reply reply) {
        if (reply instanceof Reply.Value value) {
            return send(listener, id, value.value(), 0, 0);
        }
        if (reply instanceof Reply.Failure failure) {
            return send(listener, id, 0, -failure.errno().number(), 0);
        }
        if (reply instanceof Reply.Descriptor descriptor) {
            return install(listener, id, descriptor);
        }
        if (reply instanceof Reply.Interrupted) {
            return restart(listener, id);
        }
        return send(listener, id, 0, 0, Seccomp.RESP_CONTINUE);
    }

    /** The call fails. */
    boolean fail(int listener, long id, int errno) {
        return send(listener, id, 0, -errno, 0);
    }

    /** The thread leaves the call for a signal or a stop, and makes it again unless a signal's handler says EINTR. */
    boolean restart(int listener, long id) {
        return send(listener, id, 0, -ERESTARTSYS, 0);
    }

    /**
     * Gives the guest a duplicate of a descriptor, close-on-exec, while its call waits.
     *
     * @return the guest's number of it, or a negative error
     */
    int lend(int listener, long id, int descriptor) {
        addition.bytes()
                .putLong(Seccomp.ADDFD_ID, id)
                .putInt(Seccomp.ADDFD_FLAGS, 0)
                .putInt(Seccomp.ADDFD_SOURCE, descriptor)
                .putInt(Seccomp.ADDFD_TARGET, 0)
                .putInt(Seccomp.ADDFD_NEW_FLAGS, Files.O_CLOEXEC);
        return Seccomp.addDescriptor(listener, addition.address());
    }

    private boolean install(int listener, long id, Reply.Descriptor reply) {
        ByteBuffer request = addition.bytes();
        request.putLong(Seccomp.ADDFD_ID, id)
                .putInt(Seccomp.ADDFD_FLAGS, Seccomp.ADDFD_SEND)
                .putInt(Seccomp.ADDFD_SOURCE, reply.descriptor())
                .putInt(Seccomp.ADDFD_TARGET, 0)
                .putInt(Seccomp.ADDFD_NEW_FLAGS, reply.closeOnExec() ? Files.O_CLOEXEC : 0);
        int result = Seccomp.addDescriptor(listener, addition.address());
        if (result == -EINVAL) {
            // Before Linux 5.14 the descriptor is installed first and its number sent then.
            request.putInt(Seccomp.ADDFD_FLAGS, 0);
            result = Seccomp.addDescriptor(listener, addition.address());
            Files.close(reply.descriptor());
            return result >= 0 ? send(listener, id, result, 0, 0) : fail(listener, id, -result);
        }
        Files.close(reply.descriptor());
        return result >= 0 || fail(listener, id, -result);
    }

    private boolean send(int listener, long id, long value, int error, int flags) {
        response.bytes()
                .putLong(Seccomp.RESP_ID, id)
                .putLong(Seccomp.RESP_VALUE, value)
                .putInt(Seccomp.RESP_ERROR, error)
                .putInt(Seccomp.RESP_FLAGS, flags);
        return Seccomp.send(listener, response.address()) == 0;
    }
}
