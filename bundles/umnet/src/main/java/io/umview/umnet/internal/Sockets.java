package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.umnet.NetworkStack;
import java.util.Optional;

/** Makes sockets. */
final class Sockets {
    private final StackRouter router;

    Sockets(StackRouter router) {
        this.router = router;
    }

    /** socket(2). */
    Reply socket(Call call) throws ErrnoException {
        return ofDefault(call, call.intArgument(0), call.intArgument(1), call.intArgument(2));
    }

    /** A socket of the caller's default stack; {@link Reply#DECLINE} when that is the host's. */
    Reply ofDefault(Call call, int domain, int type, int protocol) throws ErrnoException {
        return create(call, router.defaultStack(call.process(), domain), domain, type, protocol);
    }

    /** A socket of one stack. */
    Reply of(MountedStack stack, Call call, int domain, int type, int protocol) throws ErrnoException {
        return create(call, Optional.of(stack), domain, type, protocol);
    }

    private Reply create(Call call, Optional<MountedStack> start, int domain, int type, int protocol)
            throws ErrnoException {
        StackRouter.Route route = router.follow(call, start, domain);
        Reply reply =
                route.stack().isEmpty() ? Reply.DECLINE : create(route.stack().get(), call, domain, type, protocol);
        if (!(reply instanceof Reply.Failure)) {
            route.passed().forEach(passed -> passed.file().used());
        }
        return reply;
    }

    private static Reply create(NetworkStack stack, Call call, int domain, int type, int protocol)
            throws ErrnoException {
        if (!stack.families().contains(domain)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return stack.socket(call, domain, type, protocol);
    }
}
