package io.umview.tracer;

import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Reply;
import io.umview.api.View;
import org.jspecify.annotations.Nullable;

/** Who answers trapped calls. */
public interface Supervisor {
    /** Answers a call. Runs on a tracer thread and must not block. */
    Reply handle(TracedCall call) throws ErrnoException;

    /**
     * Answers a call if that needs no code but the supervisor's own, which never hangs: for a tracer that cannot replace a
     * thread that does.
     *
     * @return null when {@link #handle} must be asked
     */
    default @Nullable Reply handleAlone(TracedCall call) throws ErrnoException {
        return null;
    }

    /** The view of a mark. */
    View view(int mark);

    /** The process of a call's thread. */
    GuestProcess process(TracedCall call);

    /**
     * The first program of a started guest could not be executed.
     *
     * @return the exit status that the process then ends with
     */
    int execFailed(int pid, int errno);
}
