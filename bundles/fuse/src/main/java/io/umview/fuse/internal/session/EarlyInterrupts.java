package io.umview.fuse.internal.session;

/**
 * Interrupts that overtook their requests: another thread had read the request, but not begun with it. Numbers of requests are
 * not given twice, so one that came too late does no harm and is forgotten in time.
 */
final class EarlyInterrupts {
    private static final int KEPT = 64;

    private final long[] numbers = new long[KEPT];
    private int next;
    private volatile boolean some;

    synchronized void add(long number) {
        numbers[next] = number;
        next = (next + 1) % KEPT;
        some = true;
    }

    boolean take(long number) {
        return some && find(number);
    }

    private synchronized boolean find(long number) {
        boolean found = false;
        boolean left = false;
        for (int i = 0; i < KEPT; i++) {
            if (numbers[i] == number) {
                numbers[i] = 0;
                found = true;
            }
            left |= numbers[i] != 0;
        }
        some = left;
        return found;
    }
}
