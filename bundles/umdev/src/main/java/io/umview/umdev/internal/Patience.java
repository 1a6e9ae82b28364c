package io.umview.umdev.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for files that were closed just now, of which umdev is told a moment later. */
final class Patience {
    /** For what would only be said to be in use. */
    static final long MILLIS = 100;

    /** For what would fail. */
    static final long LONG_MILLIS = 1000;

    private Patience() {}

    /** Waits until all is closed, for a moment. @param lock is notified when something is @return whether there is still something */
    static boolean wasVain(Object lock, long millis, BooleanSupplier allClosed) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (lock) {
            long left = millis;
            while (!allClosed.getAsBoolean() && left > 0) {
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            return !allClosed.getAsBoolean();
        }
    }
}
