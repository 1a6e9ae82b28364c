package io.umview.tracer.internal;

import io.umview.api.CallHandler;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers calls as a test says and keeps what it saw. */
final class RecordingSupervisor implements Supervisor {
    final Map<SystemCall, CallHandler> handlers = new ConcurrentHashMap<>();
    final Queue<SystemCall> seen = new ConcurrentLinkedQueue<>();
    final Queue<Integer> execErrors = new ConcurrentLinkedQueue<>();
    final Queue<Integer> marks = new ConcurrentLinkedQueue<>();

    @Override
    public Reply handle(TracedCall call) throws ErrnoException {
        seen.add(call.systemCall());
        marks.add(call.mark());
        return handlers.getOrDefault(call.systemCall(), any -> Reply.CONTINUE).handle(call);
    }

    @Override
    public View view(int mark) {
        throw new UnsupportedOperationException();
    }

    @Override
    public GuestProcess process(TracedCall call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int execFailed(int pid, int errno) {
        execErrors.add(errno);
        return errno == 2 ? 127 : 126;
    }
}
