package io.umview.hypervisor.internal.observe;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.Hypervisor.CallStatistics;
import io.umview.hypervisor.Hypervisor.Subscription;
import io.umview.hypervisor.Hypervisor.TraceListener;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import io.umview.hypervisor.internal.decode.CallDecoder;
import io.umview.tracer.TracedCall;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Lets calls be watched on their way. */
public final class Observation {
    private static final System.Logger LOG = System.getLogger(Observation.class.getName());

    private final List<TraceListener> listeners = new CopyOnWriteArrayList<>();
    private final CallDecoder decoder = new CallDecoder();
    private volatile @Nullable Statistics statistics;
    private volatile boolean active;

    /** Answers a call. */
    @FunctionalInterface
    public interface Answerer {
        /** @param trail where to note who answers, or null when nobody wants to know */
        Reply answer(TracedCall call, @Nullable Trail trail) throws ErrnoException;
    }

    /** Whether somebody watches. */
    public boolean active() {
        return active;
    }

    /** Brings calls to a listener until the result is closed. */
    public Subscription trace(TraceListener listener) {
        listeners.add(listener);
        update();
        return () -> {
            listeners.remove(listener);
            update();
        };
    }

    /** The counts so far; the first call starts them. */
    public List<CallStatistics> statistics() {
        Statistics counting;
        synchronized (this) {
            if (statistics == null) {
                statistics = new Statistics();
            }
            counting = statistics;
        }
        update();
        return counting.list();
    }

    private void update() {
        active = !listeners.isEmpty() || statistics != null;
    }

    /** Answers a call and tells those who watch. */
    public Reply observe(TracedCall call, int view, Answerer answerer) throws ErrnoException {
        Trail trail = new Trail();
        // Before the answer, because the arguments may be gone afterwards.
        String arguments = listeners.isEmpty() ? "" : decoder.describe(call);
        long start = System.nanoTime();
        Reply reply;
        try {
            reply = answerer.answer(call, trail);
        } catch (ErrnoException e) {
            tell(call, view, arguments, Reply.fail(e.errno()), trail, System.nanoTime() - start);
            throw e;
        }
        tell(call, view, arguments, reply, trail, System.nanoTime() - start);
        return reply;
    }

    private void tell(TracedCall call, int view, String arguments, Reply reply, Trail trail, long nanoseconds) {
        Statistics counting = statistics;
        if (counting != null) {
            counting.count(call.systemCall(), trail.module(), reply instanceof Reply.Failure, nanoseconds);
        }
        if (!listeners.isEmpty()) {
            TracedEvent event = new TracedEvent(
                    call.thread(),
                    view,
                    call.systemCall(),
                    arguments,
                    Verdicts.describe(reply),
                    trail.module(),
                    nanoseconds);
            for (TraceListener listener : listeners) {
                tell(listener, event);
            }
        }
    }

    private static void tell(TraceListener listener, TracedEvent event) {
        try {
            listener.answered(event);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a trace listener failed", e);
        }
    }
}
