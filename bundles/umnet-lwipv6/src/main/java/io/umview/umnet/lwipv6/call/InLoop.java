package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.umnet.lwipv6.loop.EpollLoop;

/** Has calls handled in the loop of a stack: at once if nobody is in it, else as soon as possible. */
public final class InLoop {
    private static final System.Logger LOG = System.getLogger(InLoop.class.getName());

    private InLoop() {}

    /** A call that has been put off. */
    private record Waiting(Call.Deferred call, CallHandler handler, Reply otherwise) implements EpollLoop.Awaited {
        @Override
        public void run() {
            answer(call, reply(call, handler));
        }

        @Override
        public void lost() {
            call.reply(otherwise);
        }
    }

    /** Answers a call that has been put off, unless somebody else will. */
    static void answer(Call.Deferred call, Reply reply) {
        if (!(reply instanceof Reply.Later)) {
            call.reply(reply instanceof Reply.Decline ? Reply.CONTINUE : reply);
        }
    }

    /** Answers a call by what a handler says in the loop; EAFNOSUPPORT when the loop has ended. */
    public static Reply handle(EpollLoop loop, Call call, CallHandler handler) {
        if (loop.tryEnter()) {
            try {
                return reply(call, handler);
            } finally {
                loop.exit();
            }
        }
        return handleLater(loop, call, handler, Reply.fail(Errno.EAFNOSUPPORT));
    }

    /** The same when somebody is in the loop. @param otherwise the answer when it has ended */
    static Reply handleLater(EpollLoop loop, Call call, CallHandler handler, Reply otherwise) {
        loop.execute(new Waiting(call.defer(), handler, otherwise));
        return Reply.LATER;
    }

    private static Reply reply(Call call, CallHandler handler) {
        try {
            return handler.handle(call);
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, call.systemCall() + " failed", e);
            return Reply.fail(Errno.EIO);
        }
    }
}
