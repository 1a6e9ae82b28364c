package io.umview.benchmarks;

import java.util.List;

/**
 * What is timed.
 *
 * @param name what umbench calls it
 * @param argument for one side
 * @param viewArgument for the other
 * @param preparation requests that come before, in each new process
 * @param batchNanos about how long a batch shall take
 * @param batches how many batches in a round
 */
record Work(String name, String argument, String viewArgument, List<String> preparation, long batchNanos, int batches) {
    private static final long MILLISECOND = 1_000_000;

    Work {
        preparation = List.copyOf(preparation);
    }

    /** A system call or two: many short batches. */
    static Work call(String name, String argument) {
        return new Work(name, argument, argument, List.of(), MILLISECOND, 60);
    }

    /** Something that takes milliseconds: one at a time. */
    static Work single(String name, String argument, int batches) {
        return new Work(name, argument, argument, List.of(), 1, batches);
    }

    Work after(String... requests) {
        return new Work(name, argument, viewArgument, List.of(requests), batchNanos, batches);
    }

    Work inView(String other) {
        return new Work(name, argument, other, preparation, batchNanos, batches);
    }

    Work batches(long nanos, int number) {
        return new Work(name, argument, viewArgument, preparation, nanos, number);
    }
}
