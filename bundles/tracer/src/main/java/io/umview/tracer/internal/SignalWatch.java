package io.umview.tracer.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Notices signals for threads that wait in a call that blocks. A thread whose call was received is woken by fatal signals only
 * (WAIT_KILLABLE_RECV), and the kernel tells nobody that another signal is pending: that can only be looked up.
 */
final class SignalWatch {
    private static final long PERIOD_MILLIS = 4;

    private final Set<WaitingCall> calls = ConcurrentHashMap.newKeySet();
    private final ProcFiles proc = new ProcFiles();
    private boolean running;

    synchronized void add(WaitingCall call) {
        calls.add(call);
        if (!running) {
            running = true;
            Thread thread = new Thread(this::run, "umview-signals");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void remove(WaitingCall call) {
        calls.remove(call);
    }

    private void run() {
        while (hasWork()) {
            for (WaitingCall call : calls) {
                Runnable action = call.signalAction();
                if (action != null && proc.pendingSignals(call.thread()) != 0 && calls.remove(call)) {
                    action.run();
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
