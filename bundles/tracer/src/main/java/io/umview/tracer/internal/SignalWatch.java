package io.umview.tracer.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Notices signals for threads that wait in a call that blocks. A thread whose call was received is woken by fatal signals only
 * (WAIT_KILLABLE_RECV), and the kernel tells nobody that another signal is pending: that can only be looked up.
 * The end of such a thread counts as a signal.
 *
 * <p>Most waits are over before anybody looks, so that it costs as good as nothing to begin and to end one: the thread goes on for a
 * while when there is nobody left.
 */
final class SignalWatch {
    private static final System.Logger LOG = System.getLogger(SignalWatch.class.getName());
    private static final long PERIOD_MILLIS = 4;

    /** After so many looks at nobody the thread ends. */
    private static final int PATIENCE = 256;

    private final Set<KeptCall> calls = ConcurrentHashMap.newKeySet();
    private final ProcFiles proc = new ProcFiles();
    private volatile boolean running;

    void add(KeptCall call) {
        calls.add(call);
        if (!running) {
            start();
        }
    }

    void remove(KeptCall call) {
        calls.remove(call);
    }

    private synchronized void start() {
        if (!running) {
            running = true;
            Thread thread = new Thread(this::run, "umview-signals");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (int idle = 0; idle < PATIENCE || !ends(); idle = calls.isEmpty() ? idle + 1 : 0) {
            look();
            try {
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Who is added when this is over starts another thread. */
    private synchronized boolean ends() {
        running = false;
        running = !calls.isEmpty();
        return !running;
    }

    private void look() {
        for (KeptCall call : calls) {
            Runnable action = call.signalAction();
            if (action != null && proc.pendingSignals(call.thread()) != 0 && calls.remove(call)) {
                run(call, action);
            }
        }
    }

    private static void run(KeptCall call, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "who waits in " + call.systemCall() + " failed at a signal", e);
        }
    }
}
