package io.umview.benchmarks;

import java.io.IOException;

/** Times of the same work on two sides, taken in turn, so that what else the machine does meets both. */
final class Comparison {
    private final Samples base = new Samples();
    private final Samples view = new Samples();

    Samples base() {
        return base;
    }

    Samples view() {
        return view;
    }

    /** Makes a new umbench. */
    @FunctionalInterface
    interface Side {
        Bench start() throws IOException;
    }

    /** Each round has new processes: where a process's memory happens to lie makes a difference. */
    static Comparison of(Work work, int rounds, Side baseSide, Side viewSide) throws IOException {
        Comparison comparison = new Comparison();
        for (int round = 0; round < rounds; round++) {
            try (Bench base = baseSide.start();
                    Bench view = viewSide.start()) {
                comparison.round(work, base, view);
            }
        }
        return comparison;
    }

    private void round(Work work, Bench baseBench, Bench viewBench) throws IOException {
        for (String request : work.preparation()) {
            baseBench.prepare(request);
            viewBench.prepare(request);
        }
        long count = count(work, baseBench);
        // The first batch on a side fills caches, and in the hypervisor it may be the first of its kind at all.
        time(work, viewBench, count, work.viewArgument());
        for (int i = 0; i < work.batches(); i++) {
            boolean viewFirst = i % 2 == 1;
            if (viewFirst) {
                view.add(time(work, viewBench, count, work.viewArgument()));
            }
            base.add(time(work, baseBench, count, work.argument()));
            if (!viewFirst) {
                view.add(time(work, viewBench, count, work.viewArgument()));
            }
        }
    }

    private static long count(Work work, Bench bench) throws IOException {
        long count = 1;
        long time = bench.time(work.name(), count, work.argument());
        while (time < work.batchNanos()) {
            count = Math.max(2 * count, (long) (count * 0.9 * work.batchNanos() / Math.max(1, time)));
            time = bench.time(work.name(), count, work.argument());
        }
        return count;
    }

    private static double time(Work work, Bench bench, long count, String argument) throws IOException {
        return (double) bench.time(work.name(), count, argument) / count;
    }
}
