package io.umview.hypervisor.internal.observe;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.Hypervisor.CallStatistics;
import io.umview.hypervisor.Hypervisor.Phase;
import io.umview.hypervisor.Hypervisor.Subscription;
import io.umview.hypervisor.Hypervisor.TraceListener;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import io.umview.hypervisor.internal.decode.CallDecoder;
import io.umview.tracer.TracedCall;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
        if (call instanceof Later later) {
            // It was put off, and is answered as if it came now; who answers it tells.
            return answerer.answer(later, later.trail);
        }
        // The arguments now, because they may be gone afterwards.
        Observed observed = new Observed(call, view, listeners.isEmpty() ? "" : decoder.describe(call));
        Reply reply;
        try {
            reply = answerer.answer(observed, observed.trail);
        } catch (ErrnoException e) {
            observed.tell(Phase.ANSWERED, call, Reply.fail(e.errno()));
            throw e;
        }
        if (!(reply instanceof Reply.Later)) {
            observed.tell(Phase.ANSWERED, call, reply);
        }
        return reply;
    }

    /** A call that is watched. */
    private final class Observed extends ForwardingCall<TracedCall> {
        private final int view;
        private final String arguments;
        private final Trail trail = new Trail();

        Observed(TracedCall call, int view, String arguments) {
            super(call);
            this.view = view;
            this.arguments = arguments;
        }

        @Override
        public DeferredCall defer() {
            // Before it is put off, because its answer may come at once.
            tell(Phase.UNFINISHED, call, Reply.LATER);
            return new Later(this);
        }

        /** @param through the call through which this is seen now: the one that came is not valid for long */
        private void tell(Phase phase, TracedCall through, Reply reply) {
            long nanoseconds = trail.nanoseconds();
            Statistics counting = statistics;
            if (counting != null && phase != Phase.UNFINISHED) {
                counting.count(through.systemCall(), trail.module(), reply instanceof Reply.Failure, nanoseconds);
            }
            if (!listeners.isEmpty()) {
                TracedEvent event = new TracedEvent(
                        through.thread(),
                        view,
                        through.systemCall(),
                        phase,
                        arguments,
                        Verdicts.describe(reply),
                        trail.module(),
                        nanoseconds);
                for (TraceListener listener : listeners) {
                    Observation.tell(listener, event);
                }
            }
        }
    }

    /** A call that is watched and answered later. */
    private final class Later extends ForwardingCall<TracedCall.DeferredCall> implements TracedCall.DeferredCall {
        private final Observed observed;
        private final Trail trail;
        private final AtomicBoolean answered = new AtomicBoolean();

        Later(Observed observed) {
            super(observed.call.defer());
            this.observed = observed;
            trail = observed.trail;
        }

        @Override
        public DeferredCall defer() {
            return this;
        }

        @Override
        public boolean reply(Reply reply) {
            if (!answered.getAndSet(true)) {
                observed.tell(Phase.RESUMED, call, reply);
            }
            return call.reply(reply);
        }

        @Override
        public void onSignal(Runnable action) {
            call.onSignal(action);
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
