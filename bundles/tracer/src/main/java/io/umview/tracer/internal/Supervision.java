package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;

/** Brings trapped calls to the supervisor and makes of whatever comes back a reply that an engine can carry out. */
record Supervision(Supervisor supervisor) {
    /** What every tracer traps for itself. */
    static final Interest OWN = Interest.when(SystemCall.PIVOT_ROOT, ArgumentTest.isNull(0));

    private static final System.Logger LOG = System.getLogger(Supervision.class.getName());

    /** Answers a call. Never throws, never declines. */
    Reply handle(TracedCall call) {
        try {
            if (call.systemCall() == SystemCall.PIVOT_ROOT
                    && call.argument(0) == 0
                    && call.intArgument(2) == Launch.EXEC_FAILED) {
                return Reply.value(supervisor.execFailed(call.thread(), (int) -call.argument(3)));
            }
            Reply reply = supervisor.handle(call);
            return reply instanceof Reply.Decline ? Reply.CONTINUE : reply;
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a handler of " + call.systemCall() + " failed", e);
            return Reply.fail(Errno.EIO);
        }
    }
}
