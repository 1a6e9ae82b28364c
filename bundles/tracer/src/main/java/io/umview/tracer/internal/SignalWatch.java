package io.umview.tracer.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Notices signals for threads that wait in a call that blocks. A thread whose call was received is woken by fatal signals only
 * (WAIT_KILLABLE_RECV), and the kernel tells nobody that another signal is pending: that can only be looked up.
 * The end of such a thread counts as a signal.
 */
final class SignalWatch {
    private static final System.Logger LOG = System.getLogger(SignalWatch.class.getName());
    private static final long PERIOD_MILLIS = 4;

    private final Set<KeptCall> calls = ConcurrentHashMap.newKeySet();
    private final ProcFiles proc = new ProcFiles();
    private boolean running;

    synchronized void add(KeptCall call) {
        calls.add(call);
        if (!running) {
            running = true;
            Thread thread = new Thread(this::run, "umview-signals");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void remove(KeptCall call) {
        calls.remove(call);
    }

    private static void run(KeptCall call, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "who waits in " + call.systemCall() + " failed at a signal", e);
        }
    }

    private void run() {
        while (hasWork()) {
            for (KeptCall call : calls) {
                Runnable action = call.signalAction();
                if (action != null && proc.pendingSignals(call.thread()) != 0 && calls.remove(call)) {
                    run(call, action);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized boolean hasWork() {
        running = !calls.isEmpty();
        return running;
    }
}
