package io.umview.tracer.internal;

import io.umview.api.Reply;
import java.io.File;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The notified calls that are answered later, and the threads that are about to make a call again. */
final class WaitingCalls {
    private static final int SWEEP_AT_LEAST = 64;

    private final Set<WaitingCall> all = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Expected> expected = new ConcurrentHashMap<>();
    private final SignalWatch signals = new SignalWatch();
    private final boolean signalsAreHeldBack;
    private volatile int sweepAt = SWEEP_AT_LEAST;

    /** What to do when a thread makes a call that it had to leave. */
    private sealed interface Expected {
        /** The kernel executes it. */
        record Pass(WaitingCall call) implements Expected {}

        /** It is one that waits for its answer. */
        record Bind(WaitingCall call) implements Expected {}
    }

    /** @param signalsAreHeldBack whether a thread that waits for an answer is woken by fatal signals only (WAIT_KILLABLE_RECV) */
    WaitingCalls(boolean signalsAreHeldBack) {
        this.signalsAreHeldBack = signalsAreHeldBack;
    }

    static boolean isAlive(int thread) {
        return new File("/proc/" + thread).exists();
    }

    void add(WaitingCall call) {
        if (all.size() >= sweepAt) {
            sweep();
        }
        all.add(call);
    }

    /** Forgets calls whose threads have ended; nothing tells of their end, and who should answer them may never do. */
    private void sweep() {
        for (WaitingCall call : all) {
            if (!isAlive(call.thread())) {
                call.abandon();
                all.remove(call);
                expected.remove(call.thread());
            }
        }
        sweepAt = Math.max(SWEEP_AT_LEAST, 2 * all.size());
    }

    /** A call is over. */
    void finish(WaitingCall call) {
        call.finish();
        all.remove(call);
        signals.remove(call);
    }

    void watchSignals(WaitingCall call) {
        if (signalsAreHeldBack) {
            signals.add(call);
        }
    }

    /** What becomes of a call that was made again; null for any other. */
    @Nullable
    Reply madeAgain(NotifiedCall call) {
        if (expected.isEmpty()) {
            return null;
        }
        Expected again = expected.get(call.thread());
        if (again instanceof Expected.Pass) {
            expected.remove(call.thread());
            return Reply.CONTINUE;
        }
        // Another call may come first, from a signal's handler that runs before the call is made again.
        if (again instanceof Expected.Bind bind && bind.call().isMadeAgainBy(call)) {
            expected.remove(call.thread());
            bind.call().bind(call);
            return Reply.LATER;
        }
        return null;
    }

    /** Makes a thread leave the call that it waits in; it will make it again. */
    void leave(int thread, Answers answers) {
        for (WaitingCall call : all) {
            if (call.thread() == thread && call.unbind()) {
                expectAgain(call);
                answers.restart(call.listener().descriptor(), call.id());
            }
        }
    }

    /** The thread makes its call again, and waits on. */
    void expectAgain(WaitingCall call) {
        expected.put(call.thread(), new Expected.Bind(call));
    }

    /** The thread makes its call again, for the kernel to execute. */
    void expectToPass(WaitingCall call) {
        expected.put(call.thread(), new Expected.Pass(call));
    }

    /** Whatever the thread calls next is another call. It may be expected to make that one again already. */
    void hasPassed(WaitingCall call) {
        expected.remove(call.thread(), new Expected.Pass(call));
    }

    /** The thread does not make its call again. */
    void expectNothing(WaitingCall call) {
        expected.remove(call.thread());
    }
}
