package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import org.jspecify.annotations.Nullable;

/** Brings trapped calls to the supervisor and makes of whatever comes back a reply that an engine can carry out. */
record Supervision(Supervisor supervisor) {
    /** What every tracer traps for itself. */
    static final Interest OWN = Interest.when(SystemCall.PIVOT_ROOT, ArgumentTest.isNull(0));

    /** Handlers must not block (CallHandler); one that is at a call for so long hangs. */
    static final long STUCK_NANOS = 4_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Supervision.class.getName());

    /** What becomes of a call whose handler hangs. */
    static Reply givenUp() {
        LOG.log(System.Logger.Level.ERROR, "a module has been at a call for seconds; the call fails");
        return Reply.fail(Errno.EIO);
    }

    /** What becomes of a call whose reply cannot be carried out: modules are other people's code. */
    static Errno nonsense(Reply reply, Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a reply cannot be carried out: " + reply, e);
        return Errno.EIO;
    }

    /** Answers a call. Never throws, never declines. */
    Reply handle(TracedCall call) {
        try {
            return isExecFailure(call) ? execFailed(call) : orContinue(supervisor.handle(call));
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            return failed(call, e);
        }
    }

    /** Answers a call if no code is needed that may hang. @return null when it is; never throws, never declines */
    @Nullable
    Reply handleAlone(TracedCall call) {
        try {
            Reply reply = isExecFailure(call) ? execFailed(call) : supervisor.handleAlone(call);
            return reply == null ? null : orContinue(reply);
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            return failed(call, e);
        }
    }

    private static Reply orContinue(Reply reply) {
        return reply instanceof Reply.Decline ? Reply.CONTINUE : reply;
    }

    private static boolean isExecFailure(TracedCall call) {
        return call.systemCall() == SystemCall.PIVOT_ROOT
                && call.argument(0) == 0
                && call.intArgument(2) == Launch.EXEC_FAILED;
    }

    private Reply execFailed(TracedCall call) {
        return Reply.value(supervisor.execFailed(call.thread(), (int) -call.argument(3)));
    }

    private static Reply failed(TracedCall call, Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a handler of " + call.systemCall() + " failed", e);
        return Reply.fail(Errno.EIO);
    }
}
