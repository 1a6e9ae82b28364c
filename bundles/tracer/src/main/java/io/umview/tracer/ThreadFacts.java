package io.umview.tracer;

/**
 * Something about guest threads that proc(5) tells, kept because reading it there takes as long as all the rest of a trapped
 * call. A fact is forgotten after {@value #LIFETIME_NANOS} ns, in which the kernel cannot come round to giving a thread's id to
 * another one. Belongs to one thread.
 */
public final class ThreadFacts {
    /** Nothing is known. */
    public static final int UNKNOWN = -1;

    private static final long LIFETIME_NANOS = 10_000_000;
    private static final int SLOTS = 64;

    private final int[] threads = new int[SLOTS];
    private final int[] facts = new int[SLOTS];
    private final long[] times = new long[SLOTS];

    /** Knows nothing yet. */
    public ThreadFacts() {}

    /**
     * What is known of a thread.
     *
     * @param now System.nanoTime()
     * @param since what was learned up to this time does not count
     */
    public int get(int thread, long now, long since) {
        int slot = thread & SLOTS - 1;
        long time = times[slot];
        return threads[slot] == thread && now - time < LIFETIME_NANOS && time - since > 0 ? facts[slot] : UNKNOWN;
    }

    /** Keeps a fact, not negative, that was looked up at a time or later. */
    public void put(int thread, long time, int fact) {
        int slot = thread & SLOTS - 1;
        threads[slot] = thread;
        times[slot] = time;
        facts[slot] = fact;
    }
}
